//! Reading the calendar: pages, candidates, types, the spreadsheet.

use crate::support::app::App;
use crate::support::product::{db::schema::session_types, scheduling};
use crate::support::world::World;
use diesel::prelude::*;
use serde_json::{Value, json};

#[tokio::test]
async fn the_calendar_comes_in_pages_by_local_date_without_gaps_or_repeats() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let mut made = vec![];
    for day in ["2026-11-25", "2026-11-24", "2026-11-26", "2026-12-01"] {
        for start in ["18:30", "08:00"] {
            made.push(studio.plan_session(&coordinator, day, start, json!({})).await["id"].clone());
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
    let mine = world.signed_in(&studio.counsellors[1]).await;
    assert_eq!(
        mine.get(&format!("{range}&mine=true")).await.expect(200)["items"],
        json!([])
    );
    coordinator
        .get("/sessions?from=2026-11-24&to=2026-11-23")
        .await
        .problem("bad_query");
    coordinator.get("/sessions?cursor=x").await.problem("bad_query");
    world.finish().await;
}

#[tokio::test]
async fn a_fourth_led_session_in_a_week_is_a_warning() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        studio.plan_session(&coordinator, day, "18:30", json!({})).await;
    }
    let fourth = studio
        .plan_session(&coordinator, "2026-11-29", "18:30", json!({}))
        .await;
    let warned = |session: &Value| {
        session["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|reason| reason["rule"] == "weekly_ceiling")
    };
    assert!(warned(&fourth));
    let next_week = studio
        .plan_session(&coordinator, "2026-11-30", "18:30", json!({}))
        .await;
    assert!(!warned(&next_week));
    world.finish().await;
}

#[tokio::test]
async fn default_types_are_written_once_and_what_is_there_stays() {
    let app = App::start().await;
    let count = async |name: &'static str| {
        let read = app.db.read(move |conn| {
            let defaults = session_types::table.filter(session_types::studio_id.is_null());
            let all = defaults.count().get_result::<i64>(conn)?;
            let named = defaults.filter(session_types::name_en.eq(name)).count();
            Ok((all, named.get_result::<i64>(conn)?))
        });
        read.await.unwrap()
    };
    assert_eq!(count("Peer salon").await, (12, 1));
    // one was renamed, and one is missing
    let write = app.db.write(|tx| {
        let salon = session_types::table.find("salon");
        diesel::update(salon)
            .set(session_types::name_en.eq("Our salon"))
            .execute(tx.conn())?;
        diesel::delete(session_types::table.find("class")).execute(tx.conn())?;
        Ok(())
    });
    write.await.unwrap();
    for _ in 0..2 {
        scheduling::plant_default_types(&app.db).await.unwrap();
        assert_eq!(count("Our salon").await, (12, 1));
        assert_eq!(count("Training class").await, (12, 1));
    }
    app.finish().await;
}

#[tokio::test]
async fn the_types_of_the_programme_have_both_names() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
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
    let clone = json!({"name": "New studio", "district_id": studio.district});
    let cloned = coordinator
        .post(&format!("/studios/{}/clone", studio.id.as_str()), clone)
        .await
        .expect(201);
    let id = cloned["id"].as_str().unwrap();
    let of_clone = coordinator
        .get(&format!("/session-types?studio_id={id}"))
        .await
        .expect(200);
    assert_eq!(of_clone, types);
    world.finish().await;
}

// safety 31
#[tokio::test]
async fn the_spreadsheet_has_a_mark_no_formulas_and_no_nicknames() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    for (day, title) in [
        ("2026-11-24", "=HYPERLINK(1)"),
        ("2026-11-25", "+1"),
        ("2026-11-26", "@x"),
        ("2026-11-27", "-2"),
    ] {
        studio
            .plan_session(&coordinator, day, "18:30", json!({"title": title}))
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
    let lead = studio.lead(&world).await;
    assert!(!text.contains(&lead.nickname));
    lead.get("/sessions/export.csv").await.problem("not_allowed");
    world.finish().await;
}
