//! Whether and when a neutral letter leaves. Letters go into memory here; `mail` has a real server.

use super::{consent, notify, reader_of_letters, wants};
use crate::support::app::{App, NOW};
use crate::support::product::{
    HOUR, MINUTE,
    mail::{Email, Template},
};
use serde_json::json;

fn sent(app: &App) -> Vec<Email> {
    app.application.mailer.sent()
}

// safety 47
#[tokio::test]
async fn a_letter_shows_nothing_of_what_happened() {
    let app = App::start_with(|config| config.public_url = "https://notes.example".into()).await;
    let person = reader_of_letters(&app, "a@example.org").await;
    notify(&app, &person, "第一次小组").await;
    app.run_jobs().await;
    let letters = sent(&app);
    assert_eq!(letters.len(), 1);
    assert_eq!(
        (letters[0].to.as_str(), letters[0].subject()),
        ("a@example.org", "您有一条新消息")
    );
    assert_eq!(
        letters[0].body(),
        "您有一条新消息，登录后查看：\n\nhttps://notes.example/\n"
    );
    person.patch("/me", json!({"language": "en"})).await.expect(200);
    app.clock.advance(2 * HOUR);
    notify(&app, &person, "第二次小组").await;
    app.run_jobs().await;
    assert_eq!(sent(&app)[1].subject(), "You have an update");
    app.finish().await;
}

#[tokio::test]
async fn many_notices_make_one_letter_and_at_most_one_an_hour() {
    let app = App::start().await;
    let person = reader_of_letters(&app, "a@example.org").await;
    for n in 0..5 {
        notify(&app, &person, &format!("第{n}次小组")).await;
    }
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 1);
    notify(&app, &person, "又一次").await;
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 1);
    app.clock.advance(HOUR - MINUTE);
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 1);
    app.clock.advance(MINUTE);
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 2);
    app.finish().await;
}

// safety 50
#[tokio::test]
async fn nothing_leaves_between_nine_in_the_evening_and_eight() {
    let app = App::start().await;
    let person = reader_of_letters(&app, "a@example.org").await;
    app.clock.set(NOW + 11 * HOUR); // 21:00
    notify(&app, &person, "第一次小组").await;
    for hours in 11..22 {
        app.clock.set(NOW + hours * HOUR);
        app.run_jobs().await;
        assert_eq!(sent(&app).len(), 0, "{hours}");
    }
    app.clock.set(NOW + 22 * HOUR); // 08:00
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 1);
    // a night that is set while a letter waits counts too
    notify(&app, &person, "第二次小组").await;
    person
        .put(
            "/me/notice-preferences",
            json!({"email": "a@example.org", "is_email_on": true, "is_mention_on": false, "quiet_from": "08:00", "quiet_to": "12:00"}),
        )
        .await
        .expect(200);
    app.clock.advance(2 * HOUR);
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 1);
    app.clock.advance(2 * HOUR);
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 2);
    app.finish().await;
}

// safety 15: contact_notices
#[tokio::test]
async fn withdrawing_the_consent_stops_what_is_queued() {
    let app = App::start().await;
    let person = reader_of_letters(&app, "a@example.org").await;
    notify(&app, &person, "第一次小组").await;
    consent(&person, false).await;
    app.run_jobs().await;
    assert_eq!(sent(&app), []);
    // giving it again does not wake what was dropped
    consent(&person, true).await;
    app.run_jobs().await;
    assert_eq!(sent(&app), []);
    // and so does switching letters off, or taking the address away
    for preferences in [
        json!({"email": "a@example.org", "is_email_on": false, "is_mention_on": false, "quiet_from": "21:00", "quiet_to": "08:00"}),
        json!({"email": null, "is_email_on": false, "is_mention_on": false, "quiet_from": "21:00", "quiet_to": "08:00"}),
    ] {
        person
            .put("/me/notice-preferences", wants("a@example.org"))
            .await
            .expect(200);
        notify(&app, &person, "第二次小组").await;
        person.put("/me/notice-preferences", preferences).await.expect(200);
        app.run_jobs().await;
        assert_eq!(sent(&app), []);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_person_sees_how_letters_look_even_at_night_but_not_every_second() {
    let app = App::start().await;
    let person = reader_of_letters(&app, "a@example.org").await;
    app.clock.set(NOW + 12 * HOUR);
    assert_eq!(person.post("/me/notice-preferences/test", json!({})).await.status, 202);
    let problem = person
        .post("/me/notice-preferences/test", json!({}))
        .await
        .problem("throttled");
    assert_eq!(problem["retry_after_ms"], MINUTE);
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 1);
    assert_eq!(sent(&app)[0].template, Template::Test);
    app.clock.advance(MINUTE);
    assert_eq!(person.post("/me/notice-preferences/test", json!({})).await.status, 202);
    app.run_jobs().await;
    assert_eq!(sent(&app).len(), 2);
    app.finish().await;
}

#[tokio::test]
async fn a_letter_goes_to_the_address_of_the_moment_in_which_it_leaves() {
    let app = App::start().await;
    let person = reader_of_letters(&app, "old@example.org").await;
    notify(&app, &person, "第一次小组").await;
    person
        .put("/me/notice-preferences", wants("new@example.org"))
        .await
        .expect(200);
    app.run_jobs().await;
    assert_eq!(sent(&app)[0].to, "new@example.org");
    app.finish().await;
}
