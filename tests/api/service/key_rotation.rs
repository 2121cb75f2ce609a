//! Keys are rotated with the server in use: nobody is thrown out, and everything still opens (safety 60).

use crate::support::app::{Answer, App, NOW};
use crate::support::database::TestDatabase;
use crate::support::person::Person;
use crate::support::product::{
    Chance, Clock, Keys, MINUTE, Role,
    db::{self, reseal},
    rotate,
};
use crate::support::world::PASSPHRASE;
use reqwest::Method;
use serde_json::json;
use std::path::Path;

async fn start(path: &Path) -> App {
    let keys = Keys::create(path, false, &Chance::system()).unwrap();
    App::start_on(TestDatabase::new().await, keys, Clock::fixed(NOW), |config| {
        config.chat.messages_per_second = 1_000_000;
        config.chat.message_burst = 1_000_000;
        config.chat.messages_per_second_overall = 1_000_000;
    })
    .await
}

/// As `tongxing keys rotate` and the running server's look at the file do.
fn rotate_now(app: &App, path: &Path) {
    rotate(path, app.clock.now(), 0, &Chance::system()).unwrap();
    app.keys.refresh(path, app.clock.now()).unwrap();
}

async fn refresh(app: &App, cookie: &str) -> Answer {
    let request = app
        .stranger()
        .request(Method::POST, "/refresh")
        .header("cookie", cookie);
    Answer::read(request.send().await.unwrap()).await
}

fn cookie(answer: &Answer) -> String {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn found(who: &Person, word: &str) -> usize {
    let asked = serde_json::json!({ "q": word });
    let page = who.post("/chat/search", asked).await.expect(200);
    page["items"].as_array().unwrap().len()
}

async fn old_rows(app: &App) -> i64 {
    let keys = app.keys.clone();
    let read = app
        .db
        .read_or(move |conn| Ok::<_, db::Error>(reseal::count_old(conn, &keys)?));
    read.await.unwrap().iter().map(|(_, count)| count).sum()
}

fn without_first_keys(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let rest: Vec<&str> = text.lines().filter(|line| !line.starts_with("1 = ")).collect();
    std::fs::write(path, rest.join("\n")).unwrap();
}

#[tokio::test]
async fn logins_cards_and_tickets_of_before_stay_good() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.toml");
    let app = start(&path).await;
    let district = app.district("青禾区").await;
    let chair = app.person(Role::Coordinator, &district).await;
    app.person_named("小舟", &[(Role::Counsellor, Some(district.clone()))])
        .await;
    let signed_in = app
        .stranger()
        .post("/sign-in", json!({"nickname": "小舟", "passphrase": PASSPHRASE}))
        .await;
    let first = cookie(&signed_in);
    let body = json!({"role": "counsellor", "district_id": district});
    let card = chair.post("/invitations", body.clone()).await.expect(201)["code"].clone();

    rotate_now(&app, &path);
    chair.get("/me").await.expect(200);
    let next = refresh(&app, &first).await;
    assert_eq!(next.status, 200, "{}", next.text);
    let again = refresh(&app, &cookie(&next)).await;
    assert_eq!(again.status, 200, "{}", again.text);
    let look = json!({"code": card});
    app.stranger().post("/invitations/look-up", look).await.expect(200);
    let accept =
        json!({"code": card, "nickname": "新来的", "passphrase": PASSPHRASE, "language": "zh", "consents": []});
    app.stranger().post("/invitations/accept", accept).await.expect(200);
    let newer = chair.post("/invitations", body).await.expect(201)["code"].clone();
    app.stranger()
        .post("/invitations/look-up", json!({"code": newer}))
        .await
        .expect(200);
    chair.post("/ws-ticket", json!({})).await.expect(201);
    // the twin: without the first keys, what they made is not ours any more, and what the second made is
    without_first_keys(&path);
    app.keys.refresh(&path, app.clock.now()).unwrap();
    chair.get("/me").await.problem("sign_in_needed");
    assert_eq!(refresh(&app, &cookie(&again)).await.status, 200);
    app.stranger()
        .post("/invitations/look-up", json!({"code": newer}))
        .await
        .expect(200);
    app.finish().await;
}

#[tokio::test]
async fn sealed_fields_and_the_search_go_over_to_the_new_keys_while_people_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.toml");
    let app = start(&path).await;
    let district = app.district("青禾区").await;
    let chair = app.person(Role::Coordinator, &district).await;
    let opened = json!({ "owner_kind": "team", "name": "队", "district_id": district });
    let room = chair.post("/chat/rooms", opened).await.expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let messages = format!("/chat/rooms/{room}/messages");
    let say = async |number: usize, text: &str| {
        app.clock.advance(2_000);
        let body = json!({"cid": format!("cid-{number:08}"), "body": text});
        chair.post(&messages, body).await.expect(201);
    };
    say(1, "before marmalade").await;
    app.run_jobs().await;
    assert_eq!(found(&chair, "marmalade").await, 1);

    rotate_now(&app, &path);
    say(2, "after marmalade").await;
    assert_eq!(found(&chair, "marmalade").await, 2, "the index goes on under its key");
    assert!(old_rows(&app).await > 0);
    let writing = async {
        for number in 3..12 {
            say(number, "meanwhile").await;
        }
    };
    let resealing = async {
        for _ in 0..6 {
            app.clock.advance(5 * MINUTE);
            app.run_jobs().await;
        }
    };
    tokio::join!(writing, resealing);
    assert_eq!(old_rows(&app).await, 0);
    assert_eq!(found(&chair, "marmalade").await, 2, "the index was taken up anew");

    // nothing needs the first keys any more: neither the fields nor the index
    without_first_keys(&path);
    app.keys.refresh(&path, app.clock.now()).unwrap();
    let fresh = app.person(Role::Coordinator, &district).await;
    let seated = json!({ "person_id": fresh.id, "role": "participant" });
    let _ = chair.post(&format!("/chat/rooms/{room}/seats"), seated).await;
    let read = app.db.read_or({
        let keys = app.keys.clone();
        move |conn| {
            use crate::support::product::db::schema::messages;
            use diesel::prelude::*;
            let rows: Vec<(String, Option<Vec<u8>>)> =
                messages::table.select((messages::id, messages::body)).load(conn)?;
            let open = |(id, body): &(String, Option<Vec<u8>>)| {
                keys.open_text("messages", id, body.as_deref().unwrap_or_default())
            };
            Ok::<_, db::Error>(rows.iter().filter(|row| open(row).is_ok()).count())
        }
    });
    assert_eq!(read.await.unwrap(), 11);
    app.finish().await;
}
