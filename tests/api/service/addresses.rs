//! Every address of the API: closed to strangers, and clear about what it takes.

use crate::support::app::App;
use crate::support::product::Role;
use reqwest::Method;
use serde_json::{Value, json};

/// What answers people who have not signed in, because that is what it is for.
const OPEN_TO_STRANGERS: [&str; 9] = [
    "post /sign-in",
    "post /sign-in/second-factor",
    "post /refresh",
    "post /sign-out",
    "post /recover",
    "get /nicknames",
    "post /invitations/look-up",
    "post /invitations/accept",
    "get /help",
];

/// Method and path, relative to `/api/v1`, of everything in the served document.
async fn operations(app: &App) -> Vec<(String, String)> {
    let document = app.stranger().get("/openapi.json").await.expect(200);
    let mut found = vec![];
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/api/v1").expect("a path of the API");
        for method in item.as_object().unwrap().keys() {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                found.push((method.clone(), path.to_owned()));
            }
        }
    }
    assert!(found.len() > 100, "the document lists the whole API: {}", found.len());
    found
}

/// A path with something plausible in place of its parameters.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{phase}" => "1",
        part if part.starts_with('{') => "0190a0b0-0000-7000-8000-000000000001",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

// safety 7
#[tokio::test]
async fn nothing_answers_a_stranger_but_the_ways_in() {
    let app = App::start().await;
    let (stranger, mut refused) = (app.stranger(), 0);
    for (method, path) in operations(&app).await {
        if OPEN_TO_STRANGERS.contains(&format!("{method} {path}").as_str()) {
            continue;
        }
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let answer = stranger
            .request(verb, &filled(&path))
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let problem: Value = answer.json().await.unwrap_or(Value::Null);
        assert_eq!(
            (status.as_u16(), &problem["code"]),
            (401, &json!("sign_in_needed")),
            "{method} {path}: {problem}"
        );
        refused += 1;
    }
    assert!(refused > 90, "{refused}");
    app.finish().await;
}

#[tokio::test]
async fn an_address_answers_which_methods_it_allows() {
    let app = App::start().await;
    let person = app.person_named("小舟", &[(Role::Headquarters, None)]).await;
    let answer = person.delete("/today").await;
    assert_eq!(
        (answer.status, &answer.headers["allow"]),
        (405, &"GET".parse().unwrap())
    );
    answer.problem("wrong_method");
    let answer = person
        .put("/people/0190a0b0-0000-7000-8000-000000000001", json!({}))
        .await;
    assert_eq!(answer.status, 405);
    answer.problem("wrong_method");
    person.put("/nothing-here", json!({})).await.problem("no_route");
    app.finish().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_and_one_at_the_limit_is_read() {
    let app = App::start().await;
    let person = app.person_named("小舟", &[(Role::Headquarters, None)]).await;
    let body = |size: usize| {
        let frame = json!({ "name": "" }).to_string().len();
        json!({ "name": "x".repeat(size - frame) })
    };
    // at the limit the sentence is about the field, one byte more and it is about the size
    person.post("/districts", body(256 * 1024)).await.problem("invalid");
    let answer = person.post("/districts", body(256 * 1024 + 1)).await;
    assert_eq!(answer.status, 413);
    answer.problem("too_large");
    let sheet = |size: usize| {
        let part = format!("district,station,studio\n{}", "x".repeat(size - 24));
        person
            .request(Method::POST, "/imports/districts?dry_run=true")
            .body(part)
    };
    let send = async |size| sheet(size).send().await.unwrap().status().as_u16();
    assert_eq!(send(4 * 1024 * 1024 + 1).await, 413);
    assert_ne!(send(4 * 1024 * 1024).await, 413);
    app.finish().await;
}
