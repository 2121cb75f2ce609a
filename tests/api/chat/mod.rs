//! Rooms as their members use them.

pub mod access;
mod changes;
mod erasure;
mod help;
mod history;
mod holding;
mod marks;
mod mention_letters;
mod messages;
mod moderation;
mod reading;
mod retention;
mod rooms;
mod search;
mod seats;
mod snapshot;

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{Config, DistrictId, Role};
use serde_json::{Value, json};

/// A room of a team with a coordinator who holds it, and two counsellors.
pub struct Team {
    pub app: App,
    pub district: DistrictId,
    pub chair: Person,
    pub ann: Person,
    pub bob: Person,
    pub room: String,
}

impl Team {
    pub async fn meet() -> Team {
        Team::meet_with(|_| {}).await
    }

    /// With settings of the test's own.
    pub async fn meet_with(change: impl FnOnce(&mut Config)) -> Team {
        let app = App::start_with(change).await;
        let district = app.district("静安区").await;
        let chair = app.person(Role::Coordinator, &district).await;
        let (ann, bob) = (
            app.person(Role::Counsellor, &district).await,
            app.person(Role::Counsellor, &district).await,
        );
        let opened = json!({ "owner_kind": "team", "name": "队", "district_id": district });
        let room = chair.post("/chat/rooms", opened).await.expect(201)["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let team = Team {
            app,
            district,
            chair,
            ann,
            bob,
            room,
        };
        team.seat(&team.ann).await;
        team.seat(&team.bob).await;
        team
    }

    /// Seats somebody; gives back their membership.
    pub async fn seat(&self, person: &Person) -> String {
        let body = json!({ "person_id": person.id, "role": "participant" });
        let seat = self.chair.post(&self.path("/seats"), body).await.expect(201);
        seat["membership_id"].as_str().unwrap().to_owned()
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/chat/rooms/{}{rest}", self.room)
    }

    /// Posts over HTTP.
    pub async fn say(&self, who: &Person, cid: &str, text: &str) -> Value {
        let answer = who
            .post(&self.path("/messages"), json!({ "cid": cid, "body": text }))
            .await;
        assert!([200, 201].contains(&answer.status), "{}", answer.text);
        answer.json
    }

    /// Posts a text under each of these client ids, many at a time.
    pub async fn say_together(&self, who: &Person, numbers: std::ops::Range<usize>, text: &str) {
        let cids: Vec<String> = numbers.map(cid).collect();
        for some in cids.chunks(50) {
            futures_util::future::join_all(some.iter().map(|cid| self.say(who, cid, text))).await;
        }
    }

    /// The ids of the messages that somebody sees.
    pub async fn texts_ids(&self, who: &Person) -> Vec<String> {
        let page = who.get(&self.path("/messages?limit=200")).await.expect(200);
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["m"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The numbers and texts that somebody sees.
    pub async fn texts(&self, who: &Person) -> Vec<(i64, String)> {
        let page = who.get(&self.path("/messages?limit=200")).await.expect(200);
        let items = page["items"].as_array().unwrap().iter();
        items
            .map(|m| (m["no"].as_i64().unwrap(), m["body"].as_str().unwrap().to_owned()))
            .collect()
    }
}

/// No limit that a test does not mean to meet.
pub fn at_full_speed(config: &mut Config) {
    config.chat.messages_per_second = 1_000_000;
    config.chat.message_burst = 1_000_000;
    config.chat.messages_per_second_overall = 1_000_000;
    config.gateway.frames_per_second = 1_000_000;
    config.gateway.frame_burst = 1_000_000;
    config.gateway.sockets_per_person = 1_000;
}

/// A client id.
pub fn cid(number: usize) -> String {
    format!("cid-{number:08}")
}
