//! What devices and rooms on one node know of the other.

use super::{Service, can_have_several_nodes};
use crate::support::deployment::Deployment;
use crate::support::person::Person;
use crate::support::product::chat;
use crate::support::socket::Socket;
use crate::support::world::{World, cid, grant_counsellor_role};
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;
use std::cell::Cell;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

async fn listen(node: SocketAddr, person: &Person, room: &str) -> Socket {
    let ticket = Socket::ticket(&person.at(node)).await;
    let mut socket = Socket::try_open(node, Socket::request(node, &ticket)).await.unwrap();
    socket.hello(json!([{ "r": room }])).await;
    socket.expect("sub.ok").await;
    socket
}

#[tokio::test]
async fn a_read_marker_reaches_the_persons_devices_on_other_nodes() {
    if !can_have_several_nodes() {
        return;
    }
    // I12, I13
    let service = Service::start(1, 2, "").await;
    let (here, there) = (service.running[0].address, service.running[1].address);
    let (ann, room) = (&service.talk.members[0], &service.talk.room);
    let mut phone = listen(here, ann, room).await;
    let mut desk = listen(there, ann, room).await;
    for number in 1..=2 {
        phone.send_message(room, &format!("cid-read-{number}"), "读").await;
        desk.expect_event("msg.new").await;
        phone.expect_event("msg.new").await;
    }
    phone.send(json!({ "t": "read", "r": room, "no": 1 })).await;
    assert_eq!(desk.expect("read").await["no"], 1);
    ann.at(there)
        .put(&format!("/chat/rooms/{room}/read"), json!({ "no": 2 }))
        .await
        .expect(200);
    // the first that the phone hears of it is the other device's marker, not its own
    assert_eq!(phone.expect("read").await["no"], 2);
    service.finish().await;
}

#[tokio::test]
async fn a_room_that_is_held_through_one_node_takes_messages_through_the_other() {
    if !can_have_several_nodes() {
        return;
    }
    // safety 41; the district's only hours are a minute in three days
    let plant = async |world: &World| {
        let studio = world.studio().await;
        let now = Timestamp::from_millisecond(world.clock.now()).unwrap();
        let today = now.in_tz("Asia/Shanghai").unwrap().date();
        let day = (i64::from(today.weekday().to_monday_one_offset()) + 2) % 7 + 1;
        let of = studio.district.clone();
        let hours = world
            .db
            .write(move |tx| chat::set_staffed_hours_in(tx, &of, &[(day, 0, 1)]));
        hours.await.unwrap();
        // a series that begins in a few days, so that no session of it runs now
        let (first, last) = (today.saturating_add(2.days()), today.saturating_add(12.days()));
        let series = studio.series_body("小组", (&first.to_string(), &last.to_string()), "18:30");
        let chair = studio.coordinator(world).await;
        grant_counsellor_role(&world.app, &chair, &studio.district).await;
        let series = chair.post("/series", series).await.expect(201);
        let open = json!({ "owner_kind": "series", "owner_id": series["series_id"], "name": "小组" });
        let room = chair.post("/chat/rooms", open).await.expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let member = world.member().await;
        let consent = json!({ "is_given": true, "language": "zh" });
        member.put("/me/consents/online_rooms", consent).await.expect(200);
        let seat = json!({ "person_id": member.id, "role": "participant" });
        chair.post(&format!("/chat/rooms/{room}/seats"), seat).await.expect(201);
        (chair, member, room)
    };
    let (deployment, (chair, member, room)) = Deployment::after(plant).await;
    let (mut first, mut second) = (deployment.start().await, deployment.start().await);
    let (count, there) = (Cell::new(0), second.address);
    let post = async || {
        count.set(count.get() + 1);
        let body = json!({ "cid": cid(count.get()), "body": "在吗" });
        member
            .at(there)
            .post(&format!("/chat/rooms/{room}/messages"), body)
            .await
    };
    post().await.problem("read_only");
    let holder = listen(first.address, &chair, &room).await;
    let until = Instant::now() + Duration::from_secs(10);
    while post().await.status != 201 {
        assert!(Instant::now() < until, "the second node hears that the room is held");
    }
    drop(holder);
    while post().await.status == 201 {
        assert!(
            Instant::now() < until + Duration::from_secs(10),
            "and that it no longer is"
        );
    }
    first.kill().await;
    second.kill().await;
}

/// A page on a node: it asks for presence and typing.
async fn page(node: SocketAddr, person: &Person, room: &str) -> Socket {
    let ticket = Socket::ticket(&person.at(node)).await;
    let mut socket = Socket::try_open(node, Socket::request(node, &ticket)).await.unwrap();
    let hello = json!({ "t": "hello", "v": 1, "caps": ["presence"], "rooms": [{ "r": room }] });
    socket.send(hello).await;
    socket.expect("welcome").await;
    socket.expect("sub.ok").await;
    socket
}

async fn counts_to(socket: &mut Socket, count: usize) {
    while socket.expect_ephemeral("presence").await["count"] != count {}
}

#[tokio::test]
async fn typing_and_presence_are_broadcast_on_every_node() {
    if !can_have_several_nodes() {
        return;
    }
    // safety 25, I18
    let service = Service::start(1, 2, "").await;
    let (here, there) = (service.running[0].address, service.running[1].address);
    let (ann, chair, room) = (&service.talk.members[0], &service.talk.coordinator, &service.talk.room);
    let mut holder = page(here, chair, room).await; // who holds the room is here: it is live
    let mut member = page(there, ann, room).await;
    counts_to(&mut holder, 2).await;
    counts_to(&mut member, 2).await;
    member.send(json!({ "t": "typing", "r": room, "on": true })).await;
    let heard = holder.expect_ephemeral("typing").await;
    assert_eq!(heard["who"], json!([ann.nickname]));
    drop(member);
    counts_to(&mut holder, 1).await;
    service.finish().await;
}
