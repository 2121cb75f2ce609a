//! Two people of a live room speak alone, for a while (safety 40).

use super::super::cid;
use super::Group;
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{DAY, Error, MINUTE, Role, db::schema::audit_entries};
use crate::support::socket::Socket;
use diesel::prelude::*;
use serde_json::{Value, json};

impl Group {
    /// Asks for an aside with the first member.
    async fn aside(&self, by: &Person, minutes: i64) -> Answer {
        let with = self.seat_of(&self.members[0]).await;
        let body = json!({ "membership_id": with, "minutes": minutes });
        by.post(&self.path("/asides"), body).await
    }
}

fn of(aside: &Value, rest: &str) -> String {
    format!("/chat/rooms/{}{rest}", aside["id"].as_str().unwrap())
}

async fn say(who: &Person, aside: &Value, number: usize, text: &str) -> Answer {
    who.post(&of(aside, "/messages"), json!({ "cid": cid(number), "body": text }))
        .await
}

#[tokio::test]
async fn whoever_holds_a_live_room_speaks_with_one_member_until_the_time_is_over() {
    let group = Group::meet(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    // nobody is there who holds the room
    assert_eq!(
        group.aside(&group.chair, 15).await.problem("wrong_state")["why"],
        "not_live"
    );
    let held = Socket::listen(&group.app, &group.chair, &[&group.room]).await;
    group.aside(&group.chair, 20).await.problem("invalid");
    let aside = group.aside(&group.chair, 15).await.expect(201);
    let until = group.app.clock.now() + 15 * MINUTE;
    assert_eq!(aside["aside"]["parent_id"], group.room);
    assert_eq!(aside["aside"]["open_until"], until);
    assert_eq!(aside["aside"]["with"], ann.nickname);
    assert_eq!(aside["seats"].as_array().unwrap().len(), 2);
    // again is the same one
    assert_eq!(group.aside(&group.chair, 30).await.expect(200)["id"], aside["id"]);
    let rooms = ann.get("/chat/rooms").await.expect(200);
    assert_eq!(rooms["items"].as_array().unwrap().len(), 2);
    assert_eq!(
        ann.get(&of(&aside, "")).await.expect(200)["aside"]["with"],
        group.chair.nickname
    );
    // its own end takes the place of staffed hours
    drop(held);
    let sent = say(ann, &aside, 1, "只想和你说").await.expect(201);
    say(&group.chair, &aside, 1, "我在听").await.expect(201);
    group.app.clock.set(until - 1);
    let mut socket = Socket::listen(&group.app, ann, &[aside["id"].as_str().unwrap()]).await;
    let room = aside["id"].as_str().unwrap().to_owned();
    assert_eq!(socket.say(&room, &cid(2), "还有一分钟").await["t"], "sent");
    group.app.clock.set(until);
    let refused = socket.say(&room, &cid(3), "来不及了").await;
    assert_eq!(
        (&refused["code"], &refused["why"]),
        (&json!("read_only"), &json!("aside_over"))
    );
    assert_eq!(
        say(&group.chair, &aside, 2, "来不及了").await.problem("read_only")["why"],
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
        .chair
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
    let _held = Socket::listen(&group.app, &group.chair, &[&group.room]).await;
    assert_ne!(group.aside(&group.chair, 15).await.expect(201)["id"], aside["id"]);
    group.app.clock.advance(DAY);
    let rooms = ann.get("/chat/rooms").await.expect(200);
    assert_eq!(
        rooms["items"].as_array().unwrap().len(),
        2,
        "the first has gone from the list"
    );
    let greeted = Socket::open(&group.app, ann).await.hello(json!([])).await;
    assert_eq!(greeted["rooms"].as_array().unwrap().len(), 2, "and from the greeting");
    ann.get(&of(&aside, "")).await.expect(200);
    group.app.finish().await;
}

#[tokio::test]
async fn nobody_else_opens_an_aside_sees_it_or_comes_into_it() {
    // safety 9, 40; I22
    let group = Group::meet(2).await;
    let (ann, bob) = (&group.members[0], &group.members[1]);
    let name = json!({ "display_name": "另一个名字" });
    let seat = group.seat_of(ann).await;
    ann.patch(&group.path("/seats/me"), name).await.expect(200);
    let _held = Socket::listen(&group.app, &group.chair, &[&group.room]).await;
    let with = |id: &str| json!({ "membership_id": id, "minutes": 15 });
    for (who, code) in [
        (ann, "not_allowed"),
        (bob, "not_allowed"),
        (&group.supervisor, "not_found"),
    ] {
        who.post(&group.path("/asides"), with(&seat)).await.problem(code);
    }
    let chair = group.seat_of(&group.chair).await;
    for nobody in [chair.as_str(), "0190a0b0-0000-7000-8000-00000000ffff"] {
        group
            .chair
            .post(&group.path("/asides"), with(nobody))
            .await
            .problem("not_found");
    }
    let aside = group.chair.post(&group.path("/asides"), with(&seat)).await.expect(201);
    assert_eq!(
        aside["aside"]["with"], "另一个名字",
        "under the name of the room, not the nickname"
    );
    assert!(!aside.to_string().contains(&ann.nickname));
    say(ann, &aside, 1, "悄悄话").await.expect(201);
    let elsewhere = group.app.person(Role::Coordinator, &group.district).await;
    for other in [bob, &group.supervisor, &elsewhere] {
        for path in ["", "/messages", "/events?after_seq=0"] {
            other.get(&of(&aside, path)).await.problem("not_found");
        }
        other.post(&of(&aside, "/end"), json!({})).await.problem("not_found");
        say(other, &aside, 9, "我也在").await.problem("not_found");
    }
    // whoever could seat people in a room of the district cannot in this one
    let seat_of_bob = json!({ "person_id": bob.id, "role": "participant" });
    for keeper in [&group.chair, &elsewhere] {
        keeper
            .post(&of(&aside, "/seats"), seat_of_bob.clone())
            .await
            .problem("wrong_state");
    }
    // an aside has no aside
    let inner = group.chair.get(&of(&aside, "")).await.expect(200);
    let theirs = inner["seats"]
        .as_array()
        .unwrap()
        .iter()
        .find(|seat| seat["role"] == "participant")
        .unwrap();
    let again = with(theirs["membership_id"].as_str().unwrap());
    group
        .chair
        .post(&of(&aside, "/asides"), again)
        .await
        .problem("not_allowed");
    group
        .chair
        .post(&group.path("/end"), json!({}))
        .await
        .problem("wrong_state");
    let read = group.app.db.read(|conn| {
        let rows = audit_entries::table.filter(audit_entries::verb.eq("open_aside"));
        Ok::<_, Error>(rows.select(audit_entries::subject_id).load::<String>(conn)?)
    });
    assert_eq!(read.await.unwrap(), [aside["id"].as_str().unwrap()]);
    group.app.finish().await;
}

#[tokio::test]
async fn either_of_the_two_ends_it_and_a_flag_opens_it_to_the_supervisors() {
    let group = Group::meet(1).await;
    let ann = &group.members[0];
    let _held = Socket::listen(&group.app, &group.chair, &[&group.room]).await;
    let aside = group.aside(&group.chair, 30).await.expect(201);
    for number in 0..8 {
        say(ann, &aside, number, &format!("第{number}句")).await.expect(201);
    }
    let hurt = say(&group.chair, &aside, 1, "不好听的话").await.expect(201);
    let m = hurt["m"].as_str().unwrap();
    let review = format!("/reviews/messages/{m}");
    assert!(group.queue().await["messages"].as_array().unwrap().is_empty());
    group.supervisor.get(&review).await.problem("not_found");
    let mut ears = Socket::listen(&group.app, &group.chair, &[aside["id"].as_str().unwrap()]).await;
    ann.post(&of(&aside, "/end"), json!({})).await.expect(204);
    let told = ears.expect_event("room").await;
    assert_eq!(told["d"]["open_until"], group.app.clock.now());
    ann.post(&of(&aside, "/end"), json!({})).await.expect(204);
    say(&group.chair, &aside, 2, "等等").await.problem("read_only");
    // also after its end
    let flag = of(&aside, &format!("/messages/{m}/flag"));
    ann.post(&flag, json!({ "reason": "hurtful" })).await.expect(204);
    let notices = group.supervisor.get("/notices").await.expect(200);
    assert_eq!(notices["items"][0]["link"], "/review");
    let opened = group.supervisor.get(&review).await.expect(200);
    assert_eq!(opened["messages"].as_array().unwrap().len(), 9, "all of it");
    let elsewhere = group.app.district("徐汇区").await;
    group
        .app
        .person(Role::Supervisor, &elsewhere)
        .await
        .get(&review)
        .await
        .problem("not_found");
    group.app.finish().await;
}

async fn is_over(aside: &Value, who: &Person) {
    let refused = say(who, aside, 99, "还在吗").await.problem("read_only");
    assert_eq!(refused["why"], "aside_over");
}

#[tokio::test]
async fn an_aside_ends_with_what_it_rests_on() {
    // safety 12, 40
    let group = Group::meet(2).await;
    let ann = &group.members[0];
    let second = group.app.person(Role::Counsellor, &group.district).await;
    group.consent(&second).await;
    let seat = json!({ "person_id": second.id, "role": "facilitator" });
    group.chair.post(&group.path("/seats"), seat.clone()).await.expect(201);
    let _held = Socket::listen(&group.app, &second, &[&group.room]).await;
    // whoever no longer holds the room speaks alone with nobody
    let aside = group.aside(&second, 30).await.expect(201);
    say(ann, &aside, 1, "在").await.expect(201);
    let mut ears = Socket::listen(&group.app, ann, &[aside["id"].as_str().unwrap()]).await;
    let demoted = json!({ "person_id": second.id, "role": "participant" });
    group.chair.post(&group.path("/seats"), demoted).await.expect(201);
    assert_eq!(
        ears.expect_event("room").await["d"]["open_until"],
        group.app.clock.now()
    );
    is_over(&aside, ann).await;
    is_over(&aside, &second).await;
    // whoever leaves the room leaves what was beside it, and still reads and flags what was said there
    group.chair.post(&group.path("/seats"), seat).await.expect(201);
    let aside = group.aside(&second, 30).await.expect(201);
    let hurt = say(&second, &aside, 2, "不好听的话").await.expect(201);
    let away = json!({ "verb": "away_2_weeks", "reason": "calm", "membership_id": group.seat_of(ann).await });
    group.chair.post(&group.path("/measures"), away).await.expect(201);
    is_over(&aside, ann).await;
    // a consent that is given again brings back into the group, not into what is over
    let bob = &group.members[1];
    let with = json!({ "membership_id": group.seat_of(bob).await, "minutes": 15 });
    let other = second.post(&group.path("/asides"), with).await.expect(201);
    let withdrawn = json!({ "is_given": false, "language": "zh" });
    bob.put("/me/consents/online_rooms", withdrawn).await.expect(200);
    group.consent(bob).await;
    bob.get(&group.path("")).await.expect(200);
    bob.get(&of(&other, "")).await.problem("not_found");
    let flag = of(&aside, &format!("/messages/{}/flag", hurt["m"].as_str().unwrap()));
    ann.post(&flag, json!({ "reason": "hurtful" })).await.expect(204);
    assert_eq!(group.queue().await["messages"].as_array().unwrap().len(), 1);
    group.app.finish().await;
}

#[tokio::test]
async fn one_of_the_two_takes_nothing_from_the_other_and_reviews_nothing_of_it() {
    // safety 16, 40
    let group = Group::meet(1).await;
    let ann = &group.members[0];
    group.consent(&group.supervisor).await;
    let seat = json!({ "person_id": group.supervisor.id, "role": "facilitator" });
    group.chair.post(&group.path("/seats"), seat).await.expect(201);
    let _held = Socket::listen(&group.app, &group.supervisor, &[&group.room]).await;
    // the only supervisor of the district would review their own words
    let refused = group.aside(&group.supervisor, 15).await.problem("wrong_state");
    assert_eq!(refused["why"], "no_reviewer");
    // nor is there one if the only other one is the one who is spoken with
    let other = group.app.person(Role::Supervisor, &group.district).await;
    group.seat(&other).await.expect(201);
    let with = json!({ "membership_id": group.seat_of(&other).await, "minutes": 15 });
    let refused = group
        .supervisor
        .post(&group.path("/asides"), with)
        .await
        .problem("wrong_state");
    assert_eq!(refused["why"], "no_reviewer");
    let aside = group.aside(&group.supervisor, 15).await.expect(201);
    let inner = group.supervisor.get(&of(&aside, "")).await.expect(200);
    let seats = inner["seats"].as_array().unwrap();
    let theirs = seats.iter().find(|seat| seat["role"] == "participant").unwrap()["membership_id"].clone();
    let said = say(&group.supervisor, &aside, 1, "不好听的话").await.expect(201);
    let answer = say(ann, &aside, 1, "请不要这样").await.expect(201);
    let out = of(&aside, &format!("/seats/{}", theirs.as_str().unwrap()));
    group.supervisor.delete(&out).await.problem("wrong_state");
    for act in [
        json!({ "verb": "remove", "reason": "calm", "membership_id": theirs }),
        json!({ "verb": "hide", "reason": "calm", "m": said["m"] }),
        json!({ "verb": "pause", "reason": "calm" }),
    ] {
        let path = of(&aside, "/measures");
        group.supervisor.post(&path, act).await.problem("wrong_state");
    }
    let flag = |m: &Value| of(&aside, &format!("/messages/{}/flag", m.as_str().unwrap()));
    ann.post(&flag(&said["m"]), json!({ "reason": "hurtful" }))
        .await
        .expect(204);
    group
        .supervisor
        .post(&flag(&answer["m"]), json!({ "reason": "worried" }))
        .await
        .expect(204);
    // neither their own words nor the other one's are theirs to decide about
    let waiting = async |who: &Person| {
        let queue = who.get("/reviews").await.expect(200);
        queue["messages"].as_array().unwrap().len()
    };
    assert_eq!((waiting(&group.supervisor).await, waiting(&other).await), (0, 2));
    let keep = json!({ "decision": "keep", "reason": "agreement" });
    for m in [&said["m"], &answer["m"]] {
        let review = format!("/reviews/messages/{}", m.as_str().unwrap());
        group.supervisor.get(&review).await.problem("not_found");
        group.supervisor.post(&review, keep.clone()).await.problem("not_found");
        assert_eq!(
            other.get(&review).await.expect(200)["messages"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        other.post(&review, keep.clone()).await.expect(204);
    }
    group.app.finish().await;
}
