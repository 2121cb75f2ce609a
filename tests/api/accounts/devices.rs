//! Nobody keeps anybody else signed out: a device that is known has tries of its own (ASVS 6.1.1, 6.3.1).

use crate::support::app::{Answer, App};
use crate::support::product::{DAY, DistrictId, Error, HOUR, MINUTE, Role, SECOND};
use crate::support::sign_in::counsellor;
use crate::support::world::{PASSPHRASE, World};
use reqwest::Method;
use serde_json::{Value, json};

pub const WRONG: &str = "不是这个不是这个";
pub const ELSEWHERE: &str = "203.0.113.7";

pub async fn behind_a_proxy() -> (App, DistrictId) {
    let world = World::with(|config| config.trusted_proxies = vec!["127.0.0.1".into()]).await;
    (world.app, world.here)
}

/// A request from an address, with the cookie of a device if there is one.
pub async fn ask(app: &App, path: &str, body: Value, address: &str, device: Option<&str>) -> Answer {
    let mut request = app
        .stranger()
        .request(Method::POST, path)
        .header("x-forwarded-for", address);
    if let Some(device) = device {
        request = request.header("cookie", format!("__Host-device={device}"));
    }
    Answer::read(request.json(&body).send().await.unwrap()).await
}

pub async fn enter(app: &App, nickname: &str, passphrase: &str, address: &str, device: Option<&str>) -> Answer {
    let body = json!({"nickname": nickname, "passphrase": passphrase});
    ask(app, "/sign-in", body, address, device).await
}

/// The mark that an answer gives the device.
pub fn mark(answer: &Answer) -> Option<String> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    let mut values = cookies.filter_map(|value| value.to_str().unwrap().strip_prefix("__Host-device="));
    let value = values.next()?;
    assert!(value.contains("HttpOnly") && value.contains("SameSite=Strict") && value.contains("Secure"));
    Some(value.split(';').next().unwrap().to_owned())
}

pub fn network(n: usize) -> String {
    format!("198.51.{n}.9")
}

/// Guesses from 24 networks, as fast as they are let, until so many were looked at.
pub async fn attack(app: &App, nickname: &str, guesses: usize) {
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
async fn a_hundred_guesses_from_everywhere_do_not_lock_the_owner_out() {
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
async fn flooding_an_address_throttles_no_known_device() {
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
