//! Tickets, origins and the first frames (I19).

use crate::support::app::App;
use crate::support::product::{Config, SECOND};
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, World, at_full_speed};
use serde_json::{Value, json};

#[tokio::test]
async fn a_ticket_opens_one_socket_and_only_one() {
    let team = TeamRoom::open().await;
    let ticket = Socket::ticket(&team.dafeng).await;
    let address = team.address;
    let mut socket = Socket::try_open(address, Socket::request(address, &ticket))
        .await
        .unwrap();
    let welcome = socket.hello(json!([])).await;
    assert_eq!(welcome["rooms"][0]["r"], team.room.as_str());
    assert_eq!(
        (&welcome["rooms"][0]["role"], &welcome["v"]),
        (&json!("participant"), &json!(1))
    );
    assert_eq!(welcome["limits"]["body_characters"], 4_000);
    assert_eq!(
        Socket::try_open(address, Socket::request(address, &ticket)).await.err(),
        Some(401)
    );
    team.finish().await;
}

#[tokio::test]
async fn two_at_once_with_one_ticket_are_one_socket_and_one_refusal() {
    let team = TeamRoom::open().await;
    let ticket = Socket::ticket(&team.dafeng).await;
    let address = team.address;
    let tries = (0..8).map(|_| Socket::try_open(address, Socket::request(address, &ticket)));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(
        answers
            .iter()
            .all(|answer| !matches!(answer, Err(status) if *status != 401))
    );
    team.finish().await;
}

#[tokio::test]
async fn what_is_no_good_ticket_is_refused_before_the_upgrade() {
    let world = World::new().await;
    let ann = world.counsellor().await;
    let address = world.address;
    let refused = async |request| Socket::try_open(address, request).await.err();

    let late = Socket::ticket(&ann).await;
    world.clock.advance(30 * SECOND);
    assert_eq!(refused(Socket::request(address, &late)).await, Some(401), "expired");
    assert_eq!(
        refused(Socket::request(address, &"x".repeat(43))).await,
        Some(401),
        "never issued"
    );
    assert_eq!(refused(Socket::request(address, "short")).await, Some(401));

    let mut bare = Socket::request(address, "x");
    bare.headers_mut().remove("sec-websocket-protocol");
    assert_eq!(refused(bare).await, Some(401), "no ticket");
    let mut other = Socket::request(address, "x");
    let ticket = Socket::ticket(&ann).await;
    other
        .headers_mut()
        .insert("sec-websocket-protocol", format!("other.v9, {ticket}").parse().unwrap());
    assert_eq!(refused(other).await, Some(401), "another protocol");
    let plain = world.client.get(world.url("/ws")).send().await.unwrap();
    assert_eq!(plain.status(), 400, "no upgrade");
    world
        .stranger()
        .post("/ws-ticket", json!({}))
        .await
        .problem("sign_in_needed");
    world.finish().await;
}

#[tokio::test]
async fn a_page_of_another_origin_gets_neither_ticket_nor_socket() {
    let world = World::with(|config: &mut Config| config.public_url = "https://notes.example".into()).await;
    let ann = world.counsellor().await;
    let address = world.address;
    let ticket_from = async |origin: &str| {
        let request = ann
            .request(reqwest::Method::POST, "/ws-ticket")
            .header("origin", origin)
            .json(&json!({}));
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let open_from = async |origin: Option<&str>, ticket: &str| {
        let mut request = Socket::request(address, ticket);
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        Socket::try_open(address, request).await.err()
    };
    let (status, problem) = ticket_from("https://evil.example").await;
    assert_eq!((status, &problem["code"]), (403, &json!("origin_refused")));

    let (_, ours) = ticket_from("https://notes.example").await;
    let ours = ours["ticket"].as_str().unwrap();
    assert_eq!(open_from(Some("https://evil.example"), ours).await, Some(403));
    // the refused page has not used it up, and no page at all may not use a page's ticket
    assert_eq!(open_from(Some("https://notes.example"), ours).await, None);
    let (_, second) = ticket_from("https://notes.example").await;
    assert_eq!(open_from(None, second["ticket"].as_str().unwrap()).await, Some(401));
    let native = Socket::ticket(&ann).await;
    assert_eq!(
        open_from(Some("https://notes.example"), &native).await,
        Some(401),
        "bound to no page"
    );
    world.finish().await;
}

#[tokio::test]
async fn a_ticket_of_a_login_that_has_ended_opens_nothing() {
    let world = World::new().await;
    let ann = world.counsellor().await;
    let ticket = Socket::ticket(&ann).await;
    ann.post("/sign-out", json!({})).await.expect(204);
    assert_eq!(
        Socket::try_open(world.address, Socket::request(world.address, &ticket))
            .await
            .err(),
        Some(401)
    );
    world.finish().await;
}

#[tokio::test]
async fn too_many_newcomers_at_once_are_asked_to_come_later() {
    let app = App::start_with(|config| {
        at_full_speed(config);
        config.gateway.new_sockets_per_second = 3;
    })
    .await;
    let statuses = (0..12).map(|_| Socket::try_open(app.address, Socket::request(app.address, "no-ticket-at-all")));
    let answers = futures_util::future::join_all(statuses).await;
    assert!(answers.iter().filter(|answer| matches!(answer, Err(503))).count() >= 6);
    assert!(answers.iter().filter(|answer| matches!(answer, Err(401))).count() >= 3);
    app.finish().await;
}
