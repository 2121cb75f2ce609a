//! What reaches people, and what it says.

use super::{House, notices};
use crate::support::product::{HOUR, Role};
use crate::support::socket::Socket;
use serde_json::json;

async fn takes_letters(person: &crate::support::person::Person, address: &str, is_on: bool) {
    let consent = json!({ "is_given": true, "language": "en" });
    if is_on {
        person.put("/me/consents/contact_notices", consent).await.expect(200);
    }
    let wants = json!({ "email": address, "is_email_on": is_on, "is_mention_on": false, "quiet_from": "21:00", "quiet_to": "08:00" });
    person.put("/me/notice-preferences", wants).await.expect(200);
}

// safety 47 to 50, M9: at night, without a consent, and with no word of what it is about
#[tokio::test]
async fn whoever_is_on_duty_gets_a_neutral_letter_at_any_hour() {
    let house = House::open().await;
    takes_letters(&house.duty, "duty@example.org", false).await;
    takes_letters(&house.lead, "lead@example.org", false).await;
    house.app.clock.advance(13 * HOUR); // 23:00, the quiet hours of everybody
    let note = json!({ "cid": "cid-of-the-tap", "room_id": house.room, "note": "我撑不住了" });
    house.member.post("/escalations", note).await.expect(201);
    house.wait(0).await;
    let letters = house.app.inside.post.mailer.sent();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(
        (letters[0].to.as_str(), letters[0].subject()),
        ("duty@example.org", "您有一条新消息")
    );
    let update = "您有一条新消息，登录后查看：\n\n";
    assert!(
        letters[0].body().starts_with(update),
        "it reads like every other letter"
    );
    house.wait(5).await;
    let letters = house.app.inside.post.mailer.sent();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[1].to, "lead@example.org");
    // the inbox behind the sign-in says only that somebody is asked to come
    let inbox = house.duty.get("/notices").await.expect(200);
    let text = inbox["items"][0]["text"].to_string();
    assert!(
        !text.contains("撑不住") && !text.contains(&house.member.nickname),
        "{text}"
    );
    house.app.finish().await;
}

// safety 50: the exception is for those on duty; who holds a room keeps their own wishes
#[tokio::test]
async fn who_holds_the_room_is_told_as_they_wish() {
    let house = House::open().await;
    takes_letters(&house.holder, "holder@example.org", false).await;
    house.ask(&house.member, "cid-of-the-tap").await;
    house.wait(0).await;
    assert_eq!(house.asked().await, [1, 0, 0, 0]);
    assert_eq!(house.app.inside.post.mailer.sent(), []);
    house.app.finish().await;
}

#[tokio::test]
async fn open_pages_hear_at_once_and_nobody_else_does() {
    let house = House::open().await;
    let mut holder = Socket::open(&house.app, &house.holder).await;
    let mut member = Socket::open(&house.app, &house.member).await;
    let mut duty = Socket::open(&house.app, &house.duty).await;
    for socket in [&mut holder, &mut member, &mut duty] {
        socket.hello(json!([])).await;
        socket.ignore_pings();
    }
    let call = house.ask(&house.member, "cid-of-the-tap").await;
    house.wait(0).await;
    assert_eq!(holder.expect("notice").await, json!({ "t": "notice", "k": "inbox" }));
    assert_eq!(holder.expect("notice").await, json!({ "t": "notice", "k": "duty" }));
    duty.expect_silence(200).await;
    let path = format!("/escalations/{}/acknowledge", call["id"].as_str().unwrap());
    house.holder.post(&path, json!({})).await.expect(200);
    assert_eq!(member.expect("notice").await, json!({ "t": "notice", "k": "help" }));
    assert_eq!(holder.expect("notice").await["k"], "duty");
    duty.expect_silence(200).await;
    assert_eq!(notices(&house.member, "help_asked").await, 0);
    house.app.finish().await;
}

// I20
#[tokio::test]
async fn many_taps_are_one_call() {
    let house = House::open().await;
    let first = house
        .member
        .post("/escalations", house.call("cid-of-the-tap"))
        .await
        .expect(201);
    let again = house
        .member
        .post("/escalations", house.call("cid-of-the-tap"))
        .await
        .expect(200);
    assert_eq!(first["id"], again["id"]);
    // another tap, after a reload, while nobody has answered: the same call, and what it says is added
    let more = json!({ "cid": "cid-of-another", "room_id": house.room, "note": "快一点" });
    assert_eq!(
        house.member.post("/escalations", more.clone()).await.expect(200)["id"],
        first["id"]
    );
    assert_eq!(
        house.member.post("/escalations", more).await.expect(200)["id"],
        first["id"]
    );
    let at_once: Vec<_> = (0..8)
        .map(|n| {
            let (member, call) = (house.member.clone(), house.call(&format!("cid-at-once-{n}")));
            tokio::spawn(async move { member.post("/escalations", call).await.expect(200)["id"].clone() })
        })
        .collect();
    for id in at_once {
        assert_eq!(id.await.unwrap(), first["id"]);
    }
    house.wait(0).await;
    assert_eq!(house.asked().await, [1, 0, 0, 0], "nobody is asked twice");
    let path = format!("/escalations/{}", first["id"].as_str().unwrap());
    assert_eq!(house.holder.get(&path).await.expect(200)["note"], "快一点");
    // the same client id for another place is another thing
    let series = super::series(&house.ground, &house.lead, "10:00").await;
    let open = json!({ "owner_kind": "series", "owner_id": series, "name": "另一组" });
    let elsewhere = house.lead.post("/chat/rooms", open).await.expect(201)["id"].clone();
    let path = format!("/chat/rooms/{}/seats", elsewhere.as_str().unwrap());
    for (person, role) in [(&house.holder, "facilitator"), (&house.member, "participant")] {
        let seat = json!({ "person_id": person.id, "role": role });
        house.lead.post(&path, seat).await.expect(201);
    }
    let other = json!({ "cid": "cid-of-the-tap", "room_id": elsewhere });
    house.member.post("/escalations", other).await.problem("cid_conflict");
    // whoever was answered and needs somebody again makes a new call
    let path = format!("/escalations/{}/acknowledge", first["id"].as_str().unwrap());
    house.holder.post(&path, json!({})).await.expect(200);
    let next = house
        .member
        .post("/escalations", house.call("cid-of-a-new-one"))
        .await
        .expect(201);
    assert_ne!(next["id"], first["id"]);
    house.app.finish().await;
}

#[tokio::test]
async fn bad_calls_are_refused_and_leave_nothing() {
    let house = House::open().await;
    let neighbour = house.app.district("徐汇区").await;
    let stranger = house.app.person(Role::Member, &neighbour).await;
    stranger
        .post("/escalations", house.call("cid-of-stranger"))
        .await
        .problem("not_found"); // safety 9
    house
        .app
        .stranger()
        .post("/escalations", house.call("cid-of-nobody"))
        .await
        .problem("sign_in_needed");
    let id_number = json!({ "cid": "cid-of-the-tap", "room_id": house.room, "note": "11010519491231002X" });
    house
        .member
        .post("/escalations", id_number)
        .await
        .problem("refused_content"); // safety 22
    let nowhere = json!({ "cid": "cid-of-the-tap" });
    house.member.post("/escalations", nowhere).await.problem("invalid");
    let short = json!({ "cid": "x", "room_id": house.room });
    house.member.post("/escalations", short).await.problem("invalid");
    let note = |length: usize| json!({ "cid": "cid-of-the-tap", "room_id": house.room, "note": "长".repeat(length) });
    house.member.post("/escalations", note(501)).await.problem("invalid");
    assert_eq!(
        house.member.get("/me/escalations").await.expect(200)["items"],
        json!([])
    );
    house.member.post("/escalations", note(500)).await.expect(201);
    house.app.finish().await;
}
