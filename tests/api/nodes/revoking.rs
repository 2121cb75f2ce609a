//! Access that ends on one node ends on all.

use super::{Service, can_have_several_nodes};
use crate::support::socket::Socket;
use serde_json::json;
use std::time::{Duration, Instant};
use tongxing_client::{Client, Entry, Journal};

/// The event of a removal, as the whole log has it.
fn removal(journal: &Journal, room: &str) -> i64 {
    let end = journal
        .received(room)
        .find(|heard| heard.change.as_deref() == Some("removed"));
    end.expect("the removal").seq
}

#[tokio::test]
async fn nobody_receives_anything_after_their_removal_on_another_node() {
    if !can_have_several_nodes() {
        return;
    }
    // I9, F15
    let service = Service::start(8, 2, "").await;
    let (here, there) = (service.running[0].address, service.running[1].address);
    let room = service.talk.room.clone();
    let mut clients = service.clients().await;
    super::talk_all(&mut clients, &room, 60);
    let mut seats = vec![];
    for (round, index) in [1, 3].into_iter().enumerate() {
        // they listen on the second node, and are taken out on the first, while everybody talks
        let gone = &service.talk.members[index];
        let seat = service.talk.membership_id(here, gone).await;
        seats.push((index, seat.clone()));
        let enough = 15 * (round + 1);
        clients[0]
            .wait_until("some answers", |journal| journal.acknowledged().count() >= enough)
            .await;
        let path = format!("/chat/rooms/{room}/seats/{seat}");
        service.talk.coordinator.at(here).delete(&path).await.expect(204);
        // from now on they cannot write or read, wherever they try
        for node in [here, there] {
            let cid = format!("cid-after-{round}");
            let late = json!({ "cid": cid, "body": "还在吗" });
            gone.at(node)
                .post(&format!("/chat/rooms/{room}/messages"), late)
                .await
                .problem("not_found");
        }
    }
    for index in [0, 2, 4, 5, 6, 7] {
        clients[index].wait_answered().await;
    }
    let truth =
        crate::support::checker::StoredRoom::read(&service.deployment.database.url, &service.deployment.keys, &room)
            .await;
    clients[0].wait_received(&room, truth.head).await;
    let whole = clients[0].journal();
    for (index, seat) in seats {
        // their own: one of the two hears the removal of the other before
        clients[index]
            .wait_until("their removal", |journal| {
                journal
                    .received(&room)
                    .any(|heard| heard.change.as_deref() == Some("removed") && heard.member.as_ref() == Some(&seat))
            })
            .await;
        clients[index].wait_answered().await;
    }
    let journals: Vec<Journal> = clients.iter().map(Client::journal).collect();
    truth.check(&journals);
    for index in [1, 3] {
        let own = &journals[index];
        let last = own.received(&room).last().expect("something").clone();
        assert_eq!(
            last.change.as_deref(),
            Some("removed"),
            "I9: the removal is the last that they hear"
        );
        assert!(
            whole
                .received(&room)
                .any(|heard| heard.seq == last.seq && heard.member == last.member)
        );
        let seat = last.member.clone();
        let later = truth
            .messages
            .iter()
            .filter(|m| Some(&m.seat) == seat.as_ref() && m.seq > last.seq);
        assert_eq!(later.count(), 0, "I9: nothing of theirs stands after it");
    }
    assert!(removal(&whole, &room) < truth.head, "others went on");
    service.finish().await;
}

#[tokio::test]
async fn signing_out_everywhere_closes_the_sockets_on_every_node() {
    if !can_have_several_nodes() {
        return;
    }
    // I10: with the bus within a second, without it within five
    for (settings, at_most) in [("", 1), ("[bus]\nis_on = false\n", 5)] {
        let service = Service::start(2, 2, settings).await;
        let (here, there) = (service.running[0].address, service.running[1].address);
        let ann = service.talk.members[0].at(there);
        let ticket = Socket::ticket(&ann).await;
        let mut socket = Socket::try_open(there, Socket::request(there, &ticket)).await.unwrap();
        socket.hello(json!([{ "r": service.talk.room }])).await;
        let bob = service.talk.members[1].client(
            &service.nodes,
            1,
            tongxing_client::Transport::Socket,
            &[&service.talk.room],
        );
        bob.wait_subscribed(&service.talk.room).await;
        ann.at(here).delete("/me/logins").await.expect(204);
        let began = Instant::now();
        loop {
            let frame = socket.next().await.expect("a goodbye");
            if frame["t"] == "bye" {
                assert_eq!((&frame["code"], &frame["resume"]), (&json!(4403), &json!(false)));
                break;
            }
        }
        assert!(began.elapsed() < Duration::from_secs(at_most), "{:?}", began.elapsed());
        // the access token is no good on either node any more
        ann.at(here).get("/me").await.problem("login_ended");
        let until = began + Duration::from_secs(5);
        while ann.get("/me").await.status != 401 {
            assert!(Instant::now() < until, "I10");
        }
        let others = bob
            .journal()
            .count(|entry| matches!(entry, Entry::Bye { .. } | Entry::Disconnected));
        assert_eq!(others, 0, "nobody else is disturbed");
        service.finish().await;
    }
}
