//! What holds for every room: health, unknown addresses, request ids, caching.

use crate::support::app::App;

#[tokio::test]
async fn the_house_says_that_it_is_alive_and_ready() {
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
    app.finish().await;
}
