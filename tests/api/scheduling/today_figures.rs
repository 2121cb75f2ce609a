//! How long Today takes for headquarters and a coordinator after one year, and after ten (performance: growth).
//! `cargo test --test api -- --ignored --nocapture what_today_costs`

use crate::support::person::Person;
use crate::support::product::{DAY, Role};
use crate::support::world::{Studio, World, insert_district, merge};
use diesel::prelude::*;
use serde_json::json;
use std::time::Instant;

const DISTRICTS: usize = 16;
/// In each district: 10,400 in all of them.
const SESSIONS_A_YEAR: i64 = 650;
const RUNS: usize = 21;
const COLUMNS: &str = "type_code, district_id, studio_id, room_id, title, note, local_start, zone, capacity, people,
    unnamed_count, row_version, ical_sequence, warnings, placed_at";

/// A year of one district before the present one: nearly all closed, one in fifty forgotten.
async fn year(studio: &Studio, template: &str, year: i64) {
    let (first, last) = ((year - 1) * SESSIONS_A_YEAR + 1, year * SESSIONS_A_YEAR);
    let texts = [
        format!(
            "INSERT INTO sessions (id, ical_uid, starts_at, ends_at, local_date, state, closed_at, {COLUMNS})
             WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
             SELECT substr(id, 1, length(id) - 8) || printf('%08d', i), id || i, starts_at - i * 48384000, ends_at - i * 48384000,
             date((starts_at - i * 48384000) / 1000, 'unixepoch', '+8 hours'),
             CASE WHEN i % 50 = 0 THEN 'delivered' ELSE 'closed' END,
             CASE WHEN i % 50 = 0 THEN NULL ELSE ends_at - i * 48384000 END, {COLUMNS}
             FROM n, sessions WHERE id = '{template}'"
        ),
        format!(
            "INSERT INTO assignments (id, session_id, person_id, role, state)
             SELECT s.id || a.role, s.id, a.person_id, a.role, 'done' FROM sessions s, assignments a
             WHERE a.session_id = '{template}' AND s.studio_id = '{}' AND s.state <> 'published'
             AND NOT EXISTS (SELECT 1 FROM assignments o WHERE o.session_id = s.id)",
            studio.id.as_str()
        ),
    ];
    studio
        .rows
        .write(move |conn| {
            for text in &texts {
                diesel::sql_query(text).execute(conn)?;
            }
            Ok(())
        })
        .await;
}

async fn median(who: &Person) -> f64 {
    let mut times = vec![];
    for _ in 0..RUNS {
        let began = Instant::now();
        who.get("/today").await.expect(200);
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

#[tokio::test]
#[ignore = "a measurement, on SQLite"]
async fn what_today_costs() {
    let world = World::new().await;
    let mut studios = vec![];
    for number in 1..=DISTRICTS {
        let district = insert_district(&world.rows(), &format!("{number} 区")).await;
        let studio = Studio::plant(&world.rows(), &district).await;
        let coordinator = studio.coordinator(&world).await;
        let mut template = String::new();
        // thirty days ahead, two a day, one in four without its second person
        for day in 0..30_i64 {
            let date = jiff::civil::date(2026, 11, 24) + jiff::SignedDuration::from_hours(24 * day);
            for (number, start) in ["09:00", "19:00"].into_iter().enumerate() {
                let mut staff = vec![json!({"person_id": studio.counsellors[number], "role": "lead"})];
                if (day + number as i64) % 4 != 0 {
                    staff.push(json!({"person_id": studio.counsellors[2], "role": "co_lead"}));
                }
                let mut body = studio.session_body(&date.to_string(), start);
                merge(&mut body, json!({"staff": staff, "minutes": 60}));
                let answer = coordinator.post("/sessions", body).await;
                if answer.status == 201 && staff.len() == 2 {
                    template = answer.json["id"].as_str().unwrap().to_owned();
                }
            }
        }
        studios.push((studio, template));
    }
    let headquarters = world.signed_in(&studios[0].0.with_role(Role::Headquarters).await).await;
    let coordinator = studios[0].0.coordinator(&world).await;
    world.clock.advance(DAY / 2);
    for years in 1..=10 {
        for (studio, template) in &studios {
            year(studio, template, years).await;
        }
        if years == 1 || years == 10 {
            let today = headquarters.get("/today").await.expect(200);
            let counts: Vec<_> = today["decisions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|group| format!("{} {}", group["kind"], group["count"]))
                .collect();
            println!(
                "{} sessions of the past: headquarters {:.1} ms, coordinator {:.1} ms; {}",
                years * SESSIONS_A_YEAR * DISTRICTS as i64,
                median(&headquarters).await,
                median(&coordinator).await,
                counts.join(", ")
            );
        }
    }
    world.finish().await;
}
