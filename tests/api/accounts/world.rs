//! What these tests share: the front door as a browser uses it.

use crate::support::app::{Answer, App};
use crate::support::people::{PASSPHRASE, TOTP_SECRET};
use crate::support::person::Person;
use crate::support::product::{
    DistrictId, Nickname, PersonId, Role,
    accounts::{self, NewGrant, NewPerson},
};
use reqwest::Method;
use serde_json::{Value, json};

/// An app with two districts.
pub async fn two_districts() -> (App, DistrictId, DistrictId) {
    let app = App::start().await;
    let here = app.district("青禾区").await;
    let there = app.district("云溪区").await;
    (app, here, there)
}

/// The right passphrase for `nickname`.
pub async fn sign_in(app: &App, nickname: &str) -> Answer {
    try_sign_in(app, nickname, PASSPHRASE).await
}

/// Some passphrase for `nickname`.
pub async fn try_sign_in(app: &App, nickname: &str, passphrase: &str) -> Answer {
    let body = json!({"nickname": nickname, "passphrase": passphrase});
    app.stranger().post("/sign-in", body).await
}

/// The present code of staff.
pub fn totp(app: &App) -> String {
    accounts::code_at(&TOTP_SECRET, app.clock.now()).unwrap()
}

/// The value of the refresh cookie that an answer sets.
pub fn cookie(answer: &Answer) -> String {
    let header = answer.headers["set-cookie"].to_str().unwrap();
    let (name, rest) = header.split_once('=').unwrap();
    assert_eq!(name, "__Host-tongxing");
    rest.split(';').next().unwrap().to_owned()
}

/// A refresh with this cookie.
pub async fn refresh(app: &App, cookie: &str) -> Answer {
    let request = app.stranger().request(Method::POST, "/refresh");
    let response = request
        .header("cookie", format!("__Host-tongxing={cookie}"))
        .send()
        .await;
    Answer::read(response.unwrap()).await
}

/// Whoever holds an answer's access token.
pub fn holder(app: &App, signed_in: &Value) -> Person {
    let me = &signed_in["me"];
    Person::signed_in(
        app,
        me["person_id"].as_str().unwrap(),
        me["nickname"].as_str().unwrap(),
        signed_in["access_token"].as_str().unwrap(),
    )
}

/// An id as the library knows it.
pub fn person_id(person: &Person) -> PersonId {
    PersonId::parse(&person.id).unwrap()
}

/// A counsellor who can sign in.
pub async fn counsellor(app: &App, nickname: &str, district: &DistrictId) -> Person {
    app.somebody(nickname, &[(Role::Counsellor, Some(district.clone()))])
        .await
}

/// The codes of the refused fields of a problem.
pub fn field_codes(problem: &Value) -> Vec<(String, String)> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    errors
        .iter()
        .map(|error| (text(&error["field"]), text(&error["code"])))
        .collect()
}

/// Somebody at headquarters who is privacy officer.
pub async fn privacy_officer(app: &App, nickname: &str) -> Person {
    let mut new = NewPerson::new(Nickname::known(nickname));
    new.roles.push(NewGrant {
        role: Role::Headquarters,
        district: None,
        is_privacy_officer: true,
    });
    app.made(new).await
}
