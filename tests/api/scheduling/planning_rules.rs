//! The rules of planning are rows: what applies where, who changes it, and what a change breaks.

use crate::support::person::Person;
use crate::support::product::Role;
use crate::support::world::{Studio, World, broken_rules, insert_studio, session_path};
use serde_json::{Value, json};

fn hit_ids(answer: &Value) -> Vec<&Value> {
    answer["sessions_hit"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect()
}

async fn set(by: &Person, code: &str, scope: &str, scope_id: &str, severity: &str, amount: i64) -> Value {
    let body = json!({"scope": scope, "scope_id": scope_id, "severity": severity, "amount": amount});
    by.put(&format!("/planning-rules/{code}"), body).await.expect(200)
}

fn row<'a>(page: &'a Value, code: &str, scope: &str) -> Option<&'a Value> {
    let rules = page["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["code"] == code).unwrap();
    rule["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["scope"] == scope)
}

/// Another session of the first counsellor, this many minutes after one that ends at 20:00.
async fn next_after(studio: &Studio, by: &Person, minutes: i64) -> crate::support::app::Answer {
    let start = format!("{:02}:{:02}", 20 + minutes / 60, minutes % 60);
    let mut body = studio.session_body("2026-11-24", &start);
    body["room_id"] = json!(studio.rooms[1]);
    by.post("/sessions", body).await
}

// S11
#[tokio::test]
async fn rest_is_a_row_and_the_most_specific_scope_wins() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let office = world.app.headquarters().await;
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let problem = next_after(&studio, &coordinator, 29).await.problem("session_refused");
    let reason = &problem["reasons"][0];
    assert_eq!((&reason["rule"], &reason["limit"]), (&json!("person_gap"), &json!(30)));
    // all, district, studio: each goes before the one above
    set(&office, "rest_same_studio", "all", "", "block_publish", 60).await;
    next_after(&studio, &coordinator, 45).await.problem("session_refused");
    set(
        &coordinator,
        "rest_same_studio",
        "district",
        studio.district.as_str(),
        "warn",
        60,
    )
    .await;
    let warned = next_after(&studio, &coordinator, 45).await.expect(201);
    assert!(warned["warnings"].to_string().contains("person_gap"));
    let answer = set(
        &coordinator,
        "rest_same_studio",
        "studio",
        studio.id.as_str(),
        "block_publish",
        50,
    )
    .await;
    assert_eq!(hit_ids(&answer).len(), 2, "both of the pair are named");
    assert_eq!(answer["elsewhere"], 0);
    assert!(hit_ids(&answer).contains(&&warned["id"]));
    let is_marked = coordinator.get(&session_path(&warned)).await.expect(200)["has_problem"].clone();
    assert_eq!(is_marked, true);
    // reset: the row of the district holds again, and what the studio's had found is solved
    let reset = format!("/planning-rules/rest_same_studio?scope=studio&scope_id={}", studio.id);
    coordinator.delete(&reset).await.expect(200);
    let page = coordinator.get("/planning-rules").await.expect(200);
    assert!(row(&page, "rest_same_studio", "studio").is_none());
    assert_eq!(row(&page, "rest_same_studio", "district").unwrap()["severity"], "warn");
    assert_eq!(row(&page, "rest_same_studio", "all").unwrap()["amount"], 60);
    let is_marked = coordinator.get(&session_path(&warned)).await.expect(200)["has_problem"].clone();
    assert_eq!(is_marked, false);
    office
        .delete("/planning-rules/rest_same_studio?scope=all")
        .await
        .expect(200);
    let page = office.get("/planning-rules").await.expect(200);
    assert_eq!(row(&page, "rest_same_studio", "all").unwrap()["amount"], 30);
    world.finish().await;
}

#[tokio::test]
async fn coordinators_change_their_own_places_only_and_others_do_not_see_the_editor() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let neighbour = elsewhere.coordinator(&world).await;
    let lead = studio.lead(&world).await;
    let put = |scope: &str, id: &str, severity: &str, amount: i64| json!({"scope": scope, "scope_id": id, "severity": severity, "amount": amount});
    let path = "/planning-rules/led_a_week";
    coordinator
        .put(path, put("all", "", "warn", 5))
        .await
        .problem("not_allowed");
    coordinator
        .put(path, put("type", "salon", "warn", 5))
        .await
        .problem("not_allowed");
    let theirs = elsewhere.district.as_str();
    coordinator
        .put(path, put("district", theirs, "warn", 5))
        .await
        .problem("not_found");
    coordinator
        .put(path, put("studio", elsewhere.id.as_str(), "warn", 5))
        .await
        .problem("not_found");
    lead.put(path, put("studio", studio.id.as_str(), "warn", 5))
        .await
        .problem("not_allowed");
    lead.get("/planning-rules").await.problem("not_allowed");
    neighbour
        .put(path, put("district", theirs, "warn", 5))
        .await
        .expect(200);
    let page = coordinator.get("/planning-rules").await.expect(200);
    assert!(
        row(&page, "led_a_week", "district").is_none(),
        "a row of another district"
    );
    assert_eq!(page["may_change_all"], false);
    // bounds, and what never becomes a warning
    coordinator
        .put(path, put("district", studio.district.as_str(), "warn", 51))
        .await
        .problem("invalid");
    let buffer = put("district", studio.district.as_str(), "warn", 10);
    coordinator
        .put("/planning-rules/room_buffer", buffer)
        .await
        .problem("invalid");
    coordinator
        .put("/planning-rules/room_overlap", put("all", "", "warn", 0))
        .await
        .problem("not_found");
    world.finish().await;
}

#[tokio::test]
async fn a_wider_buffer_breaks_nothing_that_stands_and_holds_for_what_is_planned_or_moved() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let staff = json!({"staff": [{"person_id": studio.counsellors[1], "role": "lead"}]});
    let late = studio
        .plan_session(&coordinator, "2026-11-24", "20:30", staff.clone())
        .await;
    let answer = set(
        &coordinator,
        "room_buffer",
        "studio",
        studio.id.as_str(),
        "block_publish",
        30,
    )
    .await;
    assert_eq!(hit_ids(&answer).len(), 0);
    // staffing it again does not ask for the new buffer
    let body =
        json!({"row_version": late["row_version"], "staff": [{"person_id": studio.counsellors[2], "role": "lead"}]});
    coordinator
        .put(&format!("{}/assignments", session_path(&late)), body)
        .await
        .expect(200);
    let version = coordinator.get(&session_path(&late)).await.expect(200)["row_version"].clone();
    let shift = |start: &str| json!({"row_version": version, "local_date": "2026-11-24", "local_start": start});
    let path = format!("{}/move", session_path(&late));
    let problem = coordinator.post(&path, shift("20:31")).await.problem("session_refused");
    assert_eq!(broken_rules(&problem)[0].0, "room_overlap");
    coordinator.post(&path, shift("20:45")).await.expect(200);
    // a narrower one: what was claimed wide stays wide, and the refusal says so
    set(
        &coordinator,
        "room_buffer",
        "studio",
        studio.id.as_str(),
        "block_publish",
        0,
    )
    .await;
    let mut body = studio.session_body("2026-11-24", "22:35");
    body["staff"] = staff["staff"].clone();
    let problem = coordinator
        .post("/sessions", body.clone())
        .await
        .problem("session_refused");
    assert!(broken_rules(&problem).iter().any(|(rule, _)| rule == "room_overlap"));
    body["local_start"] = json!("22:45");
    coordinator.post("/sessions", body).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn travel_between_two_studios_is_a_row_of_the_pair() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let (second, rooms) = insert_studio(&studio.rows, &studio.district, "Asia/Shanghai", &[12]).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let there = |start: &str| {
        let mut body = studio.session_body("2026-11-24", start);
        body["studio_id"] = json!(second);
        body["room_id"] = json!(rooms[0]);
        body
    };
    coordinator
        .post("/sessions", there("20:59"))
        .await
        .problem("session_refused");
    let pair = json!({"kind": "studio", "one_id": second, "other_id": studio.id, "minutes": 20});
    coordinator.put("/travel-times", pair.clone()).await.expect(200);
    let near = coordinator.post("/sessions", there("20:20")).await.expect(201);
    let mut far = pair.clone();
    far["minutes"] = json!(90);
    let answer = coordinator.put("/travel-times", far).await.expect(200);
    let hit = hit_ids(&answer);
    assert!(hit.contains(&&session["id"]) && hit.contains(&&near["id"]));
    // a pair of which one is ours may be set by us, a pair of strangers not; nobody travels to where they are
    let neighbour = elsewhere.coordinator(&world).await;
    neighbour
        .put("/travel-times", pair.clone())
        .await
        .problem("not_allowed");
    let districts =
        json!({"kind": "district", "one_id": studio.district, "other_id": elsewhere.district, "minutes": 75});
    neighbour.put("/travel-times", districts).await.expect(200);
    let page = coordinator.get("/planning-rules").await.expect(200);
    assert_eq!(page["travel_times"].as_array().unwrap().len(), 2);
    let same = json!({"kind": "studio", "one_id": studio.id, "other_id": studio.id, "minutes": 5});
    coordinator.put("/travel-times", same).await.problem("invalid");
    let mut gone = pair;
    gone["minutes"] = Value::Null;
    coordinator.put("/travel-times", gone).await.expect(200);
    let page = coordinator.get("/planning-rules").await.expect(200);
    assert_eq!(page["travel_times"].as_array().unwrap().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn ceilings_of_minutes_and_days_block_where_a_row_says_so_and_a_reason_lifts_them() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let scope = studio.district.as_str();
    set(&coordinator, "minutes_a_day", "district", scope, "block_publish", 120).await;
    set(&coordinator, "minutes_a_week", "district", scope, "block_publish", 180).await;
    set(&coordinator, "consecutive_days", "district", scope, "block_publish", 2).await;
    studio
        .plan_session(&coordinator, "2026-11-24", "10:00", json!({}))
        .await;
    let refused = |body: Value| {
        let coordinator = &coordinator;
        async move {
            let problem = coordinator.post("/sessions", body).await.problem("session_refused");
            let mut found: Vec<String> = broken_rules(&problem)
                .into_iter()
                .filter(|(_, severity)| severity == "block")
                .map(|(rule, _)| rule)
                .collect();
            found.sort();
            found
        }
    };
    assert_eq!(
        refused(studio.session_body("2026-11-24", "14:00")).await,
        ["daily_minutes"]
    );
    studio
        .plan_session(&coordinator, "2026-11-25", "10:00", json!({}))
        .await;
    let third = studio.session_body("2026-11-26", "10:00");
    assert_eq!(refused(third.clone()).await, ["consecutive_days", "weekly_minutes"]);
    let mut lifted = third;
    let person = studio.counsellors[0].as_str();
    lifted["overrides"] = json!([
        {"rule": "consecutive_days", "subject_id": person, "reason": "Asked for it"},
        {"rule": "weekly_minutes", "subject_id": person, "reason": "Asked for it"},
    ]);
    coordinator.post("/sessions", lifted).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn a_changed_rule_is_in_the_audit() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let officer = world.privacy_officer().await;
    set(
        &coordinator,
        "led_a_week",
        "district",
        studio.district.as_str(),
        "warn",
        4,
    )
    .await;
    let log = officer.get("/audit").await.expect(200);
    let entries = log["items"].as_array().unwrap();
    let entry = entries
        .iter()
        .find(|entry| entry["verb"] == "set_planning_rule")
        .unwrap();
    let about = (&entry["subject_kind"], &entry["subject_id"], &entry["actor_id"]);
    assert_eq!(
        about,
        (&json!("planning_rule"), &json!("led_a_week"), &json!(coordinator.id))
    );
    let member = world.person(Role::Member).await;
    member.get("/planning-rules").await.problem("not_allowed");
    world.finish().await;
}
