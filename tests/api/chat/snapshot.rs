//! Every kind of event: an old picture of a room and its events make the new picture.

use crate::support::person::Person;
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::{Value, json};

/// What a client keeps of a room.
#[derive(Debug, PartialEq)]
struct Picture {
    name: Value,
    head: i64,
    seats: Vec<(String, Value, Value)>,
    messages: Vec<Value>,
}

impl Picture {
    async fn take(team: &TeamRoom, who: &Person) -> Picture {
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

    fn message(&mut self, d: &Value) -> &mut serde_json::Map<String, Value> {
        let mut messages = self.messages.iter_mut();
        let found = messages.find(|message| message["m"] == d["m"]).unwrap();
        found.as_object_mut().unwrap()
    }

    fn moderate(&mut self, d: &Value) {
        let m = if d["verb"] == "show" {
            &d["message"]["m"]
        } else {
            &d["m"]
        };
        let Some(known) = self.messages.iter_mut().find(|message| message["m"] == *m) else {
            return;
        };
        if d["verb"] == "show" {
            *known = d["message"].clone();
        } else if !d["hidden"].is_null() {
            (known["body"], known["hidden"]) = (Value::Null, d["hidden"].clone());
        }
    }

    /// What `docs/REALTIME.md` tells a client to do.
    fn apply(&mut self, event: &Value) {
        assert_eq!(event["seq"], self.head + 1);
        self.head += 1;
        let d = &event["d"];
        match event["k"].as_str().unwrap() {
            "msg.new" => self.messages.push(d.clone()),
            "msg.edit" | "msg.del" | "pin" => {
                let message = self.message(d);
                for (part, value) in d.as_object().unwrap() {
                    message.insert(part.clone(), value.clone());
                }
                message.retain(|part, value| part == "body" || !value.is_null());
            }
            "react" => {
                let message = self.message(d);
                let mut all = message.remove("reactions").unwrap_or_else(|| json!({}));
                let all_of_it = all.as_object_mut().unwrap();
                let seats = all_of_it.entry(d["e"].as_str().unwrap()).or_insert_with(|| json!([]));
                let seats = seats.as_array_mut().unwrap();
                seats.retain(|seat| *seat != d["membership_id"]);
                if d["on"] == true {
                    seats.push(d["membership_id"].clone());
                }
                all_of_it.retain(|_, seats| *seats != json!([]));
                if !all_of_it.is_empty() {
                    message.insert("reactions".into(), all);
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
            "mod" => self.moderate(d),
            other => panic!("an event of the kind {other}"),
        }
    }
}

#[tokio::test]
async fn an_old_picture_and_the_events_since_make_the_new_picture() {
    let team = TeamRoom::open_with(at_full_speed).await;
    team.post_message(&team.dafeng, &cid(0), "早").await;
    let mut picture = Picture::take(&team, &team.dafeng).await;
    let after = picture.head;

    let cat = team.counsellor().await;
    let seat = team.add_seat(&cat).await; // joined
    team.post_message(&cat, &cid(1), "我来了").await; // msg.new
    cat.patch(&team.path("/seats/me"), json!({ "display_name": "猫" }))
        .await
        .expect(200); // renamed
    team.post_message(&cat, &cid(2), "换了名字").await;
    let hold = json!({ "person_id": team.damu.id, "role": "facilitator" });
    team.coordinator.post(&team.path("/seats"), hold).await.expect(201); // role
    let (kept, gone) = (
        team.said(&team.dafeng, &cid(3), "好").await,
        team.said(&team.dafeng, &cid(4), "不好").await,
    );
    let edit = json!({ "body": "很好", "base_version": 1 });
    let message = |m: &str| team.path(&format!("/messages/{m}"));
    team.dafeng.patch(&message(&kept), edit).await.expect(200); // msg.edit
    for (who, m, reaction) in [
        (&team.damu, &kept, "heart"),
        (&team.coordinator, &kept, "heart"),
        (&team.coordinator, &kept, "hug"),
        (&team.damu, &gone, "thanks"),
    ] {
        team.clock.advance(1);
        let path = format!("{}/reactions/{reaction}", message(m));
        who.put(&path, json!({})).await.expect(204); // react
    }
    let hug = format!("{}/reactions/hug", message(&kept));
    team.coordinator.delete(&hug).await.expect(204);
    for m in [&kept, &gone] {
        team.coordinator
            .put(&team.path(&format!("/pins/{m}")), json!({}))
            .await
            .expect(204); // pin
    }
    team.dafeng.delete(&message(&gone)).await.expect(204); // msg.del
    team.post_message(&team.damu, &cid(5), "@猫 你好").await;
    let words = json!({ "cid": cid(6), "body": "周五停一次", "kind": "announcement" });
    team.coordinator.post(&team.path("/messages"), words).await.expect(201);
    let hidden = team.post_message(&team.damu, &cid(30), "好").await["m"].clone();
    let shown = team.post_message(&team.damu, &cid(40), "也好").await["m"].clone();
    for (verb, m) in [("hide", &hidden), ("hide", &shown), ("show", &shown)] {
        team.request_measure(&team.coordinator, verb, json!({ "m": m }))
            .await
            .expect(201);
    }
    team.request_measure(&team.coordinator, "slow", json!({ "seconds": 5 }))
        .await
        .expect(201);
    team.request_measure(&team.coordinator, "slow", json!({ "seconds": 0 }))
        .await
        .expect(201);
    team.request_measure(
        &team.coordinator,
        "hold",
        json!({ "membership_id": seat, "minutes": 15 }),
    )
    .await
    .expect(201);
    team.post_message(&cat, &cid(50), "等一下").await; // held: a number and nothing else
    team.damu
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204); // removed
    team.dafeng
        .patch(&team.path("/seats/me"), json!({ "display_name": "小安" }))
        .await
        .expect(200);

    let events = team
        .dafeng
        .get(&team.path(&format!("/events?after_seq={after}")))
        .await
        .expect(200);
    for event in events["events"].as_array().unwrap() {
        picture.apply(event);
    }
    assert_eq!(picture, Picture::take(&team, &team.dafeng).await);
    team.finish().await;
}
