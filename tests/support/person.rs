//! A user of the API: a token and the five methods.

use super::app::{Answer, App};
use super::product::PersonId;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use std::net::SocketAddr;

/// `token` is empty for a stranger.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub nickname: String,
    pub token: String,
    base: String,
    client: Client,
}

impl Person {
    pub fn stranger(app: &App) -> Person {
        Person {
            id: String::new(),
            nickname: String::new(),
            token: String::new(),
            base: app.url("/api/v1"),
            client: app.client.clone(),
        }
    }

    pub fn signed_in(app: &App, id: &str, nickname: &str, token: &str) -> Person {
        Person {
            id: id.into(),
            nickname: nickname.into(),
            token: token.into(),
            ..Person::stranger(app)
        }
    }

    pub fn person_id(&self) -> PersonId {
        PersonId::parse(&self.id).expect("an id")
    }

    /// The same person with another node.
    pub fn at(&self, address: SocketAddr) -> Person {
        Person {
            base: format!("http://{address}/api/v1"),
            ..self.clone()
        }
    }

    /// A request with this token, to be completed by the test. `path` is relative to `/api/v1`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        if self.token.is_empty() {
            request
        } else {
            request.bearer_auth(&self.token)
        }
    }

    /// Sends a request and compares the answer with the API document.
    pub async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method.clone(), path);
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::read_for(Some(&method), request.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Every row of a list, requested in pages of `limit` rows.
    pub async fn all_pages(&self, path: &str, limit: usize) -> Vec<Value> {
        let join = if path.contains('?') { '&' } else { '?' };
        let (mut rows, mut cursor) = (vec![], String::new());
        loop {
            let page = self
                .get(&format!("{path}{join}limit={limit}{cursor}"))
                .await
                .expect(200);
            let items = page["items"].as_array().expect("rows");
            assert!(items.len() <= limit, "a page is not longer than requested");
            rows.extend(items.iter().cloned());
            let Some(next) = page["next"].as_str() else {
                return rows;
            };
            cursor = format!("&cursor={next}");
        }
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }
}
