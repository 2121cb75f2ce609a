//! Keeping a room whole: tools, flags, reviews.

mod appeals;
mod asides;
mod flags;
mod held;
mod hours;
mod ladder;
mod reviews;
mod tools;

use super::{Team, at_full_speed};
use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::{
    DistrictId, Error, PersonId, Role,
    chat::{self, NewRoom, OwnerKind, SeatRole},
};
use serde_json::{Value, json};

impl Team {
    /// A member's place in the room.
    pub async fn seat_of(&self, person: &Person) -> String {
        let room = self.chair.get(&self.path("")).await.expect(200);
        let seat = room["seats"]
            .as_array()
            .unwrap()
            .iter()
            .find(|seat| seat["name"] == person.nickname.as_str());
        seat.expect("a seat")["membership_id"].as_str().unwrap().to_owned()
    }

    /// Asks for a measure.
    pub async fn ask(&self, by: &Person, verb: &str, mut more: Value) -> Answer {
        more["verb"] = json!(verb);
        if more["reason"].is_null() {
            more["reason"] = json!("agreement");
        }
        by.post(&self.path("/measures"), more).await
    }

    /// Takes a measure against a member.
    pub async fn act_on(&self, person: &Person, verb: &str, mut more: Value) -> Value {
        more["membership_id"] = json!(self.seat_of(person).await);
        self.ask(&self.chair, verb, more).await.expect(201)
    }

    /// Posts; whatever the answer.
    pub async fn try_say(&self, who: &Person, cid: &str, text: &str) -> Answer {
        who.post(&self.path("/messages"), json!({ "cid": cid, "body": text }))
            .await
    }
}

/// A member room with a coordinator who holds it, members, and a supervisor of the district who does not sit there.
pub struct Group {
    pub app: App,
    pub district: DistrictId,
    pub chair: Person,
    pub supervisor: Person,
    pub members: Vec<Person>,
    pub room: String,
}

impl Group {
    pub async fn meet(members: usize) -> Group {
        let app = App::start_with(at_full_speed).await;
        let district = app.district("静安区").await;
        let chair = app.person(Role::Coordinator, &district).await;
        let supervisor = app.person(Role::Supervisor, &district).await;
        let room = open(&app, &chair, &district, "0190a0b0-0000-7000-8000-000000000001").await;
        let mut group = Group {
            app,
            district,
            chair,
            supervisor,
            members: vec![],
            room,
        };
        for _ in 0..members {
            let member = group.app.person(Role::Member, &group.district).await;
            group.seat(&member).await.expect(201);
            group.members.push(member);
        }
        group
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/chat/rooms/{}{rest}", self.room)
    }

    /// The supervisor lets a held message in.
    pub async fn let_in(&self, held: &Value) {
        let path = format!("/reviews/messages/{}", held["m"].as_str().unwrap());
        let show = json!({ "decision": "show", "reason": "settled" });
        self.supervisor.post(&path, show).await.expect(204);
    }

    /// Lets somebody agree to online rooms (safety 14).
    pub async fn consent(&self, person: &Person) {
        let body = json!({ "is_given": true, "language": "zh" });
        person.put("/me/consents/online_rooms", body).await.expect(200);
    }

    pub async fn seat(&self, person: &Person) -> Answer {
        self.consent(person).await;
        let body = json!({ "person_id": person.id, "role": "participant" });
        self.chair.post(&self.path("/seats"), body).await
    }

    pub async fn seat_of(&self, person: &Person) -> String {
        let room = self.chair.get(&self.path("")).await.expect(200);
        let seat = room["seats"]
            .as_array()
            .unwrap()
            .iter()
            .find(|seat| seat["name"] == person.nickname.as_str());
        seat.expect("a seat")["membership_id"].as_str().unwrap().to_owned()
    }

    pub async fn say(&self, who: &Person, cid: &str, text: &str) -> Answer {
        who.post(&self.path("/messages"), json!({ "cid": cid, "body": text }))
            .await
    }

    pub async fn act_on(&self, person: &Person, verb: &str, mut more: Value) -> Answer {
        (more["verb"], more["reason"]) = (json!(verb), json!("hurtful"));
        more["membership_id"] = json!(self.seat_of(person).await);
        self.chair.post(&self.path("/measures"), more).await
    }

    pub async fn flag(&self, who: &Person, m: &Value) -> Answer {
        let path = self.path(&format!("/messages/{}/flag", m.as_str().unwrap()));
        who.post(&path, json!({ "reason": "hurtful" })).await
    }

    pub async fn queue(&self) -> Value {
        self.supervisor.get("/reviews").await.expect(200)
    }
}

/// Opens a member room of a series that nobody planned: for chat an owner is a name.
pub async fn open(app: &App, chair: &Person, district: &DistrictId, series: &str) -> String {
    let new = NewRoom {
        owner_kind: OwnerKind::Series,
        owner_id: Some(series.to_owned()),
        district_id: Some(district.clone()),
        name: format!("小组 {}", &series[34..]),
    };
    crate::chat::access::leads_too(app, chair, district).await;
    let (settings, chair) = (app.inside.config.chat.clone(), PersonId::parse(&chair.id).unwrap());
    let write = app.db.write(move |tx| {
        let room = chat::open_room_in(tx, &settings, &new)?;
        chat::add_seat_in(tx, &room, &chair, SeatRole::Facilitator)?;
        Ok::<_, Error>(room.to_string())
    });
    write.await.expect("a room")
}
