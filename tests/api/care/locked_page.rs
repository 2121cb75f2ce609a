//! Whether somebody asks for the reader: all that a locked page may know (safety 55).

use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::sign_in::{cookie, sign_in};
use crate::support::world::HelpRoom;
use reqwest::Method;
use serde_json::{Value, json};

async fn by_cookie(app: &App, method: Method, path: &str, cookie: &str) -> Answer {
    let request = app.stranger().request(method, path);
    let request = request.header("cookie", format!("__Host-tongxing={cookie}"));
    Answer::read(request.json(&json!({})).send().await.unwrap()).await
}

async fn device_of(app: &App, person: &Person) -> String {
    let answer = sign_in(app, &person.nickname).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    cookie(&answer)
}

#[tokio::test]
async fn a_locked_page_shows_that_somebody_is_called_and_nothing_else() {
    // safety 55, M2
    let help = HelpRoom::open().await;
    let bystander = help.counsellor().await;
    let holder = device_of(&help, &help.holder).await;
    let other = device_of(&help, &bystander).await;
    by_cookie(&help, Method::POST, "/lock", &holder).await.expect(204);
    let ask = |device: String| {
        let app = &help.app;
        async move { by_cookie(app, Method::GET, "/asked", &device).await.expect(200) }
    };
    assert_eq!(ask(holder.clone()).await["calls"], 0);
    let call = help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    let seen: Value = ask(holder.clone()).await;
    assert_eq!(seen["calls"], 1);
    assert!(seen["again_ms"].as_i64().unwrap() < 5_000, "within five seconds");
    let keys: Vec<_> = seen.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["again_ms", "calls"], "nothing of what has happened");
    assert_eq!(ask(other).await["calls"], 0, "who is not asked");
    by_cookie(&help, Method::GET, "/escalations", &holder)
        .await
        .problem("sign_in_needed");
    // whoever is asked is heard for longer than a login that nobody uses
    for _ in 0..3 {
        help.pass_minutes(40).await;
        ask(holder.clone()).await;
    }
    let path = format!("/escalations/{}/acknowledge", call["id"].as_str().unwrap());
    help.duty.post(&path, json!({})).await.expect(200);
    assert_eq!(ask(holder).await["calls"], 0, "somebody is coming");
    help.finish().await;
}

#[tokio::test]
async fn nobody_without_a_login_learns_anything() {
    let help = HelpRoom::open().await;
    help.stranger().get("/asked").await.problem("sign_in_needed");
    by_cookie(&help, Method::GET, "/asked", "made.1.up")
        .await
        .problem("login_ended");
    let device = device_of(&help, &help.holder).await;
    by_cookie(&help, Method::POST, "/sign-out", &device).await.expect(204);
    by_cookie(&help, Method::GET, "/asked", &device)
        .await
        .problem("login_ended");
    help.finish().await;
}
