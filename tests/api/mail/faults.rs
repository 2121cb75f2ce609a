//! A mail server that refuses, is away, or has the wrong certificate.

use super::sink::Sink;
use crate::notifications::{notify, reader_of_letters};
use crate::support::app::{App, NOW};
use crate::support::product::{Config, Error, HOUR, MINUTE, Role, db::schema::letters, mail};
use diesel::prelude::*;
use serde_json::json;
use std::path::PathBuf;

/// The only letter: its state, how often it was tried, and why it did not leave.
pub async fn letter(app: &App) -> (String, i64, Option<String>) {
    let read = app.db.read(|conn| {
        let row = letters::table.select((letters::state, letters::tries, letters::last_error));
        Ok::<_, Error>(row.first(conn)?)
    });
    read.await.unwrap()
}

async fn app_with(url: String, authority: Option<PathBuf>) -> App {
    App::start_with(move |config| {
        config.smtp_url = Some(url.as_str().into());
        config.smtp_ca_file = authority;
    })
    .await
}

#[tokio::test]
async fn a_refused_recipient_is_a_dead_letter_until_headquarters_tries_again() {
    let sink = Sink::start("starttls");
    sink.write("refused", "gone@example.org");
    let app = app_with(sink.url(), Some(sink.authority())).await;
    let person = reader_of_letters(&app, "gone@example.org").await;
    let (hq, district) = (app.headquarters().await, app.district("青禾区").await);
    let coordinator = app.person(Role::Coordinator, &district).await;
    notify(&app, &person, "第一次小组").await;
    app.run_jobs().await;
    assert_eq!(sink.letters().len(), 0);
    let dead = hq.get("/mail/dead-letters").await.expect(200);
    assert_eq!(
        (&dead["items"][0]["last_error"], &dead["items"][0]["tries"]),
        (&json!("smtp 550"), &json!(1))
    );
    assert!(!dead.to_string().contains("example.org"), "the address stays sealed");
    coordinator.get("/mail/dead-letters").await.problem("not_allowed");
    let retry = format!("/mail/dead-letters/{}/retry", dead["items"][0]["id"].as_str().unwrap());
    coordinator.post(&retry, json!({})).await.problem("not_allowed");
    sink.remove("refused");
    hq.post(&retry, json!({})).await.expect(204);
    hq.post(&retry, json!({})).await.problem("wrong_state");
    app.run_jobs().await;
    assert_eq!(sink.letters().len(), 1);
    assert_eq!(hq.get("/mail/dead-letters").await.expect(200)["items"], json!([]));
    hq.post(
        "/mail/dead-letters/00000000-0000-7000-8000-000000000000/retry",
        json!({}),
    )
    .await
    .problem("not_found");
    app.finish().await;
}

#[tokio::test]
async fn a_server_that_is_away_gets_the_letter_when_it_is_back() {
    let mut sink = Sink::start("starttls");
    let app = app_with(sink.url(), Some(sink.authority())).await;
    let person = reader_of_letters(&app, "a@example.org").await;
    sink.down();
    notify(&app, &person, "第一次小组").await;
    app.run_jobs().await;
    assert_eq!(letter(&app).await, ("waiting".into(), 1, Some("connection".into())));
    // not yet due: nothing is tried
    app.run_jobs().await;
    assert_eq!(letter(&app).await.1, 1);
    app.clock.advance(2 * MINUTE);
    app.run_jobs().await;
    assert_eq!(letter(&app).await.1, 2);
    sink.up();
    sink.write("busy", "");
    app.clock.advance(5 * MINUTE);
    app.run_jobs().await;
    assert_eq!(letter(&app).await, ("waiting".into(), 3, Some("smtp 451".into())));
    // what happens meanwhile does not make a second letter
    notify(&app, &person, "第二次小组").await;
    sink.remove("busy");
    app.clock.advance(HOUR);
    app.run_jobs().await;
    assert_eq!(sink.letters().len(), 1);
    assert_eq!(letter(&app).await.0, "sent");
    app.finish().await;
}

#[tokio::test]
async fn a_wrong_password_is_our_fault_and_never_the_letters() {
    let sink = Sink::start("starttls");
    sink.write("password", "another");
    let app = app_with(sink.url(), Some(sink.authority())).await;
    let person = reader_of_letters(&app, "a@example.org").await;
    let hq = app.headquarters().await;
    notify(&app, &person, "第一次小组").await;
    app.run_jobs().await;
    assert_eq!(letter(&app).await, ("waiting".into(), 1, Some("smtp 535".into())));
    // tried by day for some days, then given up, for people to see
    for hours in 0..24 * 7 {
        app.clock.set(NOW + hours * HOUR);
        app.run_jobs().await;
    }
    assert_eq!(letter(&app).await, ("dead".into(), 16, Some("smtp 535".into())));
    sink.write("password", "open: sesame");
    let dead = hq.get("/mail/dead-letters").await.expect(200);
    hq.post(
        &format!("/mail/dead-letters/{}/retry", dead["items"][0]["id"].as_str().unwrap()),
        json!({}),
    )
    .await
    .expect(204);
    app.run_jobs().await;
    app.clock.advance(24 * HOUR);
    app.run_jobs().await;
    assert_eq!(sink.letters().len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_that_cannot_prove_who_it_is() {
    let (sink, stranger) = (Sink::start("starttls"), Sink::start("tls"));
    let urls = [
        (sink.url(), None),                                                     // nobody vouches for it
        (sink.url(), Some(stranger.authority())),                               // somebody vouches for another
        (stranger.url(), None),                                                 // the same with TLS from the start
        (sink.url().replace("localhost", "127.0.0.1"), Some(sink.authority())), // another name
    ];
    for (url, authority) in urls {
        let app = app_with(url, authority).await;
        let person = reader_of_letters(&app, "a@example.org").await;
        notify(&app, &person, "第一次小组").await;
        app.run_jobs().await;
        let (state, tries, why) = letter(&app).await;
        assert_eq!((state.as_str(), tries), ("waiting", 1), "{why:?}");
        app.finish().await;
    }
    assert_eq!((sink.letters().len(), stranger.letters().len()), (0, 0));
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear() {
    let sink = Sink::start("plain");
    let app = app_with(format!("smtp://localhost:{}", sink.port), Some(sink.authority())).await;
    let person = reader_of_letters(&app, "a@example.org").await;
    notify(&app, &person, "第一次小组").await;
    app.run_jobs().await;
    assert_eq!(sink.letters().len(), 0);
    assert_eq!(letter(&app).await.0, "waiting");
    app.finish().await;
}

#[tokio::test]
async fn settings_that_cannot_work_refuse_to_start() {
    for (url, from) in [
        ("http://mail.example", "a@b.example"),
        ("smtp://u@h", "a@b.example"),
        ("memory:", "nobody"),
    ] {
        let config = Config {
            smtp_url: Some(url.into()),
            mail_from: from.into(),
            ..Default::default()
        };
        assert!(mail::Mailer::new(&config).is_err(), "{url} {from}");
    }
}
