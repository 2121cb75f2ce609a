//! Whoever records a sheet decides neither their own line nor a practice place that was not booked (training 6.6).

use super::ground::{Ground, cid, outcomes, path, recording};
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{CounsellorStatus, Error, PersonId, Role};
use crate::training::world::World;
use serde_json::{Value, json};

struct House {
    app: App,
    ground: Ground,
    session: Value,
    lead: Person,
    co_lead: Person,
    supervisor: Person,
}

async fn house() -> House {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let learning = ground.counsellor(CounsellorStatus::Provisional).await;
    let staff = json!([
        {"person_id": ground.counsellors[0], "role": "lead"},
        {"person_id": learning, "role": "co_lead"},
    ]);
    let session = ground
        .planned(&coordinator, "2026-11-23", "11:00", json!({"staff": staff}))
        .await;
    app.clock.set(session["ends_at"].as_i64().unwrap());
    House {
        lead: app.signed_in(&ground.counsellors[0], "lead").await,
        co_lead: app.signed_in(&learning, "co").await,
        supervisor: app.signed_in(&ground.with_role(Role::Supervisor).await, "x").await,
        ground,
        session,
        app,
    }
}

impl House {
    async fn tap(&self, by: &Person, number: u64, person: &Person, place: Option<&str>) -> Value {
        let mut tap = json!({"cid": cid(number), "person_id": person.id, "status": "here",
            "recorded_at": self.app.clock.now()});
        if let Some(place) = place {
            tap["place"] = json!(place);
        }
        let sheet = format!("{}/attendance", path(&self.session));
        self.app.clock.advance(1);
        by.put(&sheet, recording(1, json!([tap]), None)).await.expect(200)
    }

    fn decision(&self, number: u64, person: &Person, is_confirmed: bool) -> (String, Value) {
        let lines = json!([{"person_id": person.id, "cid": cid(number), "is_confirmed": is_confirmed}]);
        (
            format!("{}/attendance/decisions", path(&self.session)),
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
    let house = house().await;
    let own = house.tap(&house.co_lead, 11, &house.co_lead, None).await;
    assert_eq!(outcomes(&own), ["waiting"]);
    let waiting = house.waiting(&house.supervisor).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (&waiting[0]["person_id"], &waiting[0]["place"], &waiting[0]["is_own"]),
        (&json!(house.co_lead.id), &json!("co_lead"), &json!(true))
    );
    assert!(house.waiting(&house.lead).await.is_empty());
    // the lead saw them there, in the seat that they have
    let told = house.tap(&house.lead, 12, &house.co_lead, None).await;
    assert_eq!(outcomes(&told), ["saved"]);
    assert!(house.waiting(&house.supervisor).await.is_empty());
    // and their own press afterwards is the same again
    assert_eq!(
        outcomes(&house.tap(&house.co_lead, 13, &house.co_lead, None).await),
        ["saved"]
    );
    // another place than their seat waits, whoever says so
    let lead = house.tap(&house.lead, 14, &house.co_lead, Some("lead")).await;
    assert_eq!(outcomes(&lead), ["waiting"]);
    house.app.finish().await;
}

#[tokio::test]
async fn a_supervisor_decides_and_nobody_who_wrote_it_or_is_meant() {
    let house = house().await;
    let coordinator = house.ground.coordinator(&house.app).await;
    let elsewhere = Ground::on(&house.app).await;
    let stranger = house
        .app
        .signed_in(&elsewhere.with_role(Role::Supervisor).await, "x")
        .await;
    house.tap(&house.lead, 11, &house.co_lead, Some("lead")).await;
    let (path_of, yes) = house.decision(11, &house.co_lead, true);
    for (person, code) in [
        (&house.lead, "not_allowed"),
        (&house.co_lead, "not_allowed"),
        (&coordinator, "not_allowed"),
        (&stranger, "not_found"),
    ] {
        person.post(&path_of, yes.clone()).await.problem(code);
    }
    let (_, of_another_press) = house.decision(12, &house.co_lead, true);
    house
        .supervisor
        .post(&path_of, of_another_press)
        .await
        .problem("row_changed");
    house.supervisor.post(&path_of, yes.clone()).await.expect(204);
    house.supervisor.post(&path_of, yes).await.expect(204); // the same again
    let (_, no) = house.decision(11, &house.co_lead, false);
    house.supervisor.post(&path_of, no).await.problem("wrong_state");
    let shown = house
        .lead
        .get(&format!("{}/attendance", path(&house.session)))
        .await
        .expect(200);
    assert_eq!(shown["entries"][0]["standing"], "confirmed");
    // said again it stays decided, said otherwise it waits again
    assert_eq!(
        outcomes(&house.tap(&house.lead, 13, &house.co_lead, Some("lead")).await),
        ["saved"]
    );
    assert_eq!(
        outcomes(&house.tap(&house.lead, 14, &house.co_lead, Some("observer")).await),
        ["waiting"]
    );
    house.app.finish().await;
}

// safety 12 has no say here: a supervisor who is on the session is a recorder like any other
#[tokio::test]
async fn a_supervisor_on_the_session_decides_no_line_that_they_wrote() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let supervisor = ground.with_role(Role::Supervisor).await;
    let staff = json!([
        {"person_id": ground.counsellors[0], "role": "lead"},
        {"person_id": supervisor, "role": "supervisor"},
    ]);
    let session = ground
        .planned(&coordinator, "2026-11-23", "11:00", json!({"staff": staff}))
        .await;
    app.clock.set(session["ends_at"].as_i64().unwrap());
    let person = app.signed_in(&supervisor, "x").await;
    let sheet = format!("{}/attendance", path(&session));
    let tap = |number: u64, who: &PersonId, place: &str| json!({"cid": cid(number), "person_id": who, "status": "here", "place": place, "recorded_at": 0});
    let taps = json!([
        tap(11, &supervisor, "lead"),
        tap(12, &ground.counsellors[0], "observer")
    ]);
    let saved = person.put(&sheet, recording(1, taps, None)).await.expect(200);
    assert_eq!(outcomes(&saved), ["waiting", "waiting"]);
    assert_eq!(person.get("/attendance/waiting").await.expect(200)["items"], json!([]));
    for (number, who) in [(11, &supervisor), (12, &ground.counsellors[0])] {
        let lines = json!([{"person_id": who, "cid": cid(number), "is_confirmed": true}]);
        person
            .post(&format!("{sheet}/decisions"), json!({ "lines": lines }))
            .await
            .problem("second_person_needed");
    }
    app.finish().await;
}

// training 6.6: only what is decided is credited
#[tokio::test]
async fn a_place_that_waits_gives_no_credit_until_it_is_confirmed() {
    let w = World::new().await;
    let (_, trainee) = w.trainee().await;
    let held = w.held("salon", None, 120).await;
    w.attend(&held, &trainee, "here", "participant", 120).await;
    assert_eq!(trainee.have("salons").await, 120);
    let set = async |standing: &'static str| {
        use crate::support::product::db::schema::attendances;
        use diesel::prelude::*;
        let id = held.clone();
        let write = w.app.db.write(move |tx| {
            let row = attendances::table.filter(attendances::session_id.eq(&id));
            diesel::update(row)
                .set(attendances::standing.eq(standing))
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
        w.credit(&held).await;
    };
    for (standing, have) in [("waiting", 0), ("confirmed", 120), ("refused", 0), ("plain", 120)] {
        set(standing).await;
        assert_eq!(trainee.have("salons").await, have, "{standing}");
    }
    w.app.finish().await;
}
