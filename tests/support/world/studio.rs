//! A studio: open day and night, with two rooms, a coordinator and three certified counsellors.

use super::World;
use super::people::insert_person;
use super::places::insert_studio;
use crate::support::person::Person;
use crate::support::product::{
    Config, CounsellorStatus, DistrictId, Keys, LoginId, PersonId, Role, RoomId, StudioId,
    accounts::{Caller, Context},
    scheduling,
};
use crate::support::rows::Rows;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Clone)]
pub struct Studio {
    pub rows: Rows,
    pub district: DistrictId,
    pub id: StudioId,
    pub rooms: Vec<RoomId>,
    pub coordinator: PersonId,
    pub counsellors: Vec<PersonId>,
}

impl Studio {
    pub async fn plant(rows: &Rows, district: &DistrictId) -> Studio {
        scheduling::plant_default_types(&rows.db)
            .await
            .expect("the default types");
        let (id, rooms) = insert_studio(rows, district, "Asia/Shanghai", &[12, 24]).await;
        let mut studio = Studio {
            coordinator: insert_person(rows, Role::Coordinator, None, district).await,
            rows: rows.clone(),
            district: district.clone(),
            id,
            rooms,
            counsellors: vec![],
        };
        for _ in 0..3 {
            let counsellor = studio.counsellor(CounsellorStatus::Certified).await;
            studio.counsellors.push(counsellor);
        }
        studio
    }

    /// One more counsellor of the district.
    pub async fn counsellor(&self, status: CounsellorStatus) -> PersonId {
        insert_person(&self.rows, Role::Counsellor, Some(status), &self.district).await
    }

    /// Somebody with one role in this district.
    pub async fn with_role(&self, role: Role) -> PersonId {
        insert_person(&self.rows, role, None, &self.district).await
    }

    /// The coordinator, signed in.
    pub async fn coordinator(&self, world: &World) -> Person {
        world.signed_in(&self.coordinator).await
    }

    /// The first counsellor, signed in.
    pub async fn lead(&self, world: &World) -> Person {
        world.signed_in(&self.counsellors[0]).await
    }

    /// A group of 90 minutes in the first room, led by the first counsellor, on the calendar at once.
    pub fn session_body(&self, date: &str, start: &str) -> Value {
        json!({
            "type": "peer_group_open", "studio_id": self.id, "room_id": self.rooms[0],
            "local_date": date, "local_start": start, "minutes": 90, "title": "Tuesday", "people": 8,
            "staff": [{"person_id": self.counsellors[0], "role": "lead"}], "publish": true,
        })
    }

    /// Plans it with some members replaced; hands back its page.
    pub async fn plan_session(&self, by: &Person, date: &str, start: &str, other: Value) -> Value {
        let mut body = self.session_body(date, start);
        merge(&mut body, other);
        by.post("/sessions", body).await.expect(201)
    }

    /// The same group every week between two dates.
    pub fn series_body(&self, name: &str, (first, until): (&str, &str), start: &str) -> Value {
        self.ruled_body(
            name,
            first,
            start,
            &format!("FREQ=WEEKLY;UNTIL={}", until.replace('-', "")),
        )
    }

    /// The same group by a rule.
    pub fn ruled_body(&self, name: &str, first: &str, start: &str, rule: &str) -> Value {
        let mut body = self.session_body(first, start);
        body.as_object_mut().expect("an object").remove("title");
        merge(&mut body, json!({"name": name, "rule": rule}));
        body
    }

    /// The context in which somebody acts without a request.
    pub fn context(&self, person: &PersonId) -> Context {
        Context {
            db: self.rows.db.clone(),
            keys: Keys::for_tests(),
            config: Arc::new(Config::default()),
            caller: Caller {
                person: person.clone(),
                login: LoginId::mint(&self.rows.clock, &self.rows.chance),
                expires_at: i64::MAX,
            },
        }
    }
}

/// Replaces members of an object.
pub fn merge(body: &mut Value, other: Value) {
    for (key, value) in other.as_object().expect("an object") {
        body[key] = value.clone();
    }
}

/// The path of a session's page.
pub fn session_path(session: &Value) -> String {
    format!("/sessions/{}", session["id"].as_str().expect("an id"))
}

/// The rules of the reasons, with their severity.
pub fn broken_rules(problem: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let reasons = problem["reasons"].as_array().expect("reasons");
    reasons
        .iter()
        .map(|reason| (text(&reason["rule"]), text(&reason["severity"])))
        .collect()
}
