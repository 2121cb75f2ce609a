//! From a session that is held, corrected and reopened through to the ledger (scheduling 3, T1, T2).

use super::offers::in_phase;
use crate::support::person::Person;
use crate::support::product::{DAY, Error, MINUTE, db::schema::credit_entries};
use crate::support::world::{Trainee, Training};
use crate::support::world::{outcomes, recording, tap_id};
use diesel::prelude::*;
use serde_json::{Value, json};

/// A salon that the trainee has booked and the certified counsellor leads.
struct Evening {
    training: Training,
    trainee: Trainee,
    lead: Person,
    session: Value,
    place: &'static str,
}

async fn evening(phase: i64) -> Evening {
    let training = Training::new().await;
    let rules: Vec<_> = (1..=7)
        .map(|weekday| json!({"weekday": weekday, "from": "00:00", "to": "24:00"}))
        .collect();
    let hours = format!("/studios/{}/opening-rules", training.studio);
    training
        .coordinator
        .put(&hours, json!({"rules": rules}))
        .await
        .expect(200);
    let trainee = in_phase(&training, phase).await;
    let plan = json!({
        "type": "salon", "studio_id": training.studio, "room_id": training.room, "local_date": "2026-11-23", "local_start": "13:00",
        "minutes": 120, "staff": [{"person_id": training.certified.id, "role": "lead"}], "publish": true,
    });
    let session = training.coordinator.post("/sessions", plan).await.expect(201);
    Evening {
        lead: training.signed_in_again(&training.certified).await,
        training,
        trainee,
        session,
        place: "participant",
    }
}

impl Evening {
    fn path(&self, verb: &str) -> String {
        format!("/sessions/{}/{verb}", self.session["id"].as_str().unwrap())
    }

    async fn book(&self, place: &str) {
        let path = self.path("places/me");
        self.trainee
            .person
            .post(&path, json!({"place": place}))
            .await
            .expect(200);
    }

    /// The clock at some minutes after the start or the end; whoever acts has signed in again.
    async fn at(&mut self, of: &str, plus: i64) {
        self.training.clock.set(self.session[of].as_i64().unwrap() + plus);
        self.lead = self.training.signed_in_again(&self.training.certified).await;
        self.trainee.person = self.training.signed_in_again(&self.trainee.person).await;
        self.training.coordinator = self.training.signed_in_again(&self.training.coordinator).await;
        self.training.supervisor = self.training.signed_in_again(&self.training.supervisor).await;
    }

    /// The trainee on the sheet; what became of it.
    async fn record(&self, by: &Person, number: u64, status: &str, minutes: i64, reason: Option<&str>) -> String {
        let tap = json!({"cid": tap_id(number), "nickname": self.trainee.person.nickname, "status": status, "minutes": minutes,
            "place": self.place, "recorded_at": self.training.clock.now()});
        let mut body = recording(number, json!([tap]), None);
        if let Some(reason) = reason {
            body["reason"] = json!(reason);
        }
        self.training.clock.advance(1);
        let answer = by.put(&self.path("attendance"), body).await.expect(200);
        self.training.run_jobs().await;
        outcomes(&answer)[0].to_owned()
    }

    /// One more step of the session; its state.
    async fn step(&self, by: &Person, verb: &str, body: Value) -> Value {
        let answer = by.post(&self.path(verb), body).await.expect(200);
        self.training.run_jobs().await;
        answer["state"].clone()
    }

    /// The amounts that stand and those that were taken back, of sessions; and the figure that the trainee reads is their sum.
    async fn ledger(&self) -> (Vec<i64>, i64) {
        let read = self.training.db.read(|conn| {
            let of_sessions = credit_entries::table.filter(credit_entries::source_kind.eq("session"));
            Ok::<_, Error>(of_sessions.select(credit_entries::amount).load::<i64>(conn)?)
        });
        let mut amounts = read.await.unwrap();
        amounts.sort_unstable();
        let have = self.trainee.credited("salons").await;
        let have = have + self.trainee.credited("observed").await;
        assert_eq!(have, amounts.iter().sum::<i64>(), "{amounts:?}");
        (amounts, have)
    }

    async fn version(&self) -> Value {
        self.training
            .coordinator
            .get(self.path("").trim_end_matches('/'))
            .await
            .expect(200)["row_version"]
            .clone()
    }
}

#[tokio::test]
async fn a_reopened_sheet_that_is_corrected_changes_the_credit_and_closing_again_changes_nothing_more() {
    let mut evening = evening(1).await;
    evening.book("participant").await;
    evening.at("ends_at", 0).await;
    assert_eq!(evening.record(&evening.lead, 11, "here", 120, None).await, "saved");
    assert_eq!(evening.ledger().await, (vec![], 0), "nothing before it is delivered");
    assert_eq!(evening.step(&evening.lead, "deliver", json!({})).await, "delivered");
    assert_eq!(evening.ledger().await, (vec![120], 120));
    assert_eq!(evening.step(&evening.lead, "close", json!({})).await, "closed");
    assert_eq!(evening.ledger().await, (vec![120], 120), "posted once");
    // opened again, a week later: what was credited stands until somebody says otherwise
    evening.at("ends_at", 7 * DAY).await;
    let why = json!({"reason": "The sheet of another group was copied"});
    assert_eq!(
        evening.step(&evening.training.coordinator, "reopen", why.clone()).await,
        "delivered"
    );
    assert_eq!(evening.ledger().await, (vec![120], 120));
    // corrected: the line stays readable, another takes it back
    let mistake = Some("mistaken");
    evening
        .record(&evening.training.coordinator, 12, "not_seen", 0, mistake)
        .await;
    assert_eq!(evening.ledger().await, (vec![-120, 120], 0));
    evening
        .record(&evening.training.coordinator, 13, "here", 60, mistake)
        .await;
    assert_eq!(evening.ledger().await, (vec![-120, 60, 120], 60));
    // closed and opened any number of times: no line more
    for _ in 0..2 {
        assert_eq!(evening.step(&evening.lead, "close", json!({})).await, "closed");
        assert_eq!(
            evening.step(&evening.training.supervisor, "reopen", why.clone()).await,
            "delivered"
        );
    }
    assert_eq!(evening.step(&evening.lead, "close", json!({})).await, "closed");
    assert_eq!(evening.ledger().await, (vec![-120, 60, 120], 60));
    // a closed sheet can be corrected too, and the credit follows
    evening
        .record(&evening.training.coordinator, 14, "here", 120, mistake)
        .await;
    assert_eq!(evening.ledger().await, (vec![-120, -60, 60, 120, 120], 120));
    evening.training.finish().await;
}

#[tokio::test]
async fn a_session_that_was_not_held_credits_nobody_until_it_is_restored_and_delivered() {
    let mut evening = evening(1).await;
    evening.book("participant").await;
    evening.at("starts_at", MINUTE).await;
    assert_eq!(evening.step(&evening.lead, "run", json!({})).await, "running");
    // check-in that was opened too early is closed again, and nothing is credited
    assert_eq!(evening.step(&evening.lead, "unrun", json!({})).await, "published");
    assert_eq!(evening.ledger().await, (vec![], 0));
    assert_eq!(evening.step(&evening.lead, "run", json!({})).await, "running");
    evening.record(&evening.lead, 11, "here", 120, None).await;
    let gone = json!({"row_version": evening.version().await, "reason": "low_numbers", "empties_sheet": true});
    assert_eq!(evening.step(&evening.lead, "not-held", gone).await, "cancelled");
    assert_eq!(evening.ledger().await, (vec![], 0));
    // taken back: whoever came is written down anew, nothing of the emptied sheet returns by itself
    assert_eq!(
        evening.step(&evening.training.coordinator, "restore", json!({})).await,
        "published"
    );
    evening.at("ends_at", 0).await;
    assert_eq!(evening.step(&evening.lead, "deliver", json!({})).await, "delivered");
    assert_eq!(evening.ledger().await, (vec![], 0));
    evening.record(&evening.lead, 12, "here", 90, None).await;
    assert_eq!(evening.ledger().await, (vec![90], 90));
    // what was held cannot be said not to have been
    let late = json!({"row_version": evening.version().await, "reason": "low_numbers", "empties_sheet": true});
    evening
        .lead
        .post(&evening.path("not-held"), late)
        .await
        .problem("wrong_state");
    assert_eq!(evening.ledger().await, (vec![90], 90));
    evening.training.finish().await;
}

// training 6.6, from the sheet to the ledger, in the phase that has practice places
#[tokio::test]
async fn a_practice_place_is_credited_when_it_was_booked_or_assigned_and_else_when_a_supervisor_confirms_it() {
    for (given, decision, credit) in [
        ("booked", None, 1),
        ("assigned", None, 1),
        ("another", Some(true), 1),
        ("another", Some(false), 0),
        ("none", Some(true), 1),
        ("none", Some(false), 0),
    ] {
        let mut evening = evening(3).await;
        match given {
            "booked" => evening.book("observer").await,
            "another" => evening.book("co_lead").await,
            "assigned" => {
                let seat = |id: &str, role: &str| json!({"person_id": id, "role": role});
                let staff = [
                    seat(&evening.training.certified.id, "lead"),
                    seat(&evening.trainee.person.id, "observer"),
                ];
                let body = json!({"row_version": evening.version().await, "staff": staff});
                let path = evening.path("assignments");
                evening.training.coordinator.put(&path, body).await.expect(200);
            }
            _ => {}
        }
        evening.at("ends_at", 0).await;
        evening.place = "observer";
        let outcome = evening.record(&evening.lead, 11, "here", 120, None).await;
        evening.step(&evening.lead, "close", json!({})).await;
        let Some(is_confirmed) = decision else {
            assert_eq!((given, outcome.as_str()), (given, "saved"));
            assert_eq!(evening.ledger().await.1, credit, "{given}");
            evening.training.finish().await;
            continue;
        };
        assert_eq!((given, outcome.as_str()), (given, "waiting"));
        assert_eq!(evening.ledger().await.1, 0, "{given} and not decided");
        let line = json!({"person_id": evening.trainee.person.id, "cid": tap_id(11), "is_confirmed": is_confirmed});
        let decide = evening.path("attendance/decisions");
        let answer = evening
            .training
            .supervisor
            .post(&decide, json!({"lines": [line]}))
            .await;
        answer.expect(204);
        evening.training.run_jobs().await;
        assert_eq!(evening.ledger().await.1, credit, "{given}, {is_confirmed}");
        evening.training.finish().await;
    }
}
