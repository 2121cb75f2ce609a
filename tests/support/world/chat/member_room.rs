//! A room of members, a coordinator who holds it, and a supervisor of the district who does not sit there.

use super::{add_seat, at_full_speed, grant_counsellor_role, membership_id, set_online_rooms_consent};
use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::{
    DistrictId, Error,
    chat::{NewRoom, OwnerKind, SeatRole, add_seat_in, open_room_in},
};
use crate::support::world::World;
use serde_json::{Value, json};
use std::ops::Deref;

pub struct MemberRoom {
    pub world: World,
    pub coordinator: Person,
    pub supervisor: Person,
    pub members: Vec<Person>,
    pub room: String,
}

impl Deref for MemberRoom {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl MemberRoom {
    pub async fn open(members: usize) -> MemberRoom {
        let world = World::with(at_full_speed).await;
        let (coordinator, supervisor) = (world.coordinator().await, world.supervisor().await);
        let series = "0190a0b0-0000-7000-8000-000000000001";
        let room = open_member_room(&world, &coordinator, &world.here, series).await;
        let mut group = MemberRoom {
            world,
            coordinator,
            supervisor,
            members: vec![],
            room,
        };
        for _ in 0..members {
            let member = group.world.member().await;
            group.add_seat(&member).await.expect(201);
            group.members.push(member);
        }
        group
    }

    pub async fn finish(self) {
        self.world.finish().await;
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/chat/rooms/{}{rest}", self.room)
    }

    /// Adds a person, who consents first.
    pub async fn add_seat(&self, person: &Person) -> Answer {
        set_online_rooms_consent(person, true).await;
        add_seat(&self.coordinator, &self.room, person, "participant").await
    }

    pub async fn membership_id(&self, person: &Person) -> String {
        membership_id(&self.coordinator, &self.room, person).await
    }

    pub async fn post_message(&self, who: &Person, cid: &str, text: &str) -> Answer {
        let body = json!({ "cid": cid, "body": text });
        who.post(&self.path("/messages"), body).await
    }

    /// The coordinator requests a measure against a member.
    pub async fn request_measure(&self, person: &Person, verb: &str, mut more: Value) -> Answer {
        (more["verb"], more["reason"]) = (json!(verb), json!("hurtful"));
        more["membership_id"] = json!(self.membership_id(person).await);
        self.coordinator.post(&self.path("/measures"), more).await
    }

    pub async fn flag_message(&self, who: &Person, m: &Value) -> Answer {
        let path = self.path(&format!("/messages/{}/flag", m.as_str().unwrap()));
        who.post(&path, json!({ "reason": "hurtful" })).await
    }

    pub async fn review_queue(&self) -> Value {
        self.supervisor.get("/reviews").await.expect(200)
    }

    /// The supervisor shows a held message.
    pub async fn show_message(&self, held: &Value) {
        let path = format!("/reviews/messages/{}", held["m"].as_str().unwrap());
        let show = json!({ "decision": "show", "reason": "settled" });
        self.supervisor.post(&path, show).await.expect(204);
    }
}

/// Opens a member room of a series that nobody planned: chat only knows the owner's id.
pub async fn open_member_room(app: &App, coordinator: &Person, district: &DistrictId, series: &str) -> String {
    let new = NewRoom {
        owner_kind: OwnerKind::Series,
        owner_id: Some(series.to_owned()),
        district_id: Some(district.clone()),
        name: format!("小组 {}", &series[34..]),
    };
    grant_counsellor_role(app, coordinator, district).await;
    let (settings, holder) = (app.application.config.chat.clone(), coordinator.person_id());
    let write = app.db.write(move |tx| {
        let room = open_room_in(tx, &settings, &new)?;
        add_seat_in(tx, &room, &holder, SeatRole::Facilitator)?;
        Ok::<_, Error>(room.to_string())
    });
    write.await.expect("a room")
}
