//! Cohorts and those who are enrolled in them.

use super::Training;
use crate::support::person::Person;
use crate::support::product::PersonId;
use crate::support::world::PASSPHRASE;
use serde_json::{Value, json};

impl Training {
    /// Opens a cohort in `here`; its id and its codes.
    pub async fn open_cohort(&self, intake_no: i64) -> (String, Vec<String>) {
        let body = json!({
            "intake_no": intake_no, "name": format!("第{intake_no}期"), "district_id": self.here,
            "starts_on": "2026-11-23", "programme_version_id": self.programme_version, "places": 3,
        });
        let opened = self.coordinator.post("/cohorts", body).await.expect(201);
        let codes = opened["codes"].as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        (opened["id"].as_str().unwrap().to_owned(), codes)
    }

    /// Comes in with a code and is enrolled.
    pub async fn accept_invitation(&self, code: &str, nickname: &str) -> Trainee {
        let body = json!({
            "code": code, "nickname": nickname, "passphrase": PASSPHRASE, "language": "zh",
            "consents": ["attend", "online_rooms", "training_file"],
        });
        let signed_in = self.stranger().post("/invitations/accept", body).await.expect(200);
        self.run_jobs().await;
        let id = signed_in["me"]["person_id"].as_str().unwrap();
        let person = self.signed_in(&PersonId::parse(id).unwrap()).await;
        let progress = person.get("/me/progress").await.expect(200);
        Trainee {
            enrolment: progress["items"][0]["enrolment_id"].as_str().unwrap().to_owned(),
            person,
        }
    }

    /// A cohort with one trainee.
    pub async fn enrol_trainee(&self) -> (String, Trainee) {
        let (cohort, codes) = self.open_cohort(5).await;
        let trainee = self.accept_invitation(&codes[0], "小禾").await;
        (cohort, trainee)
    }
}

/// Somebody who is enrolled.
pub struct Trainee {
    pub person: Person,
    pub enrolment: String,
}

impl Trainee {
    pub async fn progress(&self) -> Value {
        self.person
            .get(&format!("/enrolments/{}", self.enrolment))
            .await
            .expect(200)
    }

    /// The state of one requirement.
    pub async fn requirement(&self, code: &str) -> Value {
        let progress = self.progress().await;
        let phases = progress["phases"].as_array().unwrap().iter();
        let mut all = phases.flat_map(|phase| phase["requirements"].as_array().unwrap());
        all.find(|state| state["requirement"]["code"] == code).unwrap().clone()
    }

    /// How much of one requirement is credited.
    pub async fn credited(&self, code: &str) -> i64 {
        self.requirement(code).await["have"].as_i64().unwrap()
    }
}
