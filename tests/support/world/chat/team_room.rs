//! The room of a team with the coordinator who holds it and two counsellors.

use super::{add_seat, cid, membership_id, open_team_room};
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::Config;
use crate::support::world::World;
use serde_json::{Value, json};
use std::ops::{Deref, Range};

pub struct TeamRoom {
    pub world: World,
    pub coordinator: Person,
    /// 大枫, a counsellor.
    pub dafeng: Person,
    /// 大木, a counsellor.
    pub damu: Person,
    pub room: String,
}

impl Deref for TeamRoom {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl TeamRoom {
    pub async fn open() -> TeamRoom {
        TeamRoom::open_with(|_| {}).await
    }

    /// With settings of the test's own.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> TeamRoom {
        let world = World::with(change).await;
        let coordinator = world.coordinator().await;
        let (dafeng, damu) = (world.counsellor().await, world.counsellor().await);
        let room = open_team_room(&coordinator, &world.here).await;
        let team = TeamRoom {
            world,
            coordinator,
            dafeng,
            damu,
            room,
        };
        team.add_seat(&team.dafeng).await;
        team.add_seat(&team.damu).await;
        team
    }

    pub async fn finish(self) {
        self.world.finish().await;
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/chat/rooms/{}{rest}", self.room)
    }

    /// Gives back the membership.
    pub async fn add_seat(&self, person: &Person) -> String {
        let added = add_seat(&self.coordinator, &self.room, person, "participant").await;
        added.expect(201)["membership_id"].as_str().unwrap().to_owned()
    }

    pub async fn membership_id(&self, person: &Person) -> String {
        membership_id(&self.coordinator, &self.room, person).await
    }

    pub async fn try_post_message(&self, who: &Person, cid: &str, text: &str) -> Answer {
        let body = json!({ "cid": cid, "body": text });
        who.post(&self.path("/messages"), body).await
    }

    pub async fn post_message(&self, who: &Person, cid: &str, text: &str) -> Value {
        let answer = self.try_post_message(who, cid, text).await;
        assert!([200, 201].contains(&answer.status), "{}", answer.text);
        answer.json
    }

    /// Posts a text under each of these client ids, many at a time.
    pub async fn post_messages(&self, who: &Person, numbers: Range<usize>, text: &str) {
        let cids: Vec<String> = numbers.map(cid).collect();
        for some in cids.chunks(50) {
            futures_util::future::join_all(some.iter().map(|cid| self.post_message(who, cid, text))).await;
        }
    }

    /// The ids of the messages that somebody sees.
    pub async fn message_ids(&self, who: &Person) -> Vec<String> {
        let page = who.get(&self.path("/messages?limit=200")).await.expect(200);
        let items = page["items"].as_array().unwrap().iter();
        items.map(|m| m["m"].as_str().unwrap().to_owned()).collect()
    }

    /// The numbers and texts that somebody sees.
    pub async fn texts(&self, who: &Person) -> Vec<(i64, String)> {
        let page = who.get(&self.path("/messages?limit=200")).await.expect(200);
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|m| (m["no"].as_i64().unwrap(), m["body"].as_str().unwrap().to_owned()))
            .collect()
    }

    /// Requests a measure of moderation, for breaking the agreement unless another reason is given.
    pub async fn request_measure(&self, by: &Person, verb: &str, mut more: Value) -> Answer {
        more["verb"] = json!(verb);
        if more["reason"].is_null() {
            more["reason"] = json!("agreement");
        }
        by.post(&self.path("/measures"), more).await
    }

    /// The coordinator takes a measure against a member of the room.
    pub async fn take_measure(&self, person: &Person, verb: &str, mut more: Value) -> Value {
        more["membership_id"] = json!(self.membership_id(person).await);
        self.request_measure(&self.coordinator, verb, more).await.expect(201)
    }
}
