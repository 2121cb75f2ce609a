//! Every kind of event: an old picture of a room and its events make the new picture.

use super::{Team, at_full_speed, cid};
use crate::support::person::Person;
use serde_json::{Value, json};
use tongxing::accounts::model::Role;

/// What a client keeps of a room.
#[derive(Debug, PartialEq)]
struct Picture {
    name: Value,
    head: i64,
    seats: Vec<(String, Value, Value)>,
    messages: Vec<Value>,
}

impl Picture {
    async fn take(team: &Team, who: &Person) -> Picture {
        let room = who.get(&team.path("")).await.expect(200);
        let page = who.get(&team.path("/messages?limit=200")).await.expect(200);
        let text = |seat: &Value| seat["membership_id"].as_str().unwrap().to_owned();
        let mut seats: Vec<_> = room["seats"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| (text(s), s["name"].clone(), s["role"].clone()))
            .collect();
        seats.sort_by(|a, b| a.0.cmp(&b.0));
        Picture {
            name: room["name"].clone(),
            head: page["head_seq"].as_i64().unwrap(),
            seats,
            messages: page["items"].as_array().unwrap().clone(),
        }
    }

    /// What `docs/REALTIME.md` tells a client to do.
    fn apply(&mut self, event: &Value) {
        assert_eq!(event["seq"], self.head + 1);
        self.head += 1;
        let d = &event["d"];
        match event["k"].as_str().unwrap() {
            "msg.new" => self.messages.push(d.clone()),
            "msg.edit" | "msg.del" => {
                let mut messages = self.messages.iter_mut();
                let message = messages.find(|message| message["m"] == d["m"]).unwrap();
                for (part, value) in d.as_object().unwrap() {
                    message[part] = value.clone();
                }
            }
            "none" => {}
            "room" => self.name = d["name"].clone(),
            "member" => {
                let seat = d["membership_id"].as_str().unwrap().to_owned();
                self.seats.retain(|(id, ..)| *id != seat);
                if d["change"] != "removed" {
                    for message in self.messages.iter_mut().filter(|m| m["author_id"] == seat.as_str()) {
                        message["author"] = d["name"].clone();
                    }
                    self.seats.push((seat, d["name"].clone(), d["role"].clone()));
                    self.seats.sort_by(|a, b| a.0.cmp(&b.0));
                }
            }
            other => panic!("an event of the kind {other}"),
        }
    }
}

#[tokio::test]
async fn an_old_picture_and_the_events_since_make_the_new_picture() {
    let team = Team::meet_with(at_full_speed).await;
    team.say(&team.ann, &cid(0), "早").await;
    let mut picture = Picture::take(&team, &team.ann).await;
    let after = picture.head;

    let cat = team.app.person(Role::Counsellor, &team.district).await;
    let seat = team.seat(&cat).await; // joined
    team.say(&cat, &cid(1), "我来了").await; // msg.new
    cat.patch(&team.path("/seats/me"), json!({ "display_name": "猫" }))
        .await
        .expect(200); // renamed
    team.say(&cat, &cid(2), "换了名字").await;
    let hold = json!({ "person_id": team.bob.id, "role": "facilitator" });
    team.chair.post(&team.path("/seats"), hold).await.expect(201); // role
    let (kept, gone) = (
        team.said(&team.ann, &cid(3), "好").await,
        team.said(&team.ann, &cid(4), "不好").await,
    );
    let edit = json!({ "body": "很好", "base_version": 1 });
    let message = |m: &str| team.path(&format!("/messages/{m}"));
    team.ann.patch(&message(&kept), edit).await.expect(200); // msg.edit
    team.ann.delete(&message(&gone)).await.expect(204); // msg.del
    team.bob.delete(&team.path(&format!("/seats/{seat}"))).await.expect(204); // removed
    team.ann
        .patch(&team.path("/seats/me"), json!({ "display_name": "小安" }))
        .await
        .expect(200);

    let events = team
        .ann
        .get(&team.path(&format!("/events?after_seq={after}")))
        .await
        .expect(200);
    for event in events["events"].as_array().unwrap() {
        picture.apply(event);
    }
    assert_eq!(picture, Picture::take(&team, &team.ann).await);
    team.app.finish().await;
}
