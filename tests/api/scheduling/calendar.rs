//! Reading the calendar: pages, candidates, types, the spreadsheet.

use super::ground::{Ground, path};
use crate::support::app::App;
use serde_json::{Value, json};
use tongxing::accounts::model::CounsellorStatus;

#[tokio::test]
async fn the_calendar_comes_in_pages_by_local_date_without_gaps_or_repeats() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let mut made = vec![];
    for day in ["2026-11-25", "2026-11-24", "2026-11-26", "2026-12-01"] {
        for start in ["18:30", "08:00"] {
            made.push(ground.planned(&coordinator, day, start, json!({})).await["id"].clone());
        }
    }
    let range = "/sessions?from=2026-11-24&to=2026-12-01";
    let whole = coordinator.get(range).await.expect(200);
    let ids = |page: &Value| -> Vec<Value> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].clone())
            .collect()
    };
    let all = ids(&whole);
    assert_eq!(all, [3, 2, 1, 0, 5, 4].map(|at: usize| made[at].clone())); // the last day is not in the range
    let seen: Vec<Value> = coordinator
        .all_pages(range, 2)
        .await
        .iter()
        .map(|item| item["id"].clone())
        .collect();
    assert_eq!(seen, all);
    let mine = app.signed_in(&ground.counsellors[1], "x").await;
    assert_eq!(
        mine.get(&format!("{range}&mine=true")).await.expect(200)["items"],
        json!([])
    );
    coordinator
        .get("/sessions?from=2026-11-24&to=2026-11-23")
        .await
        .problem("bad_query");
    coordinator.get("/sessions?cursor=x").await.problem("bad_query");
    app.finish().await;
}

// M1
#[tokio::test]
async fn candidates_are_ranked_free_first_then_same_district_and_say_why_not() {
    let app = App::start().await;
    let (ground, elsewhere) = (Ground::on(&app).await, Ground::on(&app).await);
    let coordinator = ground.coordinator(&app).await;
    let neighbour = elsewhere.coordinator(&app).await;
    ground.counsellor(CounsellorStatus::Candidate).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    // somebody of ours is busy in another district
    let borrowed = json!([{"person_id": ground.counsellors[1], "role": "lead"}]);
    elsewhere
        .planned(
            &neighbour,
            "2026-11-24",
            "19:00",
            json!({"staff": borrowed, "title": "Secret"}),
        )
        .await;
    let found = coordinator
        .get(&format!("{}/candidates", path(&session)))
        .await
        .expect(200);
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 6); // no candidate among them
    let free = |item: &Value| {
        (
            item["is_free"].as_bool().unwrap(),
            item["is_same_district"].as_bool().unwrap(),
        )
    };
    let ranks: Vec<_> = items.iter().map(free).collect();
    assert_eq!(
        ranks,
        [
            (true, true),
            (true, true),
            (true, false),
            (true, false),
            (true, false),
            (false, true)
        ]
    );
    let busy = &items[5];
    assert_eq!(busy["person_id"], json!(ground.counsellors[1]));
    assert_eq!(busy["why_not"][0]["other_session"]["title"], "busy elsewhere");
    assert!(!found.to_string().contains("Secret"));
    // S14: whoever is offered as free can be taken at once
    for candidate in &items[..5] {
        let version = coordinator.get(&path(&session)).await.expect(200)["row_version"].clone();
        let staff = json!([{"person_id": candidate["person_id"], "role": "lead"}]);
        let body = json!({"row_version": version, "staff": staff});
        coordinator
            .put(&format!("{}/assignments", path(&session)), body)
            .await
            .expect(200);
    }
    // the same order in pages, and by a part of a nickname
    let candidates = format!("{}/candidates", path(&session));
    let paged = coordinator.all_pages(&candidates, 4).await;
    let paged: Vec<_> = paged.iter().map(|one| one["nickname"].clone()).collect();
    let whole = coordinator.get(&candidates).await.expect(200);
    let nicknames: Vec<_> = whole["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["nickname"].clone())
        .collect();
    assert_eq!(paged, nicknames);
    let wanted = nicknames[3].as_str().unwrap();
    let encoded = wanted.to_uppercase().replace(' ', "%20");
    let named = coordinator.get(&format!("{candidates}?q={encoded}")).await.expect(200);
    assert!(
        named["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["nickname"] == wanted)
    );
    assert!(
        coordinator.get(&format!("{candidates}?q=nobody")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    coordinator
        .get(&format!("{candidates}?cursor=x"))
        .await
        .problem("bad_query");
    let studio = ground.studio.as_str();
    let query = format!("/sessions/candidates?studio_id={studio}&local_date=2026-11-24&local_start=18:30");
    let planning = coordinator.get(&query).await.expect(200);
    assert_eq!(planning["items"].as_array().unwrap().len(), 6);
    neighbour.get(&query).await.problem("not_found");
    app.finish().await;
}

#[tokio::test]
async fn a_fourth_led_session_in_a_week_is_a_warning() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        ground.planned(&coordinator, day, "18:30", json!({})).await;
    }
    let fourth = ground.planned(&coordinator, "2026-11-29", "18:30", json!({})).await;
    let warned = |session: &Value| {
        session["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|reason| reason["rule"] == "weekly_ceiling")
    };
    assert!(warned(&fourth));
    let next_week = ground.planned(&coordinator, "2026-11-30", "18:30", json!({})).await;
    assert!(!warned(&next_week));
    app.finish().await;
}

#[tokio::test]
async fn the_types_of_the_programme_have_both_names() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let types = coordinator.get("/session-types").await.expect(200);
    let items = types["items"].as_array().unwrap();
    assert_eq!(items.len(), 12);
    assert_eq!(
        items[0]["name"],
        json!({"zh": "开放式同伴小组", "en": "Open peer group"})
    );
    assert_eq!(
        items[2]["per_extra"],
        json!({"role": "co_lead", "every": 8, "above": 12})
    );
    // M19: a cloned studio has the types of its own that the first one had, here none of its own
    let clone = json!({"name": "New studio", "district_id": ground.district});
    let studio = coordinator
        .post(&format!("/studios/{}/clone", ground.studio.as_str()), clone)
        .await
        .expect(201);
    let id = studio["id"].as_str().unwrap();
    let of_clone = coordinator
        .get(&format!("/session-types?studio_id={id}"))
        .await
        .expect(200);
    assert_eq!(of_clone, types);
    app.finish().await;
}

// safety 31
#[tokio::test]
async fn the_spreadsheet_has_a_mark_no_formulas_and_no_nicknames() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    for (day, title) in [
        ("2026-11-24", "=HYPERLINK(1)"),
        ("2026-11-25", "+1"),
        ("2026-11-26", "@x"),
        ("2026-11-27", "-2"),
    ] {
        ground
            .planned(&coordinator, day, "18:30", json!({"title": title}))
            .await;
    }
    let file = coordinator
        .get("/sessions/export.csv?from=2026-11-23&to=2026-11-30")
        .await;
    assert_eq!(file.status, 200);
    assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    let raw = coordinator
        .request(
            reqwest::Method::GET,
            "/sessions/export.csv?from=2026-11-23&to=2026-11-30",
        )
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert!(raw.starts_with(&[0xef, 0xbb, 0xbf]));
    let text = String::from_utf8(raw.to_vec()).unwrap();
    for cell in text
        .trim_start_matches('\u{feff}')
        .lines()
        .flat_map(|line| line.split(','))
    {
        assert!(!cell.trim_matches('"').starts_with(['=', '+', '-', '@']), "{cell}");
    }
    assert!(text.contains("'=HYPERLINK(1)") && text.contains("period,2026-11-23,2026-11-30,maker,"));
    assert!(!text.contains("辅导"));
    let lead = app.signed_in(&ground.counsellors[0], "x").await;
    lead.get("/sessions/export.csv").await.problem("not_allowed");
    app.finish().await;
}
