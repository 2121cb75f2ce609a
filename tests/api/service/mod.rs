//! What holds for every room: health, unknown addresses, request ids, caching.

mod addresses;
mod busy;
mod contract;
mod demo;
mod extremes;
mod request_schema;
mod full_disk;
mod key_rotation;
mod security_headers;
mod slow_clients;

use crate::support::app::App;
use crate::support::product::Role;
use crate::support::socket::Socket;

#[tokio::test]
async fn the_health_checks_answer() {
    let app = App::start().await;
    for path in ["/healthz", "/readyz"] {
        let answer = app.client.get(app.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_unknown_address_is_a_problem_document_with_a_request_id() {
    let app = App::start().await;
    let answer = app.stranger().get("/nothing-here").await;
    assert_eq!(answer.headers["cache-control"], "no-store"); // safety 54
    answer.problem("no_route");
    app.finish().await;
}

#[tokio::test]
async fn the_numbers_are_guarded() {
    let app = App::start_with(|config| config.metrics_token = Some("open sesame".into())).await;
    let page = |token: &str| app.client.get(app.url("/metrics")).bearer_auth(token).send();
    assert_eq!(page("wrong").await.unwrap().status(), 404);
    let text = page("open sesame").await.unwrap().text().await.unwrap();
    assert!(text.contains("tongxing_request_seconds"));
    assert!(text.contains("\ntongxing_connections 0\n"), "{text}");
    let person = app.person_named("小舟", &[(Role::Headquarters, None)]).await;
    let _socket = Socket::subscribe(&app, &person, &[]).await;
    let text = page("open sesame").await.unwrap().text().await.unwrap();
    assert!(text.contains("\ntongxing_connections 1\n"), "{text}");
    let answered = text
        .lines()
        .find_map(|line| line.strip_prefix("tongxing_writes_answered "));
    assert!(answered.is_some_and(|count| count != "0"), "{text}");
    app.finish().await;
}

#[tokio::test]
async fn an_unusual_title_does_not_prevent_the_start() {
    // safety 48
    let app = App::start_with(|config| config.product_title = "\"<小本子>\"".into()).await;
    let page = app
        .client
        .get(app.url("/"))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 200);
    assert!(!page.text().await.unwrap().contains("<小本子>"));
    app.finish().await;
}
