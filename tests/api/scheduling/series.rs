//! Planning a series by a rule.

use super::invariants::{all_claims, assert_claims_are_sound, assert_history_is_complete};
use crate::support::product::{Role, db::schema::session_types};
use crate::support::world::{World, merge};
use diesel::prelude::*;
use serde_json::{Value, json};

/// The local dates of a series with their states.
pub fn dates(series: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let sessions = series["sessions"].as_array().expect("sessions");
    sessions
        .iter()
        .map(|one| (text(&one["local_date"]), text(&one["state"])))
        .collect()
}

// S1, S13
#[tokio::test]
async fn dates_that_cannot_be_placed_are_listed_and_stored_as_skipped_and_the_others_are_made() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let other = studio
        .plan_session(&coordinator, "2026-12-08", "18:00", json!({}))
        .await;
    let body = studio.series_body("Tuesday group", ("2026-11-24", "2026-12-23"), "18:30");
    let dry = coordinator.post("/series?dry_run=true", body.clone()).await.expect(200);
    assert_eq!(
        dry["placeable"],
        json!(["2026-11-24", "2026-12-01", "2026-12-15", "2026-12-22"])
    );
    assert_eq!((&dry["series_id"], &dry["created"]), (&Value::Null, &json!([])));
    assert_eq!(all_claims(&studio.rows).await.len(), 2);
    let made = coordinator.post("/series", body.clone()).await.expect(201);
    assert_eq!(made["created"].as_array().unwrap().len(), 4);
    assert_eq!(made["refused"], dry["refused"]);
    assert_eq!(made["refused"][0]["local_date"], "2026-12-08");
    assert_eq!(made["refused"][0]["reasons"][0]["other_session"]["id"], other["id"]);
    let id = made["series_id"].as_str().unwrap();
    let series = coordinator.get(&format!("/series/{id}")).await.expect(200);
    assert_eq!(series["name"], "Tuesday group");
    assert_eq!(series["rule"], "FREQ=WEEKLY");
    assert_eq!(series["sessions"][0]["title"], "Tuesday group");
    let skipped = &series["sessions"][2];
    assert_eq!(
        (&skipped["state"], &skipped["occurrence_key"]),
        (&json!("skipped"), &json!("2026-12-08T18:30"))
    );
    assert_eq!(skipped["reasons"][0]["other_session"]["id"], other["id"]);
    // a skipped date is no line of the calendar
    let week = coordinator
        .get("/sessions?from=2026-12-08&to=2026-12-09")
        .await
        .expect(200);
    assert_eq!(week["items"].as_array().unwrap().len(), 1);
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    // safety 9
    let neighbour = world.neighbouring_studio().await.coordinator(&world).await;
    neighbour.get(&format!("/series/{id}")).await.problem("not_found");
    // again, everything is taken by the first: nothing is made, every date says why
    let again = coordinator.post("/series", body).await.expect(200);
    assert_eq!(
        (&again["series_id"], again["refused"].as_array().unwrap().len()),
        (&Value::Null, 5)
    );
    world.finish().await;
}

#[tokio::test]
async fn a_series_that_refuses_conflicts_is_made_whole_or_not_at_all() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    studio
        .plan_session(&coordinator, "2026-12-08", "18:00", json!({}))
        .await;
    let mut body = studio.series_body("Whole", ("2026-11-24", "2026-12-23"), "18:30");
    body["on_conflict"] = json!("refuse");
    let problem = coordinator
        .post("/series", body.clone())
        .await
        .problem("session_refused");
    assert_eq!(problem["reasons"][0]["rule"], "room_overlap");
    assert_eq!(all_claims(&studio.rows).await.len(), 2);
    body["local_start"] = json!("12:00");
    coordinator.post("/series", body).await.expect(201);
    world.finish().await;
}

// S9: a skipped date counts and is not replaced
#[tokio::test]
async fn count_includes_skipped_dates() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    studio
        .plan_session(&coordinator, "2026-12-08", "18:00", json!({}))
        .await;
    let body = studio.ruled_body("Six", "2026-11-24", "18:30", "FREQ=WEEKLY;INTERVAL=2;COUNT=3");
    let made = coordinator.post("/series", body).await.expect(201);
    let id = made["series_id"].as_str().unwrap();
    let series = coordinator.get(&format!("/series/{id}")).await.expect(200);
    let expected = [
        ("2026-11-24", "published"),
        ("2026-12-08", "skipped"),
        ("2026-12-22", "published"),
    ];
    assert_eq!(
        dates(&series),
        expected.map(|(date, state)| (date.to_owned(), state.to_owned()))
    );
    assert_eq!(series["until_date"], "2026-12-22");
    world.finish().await;
}

// case 9
#[tokio::test]
async fn monthly_on_the_31st_and_on_the_last_friday() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    for (rule, expected) in [
        (
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3",
            ["2026-12-31", "2027-01-31", "2027-03-31"],
        ),
        (
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
            ["2026-11-27", "2026-12-25", "2027-01-29"],
        ),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1;COUNT=3",
            ["2026-11-27", "2026-12-25", "2027-01-29"],
        ),
    ] {
        let body = studio.ruled_body("Monthly", "2026-11-24", "18:30", rule);
        let dry = coordinator.post("/series?dry_run=true", body).await.expect(200);
        assert_eq!(dry["placeable"], json!(expected), "{rule}");
    }
    world.finish().await;
}

// case 12
#[tokio::test]
async fn dates_that_would_run_into_each_other_are_refused() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    // the kind itself may last a day; two of them on end leave no time for the room
    let longest = studio.rows.write(|conn| {
        diesel::update(session_types::table.filter(session_types::code.eq("peer_group_open")))
            .set(session_types::minutes.eq(1440))
            .execute(conn)
    });
    longest.await;
    let mut body = studio.ruled_body("Long", "2026-11-24", "00:00", "FREQ=DAILY;COUNT=3");
    body.as_object_mut().unwrap().remove("minutes");
    let problem = coordinator.post("/series", body.clone()).await.problem("invalid");
    assert_eq!(
        problem["errors"][0],
        json!({"field": "minutes", "code": "longer_than_interval"})
    );
    body["rule"] = json!("FREQ=DAILY;INTERVAL=2;COUNT=3");
    coordinator.post("/series", body).await.expect(201);
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}

#[tokio::test]
async fn a_rule_that_is_not_understood_is_refused_by_its_part() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    for (rule, field, code) in [
        ("FREQ=YEARLY;COUNT=2", "rule.FREQ", "unsupported"),
        ("FREQ=WEEKLY;BYHOUR=9;COUNT=2", "rule.BYHOUR", "unsupported"),
        ("FREQ=WEEKLY", "rule", "rule_end"),
        ("FREQ=WEEKLY;UNTIL=20261123", "rule", "no_dates"),
        ("FREQ=WEEKLY;UNTIL=20300101", "rule", "out_of_range"),
        ("FREQ=DAILY;COUNT=121", "rule", "out_of_range"),
        ("FREQ=MONTHLY;COUNT=30", "rule", "out_of_range"),
    ] {
        let body = studio.ruled_body("x", "2026-11-24", "18:30", rule);
        let problem = coordinator.post("/series", body).await.problem("invalid");
        assert_eq!(problem["errors"][0], json!({"field": field, "code": code}), "{rule}");
    }
    let mut unknown = studio.ruled_body("x", "2026-11-24", "18:30", "FREQ=WEEKLY;COUNT=2");
    unknown["until"] = json!("2026-12-24");
    coordinator.post("/series", unknown).await.problem("bad_body");
    world.finish().await;
}

// S9: each policy with a date on which the studio is closed as an exception
#[tokio::test]
async fn a_day_off_is_kept_skipped_moved_or_asked_about() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let closed = json!({"date": "2026-12-01", "is_closed": true, "reason": "New Year"});
    coordinator
        .post(&format!("/studios/{}/exceptions", studio.id), closed)
        .await
        .expect(201);
    for (policy, placed) in [
        ("keep", vec!["2026-11-24", "2026-12-08"]),
        ("skip", vec!["2026-11-24", "2026-12-08"]),
        ("ask", vec!["2026-11-24", "2026-12-08"]),
        ("move", vec!["2026-11-24", "2026-12-02", "2026-12-08"]),
    ] {
        let mut body = studio.ruled_body("Group", "2026-11-24", "18:30", "FREQ=WEEKLY;COUNT=3");
        body["off_days"] = json!(policy);
        let dry = coordinator.post("/series?dry_run=true", body.clone()).await.expect(200);
        assert_eq!(dry["placeable"], json!(placed), "{policy}");
        if placed.len() == 2 {
            assert_eq!(
                dry["refused"][0]["reasons"][0]["rule"], "outside_opening_hours",
                "{policy}"
            );
        }
    }
    // the rule counts on from its own dates, and a moved date keeps its key
    let mut body = studio.ruled_body("Group", "2026-11-24", "18:30", "FREQ=WEEKLY;COUNT=3");
    body["off_days"] = json!("move");
    let made = coordinator.post("/series", body).await.expect(201);
    let path = format!("/series/{}", made["series_id"].as_str().unwrap());
    let series = coordinator.get(&path).await.expect(200);
    assert_eq!(series["sessions"][1]["occurrence_key"], "2026-12-01T18:30");
    assert_eq!(series["sessions"][1]["local_date"], "2026-12-02");
    world.finish().await;
}

// safety 9
#[tokio::test]
async fn the_list_shows_the_series_of_the_readers_districts_those_that_go_on_first() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let (coordinator, neighbour) = (studio.coordinator(&world).await, elsewhere.coordinator(&world).await);
    for (name, start, rule) in [
        ("Short", "10:00", "FREQ=WEEKLY;COUNT=2"),
        ("Long", "18:30", "FREQ=WEEKLY;COUNT=4"),
    ] {
        let body = studio.ruled_body(name, "2026-11-24", start, rule);
        coordinator.post("/series", body).await.expect(201);
    }
    let list = coordinator.get("/series").await.expect(200);
    let names: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(names, ["Short", "Long"]);
    let line = &list["items"][1];
    assert_eq!(
        (&line["coming"], &line["skipped"], &line["next"]),
        (&json!(4), &json!(0), &json!("2026-11-24T18:30"))
    );
    let first = coordinator.get("/series?limit=1").await.expect(200);
    let rest = format!("/series?limit=1&cursor={}", first["next"].as_str().unwrap());
    assert_eq!(coordinator.get(&rest).await.expect(200)["items"][0]["name"], "Long");
    assert_eq!(
        coordinator.get("/series?past=true").await.expect(200)["items"],
        json!([])
    );
    let supervisor = world.signed_in(&studio.with_role(Role::Supervisor).await).await;
    assert_eq!(
        supervisor.get("/series").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(neighbour.get("/series").await.expect(200)["items"], json!([]));
    let foreign = format!("/series?studio_id={}", studio.id);
    neighbour.get(&foreign).await.problem("not_found");
    let counsellor = studio.lead(&world).await;
    assert_eq!(counsellor.get("/series").await.expect(200)["items"], json!([]));
    counsellor.get(&foreign).await.problem("not_found");
    world.finish().await;
}

// case 8: a group over midnight keeps its time on the wall when the clocks change
#[tokio::test]
async fn a_group_keeps_its_time_on_the_wall_over_a_change_of_the_clocks() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let id = studio.id.clone();
    let london = studio.rows.write(move |conn| {
        use crate::support::product::db::schema::studios;
        diesel::update(studios::table.find(&id))
            .set(studios::zone.eq("Europe/London"))
            .execute(conn)
    });
    london.await;
    let mut body = studio.ruled_body("Night", "2027-03-21", "23:00", "FREQ=WEEKLY;COUNT=2");
    merge(&mut body, json!({"minutes": 180}));
    let made = coordinator.post("/series", body).await.expect(201);
    let (before, after) = (&made["created"][0], &made["created"][1]);
    assert_eq!(
        (&before["local_start"], &after["local_start"]),
        (&json!("23:00"), &json!("23:00"))
    );
    let apart = after["starts_at"].as_i64().unwrap() - before["starts_at"].as_i64().unwrap();
    // the clocks went forward on the 28th at 01:00, before the second evening
    assert_eq!(apart, (7 * 24 - 1) * 3_600_000);
    for one in [before, after] {
        let length = one["ends_at"].as_i64().unwrap() - one["starts_at"].as_i64().unwrap();
        assert_eq!(length, 180 * 60_000);
    }
    assert_claims_are_sound(&studio.rows).await;
    world.finish().await;
}
