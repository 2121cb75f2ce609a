//! Nobody keeps anybody else signed out: a device that is known has tries of its own (ASVS 6.1.1, 6.3.1).

use super::world::*;
use crate::support::app::{Answer, App};
use crate::support::people::PASSPHRASE;
use crate::support::person::Person;
use crate::support::product::{DAY, DistrictId, Error, HOUR, MINUTE, Role, SECOND, accounts};
use reqwest::Method;
use serde_json::{Value, json};

const WRONG: &str = "不是这个不是这个";
const ELSEWHERE: &str = "203.0.113.7";

async fn behind_a_proxy() -> (App, DistrictId) {
    let app = App::start_with(|config| config.trusted_proxies = vec!["127.0.0.1".into()]).await;
    let here = app.district("青禾区").await;
    (app, here)
}

/// A request from an address, with the cookie of a device if there is one.
async fn ask(app: &App, path: &str, body: Value, address: &str, device: Option<&str>) -> Answer {
    let mut request = app
        .stranger()
        .request(Method::POST, path)
        .header("x-forwarded-for", address);
    if let Some(device) = device {
        request = request.header("cookie", format!("__Host-device={device}"));
    }
    Answer::read(request.json(&body).send().await.unwrap()).await
}

async fn enter(app: &App, nickname: &str, passphrase: &str, address: &str, device: Option<&str>) -> Answer {
    let body = json!({"nickname": nickname, "passphrase": passphrase});
    ask(app, "/sign-in", body, address, device).await
}

/// The mark that an answer gives the device.
fn mark(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let mut values = cookies.filter_map(|value| value.to_str().unwrap().strip_prefix("__Host-device="));
    let value = values.next()?;
    assert!(value.contains("HttpOnly") && value.contains("SameSite=Strict") && value.contains("Secure"));
    Some(value.split(';').next().unwrap().to_owned())
}

fn network(n: usize) -> String {
    format!("198.51.{n}.9")
}

/// Guesses from 24 networks, as fast as they are let, until so many were looked at.
async fn attack(app: &App, nickname: &str, guesses: usize) {
    let mut looked_at = 0;
    while looked_at < guesses {
        for n in 0..24 {
            let answer = enter(app, nickname, WRONG, &network(n), None).await;
            looked_at += usize::from(answer.json["code"] == "wrong_sign_in");
            if looked_at == guesses {
                return;
            }
        }
        app.clock.advance(30 * SECOND);
    }
}

#[tokio::test]
async fn a_hundred_guesses_from_everywhere_do_not_keep_the_owner_out() {
    let (app, here) = behind_a_proxy().await;
    counsellor(&app, "大枫", &here).await;
    let known = mark(&enter(&app, "大枫", PASSPHRASE, ELSEWHERE, None).await).unwrap();
    attack(&app, "大枫", 104).await;
    // on the device that is known, even on a network that the attackers use; and on a new one elsewhere: both at once
    enter(&app, "大枫", PASSPHRASE, &network(3), Some(&known))
        .await
        .expect(200);
    enter(&app, "大枫", PASSPHRASE, "192.0.2.1", None).await.expect(200);
    // on a new device where the attackers are: in a quarter of an hour at most
    app.clock.advance(15 * MINUTE);
    enter(&app, "大枫", PASSPHRASE, &network(5), None).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn the_attacker_stays_limited_whatever_the_owner_does() {
    let (app, here) = behind_a_proxy().await;
    counsellor(&app, "大枫", &here).await;
    attack(&app, "大枫", 60).await;
    enter(&app, "大枫", PASSPHRASE, ELSEWHERE, None).await.expect(200);
    let (start, mut looked_at) = (app.clock.now(), 0);
    while app.clock.now() < start + HOUR {
        for n in 0..24 {
            let answer = enter(&app, "大枫", WRONG, &network(n), None).await;
            looked_at += usize::from(answer.json["code"] == "wrong_sign_in");
        }
        app.clock.advance(3 * MINUTE);
    }
    // each network: waits of 1, 2, 4, 8, then 15 minutes
    assert!(looked_at <= 24 * 8, "{looked_at} guesses in an hour");
    app.finish().await;
}

#[tokio::test]
async fn a_known_device_is_limited_too_and_is_known_for_its_owner_only() {
    let (app, here) = behind_a_proxy().await;
    counsellor(&app, "大枫", &here).await;
    counsellor(&app, "红叶", &here).await;
    let known = mark(&enter(&app, "大枫", PASSPHRASE, ELSEWHERE, None).await).unwrap();
    for _ in 0..5 {
        enter(&app, "大枫", WRONG, ELSEWHERE, Some(&known))
            .await
            .problem("wrong_sign_in");
    }
    enter(&app, "大枫", PASSPHRASE, ELSEWHERE, Some(&known))
        .await
        .problem("throttled");
    // for somebody else the mark opens no tries of its own: the network's are used up, whatever mark comes along
    for n in 0..5 {
        let some = if n % 2 == 0 { Some(known.as_str()) } else { None };
        enter(&app, "红叶", WRONG, ELSEWHERE, some)
            .await
            .problem("wrong_sign_in");
    }
    for device in [Some(known.as_str()), Some("0000"), None] {
        enter(&app, "红叶", PASSPHRASE, ELSEWHERE, device)
            .await
            .problem("throttled");
    }
    app.finish().await;
}

#[tokio::test]
async fn whoever_floods_an_address_holds_up_no_device_that_is_known_there() {
    let (app, here) = behind_a_proxy().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    counsellor(&app, "大枫", &here).await;
    let known = mark(&enter(&app, "大枫", PASSPHRASE, ELSEWHERE, None).await).unwrap();
    let invitation = json!({"role": "member", "district_id": here});
    let card = coordinator.post("/invitations", invitation).await.expect(201);
    let nonsense = json!({"code": "0000-0000-0000"});
    while ask(&app, "/invitations/look-up", nonsense.clone(), ELSEWHERE, None)
        .await
        .status
        != 429
    {}
    enter(&app, "红叶", PASSPHRASE, ELSEWHERE, None)
        .await
        .problem("throttled");
    enter(&app, "大枫", PASSPHRASE, ELSEWHERE, Some(&known))
        .await
        .expect(200);
    // and a right code is never held up by wrong ones
    let look = json!({"code": card["code"]});
    ask(&app, "/invitations/look-up", look, ELSEWHERE, None)
        .await
        .expect(200);
    let join = json!({"code": card["code"], "nickname": "晨松", "passphrase": PASSPHRASE, "language": "zh", "consents": ["attend"]});
    ask(&app, "/invitations/accept", join, ELSEWHERE, None)
        .await
        .expect(200);
    app.finish().await;
}

/// The challenge of somebody with a second factor.
async fn challenge(app: &App, nickname: &str, device: Option<&str>) -> Value {
    let asked = enter(app, nickname, PASSPHRASE, ELSEWHERE, device).await.expect(200);
    asked["second_factor"]["challenge"].clone()
}

async fn code(app: &App, challenge: &Value, code: &str, device: Option<&str>) -> Answer {
    let body = json!({"challenge": challenge, "code": code});
    ask(app, "/sign-in/second-factor", body, ELSEWHERE, device).await
}

#[tokio::test]
async fn whoever_knows_the_passphrase_cannot_use_up_the_codes_of_the_owner() {
    let (app, here) = behind_a_proxy().await;
    let person = app.somebody("听雨", &[(Role::Supervisor, Some(here.clone()))]).await;
    let first = challenge(&app, "听雨", None).await;
    let known = mark(&code(&app, &first, &totp(&app), None).await).unwrap();
    let tried = challenge(&app, "听雨", None).await;
    for _ in 0..5 {
        code(&app, &tried, "000000", None).await.problem("wrong_second_factor");
    }
    app.clock.advance(30 * SECOND);
    // elsewhere the codes are used up, on the device that is known they are not
    for _ in 0..4 {
        let next = challenge(&app, "听雨", None).await;
        code(&app, &next, "000000", None).await;
    }
    let next = challenge(&app, "听雨", None).await;
    code(&app, &next, &totp(&app), None).await.problem("throttled");
    let own = challenge(&app, "听雨", Some(&known)).await;
    code(&app, &own, &totp(&app), Some(&known)).await.expect(200);
    // a new passphrase shuts the other one out, and gives back what they used up
    let body = json!({"current": PASSPHRASE, "next": "雨停了我们去河边走走"});
    person.post("/me/passphrase", body).await.expect(204);
    let body = json!({"nickname": "听雨", "passphrase": "雨停了我们去河边走走"});
    let asked = ask(&app, "/sign-in", body, ELSEWHERE, None).await.expect(200);
    app.clock.advance(30 * SECOND);
    let challenge = &asked["second_factor"]["challenge"];
    code(&app, challenge, &totp(&app), None).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn a_recovery_code_is_not_held_up_by_guesses() {
    let (app, here) = behind_a_proxy().await;
    let person = counsellor(&app, "大枫", &here).await;
    person
        .post("/me/totp", json!({"passphrase": PASSPHRASE}))
        .await
        .expect(200);
    let secret = person_secret(&app, &person).await;
    let on = json!({"code": accounts::code_at(&secret, app.clock.now()).unwrap()});
    let codes = person.post("/me/totp/confirm", on).await.expect(200);
    for _ in 0..2 {
        let tried = challenge(&app, "大枫", None).await;
        for _ in 0..4 {
            code(&app, &tried, "000000", None).await;
        }
    }
    let next = challenge(&app, "大枫", None).await;
    code(&app, &next, "000000", None).await.problem("throttled");
    let right = codes["recovery_codes"][0].as_str().unwrap();
    code(&app, &next, right, None).await.expect(200);
    app.finish().await;
}

/// The secret that is being set up, as the database seals it.
async fn person_secret(app: &App, person: &Person) -> [u8; 20] {
    use crate::support::product::db::schema::people;
    use diesel::prelude::*;
    let id = person_id(person);
    let read = app.db.read(move |conn| {
        let sealed: Option<Vec<u8>> = people::table.find(&id).select(people::totp_secret).first(conn)?;
        Ok::<_, Error>(sealed)
    });
    let sealed = read.await.unwrap().unwrap();
    let open = app.keys.open("people.totp_secret", &person.id, &sealed).unwrap();
    open.try_into().unwrap()
}

#[tokio::test]
async fn whoever_guesses_the_own_passphrase_on_one_login_holds_up_no_other() {
    let (app, here) = behind_a_proxy().await;
    let person = counsellor(&app, "大枫", &here).await;
    let guess = json!({"current": WRONG, "next": "另一句很长的话哦"});
    for _ in 0..5 {
        person.post("/me/passphrase", guess.clone()).await.problem("invalid");
    }
    person.post("/me/passphrase", guess).await.problem("throttled");
    let other = app.signed_in(&person_id(&person), "大枫").await;
    let body = json!({"current": PASSPHRASE, "next": "雨停了我们去河边走走"});
    other.post("/me/passphrase", body).await.expect(204);
    app.finish().await;
}

// safety 26: nothing is kept of a device but that somebody signed in there
#[tokio::test]
async fn the_table_holds_hashes_that_do_not_tell_who_shares_a_device_and_forgets() {
    use crate::support::product::db::schema::known_devices;
    use diesel::prelude::*;
    let (app, here) = behind_a_proxy().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let person = counsellor(&app, "大枫", &here).await;
    counsellor(&app, "红叶", &here).await;
    let known = mark(&enter(&app, "大枫", PASSPHRASE, ELSEWHERE, None).await).unwrap();
    let same = mark(&enter(&app, "红叶", PASSPHRASE, ELSEWHERE, Some(&known)).await).unwrap();
    assert_eq!(known, same);
    let marks = async || {
        let read = app.db.read(|conn| {
            let marks = known_devices::table.select(known_devices::mark).load::<String>(conn)?;
            Ok::<_, Error>(marks)
        });
        read.await.unwrap()
    };
    let both = marks().await;
    assert!(both.len() == 2 && both[0] != both[1] && !both.contains(&known));
    // nothing is left on a computer that others use too
    let body = json!({"nickname": "大枫", "passphrase": PASSPHRASE, "is_shared_computer": true});
    let shared = ask(&app, "/sign-in", body, ELSEWHERE, None).await;
    assert!(mark(&shared).is_none() && shared.status == 200);
    assert_eq!(marks().await.len(), 2);
    // a recovery begins anew: who had the account before knows no device of it any more
    let path = format!("/people/{}/recovery-card", person.id);
    let card = coordinator.post(&path, json!({})).await.expect(201);
    let body = json!({"code": card["code"], "passphrase": "雨停了我们去河边走走"});
    let back = mark(&ask(&app, "/recover", body, "192.0.2.1", None).await).unwrap();
    let left = marks().await;
    assert!(back != known && left.len() == 2 && left.iter().filter(|mark| both.contains(mark)).count() == 1);
    app.run_jobs().await;
    app.clock.advance(401 * DAY);
    app.run_jobs().await;
    assert!(marks().await.is_empty());
    app.finish().await;
}

#[tokio::test]
async fn nobody_at_the_same_address_keeps_a_locked_screen_locked() {
    // safety 55, ASVS 6.3.1
    let (app, here) = behind_a_proxy().await;
    counsellor(&app, "大枫", &here).await;
    let answer = enter(&app, "大枫", PASSPHRASE, ELSEWHERE, None).await;
    let (device, login) = (mark(&answer).unwrap(), cookie(&answer));
    let send = async |path: &str, body: Value, marked: bool| {
        let device = if marked {
            format!("; __Host-device={device}")
        } else {
            String::new()
        };
        let request = app
            .stranger()
            .request(Method::POST, path)
            .header("x-forwarded-for", ELSEWHERE);
        let request = request.header("cookie", format!("__Host-tongxing={login}{device}"));
        Answer::read(request.json(&body).send().await.unwrap()).await
    };
    send("/lock", json!({}), true).await.expect(204);
    // somebody behind the same address tries as often as it is let
    for n in 0..200 {
        let other = enter(&app, &format!("别人{n}"), WRONG, ELSEWHERE, None).await;
        if other.json["code"] == "throttled" {
            break;
        }
        assert!(n < 100, "the address has a limit");
    }
    // without the mark of the device the address counts, with it the device
    let right = json!({ "passphrase": PASSPHRASE });
    send("/unlock", right.clone(), false).await.problem("throttled");
    send("/unlock", right, true).await.expect(200);
    app.finish().await;
}
