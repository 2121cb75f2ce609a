//! Slow clients: bodies and heads have an end, an address has its number, and a busy server still answers calls for help.

use crate::support::app::{Answer, App};
use crate::support::product::Role;
use crate::support::world::World;
use serde_json::json;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// Longer than anything here takes; a test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than a refusal takes on a machine that does something else beside.
const MOMENT: Duration = Duration::from_millis(500);

/// A connection from an address of this machine.
async fn connect(app: &App, from: &str) -> TcpStream {
    let from: IpAddr = from.parse().unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(from, 0)).unwrap();
    socket.connect(app.address).await.unwrap()
}

/// Everything that comes until the other side ends the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut all = vec![];
    timeout(PATIENCE, stream.read_to_end(&mut all))
        .await
        .expect("the connection ends")
        .ok();
    String::from_utf8_lossy(&all).into_owned()
}

/// Reads one answer with its body; the connection stays.
async fn one_answer(stream: &mut TcpStream) -> String {
    let mut all = String::new();
    let mut piece = [0; 1024];
    while !all.contains("ok\n") {
        let count = timeout(PATIENCE, stream.read(&mut piece)).await.unwrap().unwrap();
        assert!(count > 0, "{all}");
        all.push_str(std::str::from_utf8(&piece[..count]).unwrap());
    }
    all
}

#[tokio::test]
async fn a_body_that_drips_is_answered_408_and_its_connection_ends() {
    let app = App::start_with(|config| {
        config.admission.body_ms = 300;
        config.admission.import_ms = 300;
    })
    .await;
    let head = "host: x\r\ncontent-type: application/json\r\ncontent-length: 400\r\n\r\n{";
    let mut stream = connect(&app, "127.0.0.1").await;
    let request = format!("POST /api/v1/sign-in HTTP/1.1\r\n{head}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(
        answer.contains("\"code\":\"too_slow\"") && answer.contains("connection: close"),
        "{answer}"
    );
    // sheets are read in another way, and end too
    let person = app.person_named("小舟", &[(Role::Headquarters, None)]).await;
    let mut stream = connect(&app, "127.0.0.1").await;
    let request = format!(
        "POST /api/v1/imports/districts HTTP/1.1\r\nauthorization: Bearer {}\r\n{head}",
        person.token
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = rest(stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("too_slow"),
        "{answer}"
    );
    // the twin: one that comes in pieces, but in time
    let mut stream = connect(&app, "127.0.0.1").await;
    let request = "POST /api/v1/refresh HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{";
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(b"}").await.unwrap();
    assert!(rest(stream).await.starts_with("HTTP/1.1 204"));
    app.finish().await;
}

#[tokio::test]
async fn a_body_that_nobody_reads_does_not_drip_for_ever_either() {
    let app = App::start_with(|config| config.admission.head_ms = 400).await;
    let mut stream = connect(&app, "127.0.0.1").await;
    let request = "POST /healthz HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let dripping = tokio::spawn(async move { while write.write_all(b"1\r\na\r\n").await.is_ok() {} });
    let mut all = vec![];
    timeout(PATIENCE, read.read_to_end(&mut all))
        .await
        .expect("the connection ends")
        .ok();
    assert!(
        String::from_utf8_lossy(&all).starts_with("HTTP/1.1 4"),
        "it was answered"
    );
    dripping.abort();
    app.finish().await;
}

#[tokio::test]
async fn a_head_that_drips_ends_also_after_an_answer() {
    let app = App::start_with(|config| config.admission.head_ms = 600).await;
    let mut first = connect(&app, "127.0.0.1").await;
    first.write_all(b"GET /heal").await.unwrap();
    assert!(rest(first).await.starts_with("HTTP/1.1 408"));
    let mut second = connect(&app, "127.0.0.1").await;
    second
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(one_answer(&mut second).await.starts_with("HTTP/1.1 200"));
    second.write_all(b"GET /heal").await.unwrap();
    assert_eq!(rest(second).await, "", "the second head has its end too");
    app.finish().await;
}

#[tokio::test]
async fn an_address_has_its_number_of_connections_and_others_go_on() {
    let app = App::start_with(|config| {
        config.admission.per_address = 8;
        config.admission.body_ms = 60_000;
    })
    .await;
    let mut dripping = vec![];
    for _ in 0..8 {
        let mut stream = connect(&app, "127.0.0.7").await;
        let head =
            b"POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n";
        stream.write_all(head).await.unwrap();
        dripping.push(stream);
    }
    // one that came before the others were seen is let in, and hears nothing
    let refused = timeout(PATIENCE, async {
        loop {
            let answer = timeout(MOMENT, rest(connect(&app, "127.0.0.7").await)).await;
            if let Ok(answer) = answer {
                return answer;
            }
        }
    });
    let answer = refused.await.expect("the ninth of an address is refused");
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    let mut neighbour = connect(&app, "127.0.0.8").await;
    neighbour
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    one_answer(&mut neighbour).await;
    drop(dripping);
    app.finish().await;
}

#[tokio::test]
async fn behind_a_trusted_proxy_its_clients_are_counted_and_not_the_proxy() {
    let app = App::start_with(|config| {
        config.admission.per_address = 2;
        config.admission.body_ms = 60_000;
        config.trusted_proxies = vec!["127.0.0.0/8".into()];
    })
    .await;
    let drip = async |client: &str| {
        let mut stream = connect(&app, "127.0.0.1").await;
        let head = format!(
            "POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\nx-forwarded-for: {client}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    };
    let mut held = vec![];
    for client in ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"] {
        held.push(drip(client).await);
    }
    let ask = async |client: &str| {
        let asked = app
            .client
            .get(app.url("/api/v1/help"))
            .header("x-forwarded-for", client)
            .send();
        Answer::read(asked.await.unwrap()).await
    };
    // whoever has as many as they may is told so, once the server has seen them all
    let refused = timeout(PATIENCE, async {
        loop {
            let answer = ask("192.0.2.1").await;
            if answer.status == 429 {
                return answer;
            }
        }
    });
    refused
        .await
        .expect("the third of an address is refused")
        .problem("throttled");
    assert_eq!(ask("192.0.2.9").await.status, 401, "somebody else is asked to sign in");
    drop(held);
    app.finish().await;
}

// safety 32: help gets through when the rest is full
#[tokio::test]
async fn a_busy_server_still_answers_calls_for_help() {
    let world = World::with(|config| {
        config.admission.connections = 30;
        config.admission.reserve = 6;
        config.admission.body_ms = 60_000;
        config.admission.head_ms = 60_000;
    })
    .await;
    let member = world.member().await;
    let mut dripping = vec![];
    for number in 0..24 {
        let mut stream = connect(&world, &format!("127.0.1.{}", number + 1)).await;
        stream
            .write_all(b"POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n")
            .await
            .unwrap();
        dripping.push(stream);
    }
    // a fresh client: a connection of its own that comes when only the reserve is left
    let fresh = || reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    let get = async |path: &str| {
        let asked = fresh().get(world.url(path)).bearer_auth(&member.token).send();
        Answer::read(asked.await.unwrap()).await
    };
    let busy = timeout(PATIENCE, async {
        loop {
            let answer = get("/api/v1/today").await;
            if answer.status == 503 {
                return answer;
            }
        }
    });
    let busy = busy.await.expect("the rest is full");
    assert_eq!(busy.headers["connection"], "close");
    busy.problem("busy");
    assert_eq!(get("/healthz").await.status, 200);
    assert_eq!(get("/api/v1/help").await.status, 200);
    assert_eq!(get("/api/v1/me").await.status, 200);
    assert_eq!(get("/api/v1/me/escalations").await.status, 200);
    let wrong = json!({"nickname": "nobody", "passphrase": "not the right one"});
    let signing_in = fresh().post(world.url("/api/v1/sign-in")).json(&wrong).send();
    assert_eq!(signing_in.await.unwrap().status(), 401, "a way in");
    let call = json!({"cid": "0123456789abcdef", "session_id": "0190a0b0-0000-7000-8000-000000000001"});
    let calling = fresh()
        .post(world.url("/api/v1/escalations"))
        .bearer_auth(&member.token)
        .json(&call)
        .send();
    assert_eq!(
        calling.await.unwrap().status(),
        404,
        "a call is looked at; there is no such session"
    );
    drop(dripping);
    world.finish().await;
}
