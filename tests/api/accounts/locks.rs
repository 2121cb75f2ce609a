//! The lock of the screen: what a locked login may still do, and what opens it (safety 55).

use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::sign_in::{cookie, field_codes, holder, refresh, sign_in};
use crate::support::world::{PASSPHRASE, World};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

pub const PIN: &str = "4071";

/// Somebody on one device: the page's token and the cookie.
pub struct Device {
    pub page: Person,
    pub cookie: String,
}

impl Device {
    pub async fn of(app: &App, nickname: &str) -> Device {
        let answer = sign_in(app, nickname).await;
        let cookie = cookie(&answer);
        let page = holder(app, &answer.expect(200));
        Device { page, cookie }
    }

    pub async fn send(&self, app: &App, method: Method, path: &str, body: Value) -> Answer {
        let request = app.stranger().request(method, path);
        let request = request.header("cookie", format!("__Host-tongxing={}", self.cookie));
        Answer::read(request.json(&body).send().await.unwrap()).await
    }

    pub async fn lock(&self, app: &App) {
        self.send(app, Method::POST, "/lock", json!({})).await.expect(204);
    }

    pub async fn unlock(&self, app: &App, with: Value) -> Answer {
        self.send(app, Method::POST, "/unlock", with).await
    }
}

pub async fn choose_pin(person: &Person, pin: &str) {
    let body = json!({"passphrase": PASSPHRASE, "pin": pin});
    person.put("/me/pin", body).await.expect(204);
}

#[tokio::test]
async fn a_locked_login_does_nothing_until_its_pin_opens_it_and_the_persons_other_logins_do_not_notice() {
    // safety 55
    let world = World::new().await;
    let other = world.counsellor().await;
    let device = Device::of(&world, "大枫").await;
    choose_pin(&other, PIN).await;
    assert_eq!(device.page.get("/me").await.expect(200)["has_pin"], true);
    device.lock(&world).await;
    device.lock(&world).await;
    let before = world
        .stranger()
        .request(Method::GET, "/me")
        .bearer_auth(&device.page.token);
    let refused = Answer::read(before.send().await.unwrap()).await;
    assert_eq!(refused.problem("login_locked")["status"], 423);
    device.page.get("/today").await.problem("login_locked");
    device
        .page
        .patch("/me", json!({"language": "en"}))
        .await
        .problem("login_locked");
    device.page.post("/ws-ticket", json!({})).await.problem("login_locked");
    device.page.delete("/me/pin").await.problem("login_locked");
    refresh(&world, &device.cookie).await.problem("login_locked");
    other.get("/me").await.expect(200);

    let opened = device.unlock(&world, json!({"pin": "４０７１"})).await;
    let next = cookie(&opened);
    let page = holder(&world, &opened.expect(200));
    page.get("/today").await.expect(200);
    // what was taken from the page before it was locked is of no use afterwards either
    device.page.get("/me").await.problem("login_locked");
    refresh(&world, &next).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn the_passphrase_opens_it_too_and_may_choose_digits_for_the_next_time() {
    let world = World::new().await;
    world.counsellor().await;
    let mut device = Device::of(&world, "大枫").await;
    device.lock(&world).await;
    device.unlock(&world, json!({"pin": PIN})).await.problem("wrong_unlock");
    let common = json!({"passphrase": PASSPHRASE, "next_pin": "1234"});
    let problem = device.unlock(&world, common).await.problem("invalid");
    assert_eq!(field_codes(&problem), [("next_pin".into(), "too_common".into())]);
    let opened = device
        .unlock(&world, json!({"passphrase": PASSPHRASE, "next_pin": PIN}))
        .await;
    device.cookie = cookie(&opened);
    assert_eq!(opened.expect(200)["me"]["has_pin"], true);
    device.lock(&world).await;
    device.unlock(&world, json!({"pin": PIN})).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn five_wrong_tries_sign_out_and_the_right_one_comes_too_late() {
    let world = World::new().await;
    let other = world.counsellor().await;
    let device = Device::of(&world, "大枫").await;
    choose_pin(&other, PIN).await;
    device.lock(&world).await;
    for pin in ["4072", "", "x", "4073"] {
        device.unlock(&world, json!({"pin": pin})).await.problem("wrong_unlock");
    }
    // locking it again does not give the tries back
    device.lock(&world).await;
    let wrong = json!({"passphrase": "等雨停了我们再走路"});
    device.unlock(&world, wrong).await.problem("login_ended");
    device.unlock(&world, json!({"pin": PIN})).await.problem("login_ended");
    device.page.get("/me").await.problem("login_ended");
    other.get("/me").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn many_tries_at_once_are_no_more_than_five() {
    let world = World::new().await;
    let other = world.counsellor().await;
    let device = Arc::new(Device::of(&world, "大枫").await);
    choose_pin(&other, "90417526").await;
    device.lock(&world).await;
    let hashes = world.application.accounts.hash_count();
    let tries = (0..12).map(|n| device.unlock(&world, json!({"pin": format!("7{n:03}")})));
    let answers = futures_util::future::join_all(tries).await;
    let wrong = answers
        .iter()
        .filter(|answer| answer.json["code"] == "wrong_unlock")
        .count();
    assert!(
        wrong <= 4 && answers.iter().all(|answer| answer.status == 401),
        "{wrong}"
    );
    assert!(world.application.accounts.hash_count() - hashes <= 5);
    device
        .unlock(&world, json!({"pin": "90417526"}))
        .await
        .problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn the_pin_of_somebody_else_opens_nothing() {
    let world = World::new().await;
    world.counsellor().await;
    let neighbour = world.counsellor().await;
    choose_pin(&neighbour, PIN).await;
    let device = Device::of(&world, "大枫").await;
    device.lock(&world).await;
    device.unlock(&world, json!({"pin": PIN})).await.problem("wrong_unlock");
    device.unlock(&world, json!({})).await.problem("invalid");
    device
        .unlock(&world, json!({"pin": PIN, "passphrase": PASSPHRASE}))
        .await
        .problem("invalid");
    // a cookie that is not of the server's making locks and opens nothing
    let forged = Device {
        page: world.stranger(),
        cookie: device.cookie.replace('.', ".9"),
    };
    forged
        .send(&world, Method::POST, "/lock", json!({}))
        .await
        .problem("login_ended");
    forged.unlock(&world, json!({"pin": PIN})).await.problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn choosing_digits_needs_the_passphrase_and_refuses_what_everybody_tries() {
    let world = World::new().await;
    let person = world.counsellor().await;
    let cases = [
        (PASSPHRASE, "0000", "pin", "too_common"),
        (PASSPHRASE, "12a4", "pin", "pin_digits"),
        (PASSPHRASE, "402", "pin", "pin_digits"),
        ("不是这一句话", PIN, "passphrase", "wrong"),
    ];
    for (passphrase, pin, field, code) in cases {
        let body = json!({"passphrase": passphrase, "pin": pin});
        let problem = person.put("/me/pin", body).await.problem("invalid");
        assert_eq!(field_codes(&problem), [(field.into(), code.into())]);
    }
    assert_eq!(person.get("/me").await.expect(200)["has_pin"], false);
    choose_pin(&person, PIN).await;
    person.delete("/me/pin").await.expect(204);
    assert_eq!(person.get("/me").await.expect(200)["has_pin"], false);
    world.finish().await;
}
