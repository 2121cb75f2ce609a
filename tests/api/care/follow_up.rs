//! What follows from severity 1 and 2 (safety 38, 39).

use crate::support::product::{HOUR, Role};
use crate::support::world::{HelpRoom, World, notice_count, session_path};
use serde_json::{Value, json};

// safety 39
#[tokio::test]
async fn counsellors_get_an_offer_and_the_coordinator_is_notified_if_nobody_accepts() {
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 2).await;
    help.run_jobs().await;
    assert_eq!(notice_count(&help.holder, "supervision_offered").await, 1);
    let page = format!("/incidents/{id}");
    let offer = help.holder.get(&page).await.expect(200)["my_offer"].clone();
    let now = help.clock.now();
    assert_eq!(
        offer,
        json!({ "offered_at": now, "due_at": now + 48 * HOUR, "wants": null })
    );
    help.pass_minutes(48 * 60 - 1).await;
    assert_eq!(notice_count(&help.coordinator, "supervision_open").await, 0);
    help.pass_minutes(1).await;
    assert_eq!(notice_count(&help.coordinator, "supervision_open").await, 1);
    help.holder
        .post(&format!("{page}/supervision"), json!({ "wants": true }))
        .await
        .expect(204);
    assert_eq!(help.holder.get(&page).await.expect(200)["my_offer"]["wants"], true);
    // nobody answers for somebody else
    help.coordinator
        .post(&format!("{page}/supervision"), json!({ "wants": true }))
        .await
        .problem("not_found");
    help.finish().await;
}

#[tokio::test]
async fn an_offer_that_is_declined_is_done_and_severity_3_offers_nothing() {
    let help = HelpRoom::open().await;
    let small = help.report_incident("cid-of-the-small", 3).await;
    help.run_jobs().await;
    assert_eq!(notice_count(&help.holder, "supervision_offered").await, 0);
    // it becomes more than it seemed
    let change = json!({ "row_version": 1, "severity": 2 });
    help.duty
        .patch(&format!("/incidents/{small}"), change)
        .await
        .expect(200);
    help.run_jobs().await;
    assert_eq!(notice_count(&help.holder, "supervision_offered").await, 1);
    let answer = format!("/incidents/{small}/supervision");
    help.holder.post(&answer, json!({ "wants": false })).await.expect(204);
    help.pass_minutes(49 * 60).await;
    assert_eq!(notice_count(&help.coordinator, "supervision_open").await, 0);
    help.finish().await;
}

// safety 38: within 24 hours
#[tokio::test]
async fn a_missing_conversation_is_notified_after_a_day() {
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 1).await;
    help.pass_minutes(24 * 60 - 1).await;
    assert_eq!(notice_count(&help.coordinator, "debrief_missing").await, 0);
    help.pass_minutes(1).await;
    assert_eq!(notice_count(&help.coordinator, "debrief_missing").await, 1);
    assert_eq!(notice_count(&help.coordinator, "incident_recorded").await, 1);
    let second = help.report_incident("cid-of-another", 1).await;
    help.put_on_duty(&help.duty, 0, 72 * HOUR).await.expect(201);
    let held = json!({ "person_id": help.holder.id });
    help.duty
        .post(&format!("/incidents/{second}/debriefs"), held)
        .await
        .expect(204);
    help.pass_minutes(25 * 60).await;
    assert_eq!(
        notice_count(&help.coordinator, "debrief_missing").await,
        1,
        "only of the first, {id}"
    );
    help.finish().await;
}

// safety 39: the next sessions of those involved stand before the coordinator
#[tokio::test]
async fn a_coordinator_checks_the_next_sessions_of_those_involved() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let today = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let next = studio
        .plan_session(&coordinator, "2026-11-26", "18:30", json!({ "title": "Thursday" }))
        .await;
    studio
        .plan_session(
            &coordinator,
            "2026-11-25",
            "18:30",
            json!({ "staff": [{ "person_id": studio.counsellors[1], "role": "lead" }] }),
        )
        .await;
    let lead = studio.lead(&world).await;
    world.clock.advance(34 * HOUR); // Tuesday 20:00, after the session
    let body = json!({ "cid": "cid-of-the-form", "session_id": today["id"], "category": "aggression", "severity": 2, "text": "推了一下" });
    let id = lead.post("/incidents", body).await.expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let page = format!("/incidents/{id}");
    assert_eq!(coordinator.get("/duty").await.expect(200)["unchecked"], 1);
    let seen = coordinator.get(&page).await.expect(200);
    let person = &seen["people"][0];
    assert_eq!(person["person_id"], json!(studio.counsellors[0]));
    let titles: Vec<&str> = person["next_sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Thursday"], "{}", session_path(&next));
    assert_eq!(
        person["offer"],
        Value::Null,
        "whether somebody wants to talk is not the coordinator's"
    );
    let whom = json!({ "person_id": studio.counsellors[0] });
    lead.post(&format!("{page}/checks"), whom.clone())
        .await
        .problem("not_allowed");
    let stranger = elsewhere.coordinator(&world).await;
    stranger
        .post(&format!("{page}/checks"), whom.clone())
        .await
        .problem("not_found");
    world
        .headquarters()
        .await
        .post(&format!("{page}/checks"), whom.clone())
        .await
        .problem("not_allowed");
    coordinator.post(&format!("{page}/checks"), whom).await.expect(204);
    assert_eq!(coordinator.get("/duty").await.expect(200)["unchecked"], 0);
    let supervisor = world.signed_in(&studio.with_role(Role::Supervisor).await).await;
    supervisor.get(&page).await.problem("not_found");
    world.finish().await;
}
