//! The inbox and the preferences, over HTTP.

mod inbox;
mod letters;
mod preferences;

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{
    Error, PersonId, Role,
    notifications::{NewNotice, NoticeKind, notify_in},
};
use serde_json::json;

/// Notifies somebody of a session, as scheduling does.
pub async fn notify(app: &App, person: &Person, title: &str) {
    let new = NewNotice {
        person: PersonId::parse(&person.id).unwrap(),
        kind: NoticeKind::SessionAdded,
        params: json!({"title": title, "date": "2026-12-01", "time": "18:30", "studio": "青禾工作室"}),
        link: "/sessions/x".into(),
    };
    app.db
        .write(move |tx| notify_in(tx, new.clone()))
        .await
        .map_err(|error: Error| error)
        .unwrap();
}

/// Somebody who wants letters and has consented.
pub async fn reader_of_letters(app: &App, address: &str) -> Person {
    let district = app.district(&format!("区 {address}")).await;
    let person = app.person(Role::Counsellor, &district).await;
    consent(&person, true).await;
    person.put("/me/notice-preferences", wants(address)).await.expect(200);
    person
}

/// Gives or withdraws the consent to letters.
pub async fn consent(person: &Person, is_given: bool) {
    let body = json!({"is_given": is_given, "language": "zh"});
    person.put("/me/consents/contact_notices", body).await.expect(200);
}

/// Preferences with letters on and the usual night.
pub fn wants(address: &str) -> serde_json::Value {
    json!({"email": address, "is_email_on": true, "is_mention_on": false, "quiet_from": "21:00", "quiet_to": "08:00"})
}
