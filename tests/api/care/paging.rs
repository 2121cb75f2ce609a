//! Which notices reach people, and their text.

use crate::support::product::{HOUR, Role};
use crate::support::socket::Socket;
use crate::support::world::{HelpRoom, notice_count, plan_series};
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
    let help = HelpRoom::open().await;
    takes_letters(&help.duty, "duty@example.org", false).await;
    takes_letters(&help.coordinator, "lead@example.org", false).await;
    help.clock.advance(13 * HOUR); // 23:00, the quiet hours of everybody
    let note = json!({ "cid": "cid-of-the-tap", "room_id": help.room, "note": "我撑不住了" });
    help.member.post("/escalations", note).await.expect(201);
    help.pass_minutes(0).await;
    let letters = help.application.mailer.sent();
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
    help.pass_minutes(5).await;
    let letters = help.application.mailer.sent();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[1].to, "lead@example.org");
    // the inbox behind the sign-in says only that somebody is asked to come
    let inbox = help.duty.get("/notices").await.expect(200);
    let text = inbox["items"][0]["text"].to_string();
    assert!(
        !text.contains("撑不住") && !text.contains(&help.member.nickname),
        "{text}"
    );
    help.finish().await;
}

// safety 50: the exception is for those on duty; who holds a room keeps their own wishes
#[tokio::test]
async fn the_facilitator_is_notified_as_they_prefer() {
    let help = HelpRoom::open().await;
    takes_letters(&help.holder, "holder@example.org", false).await;
    help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    assert_eq!(help.asked_counts().await, [1, 0, 0, 0]);
    assert_eq!(help.application.mailer.sent(), []);
    help.finish().await;
}

#[tokio::test]
async fn open_pages_receive_the_notice_at_once_and_nobody_else_does() {
    let help = HelpRoom::open().await;
    let mut holder = Socket::open(&help, &help.holder).await;
    let mut member = Socket::open(&help, &help.member).await;
    let mut duty = Socket::open(&help, &help.duty).await;
    for socket in [&mut holder, &mut member, &mut duty] {
        socket.hello(json!([])).await;
        socket.ignore_pings();
    }
    let call = help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    assert_eq!(holder.expect("notice").await, json!({ "t": "notice", "k": "inbox" }));
    assert_eq!(holder.expect("notice").await, json!({ "t": "notice", "k": "duty" }));
    duty.expect_silence(200).await;
    let path = format!("/escalations/{}/acknowledge", call["id"].as_str().unwrap());
    help.holder.post(&path, json!({})).await.expect(200);
    assert_eq!(member.expect("notice").await, json!({ "t": "notice", "k": "help" }));
    assert_eq!(holder.expect("notice").await["k"], "duty");
    duty.expect_silence(200).await;
    assert_eq!(notice_count(&help.member, "help_asked").await, 0);
    help.finish().await;
}

// I20
#[tokio::test]
async fn many_taps_are_one_call() {
    let help = HelpRoom::open().await;
    let first = help
        .member
        .post("/escalations", help.call_body("cid-of-the-tap"))
        .await
        .expect(201);
    let again = help
        .member
        .post("/escalations", help.call_body("cid-of-the-tap"))
        .await
        .expect(200);
    assert_eq!(first["id"], again["id"]);
    // another tap, after a reload, while nobody has answered: the same call, and what it says is added
    let more = json!({ "cid": "cid-of-another", "room_id": help.room, "note": "快一点" });
    assert_eq!(
        help.member.post("/escalations", more.clone()).await.expect(200)["id"],
        first["id"]
    );
    assert_eq!(
        help.member.post("/escalations", more).await.expect(200)["id"],
        first["id"]
    );
    let at_once: Vec<_> = (0..8)
        .map(|n| {
            let (member, call) = (help.member.clone(), help.call_body(&format!("cid-at-once-{n}")));
            tokio::spawn(async move { member.post("/escalations", call).await.expect(200)["id"].clone() })
        })
        .collect();
    for id in at_once {
        assert_eq!(id.await.unwrap(), first["id"]);
    }
    help.pass_minutes(0).await;
    assert_eq!(help.asked_counts().await, [1, 0, 0, 0], "nobody is asked twice");
    let path = format!("/escalations/{}", first["id"].as_str().unwrap());
    assert_eq!(help.holder.get(&path).await.expect(200)["note"], "快一点");
    // the same client id for another place is another thing
    let series = plan_series(&help.studio, &help.coordinator, "10:00").await;
    let open = json!({ "owner_kind": "series", "owner_id": series, "name": "另一组" });
    let elsewhere = help.coordinator.post("/chat/rooms", open).await.expect(201)["id"].clone();
    let path = format!("/chat/rooms/{}/seats", elsewhere.as_str().unwrap());
    for (person, role) in [(&help.holder, "facilitator"), (&help.member, "participant")] {
        let seat = json!({ "person_id": person.id, "role": role });
        help.coordinator.post(&path, seat).await.expect(201);
    }
    let other = json!({ "cid": "cid-of-the-tap", "room_id": elsewhere });
    help.member.post("/escalations", other).await.problem("cid_conflict");
    // whoever was answered and needs somebody again makes a new call
    let path = format!("/escalations/{}/acknowledge", first["id"].as_str().unwrap());
    help.holder.post(&path, json!({})).await.expect(200);
    let next = help
        .member
        .post("/escalations", help.call_body("cid-of-a-new-one"))
        .await
        .expect(201);
    assert_ne!(next["id"], first["id"]);
    help.finish().await;
}

#[tokio::test]
async fn bad_calls_are_refused_and_leave_nothing() {
    let help = HelpRoom::open().await;
    let stranger = help.neighbour(Role::Member).await;
    stranger
        .post("/escalations", help.call_body("cid-of-stranger"))
        .await
        .problem("not_found"); // safety 9
    help.world
        .stranger()
        .post("/escalations", help.call_body("cid-of-nobody"))
        .await
        .problem("sign_in_needed");
    let id_number = json!({ "cid": "cid-of-the-tap", "room_id": help.room, "note": "11010519491231002X" });
    help.member
        .post("/escalations", id_number)
        .await
        .problem("refused_content"); // safety 22
    let nowhere = json!({ "cid": "cid-of-the-tap" });
    help.member.post("/escalations", nowhere).await.problem("invalid");
    let short = json!({ "cid": "x", "room_id": help.room });
    help.member.post("/escalations", short).await.problem("invalid");
    let note = |length: usize| json!({ "cid": "cid-of-the-tap", "room_id": help.room, "note": "长".repeat(length) });
    help.member.post("/escalations", note(501)).await.problem("invalid");
    assert_eq!(help.member.get("/me/escalations").await.expect(200)["items"], json!([]));
    help.member.post("/escalations", note(500)).await.expect(201);
    help.finish().await;
}
