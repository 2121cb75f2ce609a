//! What follows from severity 1 and 2 (safety 38, 39).

use super::{House, notices};
use crate::scheduling::ground::{Ground, path};
use crate::support::app::App;
use crate::support::product::{HOUR, Role};
use serde_json::{Value, json};

// safety 39
#[tokio::test]
async fn counsellors_get_an_offer_and_whoever_looks_after_it_hears_if_it_stays_open() {
    let house = House::open().await;
    let id = house.incident("cid-of-the-form", 2).await;
    house.app.run_jobs().await;
    assert_eq!(notices(&house.holder, "supervision_offered").await, 1);
    let page = format!("/incidents/{id}");
    let offer = house.holder.get(&page).await.expect(200)["my_offer"].clone();
    let now = house.app.clock.now();
    assert_eq!(
        offer,
        json!({ "offered_at": now, "due_at": now + 48 * HOUR, "wants": null })
    );
    house.wait(48 * 60 - 1).await;
    assert_eq!(notices(&house.lead, "supervision_open").await, 0);
    house.wait(1).await;
    assert_eq!(notices(&house.lead, "supervision_open").await, 1);
    house
        .holder
        .post(&format!("{page}/supervision"), json!({ "wants": true }))
        .await
        .expect(204);
    assert_eq!(house.holder.get(&page).await.expect(200)["my_offer"]["wants"], true);
    // nobody answers for somebody else
    house
        .lead
        .post(&format!("{page}/supervision"), json!({ "wants": true }))
        .await
        .problem("not_found");
    house.app.finish().await;
}

#[tokio::test]
async fn an_offer_that_is_declined_is_done_and_severity_3_offers_nothing() {
    let house = House::open().await;
    let small = house.incident("cid-of-the-small", 3).await;
    house.app.run_jobs().await;
    assert_eq!(notices(&house.holder, "supervision_offered").await, 0);
    // it becomes more than it seemed
    let change = json!({ "row_version": 1, "severity": 2 });
    house
        .duty
        .patch(&format!("/incidents/{small}"), change)
        .await
        .expect(200);
    house.app.run_jobs().await;
    assert_eq!(notices(&house.holder, "supervision_offered").await, 1);
    let answer = format!("/incidents/{small}/supervision");
    house.holder.post(&answer, json!({ "wants": false })).await.expect(204);
    house.wait(49 * 60).await;
    assert_eq!(notices(&house.lead, "supervision_open").await, 0);
    house.app.finish().await;
}

// safety 38: within 24 hours
#[tokio::test]
async fn a_missing_talk_is_told_after_a_day() {
    let house = House::open().await;
    let id = house.incident("cid-of-the-form", 1).await;
    house.wait(24 * 60 - 1).await;
    assert_eq!(notices(&house.lead, "debrief_missing").await, 0);
    house.wait(1).await;
    assert_eq!(notices(&house.lead, "debrief_missing").await, 1);
    assert_eq!(notices(&house.lead, "incident_recorded").await, 1);
    let second = house.incident("cid-of-another", 1).await;
    house.put_on_duty(&house.duty, 0, 72 * HOUR).await.expect(201);
    let held = json!({ "person_id": house.holder.id });
    house
        .duty
        .post(&format!("/incidents/{second}/debriefs"), held)
        .await
        .expect(204);
    house.wait(25 * 60).await;
    assert_eq!(
        notices(&house.lead, "debrief_missing").await,
        1,
        "only of the first, {id}"
    );
    house.app.finish().await;
}

// safety 39: the next sessions of those involved stand before the coordinator
#[tokio::test]
async fn a_coordinator_checks_the_next_sessions_of_those_involved() {
    let app = App::start().await;
    let (ground, elsewhere) = (Ground::on(&app).await, Ground::on(&app).await);
    let coordinator = ground.coordinator(&app).await;
    let today = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let next = ground
        .planned(&coordinator, "2026-11-26", "18:30", json!({ "title": "Thursday" }))
        .await;
    ground
        .planned(
            &coordinator,
            "2026-11-25",
            "18:30",
            json!({ "staff": [{ "person_id": ground.counsellors[1], "role": "lead" }] }),
        )
        .await;
    let lead = app.signed_in(&ground.counsellors[0], "lead").await;
    app.clock.advance(34 * HOUR); // Tuesday 20:00, after the session
    let body = json!({ "cid": "cid-of-the-form", "session_id": today["id"], "category": "aggression", "severity": 2, "text": "推了一下" });
    let id = lead.post("/incidents", body).await.expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let page = format!("/incidents/{id}");
    assert_eq!(coordinator.get("/duty").await.expect(200)["unchecked"], 1);
    let seen = coordinator.get(&page).await.expect(200);
    let person = &seen["people"][0];
    assert_eq!(person["person_id"], json!(ground.counsellors[0]));
    let titles: Vec<&str> = person["next_sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Thursday"], "{}", path(&next));
    assert_eq!(
        person["offer"],
        Value::Null,
        "whether somebody wants to talk is not the coordinator's"
    );
    let whom = json!({ "person_id": ground.counsellors[0] });
    lead.post(&format!("{page}/checks"), whom.clone())
        .await
        .problem("not_allowed");
    let stranger = elsewhere.coordinator(&app).await;
    stranger
        .post(&format!("{page}/checks"), whom.clone())
        .await
        .problem("not_found");
    app.headquarters()
        .await
        .post(&format!("{page}/checks"), whom.clone())
        .await
        .problem("not_allowed");
    coordinator.post(&format!("{page}/checks"), whom).await.expect(204);
    assert_eq!(coordinator.get("/duty").await.expect(200)["unchecked"], 0);
    let supervisor = app.signed_in(&ground.with_role(Role::Supervisor).await, "sw").await;
    supervisor.get(&page).await.problem("not_found");
    app.finish().await;
}
