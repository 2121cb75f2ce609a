//! No page reads more of a table the longer the agency exists: the plans of all statements of the pages that people open, on
//! SQLite, whose planner keeps no statistics and so plans for tables that have grown.

use super::agency::{known, plant_small};
use crate::support::app::App;
use crate::support::database::is_postgres;
use crate::support::person::Person;
use crate::support::product::{
    PersonId, SessionId,
    db::schema::{assignments, rooms, sessions},
    native,
};
use crate::support::rows::Rows;
use diesel::prelude::*;
use regex::Regex;
use serde_json::json;
use std::collections::BTreeSet;

/// Tables that have more rows after each year. People who may sign in are among them.
const GROWING: &[&str] = &[
    "sessions",
    "claims",
    "assignments",
    "assignment_events",
    "cover_requests",
    "cover_asks",
    "session_participants",
    "attendances",
    "attendance_events",
    "attendance_decisions",
    "session_events",
    "debriefs",
    "overrides",
    "people",
    "role_grants",
    "qualifications",
    "home_districts",
    "consents",
    "logins",
    "notices",
    "enrolments",
    "cohort_memberships",
    "cohorts",
    "credit_entries",
    "evidence_items",
    "gates",
    "sign_offs",
    "phase_events",
    "audit_entries",
    "jobs",
    "messages",
];

/// Indexes of what is open now, whatever the past holds: reading one of them whole is reading the answer.
const OPEN: &[&str] = &[
    "sessions_unclosed",
    "sessions_unclosed_by_district",
    "sessions_published",
    "sessions_drafts",
    "sessions_drafts_by_district",
    "cover_requests_open",
    "attendances_waiting",
    "role_grants_of_workers",
    "role_grants_at_work",
    "gates_waiting",
];

/// Indexes in which years lie one behind the other: they are read from a time on.
const TIMED: &[&str] = &[
    "sessions_by_date",
    "sessions_by_district",
    "sessions_by_studio",
    "sessions_by_room",
    "claims_by_resource",
    "assignments_by_person",
    "assignments_by_time",
    "attendances_by_person",
];

/// Plans that read more each year all the same, and why they may; the list may only become shorter.
const KNOWN: &[(&str, &str)] = &[(
    "SEARCH attendances USING INDEX attendances_by_person (person_id=?)",
    "when a trainee was seen last, of whom the years of one training are read",
)];

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// The table that a plan calls by this name in this statement.
fn table_of(name: &str, statement: &str) -> String {
    let plain = statement.replace(['`', '"'], "");
    let alias = Regex::new(&format!(r"(?i)\b([a-z_]+)\s+(?:AS\s+)?{name}\b")).unwrap();
    let found = alias.captures_iter(&plain).find(|found| GROWING.contains(&&found[1]));
    found.map_or_else(|| name.to_owned(), |found| found[1].to_owned())
}

/// Why a step of a plan costs more each year, if it does.
fn grows(step: &str, statement: &str) -> Option<String> {
    let shape =
        Regex::new(r"^(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?(?:INDEX (\w+)|INTEGER PRIMARY KEY))?(?: \((.*)\))?")
            .unwrap();
    let found = shape.captures(step)?;
    let table = table_of(&found[2], statement);
    let index = found.get(3).map_or("", |index| index.as_str());
    let limits = found.get(4).map_or("", |limits| limits.as_str());
    if !GROWING.contains(&table.as_str()) || OPEN.contains(&index) {
        return None;
    }
    if &found[1] == "SCAN" {
        return Some(format!("{table} is read whole"));
    }
    let is_bounded = limits.contains(">?") || limits.contains("local_date=?") || limits.contains("session_id=?");
    (TIMED.contains(&index) && !is_bounded).then(|| format!("{index} is read from its beginning"))
}

/// What grows in the statements that were recorded, for a page.
async fn growing(rows: &Rows, page: &str, statements: Vec<String>) -> BTreeSet<String> {
    let page = page.to_owned();
    rows.read(move |conn| {
        let mut found = BTreeSet::new();
        for statement in &statements {
            let first = statement.split_whitespace().next().unwrap_or_default().to_uppercase();
            if !["SELECT", "UPDATE", "DELETE", "INSERT", "WITH"].contains(&first.as_str()) {
                continue;
            }
            if statement.contains("(1=0)") && !statement.contains(" OR ") {
                continue; // asks for one of nothing
            }
            let explain = format!("EXPLAIN QUERY PLAN {statement}");
            let plan: Vec<Step> = native!(conn, |c| diesel::sql_query(&explain).load(c))?;
            for step in plan {
                if let Some(why) = grows(&step.detail, statement) {
                    found.insert(format!("{page}: {why}: {}\n    {statement}", step.detail));
                }
            }
        }
        Ok(found)
    })
    .await
}

/// A request of somebody, as a page makes it.
struct Page<'a> {
    name: &'static str,
    who: &'a Person,
    method: &'static str,
    path: String,
    body: Option<serde_json::Value>,
}

impl Page<'_> {
    async fn open(&self) {
        let answer = match &self.body {
            None => self.who.get(&self.path).await,
            Some(body) => {
                self.who
                    .send(self.method.parse().unwrap(), &self.path, Some(body))
                    .await
            }
        };
        assert!(answer.status < 300, "{}: {} {}", self.name, answer.status, answer.json);
    }
}

// scheduling 12
#[tokio::test]
async fn no_page_reads_more_of_a_table_with_each_year() {
    if is_postgres() {
        return; // its planner reads small tables whole, and rightly
    }
    let app = App::start().await;
    plant_small(&app, 7).await;
    let headquarters = known(&app, "远山").await;
    let coordinator = known(&app, "青松").await;
    let supervisor = known(&app, "白桦").await;
    let counsellor = known(&app, "小河").await;
    let trainee = known(&app, "初晴").await;
    let member = known(&app, "木棉").await;
    let now = app.clock.now();
    let district = coordinator.get("/me").await.expect(200)["grants"][0]["district_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let (session, studio, room): (SessionId, String, String) = app
        .rows()
        .read(move |conn| {
            let ahead = sessions::table.filter(sessions::district_id.eq(&district).and(sessions::starts_at.gt(now)));
            let (id, studio): (SessionId, String) = ahead
                .filter(
                    sessions::state
                        .eq("published")
                        .and(sessions::type_code.eq("peer_group_open")),
                )
                .order(sessions::starts_at)
                .select((sessions::id, sessions::studio_id))
                .first(conn)?;
            let room = rooms::table
                .filter(rooms::studio_id.eq(&studio))
                .select(rooms::id)
                .order(rooms::name)
                .first(conn)?;
            Ok((id, studio, room))
        })
        .await;
    let plan = json!({
        "type": "peer_group_open", "studio_id": studio, "room_id": room, "local_date": "2026-12-01",
        "local_start": "09:30", "minutes": 60, "people": 8, "staff": [{"person_id": counsellor.id, "role": "lead"}],
        "publish": true,
    });
    let mut series = plan.clone();
    let map = series.as_object_mut().unwrap();
    map.insert("local_date".into(), json!("2026-12-02"));
    map.insert("rule".into(), json!("FREQ=WEEKLY;UNTIL=20270303"));
    map.insert("name".into(), json!("Wednesday"));
    let of_session = session.clone();
    let lead: PersonId = app
        .rows()
        .read(move |conn| {
            let on_it = assignments::table.filter(assignments::session_id.eq(&of_session));
            on_it.select(assignments::person_id).first(conn)
        })
        .await;
    let opened = coordinator
        .post(&format!("/sessions/{session}/cover"), json!({"person_id": lead}))
        .await
        .expect(200);
    let inbox = coordinator.get("/cover-requests").await.expect(200);
    let request = inbox["items"][0]["request"]["id"].as_str();
    let request = request.unwrap_or_else(|| panic!("{opened}")).to_owned();
    let get = |name, who, path: &str| Page {
        name,
        who,
        method: "GET",
        path: path.into(),
        body: None,
    };
    let post = |name, who, path: &str, body| Page {
        name,
        who,
        method: "POST",
        path: path.into(),
        body: Some(body),
    };
    let page_of_session = format!("/sessions/{session}");
    let pages = [
        get("Today of headquarters", &headquarters, "/today"),
        get("Today of a coordinator", &coordinator, "/today"),
        get("Today of a counsellor", &counsellor, "/today"),
        get("Today of a trainee", &trainee, "/today"),
        get("Today of a member", &member, "/today"),
        get("decisions", &coordinator, "/decisions?kind=understaffed"),
        get("week of headquarters", &headquarters, "/sessions?limit=200"),
        get("week of a coordinator", &coordinator, "/sessions?limit=200"),
        get("own week of a counsellor", &counsellor, "/sessions?mine=true"),
        get("groups to come", &member, "/groups/coming"),
        get("session", &coordinator, &page_of_session),
        get("session of a counsellor", &counsellor, &page_of_session),
        get("candidates", &coordinator, &format!("{page_of_session}/candidates")),
        get("cover of a session", &coordinator, &format!("{page_of_session}/cover")),
        get("cover inbox", &coordinator, "/cover-requests"),
        get(
            "candidates for cover",
            &coordinator,
            &format!("/cover-requests/{request}/candidates"),
        ),
        get(
            "places of a session",
            &coordinator,
            &format!("{page_of_session}/places"),
        ),
        get(
            "attendance list",
            &coordinator,
            &format!("{page_of_session}/attendance"),
        ),
        get("lines that wait", &supervisor, "/attendance/waiting"),
        post("check of a plan", &coordinator, "/sessions/check", plan.clone()),
        post(
            "dry run of a series",
            &coordinator,
            "/series?dry_run=true",
            series.clone(),
        ),
        post("plan", &coordinator, "/sessions", plan),
        post("series", &coordinator, "/series", series),
        get("progress", &trainee, "/me/progress"),
        get("reviews", &coordinator, "/gates"),
        get("reviews to sign", &supervisor, "/gates/to-sign"),
        get("inbox", &counsellor, "/notices"),
        get("export of a week", &coordinator, "/sessions/export.csv"),
    ];
    let mut found = BTreeSet::new();
    for page in &pages {
        app.db.record_statements();
        page.open().await;
        let statements = app.db.recorded_statements();
        assert!(!statements.is_empty(), "{} asks the database nothing", page.name);
        found.extend(growing(&app.rows(), page.name, statements).await);
    }
    let is_known = |plan: &String| KNOWN.iter().any(|(part, _)| plan.contains(part));
    let new: Vec<&String> = found.iter().filter(|plan| !is_known(plan)).collect();
    assert!(
        new.is_empty(),
        "{} plans grow:\n{}",
        new.len(),
        new.iter().map(|plan| plan.as_str()).collect::<Vec<_>>().join("\n")
    );
    for (part, _) in KNOWN {
        assert!(
            found.iter().any(|plan| plan.contains(part)),
            "{part} does not grow any more: take it off the list"
        );
    }
    app.finish().await;
}

#[test]
fn the_check_of_plans_sees_what_grows_and_passes_what_does_not() {
    let text = "SELECT * FROM `sessions` AS s, claims WHERE 1";
    for bad in [
        "SCAN sessions",
        "SCAN s USING INDEX sessions_by_date",
        "SEARCH claims USING INDEX claims_by_resource (resource_kind=? AND resource_id=?)",
        "SEARCH sessions USING INDEX sessions_by_room (room_id=? AND starts_at<?)",
    ] {
        assert!(grows(bad, text).is_some(), "{bad}");
    }
    for good in [
        "SCAN studios",
        "SCAN sessions USING INDEX sessions_drafts",
        "SEARCH sessions USING INDEX sessions_by_date (local_date>? AND local_date<?)",
        "SEARCH claims USING INDEX claims_by_resource (resource_kind=? AND resource_id=? AND busy_from>? AND busy_from<?)",
        "SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 (id=?)",
        "USE TEMP B-TREE FOR ORDER BY",
    ] {
        assert!(grows(good, text).is_none(), "{good}");
    }
}
