//! Getting help, as those who ask and those who come see it.

mod asked;
mod cards;
mod chain;
mod crash;
mod duty;
mod follow_up;
mod incidents;
mod paging;
mod said_before;
mod sight;

use crate::scheduling::ground::Ground;
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{Config, DistrictId, HOUR, MINUTE, Role};
use serde_json::{Value, json};

/// A member room in the staffed hours of a Monday morning, and everybody who could be asked to come.
pub struct House {
    pub app: App,
    pub ground: Ground,
    pub district: DistrictId,
    /// Coordinates the district; opened the room and does not hold it.
    pub lead: Person,
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

impl House {
    pub async fn open() -> House {
        House::open_with(|_| {}).await
    }

    /// With settings of the test's own.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> House {
        let app = App::start_with(change).await;
        let ground = Ground::on(&app).await;
        let district = ground.district.clone();
        let lead = app.person(Role::Coordinator, &district).await;
        let holder = app.person(Role::Counsellor, &district).await;
        let duty = app.person(Role::Supervisor, &district).await;
        let off_duty = app.person(Role::Supervisor, &district).await;
        let headquarters = app.headquarters().await;
        let member = app.person(Role::Member, &district).await;
        let series = series(&ground, &ground.coordinator(&app).await, "18:30").await;
        let agreed = json!({ "is_given": true, "language": "zh" });
        for person in [&holder, &member] {
            person
                .put("/me/consents/online_rooms", agreed.clone())
                .await
                .expect(200);
        }
        let open = json!({ "owner_kind": "series", "owner_id": series, "name": "小组" });
        let opened = lead.post("/chat/rooms", open).await.expect(201);
        let room = opened["id"].as_str().unwrap().to_owned();
        for (person, role) in [(&holder, "facilitator"), (&member, "participant")] {
            let seat = json!({ "person_id": person.id, "role": role });
            lead.post(&format!("/chat/rooms/{room}/seats"), seat).await.expect(201);
        }
        // who opened the room is out of it now that somebody holds it
        lead.get(&format!("/chat/rooms/{room}")).await.problem("not_found");
        let house = House {
            app,
            ground,
            district,
            lead,
            holder,
            duty,
            off_duty,
            headquarters,
            member,
            room,
        };
        house.put_on_duty(&house.duty, 0, 24 * HOUR).await.expect(201);
        house
    }

    /// The lead puts somebody on duty, from so long to so long after now.
    pub async fn put_on_duty(&self, person: &Person, from: i64, to: i64) -> crate::support::app::Answer {
        let now = self.app.clock.now();
        let shift = json!({ "district_id": self.district, "person_id": person.id, "starts_at": now + from, "ends_at": now + to });
        self.lead.post("/duty/shifts", shift).await
    }

    /// Somebody asks for help in the room.
    pub async fn ask(&self, who: &Person, cid: &str) -> Value {
        let answer = who.post("/escalations", self.call(cid)).await;
        assert!([200, 201].contains(&answer.status), "{}", answer.text);
        answer.json
    }

    pub fn call(&self, cid: &str) -> Value {
        json!({ "cid": cid, "room_id": self.room })
    }

    /// How often each was asked to come: holder, duty, lead, headquarters.
    pub async fn asked(&self) -> [usize; 4] {
        let mut counts = [0; 4];
        for (count, person) in counts
            .iter_mut()
            .zip([&self.holder, &self.duty, &self.lead, &self.headquarters])
        {
            *count = notices(person, "help_asked").await;
        }
        counts
    }

    /// Time passes, and the jobs run.
    pub async fn wait(&self, minutes: i64) {
        self.app.clock.advance(minutes * MINUTE);
        self.app.run_jobs().await;
    }

    /// An incident in the room, written by its holder; its id.
    pub async fn incident(&self, cid: &str, severity: i64) -> String {
        let body = json!({ "cid": cid, "room_id": self.room, "category": "self_harm", "severity": severity, "text": "她说不想活了" });
        let incident = self.holder.post("/incidents", body).await.expect(201);
        incident["id"].as_str().unwrap().to_owned()
    }
}

/// How many notices of a kind somebody has.
pub async fn notices(person: &Person, kind: &str) -> usize {
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
async fn series(ground: &Ground, coordinator: &Person, start: &str) -> String {
    let mut body = ground.body("2026-11-24", start);
    let plan = body.as_object_mut().unwrap();
    plan.remove("local_date");
    plan.remove("title");
    plan.insert("name".into(), json!("周二小组"));
    plan.insert("first_date".into(), json!("2026-11-24"));
    plan.insert("until".into(), json!("2026-12-02"));
    let made = coordinator.post("/series", body).await.expect(201);
    made["series_id"].as_str().unwrap().to_owned()
}
