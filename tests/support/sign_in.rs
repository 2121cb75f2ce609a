//! Sign-in and refresh as a browser does them.

use super::app::{Answer, App};
use super::person::Person;
use super::product::{DistrictId, Role, accounts::code_at};
use super::world::{PASSPHRASE, TOTP_SECRET};
use reqwest::Method;
use serde_json::{Value, json};

/// Signs in with the passphrase of everybody.
pub async fn sign_in(app: &App, nickname: &str) -> Answer {
    try_sign_in(app, nickname, PASSPHRASE).await
}

pub async fn try_sign_in(app: &App, nickname: &str, passphrase: &str) -> Answer {
    let body = json!({"nickname": nickname, "passphrase": passphrase});
    app.stranger().post("/sign-in", body).await
}

/// The present code of staff.
pub fn totp(app: &App) -> String {
    code_at(&TOTP_SECRET, app.clock.now()).unwrap()
}

/// The value of the refresh cookie that an answer sets.
pub fn cookie(answer: &Answer) -> String {
    let header = answer.headers["set-cookie"].to_str().unwrap();
    let (name, rest) = header.split_once('=').unwrap();
    assert_eq!(name, "__Host-tongxing");
    rest.split(';').next().unwrap().to_owned()
}

pub async fn refresh(app: &App, cookie: &str) -> Answer {
    let request = app.stranger().request(Method::POST, "/refresh");
    let response = request
        .header("cookie", format!("__Host-tongxing={cookie}"))
        .send()
        .await;
    Answer::read(response.unwrap()).await
}

/// The person whose access token an answer holds.
pub fn holder(app: &App, signed_in: &Value) -> Person {
    let me = &signed_in["me"];
    Person::signed_in(
        app,
        me["person_id"].as_str().unwrap(),
        me["nickname"].as_str().unwrap(),
        signed_in["access_token"].as_str().unwrap(),
    )
}

/// A counsellor with a nickname that matters to the test.
pub async fn counsellor(app: &App, nickname: &str, district: &DistrictId) -> Person {
    app.person_named(nickname, &[(Role::Counsellor, Some(district.clone()))])
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
