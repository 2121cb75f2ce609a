//! What stands on every answer, and `HEAD` wherever `GET` is.

use crate::support::app::{Answer, App};
use crate::support::product::Role;
use reqwest::Method;

async fn ask(app: &App, method: Method, path: &str) -> Answer {
    Answer::read(app.client.request(method, app.url(path)).send().await.unwrap()).await
}

// ASVS 3.4
#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = App::start().await;
    let asked = [
        (Method::GET, "/healthz", 200),
        (Method::GET, "/readyz", 200),
        (Method::GET, "/metrics", 404),
        (Method::GET, "/ws", 400),
        (Method::GET, "/nothing.js", 404),
        (Method::GET, "/api/v1/help", 401),
        (Method::GET, "/api/v1/openapi.json", 200),
        (Method::GET, "/api/v1/today", 401),
        (Method::GET, "/api/v1/nothing", 404),
        (Method::PUT, "/api/v1/today", 405),
        (Method::POST, "/api/v1/sign-in", 400),
        (Method::DELETE, "/", 404),
    ];
    for (method, path, status) in asked {
        let answer = ask(&app, method.clone(), path).await;
        if path != "/ws" {
            assert_eq!(answer.status, status, "{method} {path}");
        }
        let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!(header("x-content-type-options"), "nosniff", "{method} {path}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{method} {path}");
        assert!(
            header("content-security-policy").contains("frame-ancestors 'none'"),
            "{method} {path}"
        );
        assert_eq!(
            header("strict-transport-security"),
            "",
            "not where people come without TLS"
        );
    }
    let page = app
        .client
        .get(app.url("/"))
        .header("accept", "text/html")
        .send()
        .await
        .unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(
        policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    app.finish().await;
}

#[tokio::test]
async fn where_people_come_by_tls_they_come_by_nothing_else() {
    let app = App::start_with(|config| config.public_url = "https://notes.example.org".into()).await;
    for path in ["/healthz", "/api/v1/nothing", "/"] {
        let answer = ask(&app, Method::GET, path).await;
        let value = answer.headers["strict-transport-security"].to_str().unwrap();
        assert!(value.starts_with("max-age=31536000"), "{path} {value}");
    }
    app.finish().await;
}

// RFC 9110, 9.3.2
#[tokio::test]
async fn head_is_wherever_get_is_and_has_no_body() {
    let app = App::start().await;
    let person = app.person_named("小舟", &[(Role::Headquarters, None)]).await;
    for path in [
        "/healthz",
        "/api/v1/me",
        "/api/v1/districts",
        "/api/v1/today",
        "/api/v1/people/nobody",
    ] {
        let ask = |method| {
            app.client
                .request(method, app.url(path))
                .bearer_auth(&person.token)
                .send()
        };
        let (get, head) = (ask(Method::GET).await.unwrap(), ask(Method::HEAD).await.unwrap());
        assert_eq!(get.status(), head.status(), "{path}");
        assert_eq!(
            get.headers().get("content-type"),
            head.headers().get("content-type"),
            "{path}"
        );
        assert_eq!(head.bytes().await.unwrap().len(), 0, "{path}");
        assert!(!get.bytes().await.unwrap().is_empty());
    }
    // the twin: where there is no GET there is no HEAD
    assert_eq!(ask(&app, Method::HEAD, "/api/v1/sign-in").await.status, 405);
    app.finish().await;
}
