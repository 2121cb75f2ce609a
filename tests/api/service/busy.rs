//! The answers when the queue of writes is full; nothing is half-written.

use crate::support::app::App;
use crate::support::database::is_postgres;
use crate::support::product::{Code, Error, Role, db::Limits};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

/// Holds up whoever waits, until it is opened.
#[derive(Default)]
struct Barrier {
    is_open: Mutex<bool>,
    opened: Condvar,
    held_up: AtomicUsize,
}

impl Barrier {
    fn wait(&self) {
        self.held_up.fetch_add(1, Ordering::SeqCst);
        let mut is_open = self.is_open.lock().unwrap();
        while !*is_open {
            is_open = self.opened.wait(is_open).unwrap();
        }
    }

    fn open(&self) {
        *self.is_open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

#[tokio::test]
async fn a_busy_server_answers_503_with_retry_after_and_the_same_message_succeeds_later() {
    let app = App::start().await;
    let chair = app.person_named("青松", &[(Role::Headquarters, None)]).await;
    let room = chair
        .post("/chat/rooms", json!({"owner_kind": "team", "name": "值班"}))
        .await
        .expect(201);
    let path = format!("/chat/rooms/{}/messages", room["id"].as_str().unwrap());
    let message = json!({"cid": "0190a0b0-0000-7000-8000-00000000000a", "body": "在吗"});

    let writers = if is_postgres() { Limits::default().writers } else { 1 };
    let barrier = Arc::new(Barrier::default());
    let hold = || {
        let (db, before) = (app.db.clone(), barrier.clone());
        async move {
            db.write(move |_| {
                before.wait();
                Ok::<_, Error>(())
            })
            .await
        }
    };
    let mut waiting = tokio::task::JoinSet::new();
    while barrier.held_up.load(Ordering::SeqCst) < writers {
        waiting.spawn(hold());
        tokio::task::yield_now().await;
    }
    // Every writer is held up now, so nothing leaves the queue again. A refusal from before says nothing of that.
    let mut late = tokio::task::JoinSet::new();
    let full = loop {
        late.spawn(hold());
        tokio::task::yield_now().await;
        if let Some(answer) = late.try_join_next() {
            break answer.unwrap();
        }
    };
    assert_eq!(full.unwrap_err().code, Code::Busy);

    let answer = chair.post(&path, message.clone()).await;
    assert_eq!(answer.status, 503, "{}", answer.text);
    let seconds: i64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(seconds >= 1);
    let problem = answer.problem("busy");
    assert!(
        problem["retry_after_ms"].as_i64().is_some_and(|wait| wait > 0),
        "{problem}"
    );

    barrier.open();
    let ended = waiting.join_all().await.into_iter().chain(late.join_all().await);
    for refused in ended.filter_map(Result::err) {
        assert_eq!(refused.code, Code::Busy);
    }
    assert_eq!(
        chair.get(&path).await.expect(200)["items"],
        json!([]),
        "nothing was half-written"
    );
    let stored = chair.post(&path, message).await.expect(201);
    assert_eq!(stored["dup"], false);
    app.finish().await;
}
