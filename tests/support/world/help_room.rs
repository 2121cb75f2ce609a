//! A member room in the staffed hours of a Monday morning, and everybody who could be asked to come.

use super::{Studio, World, add_seat, set_online_rooms_consent};
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{Config, HOUR, MINUTE};
use serde_json::{Value, json};
use std::ops::Deref;

pub struct HelpRoom {
    pub world: World,
    pub studio: Studio,
    /// Coordinates the district; opened the room and does not hold it.
    pub coordinator: Person,
    /// Holds the room.
    pub holder: Person,
    /// On duty for a day.
    pub duty: Person,
    /// Supervises, and is not on duty.
    pub off_duty: Person,
    pub headquarters: Person,
    pub member: Person,
    pub room: String,
}

impl Deref for HelpRoom {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl HelpRoom {
    pub async fn open() -> HelpRoom {
        HelpRoom::open_with(|_| {}).await
    }

    /// With settings of the test's own.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> HelpRoom {
        let world = World::with(change).await;
        let studio = world.studio().await;
        let coordinator = world.coordinator().await;
        let holder = world.counsellor().await;
        let duty = world.supervisor().await;
        let off_duty = world.supervisor().await;
        let headquarters = world.headquarters().await;
        let member = world.member().await;
        let series = plan_series(&studio, &studio.coordinator(&world).await, "18:30").await;
        for person in [&holder, &member] {
            set_online_rooms_consent(person, true).await;
        }
        let open = json!({ "owner_kind": "series", "owner_id": series, "name": "小组" });
        let opened = coordinator.post("/chat/rooms", open).await.expect(201);
        let room = opened["id"].as_str().unwrap().to_owned();
        for (person, role) in [(&holder, "facilitator"), (&member, "participant")] {
            add_seat(&coordinator, &room, person, role).await.expect(201);
        }
        // who opened the room is out of it now that somebody holds it
        coordinator
            .get(&format!("/chat/rooms/{room}"))
            .await
            .problem("not_found");
        let help = HelpRoom {
            world,
            studio,
            coordinator,
            holder,
            duty,
            off_duty,
            headquarters,
            member,
            room,
        };
        help.put_on_duty(&help.duty, 0, 24 * HOUR).await.expect(201);
        help
    }

    pub async fn finish(self) {
        self.world.finish().await;
    }

    /// The coordinator puts somebody on duty, from so long to so long after now.
    pub async fn put_on_duty(&self, person: &Person, from: i64, to: i64) -> Answer {
        let now = self.clock.now();
        let shift =
            json!({ "district_id": self.here, "person_id": person.id, "starts_at": now + from, "ends_at": now + to });
        self.coordinator.post("/duty/shifts", shift).await
    }

    /// Somebody calls for help in the room.
    pub async fn call_for_help(&self, who: &Person, cid: &str) -> Value {
        let answer = who.post("/escalations", self.call_body(cid)).await;
        assert!([200, 201].contains(&answer.status), "{}", answer.text);
        answer.json
    }

    pub fn call_body(&self, cid: &str) -> Value {
        json!({ "cid": cid, "room_id": self.room })
    }

    /// How often each was asked to come: holder, duty, coordinator, headquarters.
    pub async fn asked_counts(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for (count, person) in counts
            .iter_mut()
            .zip([&self.holder, &self.duty, &self.coordinator, &self.headquarters])
        {
            *count = notice_count(person, "help_asked").await;
        }
        counts
    }

    /// Time passes, and the jobs run.
    pub async fn pass_minutes(&self, minutes: i64) {
        self.clock.advance(minutes * MINUTE);
        self.run_jobs().await;
    }

    /// An incident in the room, written by its holder; its id.
    pub async fn report_incident(&self, cid: &str, severity: i64) -> String {
        let body = json!({ "cid": cid, "room_id": self.room, "category": "self_harm", "severity": severity, "text": "她说不想活了" });
        let incident = self.holder.post("/incidents", body).await.expect(201);
        incident["id"].as_str().unwrap().to_owned()
    }
}

/// How many notices of a kind somebody has.
pub async fn notice_count(person: &Person, kind: &str) -> usize {
    let page = person.get("/notices?limit=200").await.expect(200);
    let items = page["items"].as_array().unwrap().iter();
    items.filter(|notice| notice["kind"] == kind).count()
}

/// The ids of a list.
pub fn ids(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect()
}

/// A group that meets on two Tuesdays.
pub async fn plan_series(studio: &Studio, coordinator: &Person, start: &str) -> String {
    let body = studio.series_body("周二小组", ("2026-11-24", "2026-12-02"), start);
    let made = coordinator.post("/series", body).await.expect(201);
    made["series_id"].as_str().unwrap().to_owned()
}
