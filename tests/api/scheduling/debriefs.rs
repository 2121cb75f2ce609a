//! What the staff say of a session: each writes their own, few read it, each reading is noted (safety 8, 16, 19, 28).

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{
    CounsellorStatus, DAY, Error, HOUR, Role,
    db::schema::{audit_entries, debriefs},
};
use crate::support::world::{Studio, World, session_path};
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

struct Delivered {
    world: World,
    studio: Studio,
    session: Value,
    lead: Person,
    observer: Person,
}

/// A session that is over, on which a lead of this district and an observer from another were.
async fn delivered() -> (Delivered, Studio) {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let guest = elsewhere.counsellor(CounsellorStatus::Provisional).await;
    let staff = json!([
        {"person_id": studio.counsellors[0], "role": "lead"},
        {"person_id": guest, "role": "observer"},
    ]);
    let session = studio
        .plan_session(&coordinator, "2026-11-23", "11:00", json!({"staff": staff}))
        .await;
    world.clock.set(session["ends_at"].as_i64().unwrap());
    let past = Delivered {
        lead: studio.lead(&world).await,
        observer: world.signed_in(&guest).await,
        studio,
        session,
        world,
    };
    (past, elsewhere)
}

impl Delivered {
    fn all(&self) -> String {
        format!("{}/debriefs", session_path(&self.session))
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
    let (past, elsewhere) = delivered().await;
    let app = &past.world.app;
    past.write(&past.lead, "tired").await;
    past.world.clock.advance(1); // debriefs are listed in the order of writing
    past.write(&past.observer, "glad").await;
    // everybody of the staff their own, and nobody else's
    let own = past.seen(&past.lead).await;
    assert_eq!((own.len(), &own[0]["how_am_i"]), (1, &json!("tired")));
    assert_eq!(past.seen(&past.observer).await[0]["how_am_i"], "glad");
    assert!(readings(app).await.is_empty(), "reading one's own is no reading");
    // the coordinator reads what was said of the session
    let coordinator = past.studio.coordinator(&past.world).await;
    let seen = past.seen(&coordinator).await;
    assert_eq!(seen.len(), 2);
    for one in &seen {
        assert_eq!(
            (&one["about"]["went_well"], &one["how_am_i"]),
            (&json!("calm"), &Value::Null)
        );
    }
    // the supervisor of the district: the same, and how their own people are, not the guest
    let supervisor = app.signed_in(&past.studio.with_role(Role::Supervisor).await).await;
    let seen = past.seen(&supervisor).await;
    let how: Vec<_> = seen.iter().map(|one| &one["how_am_i"]).collect();
    assert_eq!(how, [&json!("tired"), &Value::Null]);
    // the guest's own supervisor: how they are, and nothing of a session of another district
    let theirs = app.signed_in(&elsewhere.with_role(Role::Supervisor).await).await;
    let seen = past.seen(&theirs).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (&seen[0]["how_am_i"], &seen[0]["about"]),
        (&json!("glad"), &Value::Null)
    );
    assert_eq!(readings(app).await.len(), 2 + 2 + 1);
    // safety 19: whose it is sees that it was read
    let record = past.lead.get("/me/record-reads").await.expect(200);
    assert!(record.to_string().contains("debrief_read"), "{record}");
    // nobody else
    let other = app.signed_in(&past.studio.counsellors[2]).await;
    other.get(&past.all()).await.problem("not_allowed");
    app.headquarters().await.get(&past.all()).await.problem("not_allowed");
    elsewhere
        .coordinator(&past.world)
        .await
        .get(&past.all())
        .await
        .problem("not_found");
    past.world.finish().await;
}

#[tokio::test]
async fn each_of_the_staff_writes_their_own_also_after_somebody_closed() {
    let (past, _) = delivered().await;
    let app = &past.world.app;
    let close = format!("{}/close", session_path(&past.session));
    past.lead
        .post(&close, json!({"debrief": answers("fine")}))
        .await
        .expect(200);
    // the closing arrives once more: nothing changes but nothing is refused
    past.lead
        .post(&close, json!({"debrief": answers("fine")}))
        .await
        .expect(200);
    past.write(&past.observer, "first").await;
    past.write(&past.observer, "second").await;
    assert_eq!(past.seen(&past.observer).await[0]["how_am_i"], "second");
    let me = format!("{}/me", past.all());
    let other = app.signed_in(&past.studio.counsellors[2]).await;
    other.put(&me, answers("x")).await.problem("not_allowed");
    let coordinator = past.studio.coordinator(&past.world).await;
    coordinator.put(&me, answers("x")).await.problem("not_allowed");
    let number = json!({"went_well": "110105.19491231.002X", "hard": "", "follow_up": "", "how_am_i": ""});
    past.lead.put(&me, number).await.problem("refused_content");
    app.clock.advance(14 * DAY);
    let late = app.signed_in(&past.studio.counsellors[0]).await;
    late.put(&me, answers("late")).await.problem("wrong_state");
    past.world.finish().await;
}

// safety 28
#[tokio::test]
async fn a_debrief_is_kept_for_ninety_days() {
    let (past, _) = delivered().await;
    let app = &past.world.app;
    past.write(&past.lead, "tired").await;
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
    past.world.finish().await;
}
