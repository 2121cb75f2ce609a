//! Known devices and the codes of the second factor, recovery and unlocking (ASVS 6.1.1, 6.3.1).

use super::devices::{ELSEWHERE, WRONG, ask, behind_a_proxy, enter, mark};
use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::{Error, Role, SECOND, accounts};
use crate::support::sign_in::{cookie, counsellor, totp};
use crate::support::world::PASSPHRASE;
use reqwest::Method;
use serde_json::{Value, json};

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
    let person = app
        .person_named("听雨", &[(Role::Supervisor, Some(here.clone()))])
        .await;
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
async fn guesses_do_not_throttle_a_recovery_code() {
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
    let id = person.person_id();
    let read = app.db.read(move |conn| {
        let sealed: Option<Vec<u8>> = people::table.find(&id).select(people::totp_secret).first(conn)?;
        Ok::<_, Error>(sealed)
    });
    let sealed = read.await.unwrap().unwrap();
    let open = app.keys.open("people.totp_secret", &person.id, &sealed).unwrap();
    open.try_into().unwrap()
}

#[tokio::test]
async fn guessing_the_passphrase_on_one_login_throttles_no_other() {
    let (app, here) = behind_a_proxy().await;
    let person = counsellor(&app, "大枫", &here).await;
    let guess = json!({"current": WRONG, "next": "另一句很长的话哦"});
    for _ in 0..5 {
        person.post("/me/passphrase", guess.clone()).await.problem("invalid");
    }
    person.post("/me/passphrase", guess).await.problem("throttled");
    let other = app.signed_in(&person.person_id()).await;
    let body = json!({"current": PASSPHRASE, "next": "雨停了我们去河边走走"});
    other.post("/me/passphrase", body).await.expect(204);
    app.finish().await;
}

#[tokio::test]
async fn nobody_at_the_same_address_can_block_an_unlock() {
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
