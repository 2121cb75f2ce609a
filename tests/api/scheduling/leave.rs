//! Leave (scheduling 9, case 15): what it hits, who sees it, and what its end mends.

use crate::support::product::{CounsellorStatus, PersonId, Role};
use crate::support::world::{World, broken_rules, grant_role, session_path};
use serde_json::{Value, json};

fn leaves_of(person: &PersonId) -> String {
    format!("/people/{person}/leaves")
}

fn whole(from: &str, to: &str) -> Value {
    json!({"from_date": from, "to_date": to, "roles": "all"})
}

// case 15
#[tokio::test]
async fn leave_over_accepted_sessions_names_them_and_they_stay_marked_until_it_is_withdrawn() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let lead = studio.lead(&world).await;
    let me = &studio.counsellors[0];
    let hit = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let after = studio
        .plan_session(&coordinator, "2026-11-27", "18:30", json!({}))
        .await;
    let answer = lead
        .post(&leaves_of(me), whole("2026-11-24", "2026-11-26"))
        .await
        .expect(201);
    assert_eq!(answer["sessions_hit"].as_array().unwrap().len(), 1);
    assert_eq!(answer["sessions_hit"][0]["id"], hit["id"]);
    assert_eq!(answer["sessions_hit"][0]["problems"][0]["rule"], "on_leave");
    let marked = |session: &Value| {
        let path = session_path(session);
        let coordinator = &coordinator;
        async move { coordinator.get(&path).await.expect(200)["has_problem"].clone() }
    };
    assert_eq!((marked(&hit).await, marked(&after).await), (json!(true), json!(false)));
    // they stay on it, and whoever plans more on that day is refused, or gives a reason
    let mut more = studio.session_body("2026-11-25", "10:00");
    let problem = coordinator
        .post("/sessions", more.clone())
        .await
        .problem("session_refused");
    let blocking = |(rule, severity): (String, String)| (severity == "block").then_some(rule);
    let blocks: Vec<String> = broken_rules(&problem).into_iter().filter_map(blocking).collect();
    assert_eq!(blocks, ["on_leave"]);
    more["overrides"] = json!([{"rule": "on_leave", "subject_id": me, "reason": "They offered to come"}]);
    coordinator.post("/sessions", more).await.expect(201);
    // another change of the marked session is not refused for what stood before
    let edit = json!({"row_version": hit["row_version"], "note": "Bring cups"});
    coordinator.patch(&session_path(&hit), edit).await.expect(200);
    let page = lead.get(&format!("/people/{me}/planning")).await.expect(200);
    let leave = page["leaves"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(leave, answer["id"].as_str().unwrap());
    lead.delete(&format!("/leaves/{leave}")).await.expect(204);
    assert_eq!(marked(&hit).await, json!(false));
    lead.delete(&format!("/leaves/{leave}")).await.problem("not_found");
    world.finish().await;
}

#[tokio::test]
async fn somebody_who_does_not_lead_may_still_observe() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let me = &studio.counsellors[1];
    let body = json!({"from_date": "2026-11-24", "from_time": "18:00", "to_date": "2026-11-24", "to_time": "22:00", "roles": "leading"});
    coordinator.post(&leaves_of(me), body).await.expect(201);
    let both = |role: &str| {
        let lead = json!({"person_id": studio.counsellors[0], "role": "lead"});
        json!({"staff": [lead, {"person_id": me, "role": role}]})
    };
    let mut leading = studio.session_body("2026-11-24", "18:30");
    leading["staff"] = both("co_lead")["staff"].clone();
    let problem = coordinator.post("/sessions", leading).await.problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "on_leave");
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", both("observer"))
        .await;
    // by the clock: before it they lead
    let early = json!({"staff": [{"person_id": me, "role": "lead"}], "room_id": studio.rooms[1]});
    studio.plan_session(&coordinator, "2026-11-24", "16:00", early).await;
    world.finish().await;
}

// safety 8, S14
#[tokio::test]
async fn leave_is_known_to_the_person_and_their_districts_and_elsewhere_they_are_not_available() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let neighbour = elsewhere.coordinator(&world).await;
    let me = &studio.counsellors[0];
    coordinator
        .post(&leaves_of(me), whole("2026-11-24", "2026-11-24"))
        .await
        .expect(201);
    let planning = format!("/people/{me}/planning");
    let supervisor = world.signed_in(&studio.with_role(Role::Supervisor).await).await;
    let page = supervisor.get(&planning).await.expect(200);
    assert_eq!(
        (&page["may_change"], page["leaves"].as_array().unwrap().len()),
        (&json!(false), 1)
    );
    // the negative twins
    neighbour.get(&planning).await.problem("not_found");
    let colleague = world.signed_in(&studio.counsellors[1]).await;
    colleague.get(&planning).await.problem("not_found");
    colleague
        .post(&leaves_of(me), whole("2026-11-24", "2026-11-24"))
        .await
        .problem("not_found");
    neighbour
        .post(&leaves_of(me), whole("2026-11-24", "2026-11-24"))
        .await
        .problem("not_found");
    supervisor
        .post(&leaves_of(me), whole("2026-11-24", "2026-11-24"))
        .await
        .problem("not_allowed");
    let leave = page["leaves"][0]["id"].as_str().unwrap();
    neighbour.delete(&format!("/leaves/{leave}")).await.problem("not_found");
    colleague.delete(&format!("/leaves/{leave}")).await.problem("not_found");
    supervisor
        .delete(&format!("/leaves/{leave}"))
        .await
        .problem("not_allowed");
    // a plan of the neighbour: refused, and not a word of leave, in the refusal, the list and what is stored
    let mut body = elsewhere.session_body("2026-11-24", "18:30");
    body["staff"] = json!([{"person_id": me, "role": "lead"}]);
    let problem = neighbour
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "not_available");
    assert!(!problem.to_string().contains("leave"));
    let found = elsewhere
        .plan_session(&neighbour, "2026-11-24", "10:00", json!({}))
        .await;
    let list = neighbour
        .get(&format!("{}/candidates", session_path(&found)))
        .await
        .expect(200);
    let theirs = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["person_id"] == json!(me))
        .unwrap();
    assert_eq!(
        (&theirs["is_free"], &theirs["is_near_miss"]),
        (&json!(false), &json!(true))
    );
    assert!(!list.to_string().contains("leave"));
    body["overrides"] = json!([{"rule": "not_available", "subject_id": me, "reason": "Agreed by phone"}]);
    let planned = neighbour.post("/sessions", body).await.expect(201);
    let seen = neighbour.get(&session_path(&planned)).await.expect(200);
    assert!(!seen.to_string().contains("leave"));
    world.finish().await;
}

#[tokio::test]
async fn leave_entered_by_a_coordinator_counts_sessions_elsewhere_without_naming_them() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let neighbour = elsewhere.coordinator(&world).await;
    let me = &studio.counsellors[0];
    let borrowed = json!({"staff": [{"person_id": me, "role": "lead"}], "title": "Secret"});
    let there = elsewhere
        .plan_session(&neighbour, "2026-11-24", "18:30", borrowed)
        .await;
    let answer = coordinator
        .post(&leaves_of(me), whole("2026-11-24", "2026-11-24"))
        .await
        .expect(201);
    assert_eq!(answer["sessions_hit"], json!([]));
    assert_eq!(answer["elsewhere"], 1);
    assert!(!answer.to_string().contains("Secret"));
    let page = neighbour.get(&session_path(&there)).await.expect(200);
    assert_eq!(page["has_problem"], true);
    assert!(!page.to_string().contains("leave"));
    // nonsense
    let backwards = whole("2026-11-26", "2026-11-24");
    coordinator.post(&leaves_of(me), backwards).await.problem("invalid");
    coordinator
        .post(&leaves_of(me), whole("2026-11-01", "2026-11-02"))
        .await
        .problem("invalid");
    world.finish().await;
}

// scheduling 4: a practice place is judged by the same rules
#[tokio::test]
async fn nobody_books_a_practice_place_in_their_leave() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let person = studio.counsellor(CounsellorStatus::Candidate).await;
    grant_role(&studio.rows, &person, Role::Trainee, Some(&studio.district)).await;
    let trainee = world.signed_in(&person).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    trainee
        .post(&leaves_of(&person), whole("2026-11-24", "2026-11-24"))
        .await
        .expect(201);
    let place = format!("{}/places/me", session_path(&session));
    let problem = trainee
        .post(&place, json!({"place": "observer"}))
        .await
        .problem("session_refused");
    assert!(broken_rules(&problem).iter().any(|(_, severity)| severity == "block"));
    world.finish().await;
}
