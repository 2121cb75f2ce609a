//! Public holidays, make-up working days, and a notice that changes.

use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::world::{World, session_path};
use reqwest::Method;
use serde_json::{Value, json};

async fn bring(person: &Person, query: &str, file: &str) -> Answer {
    let request = person.request(Method::POST, &format!("/imports/calendar_days{query}"));
    let sent = request.header("content-type", "text/csv").body(file.to_owned()).send();
    Answer::read_for(Some(&Method::POST), sent.await.expect("an answer")).await
}

fn codes(report: &Value) -> Vec<&str> {
    let lines = report["lines"].as_array().expect("lines").iter();
    lines.map(|line| line["verdict"].as_str().unwrap()).collect()
}

/// A new notice for the year in which the tests live. The first of January is a Friday, the third a Sunday.
const NEW_YEAR: &str = r#"{"year": 2027, "region": "CN", "source": "通知", "days": [
    {"date": "2027-01-01", "isOffDay": true, "name": {"zh": "元旦", "en": "New Year's Day"}},
    {"date": "2027-01-02", "isOffDay": true, "name": {"zh": "元旦", "en": "New Year's Day"}},
    {"date": "2027-01-03", "isOffDay": false, "name": {"zh": "元旦补班", "en": "Make-up working day"}}]}"#;

#[tokio::test]
async fn what_ships_is_there_and_what_is_not_announced_is_not() {
    let world = World::new().await;
    let studio = world.studio().await;
    let lead = studio.lead(&world).await;
    let all = lead
        .get("/calendar-days?from=2025-01-01&to=2026-12-31")
        .await
        .expect(200);
    let days = all["days"].as_array().unwrap();
    let count = |kind: &str| days.iter().filter(|day| day["kind"] == kind).count();
    assert_eq!((count("off"), count("make_up_work")), (28 + 33, 5 + 6));
    let national = days.iter().find(|day| day["date"] == "2026-10-01").unwrap();
    assert_eq!(national["name"], json!({"zh": "国庆节", "en": "National Day"}));
    let years: Vec<&Value> = all["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| &notice["year"])
        .collect();
    assert_eq!(years, [2025, 2026], "2027 is provisional");
    let none = lead
        .get("/calendar-days?from=2027-01-01&to=2027-12-31")
        .await
        .expect(200);
    assert_eq!(none["days"], json!([]));
    lead.get("/calendar-days?from=2027-01-01&to=2026-12-31")
        .await
        .problem("invalid");
    world.finish().await;
}

// M20, S10, scheduling 7: the holiday week shows its clashes, and nothing moves by itself
#[tokio::test]
async fn a_new_notice_leaves_a_work_list_and_moves_nothing() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let off = studio
        .plan_session(&coordinator, "2027-01-01", "18:30", json!({}))
        .await;
    let make_up = studio
        .plan_session(&coordinator, "2027-01-03", "18:30", json!({}))
        .await;
    let plain = studio
        .plan_session(&coordinator, "2027-01-05", "18:30", json!({}))
        .await;
    coordinator
        .post("/sessions", {
            let mut draft = studio.session_body("2027-01-01", "10:00");
            draft["publish"] = json!(false);
            draft
        })
        .await
        .expect(201);
    let hq = world.headquarters().await;
    bring(&coordinator, "?dry_run=true", NEW_YEAR)
        .await
        .problem("not_allowed");
    let dry = bring(&hq, "?dry_run=true", NEW_YEAR).await.expect(200);
    assert_eq!((codes(&dry), &dry["is_applied"]), (vec!["ok"; 3], &json!(false)));
    assert_eq!(coordinator.get("/calendar-work").await.expect(200)["items"], json!([]));
    let real = bring(&hq, "", NEW_YEAR).await.expect(200);
    assert_eq!(real["lines"], dry["lines"]);
    let work = coordinator.get("/calendar-work").await.expect(200);
    let found: Vec<_> = work["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["session"]["id"], &item["was"], &item["now"]))
        .collect();
    assert_eq!(
        found,
        [
            (&off["id"], &json!("normal"), &json!("off")),
            (&make_up["id"], &json!("normal"), &json!("make_up_work"))
        ]
    );
    for (session, is_hit) in [(&off, true), (&make_up, false), (&plain, false)] {
        let page = coordinator.get(&session_path(session)).await.expect(200);
        assert_eq!(
            (&page["local_date"], &page["has_problem"]),
            (&session["local_date"], &json!(is_hit))
        );
    }
    // nothing new on the holiday without a reason
    let refused = coordinator
        .post("/sessions", studio.session_body("2027-01-02", "18:30"))
        .await;
    assert_eq!(
        refused.problem("session_refused")["reasons"][0]["rule"],
        "outside_opening_hours"
    );
    // one is left as it is, one is moved: the list is empty
    coordinator
        .delete(&format!("/calendar-work/{}", make_up["id"].as_str().unwrap()))
        .await
        .expect(204);
    coordinator
        .delete(&format!("/calendar-work/{}", make_up["id"].as_str().unwrap()))
        .await
        .problem("not_found");
    let to = json!({"sessions": [{"id": off["id"], "row_version": off["row_version"]}], "shift_days": 3});
    assert_eq!(
        coordinator.post("/sessions/move-many", to).await.expect(200)["is_applied"],
        true
    );
    assert_eq!(coordinator.get("/calendar-work").await.expect(200)["items"], json!([]));
    let counsellor = studio.lead(&world).await;
    counsellor.get("/calendar-work").await.problem("not_allowed");
    counsellor
        .delete(&format!("/calendar-work/{}", plain["id"].as_str().unwrap()))
        .await
        .problem("not_allowed");
    let stranger = world.neighbouring_studio().await.coordinator(&world).await;
    assert_eq!(stranger.get("/calendar-work").await.expect(200)["items"], json!([]));
    stranger
        .delete(&format!("/calendar-work/{}", plain["id"].as_str().unwrap()))
        .await
        .problem("not_found");
    world.finish().await;
}

// scheduling case 32
#[tokio::test]
async fn a_notice_that_changes_in_the_middle_of_the_year_gives_back_what_it_took() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let hq = world.headquarters().await;
    bring(&hq, "", NEW_YEAR).await.expect(200);
    assert_eq!(
        codes(&bring(&hq, "?dry_run=true", NEW_YEAR).await.expect(200)),
        ["unchanged"; 3]
    );
    let session = studio
        .plan_session(&coordinator, "2027-01-04", "18:30", json!({}))
        .await;
    // the second is no holiday any more, the fourth is one now
    let changed = r#"{"year": 2027, "region": "CN", "days": [
        {"date": "2027-01-01", "isOffDay": true, "name": {"zh": "元旦", "en": "New Year's Day"}},
        {"date": "2027-01-03", "isOffDay": false, "name": {"zh": "元旦补班", "en": "Make-up working day"}},
        {"date": "2027-01-04", "isOffDay": true, "name": "元旦"}]}"#;
    let report = bring(&hq, "", changed).await.expect(200);
    assert_eq!(
        report["lines"][0]["changes"][0]["was"], "2027-01-02 off",
        "a day that is gone stands with the first line"
    );
    let work = coordinator.get("/calendar-work").await.expect(200);
    assert_eq!(work["items"][0]["session"]["id"], session["id"]);
    let page = coordinator.get(&session_path(&session)).await.expect(200);
    assert_eq!(
        (&page["local_date"], &page["state"], &page["has_problem"]),
        (&json!("2027-01-04"), &json!("published"), &json!(true))
    );
    coordinator
        .post("/sessions", studio.session_body("2027-01-02", "18:30"))
        .await
        .expect(201);
    let days = coordinator
        .get("/calendar-days?from=2027-01-01&to=2027-01-31")
        .await
        .expect(200);
    assert_eq!(days["notices"][2]["version"], 2);
    // and back: the session is not on the list any more
    bring(&hq, "", NEW_YEAR).await.expect(200);
    let work = coordinator.get("/calendar-work").await.expect(200);
    assert!(
        !work["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|item| item["session"]["id"] == session["id"])
    );
    world.finish().await;
}

// scheduling case 31
#[tokio::test]
async fn a_make_up_sunday_opens_when_the_studio_says_so() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let workdays: Vec<Value> = (1..=5)
        .map(|day| json!({"weekday": day, "from": "09:00", "to": "21:00"}))
        .collect();
    let path = format!("/studios/{}", studio.id);
    coordinator
        .put(&format!("{path}/opening-rules"), json!({"rules": workdays}))
        .await
        .expect(200);
    bring(&world.headquarters().await, "", NEW_YEAR).await.expect(200);
    let sunday = studio.session_body("2027-01-03", "18:30");
    coordinator
        .post("/sessions", sunday.clone())
        .await
        .problem("session_refused");
    let day = format!("{path}/make-up-days/2027-01-03");
    let answer = coordinator.put(&day, json!({"weekday": 5})).await.expect(200);
    let chosen = answer["calendar_days"]
        .as_array()
        .unwrap()
        .iter()
        .find(|day| day["date"] == "2027-01-03")
        .unwrap();
    assert_eq!(chosen["weekday"], 5);
    let session = coordinator.post("/sessions", sunday).await.expect(201);
    // taken back: the session that relies on it is named
    let answer = coordinator.put(&day, json!({"weekday": null})).await.expect(200);
    assert_eq!(answer["sessions_hit"][0]["id"], session["id"]);
    coordinator
        .put(&format!("{path}/make-up-days/2027-01-05"), json!({"weekday": 5}))
        .await
        .problem("invalid");
    coordinator.put(&day, json!({"weekday": 8})).await.problem("invalid");
    studio
        .lead(&world)
        .await
        .put(&day, json!({"weekday": 5}))
        .await
        .problem("not_allowed");
    world
        .neighbouring_studio()
        .await
        .coordinator(&world)
        .await
        .put(&day, json!({"weekday": 5}))
        .await
        .problem("not_found");
    world.finish().await;
}

#[tokio::test]
async fn a_studio_keeps_the_holidays_of_its_own_region_or_none() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let hq = world.headquarters().await;
    let file = "region,date,kind,name_zh,name_en\nNZ,2026-12-08,off,假日,Holiday\nnz,2026-12-09,nonsense,假日,\nNZ,2026-12-08,off,假日,Holiday\n";
    assert_eq!(
        codes(&bring(&hq, "?dry_run=true", file).await.expect(200)),
        ["ok", "bad_day_kind", "duplicate"]
    );
    bring(&hq, "?skip_refused=true", file).await.expect(200);
    let session = studio
        .plan_session(&coordinator, "2026-12-08", "18:30", json!({}))
        .await;
    assert_eq!(session["has_problem"], false, "another country's holiday");
    let path = format!("/studios/{}", studio.id);
    let answer = coordinator.patch(&path, json!({"region": "NZ"})).await.expect(200);
    assert_eq!(answer["sessions_hit"][0]["id"], session["id"]);
    let answer = coordinator
        .patch(&path, json!({"closes_on_public_days": false}))
        .await
        .expect(200);
    assert_eq!((&answer["region"], &answer["sessions_hit"]), (&json!("NZ"), &json!([])));
    let page = coordinator.get(&session_path(&session)).await.expect(200);
    assert_eq!(page["has_problem"], false);
    coordinator
        .patch(&path, json!({"region": "Narnia!"}))
        .await
        .problem("invalid");
    world.finish().await;
}
