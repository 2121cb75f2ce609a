//! Qualifications with an end (S12; scheduling 9, case 18).

use crate::support::product::{CounsellorStatus, Role};
use crate::support::world::{World, broken_rules, session_path};
use serde_json::{Value, json};

fn held(page: &Value) -> &str {
    page["qualifications"][0]["id"].as_str().unwrap()
}

// case 18, S12
#[tokio::test]
async fn a_qualification_that_ends_before_a_session_flags_it_and_what_was_before_stays() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let me = &studio.counsellors[0];
    let before = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let after = studio
        .plan_session(&coordinator, "2026-11-26", "18:30", json!({}))
        .await;
    let page = coordinator.get(&format!("/people/{me}/planning")).await.expect(200);
    assert_eq!(
        (&page["may_limit"], &page["qualifications"][0]["to_at"]),
        (&json!(true), &Value::Null)
    );
    let path = format!("/qualifications/{}", held(&page));
    let answer = coordinator
        .put(&path, json!({"last_date": "2026-11-25"}))
        .await
        .expect(200);
    let hit = answer["sessions_hit"].as_array().unwrap();
    assert_eq!((hit.len(), &hit[0]["id"]), (1, &after["id"]));
    let marked = |session: &Value| {
        let path = session_path(session);
        let coordinator = &coordinator;
        async move { coordinator.get(&path).await.expect(200)["has_problem"].clone() }
    };
    assert_eq!(
        (marked(&before).await, marked(&after).await),
        (json!(false), json!(true))
    );
    // the day of the session decides, in the list and at the door
    studio
        .plan_session(&coordinator, "2026-11-25", "10:00", json!({}))
        .await;
    let problem = coordinator
        .post("/sessions", studio.session_body("2026-11-27", "10:00"))
        .await
        .problem("session_refused");
    assert!(broken_rules(&problem).contains(&("not_qualified".into(), "block".into())));
    // for good again
    coordinator.put(&path, json!({})).await.expect(200);
    assert_eq!(marked(&after).await, json!(false));
    world.finish().await;
}

#[tokio::test]
async fn only_a_coordinator_of_their_district_gives_a_qualification_an_end() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let me = &studio.counsellors[0];
    let lead = studio.lead(&world).await;
    let page = lead.get(&format!("/people/{me}/planning")).await.expect(200);
    assert_eq!(page["may_limit"], false);
    let path = format!("/qualifications/{}", held(&page));
    let body = json!({"last_date": "2026-11-25"});
    lead.put(&path, body.clone()).await.problem("not_allowed");
    let supervisor = world.signed_in(&studio.with_role(Role::Supervisor).await).await;
    supervisor.put(&path, body.clone()).await.problem("not_allowed");
    elsewhere
        .coordinator(&world)
        .await
        .put(&path, body.clone())
        .await
        .problem("not_found");
    coordinator.put("/qualifications/none", body).await.problem("not_found");
    coordinator
        .put(&path, json!({"last_date": "1969-01-01"}))
        .await
        .problem("invalid");
    world.finish().await;
}

// S12: what somebody holds is what decides at the session's own start
#[tokio::test]
async fn everybody_who_leads_is_qualified_when_the_session_begins() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let person = studio.counsellor(CounsellorStatus::Certified).await;
    let page = coordinator.get(&format!("/people/{person}/planning")).await.expect(200);
    let path = format!("/qualifications/{}", held(&page));
    for (last, date) in [
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24", "2026-11-25"),
        ("2026-11-30", "2026-11-29"),
        ("2026-11-30", "2026-12-01"),
    ] {
        coordinator.put(&path, json!({"last_date": last})).await.expect(200);
        let mut body = studio.session_body(date, "18:30");
        body["staff"] = json!([{"person_id": person, "role": "lead"}]);
        let answer = coordinator.post("/sessions/check", body).await.expect(200);
        let blocks = answer["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|reason| reason["severity"] == "block");
        assert_eq!(blocks.count() == 0, date <= last, "{last} {date}");
    }
    world.finish().await;
}
