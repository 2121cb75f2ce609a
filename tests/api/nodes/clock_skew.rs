//! Nodes whose clocks are apart.

use super::can_have_several_nodes;
use crate::support::product::{Application, Chance, Clock, MINUTE, Parts};
use crate::support::socket::Socket;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::json;

#[tokio::test]
async fn clocks_that_are_apart_change_no_order() {
    if !can_have_several_nodes() {
        return;
    }
    // F11, I4, I5: five minutes ahead, in the same process and on the same database
    let team = TeamRoom::open_with(at_full_speed).await;
    let parts = Parts {
        config: (*team.application.config).clone(),
        clock: Clock::fixed(team.clock.now() + 5 * MINUTE),
        chance: Chance::seeded(11),
        keys: team.keys.clone(),
    };
    let second = Application::build(parts).await.unwrap();
    let (ahead, server, handle) = second.serve().unwrap();
    tokio::spawn(server);
    let here = team.address;
    let mut listener = vec![];
    for node in [here, ahead] {
        let ticket = Socket::ticket(&team.damu.at(node)).await;
        let mut socket = Socket::try_open(node, Socket::request(node, &ticket)).await.unwrap();
        socket.hello(json!([{ "r": team.room }])).await;
        socket.expect("sub.ok").await;
        listener.push(socket);
    }
    for number in 0..20 {
        let node = [here, ahead][number % 2];
        let body = json!({ "cid": cid(number), "body": number.to_string() });
        team.dafeng
            .at(node)
            .post(&team.path("/messages"), body)
            .await
            .expect(201);
    }
    for socket in &mut listener {
        let mut last = None;
        for number in 0..20 {
            let event = socket.expect_event("msg.new").await;
            assert_eq!(event["d"]["body"], number.to_string());
            let seq = event["seq"].as_i64().unwrap();
            assert!(last.is_none_or(|last| seq == last + 1));
            last = Some(seq);
        }
    }
    drop(listener);
    second.drain().await;
    handle.stop(true).await;
    second.stop(None).await;
    team.finish().await;
}
