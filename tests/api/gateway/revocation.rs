//! Access that ends, ends now.

use crate::support::person::Person;
use crate::support::product::{DAY, PersonId, SECOND};
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_removed_member_receives_their_removal_and_nothing_after_it() {
    // I9, F15: many messages on their way while the removal is written
    let team = TeamRoom::open_with(at_full_speed).await;
    for round in 0..5 {
        let cat = team.counsellor().await;
        let seat = team.add_seat(&cat).await;
        let mut listener = Socket::subscribe(&team, &cat, &[&team.room]).await;
        let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
        let posts = (0..60).map(|number| {
            let (team, cid) = (&team, cid(round * 100 + number));
            async move { team.post_message(&team.damu, &cid, "流").await }
        });
        let path = team.path(&format!("/seats/{seat}"));
        let removal = async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            team.coordinator.delete(&path).await.expect(204);
        };
        tokio::join!(futures_util::future::join_all(posts), removal);
        // what Ann hears is the whole log; what the removed member hears is its beginning, up to the removal
        let mut log = vec![];
        while log.len() < 61 {
            log.push(ann.expect("ev").await);
        }
        let end = log
            .iter()
            .position(|event| event["d"]["change"] == "removed")
            .expect("the removal");
        for event in &log[..=end] {
            assert_eq!(&listener.expect("ev").await, event);
        }
        listener.expect_silence(100).await;
        let refused = listener.send_message(&team.room, "cid-too-late", "还在吗").await;
        assert_eq!(refused["code"], "not_member");
        listener
            .send(json!({ "t": "sub", "id": 1, "r": team.room, "seq": 0 }))
            .await;
        assert_eq!(listener.expect("err").await["code"], "not_member");
    }
    team.finish().await;
}

#[tokio::test]
async fn a_removal_reaches_a_member_who_had_fallen_behind() {
    // I9
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.gateway.outbox_bytes = 4 * 1024;
        config.gateway.recovery_bytes = usize::MAX;
        (config.gateway.stuck_ms, config.gateway.pong_ms) = (600_000, 600_000);
    })
    .await;
    let seat = team.add_seat(&team.damu).await;
    let mut slow = Socket::subscribe(&team, &team.damu, &[&team.room]).await;
    let text = "长".repeat(3_900);
    team.post_messages(&team.dafeng, 0..200, &text).await;
    let mut log = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    team.coordinator
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    let removed = log.expect("ev").await["seq"].as_i64().unwrap();
    team.post_message(&team.dafeng, "cid-after-removal", "之后").await;
    loop {
        let event = slow.expect("ev").await;
        assert!(event["seq"].as_i64().unwrap() <= removed, "{}", event["seq"]);
        if event["k"] == "member" {
            assert_eq!(event["seq"], removed);
            break;
        }
    }
    team.finish().await;
}

async fn closes_within_a_second(socket: &mut Socket, code: u16, what: impl Future<Output = ()>) {
    let began = Instant::now();
    what.await;
    socket.expect_close(code).await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test]
async fn signing_out_ends_the_sockets_of_that_login_and_no_other() {
    // I10, safety 12
    let team = TeamRoom::open().await;
    let phone = team.signed_in(&PersonId::parse(&team.dafeng.id).unwrap()).await;
    let mut here = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut there = Socket::subscribe(&team, &phone, &[&team.room]).await;
    let ann: Person = team.dafeng.clone();
    closes_within_a_second(&mut here, 4403, async {
        ann.post("/sign-out", json!({})).await.expect(204);
    })
    .await;
    there.expect_silence(50).await;
    team.post_message(&team.damu, &cid(1), "一").await;
    there.expect("ev").await;
    team.finish().await;
}

#[tokio::test]
async fn an_authorisation_that_is_not_renewed_runs_out_after_a_warning_and_a_grace() {
    let team = TeamRoom::open().await;
    // the tests' tokens are good for long; the clock goes there in two steps
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let mut bob = Socket::open(&team, &team.damu).await;
    let end = bob.hello(json!([])).await["auth_exp"].as_i64().unwrap();
    let left = end - team.clock.now();
    assert!(left < 401 * DAY);
    team.clock.advance(left - 30 * SECOND);
    assert!(ann.expect("auth.soon").await["in_ms"].as_i64().unwrap() <= 30_000);
    bob.expect("auth.soon").await;
    // a ticket of somebody else, or one used before, extends nothing
    let foreign = Socket::ticket(&team.dafeng).await;
    bob.send(json!({ "t": "auth", "id": 1, "ticket": foreign })).await;
    assert_eq!(bob.expect("err").await["code"], "expired");
    let own = Socket::ticket(&team.damu).await;
    bob.send(json!({ "t": "auth", "id": 2, "ticket": own })).await;
    assert_eq!(bob.expect("ok").await["auth_exp"], end);
    bob.send(json!({ "t": "auth", "id": 3, "ticket": own })).await;
    assert_eq!(bob.expect("err").await["code"], "expired");
    ann.expect_silence(300).await;
    team.clock.advance(30 * SECOND + 25 * SECOND);
    let code = loop {
        let frame = ann.next().await.unwrap();
        if frame["t"] == "close" {
            break frame["code"].as_i64().unwrap();
        }
    };
    // the tests' login ends at the same time as its token
    assert!([4401, 4403].contains(&code));
    team.finish().await;
}

#[tokio::test]
async fn a_server_that_stops_asks_every_client_to_reconnect() {
    let team = TeamRoom::open().await;
    let mut ann = Socket::subscribe(&team, &team.dafeng, &[&team.room]).await;
    let ticket = Socket::ticket(&team.damu).await;
    team.application.drain().await;
    let bye = ann.expect_close(4503).await.expect("a bye");
    assert_eq!(bye["resume"], true);
    assert!((0..10_000).contains(&bye["retry_ms"].as_i64().unwrap()));
    let address = team.address;
    assert_eq!(
        Socket::try_open(address, Socket::request(address, &ticket)).await.err(),
        Some(503)
    );
    team.finish().await;
}
