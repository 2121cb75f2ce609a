//! The lock of the screen: what a locked login may still do, and what opens it (safety 55).

use super::world::*;
use crate::support::app::{Answer, App};
use crate::support::people::PASSPHRASE;
use crate::support::person::Person;
use crate::support::product::{Error, HOUR, MINUTE};
use crate::support::socket::Socket;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;

const PIN: &str = "4071";

/// Somebody on one device: the page's token and the cookie.
struct Device {
    page: Person,
    cookie: String,
}

impl Device {
    async fn of(app: &App, nickname: &str) -> Device {
        let answer = sign_in(app, nickname).await;
        let cookie = cookie(&answer);
        let page = holder(app, &answer.expect(200));
        Device { page, cookie }
    }

    async fn send(&self, app: &App, method: Method, path: &str, body: Value) -> Answer {
        let request = app.stranger().request(method, path);
        let request = request.header("cookie", format!("__Host-tongxing={}", self.cookie));
        Answer::read(request.json(&body).send().await.unwrap()).await
    }

    async fn lock(&self, app: &App) {
        self.send(app, Method::POST, "/lock", json!({})).await.expect(204);
    }

    async fn unlock(&self, app: &App, with: Value) -> Answer {
        self.send(app, Method::POST, "/unlock", with).await
    }
}

async fn choose_pin(person: &Person, pin: &str) {
    let body = json!({"passphrase": PASSPHRASE, "pin": pin});
    person.put("/me/pin", body).await.expect(204);
}

#[tokio::test]
async fn a_locked_login_does_nothing_until_its_pin_opens_it_and_the_persons_other_logins_do_not_notice() {
    // safety 55
    let (app, here, _) = two_districts().await;
    let other = counsellor(&app, "大枫", &here).await;
    let device = Device::of(&app, "大枫").await;
    choose_pin(&other, PIN).await;
    assert_eq!(device.page.get("/me").await.expect(200)["has_pin"], true);
    device.lock(&app).await;
    device.lock(&app).await;
    let before = app
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
    refresh(&app, &device.cookie).await.problem("login_locked");
    other.get("/me").await.expect(200);

    let opened = device.unlock(&app, json!({"pin": "４０７１"})).await;
    let next = cookie(&opened);
    let page = holder(&app, &opened.expect(200));
    page.get("/today").await.expect(200);
    // what was taken from the page before it was locked is of no use afterwards either
    device.page.get("/me").await.problem("login_locked");
    refresh(&app, &next).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn the_passphrase_opens_it_too_and_may_choose_digits_for_the_next_time() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let mut device = Device::of(&app, "大枫").await;
    device.lock(&app).await;
    device.unlock(&app, json!({"pin": PIN})).await.problem("wrong_unlock");
    let common = json!({"passphrase": PASSPHRASE, "next_pin": "1234"});
    let problem = device.unlock(&app, common).await.problem("invalid");
    assert_eq!(field_codes(&problem), [("next_pin".into(), "too_common".into())]);
    let opened = device
        .unlock(&app, json!({"passphrase": PASSPHRASE, "next_pin": PIN}))
        .await;
    device.cookie = cookie(&opened);
    assert_eq!(opened.expect(200)["me"]["has_pin"], true);
    device.lock(&app).await;
    device.unlock(&app, json!({"pin": PIN})).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn five_wrong_tries_sign_out_and_the_right_one_comes_too_late() {
    let (app, here, _) = two_districts().await;
    let other = counsellor(&app, "大枫", &here).await;
    let device = Device::of(&app, "大枫").await;
    choose_pin(&other, PIN).await;
    device.lock(&app).await;
    for pin in ["4072", "", "x", "4073"] {
        device.unlock(&app, json!({"pin": pin})).await.problem("wrong_unlock");
    }
    // locking it again does not give the tries back
    device.lock(&app).await;
    let wrong = json!({"passphrase": "等雨停了我们再走路"});
    device.unlock(&app, wrong).await.problem("login_ended");
    device.unlock(&app, json!({"pin": PIN})).await.problem("login_ended");
    device.page.get("/me").await.problem("login_ended");
    other.get("/me").await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn many_tries_at_once_are_no_more_than_five() {
    let (app, here, _) = two_districts().await;
    let other = counsellor(&app, "大枫", &here).await;
    let device = Arc::new(Device::of(&app, "大枫").await);
    choose_pin(&other, "90417526").await;
    device.lock(&app).await;
    let hashes = app.inside.accounts.hash_count();
    let tries = (0..12).map(|n| device.unlock(&app, json!({"pin": format!("7{n:03}")})));
    let answers = futures_util::future::join_all(tries).await;
    let wrong = answers
        .iter()
        .filter(|answer| answer.json["code"] == "wrong_unlock")
        .count();
    assert!(
        wrong <= 4 && answers.iter().all(|answer| answer.status == 401),
        "{wrong}"
    );
    assert!(app.inside.accounts.hash_count() - hashes <= 5);
    device
        .unlock(&app, json!({"pin": "90417526"}))
        .await
        .problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn the_pin_of_somebody_else_opens_nothing() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let neighbour = counsellor(&app, "大木", &here).await;
    choose_pin(&neighbour, PIN).await;
    let device = Device::of(&app, "大枫").await;
    device.lock(&app).await;
    device.unlock(&app, json!({"pin": PIN})).await.problem("wrong_unlock");
    device.unlock(&app, json!({})).await.problem("invalid");
    device
        .unlock(&app, json!({"pin": PIN, "passphrase": PASSPHRASE}))
        .await
        .problem("invalid");
    // a cookie that is not of the server's making locks and opens nothing
    let forged = Device {
        page: app.stranger(),
        cookie: device.cookie.replace('.', ".9"),
    };
    forged
        .send(&app, Method::POST, "/lock", json!({}))
        .await
        .problem("login_ended");
    forged.unlock(&app, json!({"pin": PIN})).await.problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn choosing_digits_needs_the_passphrase_and_refuses_what_everybody_tries() {
    let (app, here, _) = two_districts().await;
    let person = counsellor(&app, "大枫", &here).await;
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
    app.finish().await;
}

#[tokio::test]
async fn a_locked_login_can_be_left_and_ends_by_itself_when_nobody_comes_back() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let left = Device::of(&app, "大枫").await;
    left.lock(&app).await;
    left.send(&app, Method::POST, "/sign-out", json!({})).await.expect(204);
    left.unlock(&app, json!({"passphrase": PASSPHRASE}))
        .await
        .problem("login_ended");

    let forgotten = Device::of(&app, "大枫").await;
    forgotten.lock(&app).await;
    app.clock.advance(HOUR + MINUTE);
    forgotten
        .unlock(&app, json!({"passphrase": PASSPHRASE}))
        .await
        .problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn on_a_shared_computer_the_lock_signs_out() {
    // safety 55
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let body = json!({"nickname": "大枫", "passphrase": PASSPHRASE, "is_shared_computer": true});
    let answer = app.stranger().post("/sign-in", body).await;
    let cookie = cookie(&answer);
    let page = holder(&app, &answer.expect(200));
    assert_eq!(page.get("/me").await.expect(200)["is_shared_computer"], true);
    let device = Device { page, cookie };
    device.lock(&app).await;
    device.page.get("/me").await.problem("login_ended");
    device
        .unlock(&app, json!({"passphrase": PASSPHRASE}))
        .await
        .problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn the_sockets_of_a_locked_login_close_and_no_other() {
    let (app, here, _) = two_districts().await;
    let other = counsellor(&app, "大枫", &here).await;
    let device = Device::of(&app, "大枫").await;
    let ticket = Socket::ticket(&device.page).await;
    let mut locked = Socket::open(&app, &device.page).await;
    locked.hello(json!([])).await;
    let mut open = Socket::open(&app, &other).await;
    open.hello(json!([])).await;
    device.lock(&app).await;
    locked.expect_close(4423).await;
    // a ticket from before the lock is of no use either
    let late = Socket::try_open(app.address, Socket::request(app.address, &ticket)).await;
    assert!(late.is_err());
    open.send(json!({"t": "unsub", "id": 1, "r": "01JDXXXXXXXXXXXXXXXXXXXXXX"}))
        .await;
    open.expect("err").await;
    app.finish().await;
}

// I10: a node that heard nothing learns it from the sweep
#[tokio::test]
async fn a_lock_of_another_node_is_honoured_after_the_sweep() {
    use crate::support::product::db::schema::{login_locks, logins};
    use diesel::prelude::*;
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let device = Device::of(&app, "大枫").await;
    let (id, now) = (device.page.id.clone(), app.clock.now());
    let write = app.db.write(move |tx| {
        let login: String = logins::table
            .filter(logins::person_id.eq(&id).and(logins::device.ne("test")))
            .select(logins::id)
            .first(tx.conn())?;
        diesel::insert_into(login_locks::table)
            .values((
                login_locks::login_id.eq(login),
                login_locks::number.eq(1),
                login_locks::is_locked.eq(true),
                login_locks::locked_at.eq(now),
                login_locks::tries.eq(0),
            ))
            .execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    write.await.unwrap();
    // tokens and sockets are made from the database
    refresh(&app, &device.cookie).await.problem("login_locked");
    app.inside.accounts.sweep().await.unwrap();
    device.page.get("/me").await.problem("login_locked");
    app.finish().await;
}

#[tokio::test]
async fn a_first_visit_is_no_failure() {
    let app = App::start().await;
    app.stranger().post("/refresh", json!({})).await.expect(204);
    refresh(&app, "not-a-token").await.problem("login_ended");
    app.finish().await;
}
