//! What the staff say of a session: each writes their own, few read it, each reading is noted (safety 8, 16, 19, 28).

use super::ground::{Ground, path};
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{
    CounsellorStatus, DAY, Error, HOUR, Role,
    db::schema::{audit_entries, debriefs},
};
use diesel::prelude::*;
use serde_json::{Value, json};

fn answers(how: &str) -> Value {
    json!({"went_well": "calm", "hard": "", "follow_up": "", "how_am_i": how})
}

async fn readings(app: &App) -> Vec<String> {
    let read = app.db.read(|conn| {
        let rows = audit_entries::table
            .filter(audit_entries::verb.eq("debrief_read"))
            .order(audit_entries::id)
            .select(audit_entries::subject_id);
        Ok::<_, Error>(rows.load(conn)?)
    });
    read.await.unwrap()
}

struct House {
    app: App,
    ground: Ground,
    session: Value,
    lead: Person,
    observer: Person,
}

/// A session that is over, on which a lead of this district and an observer from another were.
async fn house() -> (House, Ground) {
    let app = App::start().await;
    let (ground, elsewhere) = (Ground::on(&app).await, Ground::on(&app).await);
    let coordinator = ground.coordinator(&app).await;
    let guest = elsewhere.counsellor(CounsellorStatus::Provisional).await;
    let staff = json!([
        {"person_id": ground.counsellors[0], "role": "lead"},
        {"person_id": guest, "role": "observer"},
    ]);
    let session = ground
        .planned(&coordinator, "2026-11-23", "11:00", json!({"staff": staff}))
        .await;
    app.clock.set(session["ends_at"].as_i64().unwrap());
    let house = House {
        lead: app.signed_in(&ground.counsellors[0], "lead").await,
        observer: app.signed_in(&guest, "guest").await,
        ground,
        session,
        app,
    };
    (house, elsewhere)
}

impl House {
    fn all(&self) -> String {
        format!("{}/debriefs", path(&self.session))
    }

    async fn write(&self, who: &Person, how: &str) {
        who.put(&format!("{}/me", self.all()), answers(how)).await.expect(204);
    }

    async fn seen(&self, who: &Person) -> Vec<Value> {
        let page = who.get(&self.all()).await.expect(200);
        page["items"].as_array().unwrap().clone()
    }
}

// safety 8
#[tokio::test]
async fn how_am_i_is_read_by_oneself_and_ones_own_supervisor_and_the_rest_by_the_district() {
    let (house, elsewhere) = house().await;
    let app = &house.app;
    house.write(&house.lead, "tired").await;
    house.write(&house.observer, "glad").await;
    // everybody of the staff their own, and nobody else's
    let own = house.seen(&house.lead).await;
    assert_eq!((own.len(), &own[0]["how_am_i"]), (1, &json!("tired")));
    assert_eq!(house.seen(&house.observer).await[0]["how_am_i"], "glad");
    assert!(readings(app).await.is_empty(), "reading one's own is no reading");
    // the coordinator reads what was said of the session
    let coordinator = house.ground.coordinator(app).await;
    let seen = house.seen(&coordinator).await;
    assert_eq!(seen.len(), 2);
    for one in &seen {
        assert_eq!(
            (&one["about"]["went_well"], &one["how_am_i"]),
            (&json!("calm"), &Value::Null)
        );
    }
    // the supervisor of the district: the same, and how their own people are, not the guest
    let supervisor = app
        .signed_in(&house.ground.with_role(Role::Supervisor).await, "x")
        .await;
    let seen = house.seen(&supervisor).await;
    let how: Vec<_> = seen.iter().map(|one| &one["how_am_i"]).collect();
    assert_eq!(how, [&json!("tired"), &Value::Null]);
    // the guest's own supervisor: how they are, and nothing of a session of another district
    let theirs = app.signed_in(&elsewhere.with_role(Role::Supervisor).await, "x").await;
    let seen = house.seen(&theirs).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (&seen[0]["how_am_i"], &seen[0]["about"]),
        (&json!("glad"), &Value::Null)
    );
    assert_eq!(readings(app).await.len(), 2 + 2 + 1);
    // safety 19: whose it is sees that it was read
    let record = house.lead.get("/me/record-reads").await.expect(200);
    assert!(record.to_string().contains("debrief_read"), "{record}");
    // nobody else
    let other = app.signed_in(&house.ground.counsellors[2], "x").await;
    other.get(&house.all()).await.problem("not_allowed");
    app.headquarters().await.get(&house.all()).await.problem("not_allowed");
    elsewhere
        .coordinator(app)
        .await
        .get(&house.all())
        .await
        .problem("not_found");
    house.app.finish().await;
}

#[tokio::test]
async fn each_of_the_staff_writes_their_own_also_after_somebody_closed() {
    let (house, _) = house().await;
    let app = &house.app;
    let close = format!("{}/close", path(&house.session));
    house
        .lead
        .post(&close, json!({"debrief": answers("fine")}))
        .await
        .expect(200);
    // the closing arrives once more: nothing changes but nothing is refused
    house
        .lead
        .post(&close, json!({"debrief": answers("fine")}))
        .await
        .expect(200);
    house.write(&house.observer, "first").await;
    house.write(&house.observer, "second").await;
    assert_eq!(house.seen(&house.observer).await[0]["how_am_i"], "second");
    let me = format!("{}/me", house.all());
    let other = app.signed_in(&house.ground.counsellors[2], "x").await;
    other.put(&me, answers("x")).await.problem("not_allowed");
    let coordinator = house.ground.coordinator(app).await;
    coordinator.put(&me, answers("x")).await.problem("not_allowed");
    let number = json!({"went_well": "110105.19491231.002X", "hard": "", "follow_up": "", "how_am_i": ""});
    house.lead.put(&me, number).await.problem("refused_content");
    app.clock.advance(14 * DAY);
    let late = app.signed_in(&house.ground.counsellors[0], "lead").await;
    late.put(&me, answers("late")).await.problem("wrong_state");
    house.app.finish().await;
}

// safety 28
#[tokio::test]
async fn a_debrief_is_kept_for_ninety_days() {
    let (house, _) = house().await;
    let app = &house.app;
    house.write(&house.lead, "tired").await;
    let stored = async || {
        let read = app
            .db
            .read(|conn| Ok::<_, Error>(debriefs::table.count().get_result::<i64>(conn)?));
        read.await.unwrap()
    };
    app.clock.advance(90 * DAY - HOUR);
    app.run_jobs().await;
    assert_eq!(stored().await, 1);
    app.clock.advance(2 * HOUR);
    let due = app.headquarters().await.get("/retention").await.expect(200)["items"][2].clone();
    assert_eq!((&due["what"], &due["due"]), (&json!("debrief"), &json!(1)));
    app.run_jobs().await;
    assert_eq!(stored().await, 0);
    house.app.finish().await;
}
