//! Requirements, reviews and signatures.

use super::{Trainee, Training};
use crate::support::app::Answer;
use crate::support::person::Person;
use serde_json::json;

impl Training {
    /// Records every paper of a phase and attends what it needs in class; `skip` stays open.
    pub async fn meet_requirements(&self, trainee: &Trainee, phase: i64, skip: &[&str]) {
        let progress = trainee.progress().await;
        let asked = progress["phases"][phase as usize - 1]["requirements"]
            .as_array()
            .unwrap()
            .clone();
        for state in asked {
            let requirement = &state["requirement"];
            let code = requirement["code"].as_str().unwrap();
            if skip.contains(&code) || state["is_met"] == true {
                continue;
            }
            if requirement["kind"] == "attendance_minutes" {
                let (type_code, module) = if code == "salons" {
                    ("salon", None)
                } else {
                    ("class", Some(code))
                };
                let need = state["missing"].as_i64().unwrap();
                let session = self.hold_session(type_code, module, need).await;
                self.record_attendance(&session, trainee, "here", "participant", need)
                    .await;
            } else {
                for _ in 0..state["missing"].as_i64().unwrap() {
                    let body = json!({"requirement_id": requirement["id"]});
                    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
                    self.supervisor.post(&path, body).await.expect(200);
                }
            }
        }
    }

    /// Asks for the review of a phase; the gate's id.
    pub async fn request_review(&self, trainee: &Trainee, phase: i64) -> String {
        let path = format!("/enrolments/{}/phases/{phase}/request-review", trainee.enrolment);
        let progress = trainee.person.post(&path, json!({})).await.expect(200);
        let gate = &progress["phases"][phase as usize - 1]["gate"];
        gate["id"].as_str().unwrap().to_owned()
    }

    /// Signs phase 1 as supervisor (0) and coordinator (1).
    pub async fn sign_gate_by_both(&self, gate: &str) {
        for (person, index) in [(&self.supervisor, 0), (&self.coordinator, 1)] {
            sign_gate(person, gate, index).await.expect(200);
        }
    }
}

/// An approving signature.
pub async fn sign_gate(person: &Person, gate: &str, index: i64) -> Answer {
    let body = json!({"label_index": index, "decision": "approve"});
    person.post(&format!("/gates/{gate}/sign"), body).await
}
