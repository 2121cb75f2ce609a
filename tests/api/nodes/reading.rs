//! A node without hints and with rare sweeps still answers every read with what another node has committed.

use super::{Service, can_have_several_nodes};
use crate::support::socket::Socket;
use serde_json::json;

#[tokio::test]
async fn a_read_is_never_behind_what_another_node_has_answered() {
    if !can_have_several_nodes() {
        return;
    }
    // I1, I8, I9
    let service = Service::start(3, 2, "[bus]\nflush_ms = 3600000\nsweep_ms = 3600000\n").await;
    let (here, there) = (service.running[0].address, service.running[1].address);
    let path = |rest: &str| format!("/chat/rooms/{}{rest}", service.talk.room);
    let ann = &service.talk.members[0];
    // the room is in the memory of both
    for node in [here, there] {
        ann.at(node).get(&path("/messages")).await.expect(200);
    }
    for number in 0..5 {
        let body = json!({ "cid": format!("cid-away-{number}"), "body": number.to_string() });
        let sent = ann.at(here).post(&path("/messages"), body).await.expect(201);
        let seq = sent["seq"].as_i64().unwrap();
        match number % 3 {
            0 => {
                let page = ann.at(there).get(&path("/messages")).await.expect(200);
                assert_eq!(page["head_seq"], seq);
                assert_eq!(page["items"].as_array().unwrap().last().unwrap()["m"], sent["m"]);
            }
            1 => {
                let page = ann
                    .at(there)
                    .get(&path(&format!("/events?after_seq={}", seq - 1)))
                    .await
                    .expect(200);
                assert_eq!(page["events"][0]["seq"], seq);
            }
            _ => {
                let page = ann
                    .at(there)
                    .get(&path(&format!("/events?after_seq={seq}")))
                    .await
                    .expect(200);
                assert_eq!(page["events"], json!([]));
            }
        }
    }
    // listening there without a number, and loading over HTTP afterwards, leaves no hole
    let ticket = Socket::ticket(&ann.at(there)).await;
    let mut socket = Socket::try_open(there, Socket::request(there, &ticket)).await.unwrap();
    let body = json!({ "cid": "cid-before-sub", "body": "之前" });
    let before = ann.at(here).post(&path("/messages"), body).await.expect(201)["seq"]
        .as_i64()
        .unwrap();
    socket.hello(json!([{ "r": service.talk.room }])).await;
    let from = socket.expect("sub.ok").await["from"].as_i64().unwrap();
    let page = ann.at(there).get(&path("/messages")).await.expect(200);
    let loaded = page["head_seq"].as_i64().unwrap();
    assert!(loaded >= before && from <= loaded + 1, "{from} {loaded} {before}");
    // whoever was taken out on one node reads nothing on the other
    let gone = &service.talk.members[1];
    gone.at(there).get(&path("/messages")).await.expect(200);
    let seat = service.talk.membership_id(here, gone).await;
    service
        .talk
        .coordinator
        .at(here)
        .delete(&path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    for rest in [
        "/messages",
        "/messages?before_no=3",
        "/events?after_seq=1",
        "/seats",
        "/pins",
        "",
    ] {
        gone.at(there).get(&path(rest)).await.problem("not_found");
    }
    drop(socket);
    service.finish().await;
}
