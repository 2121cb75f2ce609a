//! Whoever records a sheet decides neither their own line nor a practice place that was not booked (training 6.6).

use crate::support::person::Person;
use crate::support::product::{CounsellorStatus, Error, PersonId, Role};
use crate::support::world::Training;
use crate::support::world::{Studio, outcomes, recording, session_path, tap_id};
use serde_json::{Value, json};

struct OpenSheet {
    world: Training,
    studio: Studio,
    session: Value,
    lead: Person,
    co_lead: Person,
    supervisor: Person,
}

async fn open_sheet() -> OpenSheet {
    let world = Training::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let learning = studio.counsellor(CounsellorStatus::Provisional).await;
    let staff = json!([
        {"person_id": studio.counsellors[0], "role": "lead"},
        {"person_id": learning, "role": "co_lead"},
    ]);
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({"staff": staff}))
        .await;
    world.clock.set(session["ends_at"].as_i64().unwrap());
    OpenSheet {
        lead: studio.lead(&world).await,
        co_lead: world.signed_in(&learning).await,
        supervisor: world.signed_in(&studio.with_role(Role::Supervisor).await).await,
        studio,
        session,
        world,
    }
}

impl OpenSheet {
    async fn tap(&self, by: &Person, number: u64, person: &Person, place: Option<&str>) -> Value {
        let mut tap = json!({"cid": tap_id(number), "person_id": person.id, "status": "here",
            "recorded_at": self.world.clock.now()});
        if let Some(place) = place {
            tap["place"] = json!(place);
        }
        let sheet = format!("{}/attendance", session_path(&self.session));
        self.world.clock.advance(1);
        by.put(&sheet, recording(1, json!([tap]), None)).await.expect(200)
    }

    fn decision(&self, number: u64, person: &Person, is_confirmed: bool) -> (String, Value) {
        let lines = json!([{"person_id": person.id, "cid": tap_id(number), "is_confirmed": is_confirmed}]);
        (
            format!("{}/attendance/decisions", session_path(&self.session)),
            json!({ "lines": lines }),
        )
    }

    async fn waiting(&self, who: &Person) -> Vec<Value> {
        let page = who.get("/attendance/waiting").await.expect(200);
        let items = page["items"].as_array().unwrap().clone();
        assert_eq!(page["count"].as_u64().unwrap(), items.len() as u64);
        items
    }
}

#[tokio::test]
async fn ones_own_line_waits_and_somebody_elses_word_for_it_settles_it() {
    let sheet = open_sheet().await;
    let own = sheet.tap(&sheet.co_lead, 11, &sheet.co_lead, None).await;
    assert_eq!(outcomes(&own), ["waiting"]);
    let waiting = sheet.waiting(&sheet.supervisor).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (&waiting[0]["person_id"], &waiting[0]["place"], &waiting[0]["is_own"]),
        (&json!(sheet.co_lead.id), &json!("co_lead"), &json!(true))
    );
    assert!(sheet.waiting(&sheet.lead).await.is_empty());
    // the lead saw them there, in the seat that they have
    let told = sheet.tap(&sheet.lead, 12, &sheet.co_lead, None).await;
    assert_eq!(outcomes(&told), ["saved"]);
    assert!(sheet.waiting(&sheet.supervisor).await.is_empty());
    // and their own press afterwards is the same again
    assert_eq!(
        outcomes(&sheet.tap(&sheet.co_lead, 13, &sheet.co_lead, None).await),
        ["saved"]
    );
    // another place than their seat waits, whoever says so
    let lead = sheet.tap(&sheet.lead, 14, &sheet.co_lead, Some("lead")).await;
    assert_eq!(outcomes(&lead), ["waiting"]);
    sheet.world.finish().await;
}

#[tokio::test]
async fn a_supervisor_decides_and_nobody_who_wrote_it_or_is_meant() {
    let sheet = open_sheet().await;
    let coordinator = sheet.studio.coordinator(&sheet.world).await;
    let elsewhere = sheet.world.neighbouring_studio().await;
    let stranger = sheet
        .world
        .signed_in(&elsewhere.with_role(Role::Supervisor).await)
        .await;
    sheet.tap(&sheet.lead, 11, &sheet.co_lead, Some("lead")).await;
    let (path_of, yes) = sheet.decision(11, &sheet.co_lead, true);
    for (person, code) in [
        (&sheet.lead, "not_allowed"),
        (&sheet.co_lead, "not_allowed"),
        (&coordinator, "not_allowed"),
        (&stranger, "not_found"),
    ] {
        person.post(&path_of, yes.clone()).await.problem(code);
    }
    let (_, of_another_press) = sheet.decision(12, &sheet.co_lead, true);
    sheet
        .supervisor
        .post(&path_of, of_another_press)
        .await
        .problem("row_changed");
    sheet.supervisor.post(&path_of, yes.clone()).await.expect(204);
    sheet.supervisor.post(&path_of, yes).await.expect(204); // the same again
    let (_, no) = sheet.decision(11, &sheet.co_lead, false);
    sheet.supervisor.post(&path_of, no).await.problem("wrong_state");
    let shown = sheet
        .lead
        .get(&format!("{}/attendance", session_path(&sheet.session)))
        .await
        .expect(200);
    assert_eq!(shown["entries"][0]["standing"], "confirmed");
    // said again it stays decided, said otherwise it waits again
    assert_eq!(
        outcomes(&sheet.tap(&sheet.lead, 13, &sheet.co_lead, Some("lead")).await),
        ["saved"]
    );
    assert_eq!(
        outcomes(&sheet.tap(&sheet.lead, 14, &sheet.co_lead, Some("observer")).await),
        ["waiting"]
    );
    sheet.world.finish().await;
}

// safety 12 has no say here: a supervisor who is on the session is a recorder like any other
#[tokio::test]
async fn a_supervisor_on_the_session_decides_no_line_that_they_wrote() {
    let world = Training::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let supervisor = studio.with_role(Role::Supervisor).await;
    let staff = json!([
        {"person_id": studio.counsellors[0], "role": "lead"},
        {"person_id": supervisor, "role": "supervisor"},
    ]);
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({"staff": staff}))
        .await;
    world.clock.set(session["ends_at"].as_i64().unwrap());
    let person = world.signed_in(&supervisor).await;
    let sheet = format!("{}/attendance", session_path(&session));
    let tap = |number: u64, who: &PersonId, place: &str| json!({"cid": tap_id(number), "person_id": who, "status": "here", "place": place, "recorded_at": 0});
    let taps = json!([
        tap(11, &supervisor, "lead"),
        tap(12, &studio.counsellors[0], "observer")
    ]);
    let saved = person.put(&sheet, recording(1, taps, None)).await.expect(200);
    assert_eq!(outcomes(&saved), ["waiting", "waiting"]);
    assert_eq!(person.get("/attendance/waiting").await.expect(200)["items"], json!([]));
    for (number, who) in [(11, &supervisor), (12, &studio.counsellors[0])] {
        let lines = json!([{"person_id": who, "cid": tap_id(number), "is_confirmed": true}]);
        person
            .post(&format!("{sheet}/decisions"), json!({ "lines": lines }))
            .await
            .problem("second_person_needed");
    }
    world.finish().await;
}

// training 6.6: only what is decided is credited
#[tokio::test]
async fn a_place_that_waits_gives_no_credit_until_it_is_confirmed() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let session = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&session, &trainee, "here", "participant", 120)
        .await;
    assert_eq!(trainee.credited("salons").await, 120);
    let set = async |standing: &'static str| {
        use crate::support::product::db::schema::attendances;
        use diesel::prelude::*;
        let id = session.clone();
        let write = training.db.write(move |tx| {
            let row = attendances::table.filter(attendances::session_id.eq(&id));
            diesel::update(row)
                .set(attendances::standing.eq(standing))
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
        training.credit_session(&session).await;
    };
    for (standing, have) in [("waiting", 0), ("confirmed", 120), ("refused", 0), ("plain", 120)] {
        set(standing).await;
        assert_eq!(trainee.credited("salons").await, have, "{standing}");
    }
    training.finish().await;
}
