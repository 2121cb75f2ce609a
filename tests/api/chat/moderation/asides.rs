//! Two people of a live room speak alone, for a while (safety 40).

use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{DAY, Error, MINUTE, db::schema::audit_entries};
use crate::support::socket::Socket;
use crate::support::world::{MemberRoom, cid};
use diesel::prelude::*;
use serde_json::{Value, json};

impl MemberRoom {
    /// Asks for an aside with the first member.
    pub async fn aside(&self, by: &Person, minutes: i64) -> Answer {
        let with = self.membership_id(&self.members[0]).await;
        let body = json!({ "membership_id": with, "minutes": minutes });
        by.post(&self.path("/asides"), body).await
    }
}

pub fn of(aside: &Value, rest: &str) -> String {
    format!("/chat/rooms/{}{rest}", aside["id"].as_str().unwrap())
}

pub async fn say(who: &Person, aside: &Value, number: usize, text: &str) -> Answer {
    who.post(&of(aside, "/messages"), json!({ "cid": cid(number), "body": text }))
        .await
}

#[tokio::test]
async fn whoever_holds_a_live_room_speaks_with_one_member_until_the_time_is_over() {
    let group = MemberRoom::open(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    // nobody is there who holds the room
    assert_eq!(
        group.aside(&group.coordinator, 15).await.problem("wrong_state")["why"],
        "not_live"
    );
    let held = Socket::subscribe(&group, &group.coordinator, &[&group.room]).await;
    group.aside(&group.coordinator, 20).await.problem("invalid");
    let aside = group.aside(&group.coordinator, 15).await.expect(201);
    let until = group.clock.now() + 15 * MINUTE;
    assert_eq!(aside["aside"]["parent_id"], group.room);
    assert_eq!(aside["aside"]["open_until"], until);
    assert_eq!(aside["aside"]["with"], ann.nickname);
    assert_eq!(aside["seats"].as_array().unwrap().len(), 2);
    // again is the same one
    assert_eq!(group.aside(&group.coordinator, 30).await.expect(200)["id"], aside["id"]);
    let rooms = ann.get("/chat/rooms").await.expect(200);
    assert_eq!(rooms["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        ann.get(&of(&aside, "")).await.expect(200)["aside"]["with"],
        group.coordinator.nickname
    );
    // its own end takes the place of staffed hours
    drop(held);
    let sent = say(ann, &aside, 1, "只想和你说").await.expect(201);
    say(&group.coordinator, &aside, 1, "我在听").await.expect(201);
    group.clock.set(until - 1);
    let mut socket = Socket::subscribe(&group, ann, &[aside["id"].as_str().unwrap()]).await;
    let room = aside["id"].as_str().unwrap().to_owned();
    assert_eq!(socket.send_message(&room, &cid(2), "还有一分钟").await["t"], "sent");
    group.clock.set(until);
    let refused = socket.send_message(&room, &cid(3), "来不及了").await;
    assert_eq!(
        (&refused["code"], &refused["why"]),
        (&json!("read_only"), &json!("aside_over"))
    );
    assert_eq!(
        say(&group.coordinator, &aside, 2, "来不及了")
            .await
            .problem("read_only")["why"],
        "aside_over"
    );
    let message = of(&aside, &format!("/messages/{}", sent["m"].as_str().unwrap()));
    let edit = json!({ "body": "另一句", "base_version": 1 });
    assert_eq!(
        ann.patch(&message, edit).await.problem("read_only")["why"],
        "aside_over"
    );
    bob.get(&message).await.problem("not_found");
    group
        .coordinator
        .put(&format!("{message}/reactions/heart"), json!({}))
        .await
        .problem("read_only");
    // what was said stays with them, and may be taken back; the next aside is another room
    assert_eq!(
        ann.get(&of(&aside, "/messages")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    ann.delete(&message).await.expect(204);
    let _held = Socket::subscribe(&group, &group.coordinator, &[&group.room]).await;
    assert_ne!(group.aside(&group.coordinator, 15).await.expect(201)["id"], aside["id"]);
    group.clock.advance(DAY);
    let rooms = ann.get("/chat/rooms").await.expect(200);
    assert_eq!(
        rooms["items"].as_array().unwrap().len(),
        2,
        "the first has gone from the list"
    );
    let greeted = Socket::open(&group, ann).await.hello(json!([])).await;
    assert_eq!(greeted["rooms"].as_array().unwrap().len(), 2, "and from the greeting");
    ann.get(&of(&aside, "")).await.expect(200);
    group.finish().await;
}

#[tokio::test]
async fn nobody_else_opens_an_aside_sees_it_or_comes_into_it() {
    // safety 9, 40; I22
    let group = MemberRoom::open(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    let name = json!({ "display_name": "另一个名字" });
    let seat = group.membership_id(ann).await;
    ann.patch(&group.path("/seats/me"), name).await.expect(200);
    let _held = Socket::subscribe(&group, &group.coordinator, &[&group.room]).await;
    let with = |id: &str| json!({ "membership_id": id, "minutes": 15 });
    for (who, code) in [
        (ann, "not_allowed"),
        (bob, "not_allowed"),
        (&group.supervisor, "not_found"),
    ] {
        who.post(&group.path("/asides"), with(&seat)).await.problem(code);
    }
    let chair = group.membership_id(&group.coordinator).await;
    for nobody in [chair.as_str(), "0190a0b0-0000-7000-8000-00000000ffff"] {
        group
            .coordinator
            .post(&group.path("/asides"), with(nobody))
            .await
            .problem("not_found");
    }
    let aside = group
        .coordinator
        .post(&group.path("/asides"), with(&seat))
        .await
        .expect(201);
    assert_eq!(
        aside["aside"]["with"], "另一个名字",
        "under the name of the room, not the nickname"
    );
    assert!(!aside.to_string().contains(&ann.nickname));
    say(ann, &aside, 1, "悄悄话").await.expect(201);
    let elsewhere = group.coordinator().await;
    for other in [bob, &group.supervisor, &elsewhere] {
        for path in ["", "/messages", "/events?after_seq=0"] {
            other.get(&of(&aside, path)).await.problem("not_found");
        }
        other.post(&of(&aside, "/end"), json!({})).await.problem("not_found");
        say(other, &aside, 9, "我也在").await.problem("not_found");
    }
    // whoever could seat people in a room of the district cannot in this one
    let seat_of_bob = json!({ "person_id": bob.id, "role": "participant" });
    for keeper in [&group.coordinator, &elsewhere] {
        keeper
            .post(&of(&aside, "/seats"), seat_of_bob.clone())
            .await
            .problem("wrong_state");
    }
    // an aside has no aside
    let inner = group.coordinator.get(&of(&aside, "")).await.expect(200);
    let theirs = inner["seats"]
        .as_array()
        .unwrap()
        .iter()
        .find(|seat| seat["role"] == "participant")
        .unwrap();
    let again = with(theirs["membership_id"].as_str().unwrap());
    group
        .coordinator
        .post(&of(&aside, "/asides"), again)
        .await
        .problem("not_allowed");
    group
        .coordinator
        .post(&group.path("/end"), json!({}))
        .await
        .problem("wrong_state");
    let read = group.db.read(|conn| {
        let rows = audit_entries::table.filter(audit_entries::verb.eq("open_aside"));
        Ok::<_, Error>(rows.select(audit_entries::subject_id).load::<String>(conn)?)
    });
    assert_eq!(read.await.unwrap(), [aside["id"].as_str().unwrap()]);
    group.finish().await;
}
