//! Counsellors and a month of sessions: every line gets the verdict that the agency expects.

use super::agency::{PLACES, december, file, import, import_all, in_gb18030};
use crate::support::app::App;
use crate::support::product::{
    Error, content,
    db::schema::{assignments, claims, people, qualifications, role_grants, sessions},
    imports::{Choices, Report},
};
use diesel::prelude::*;
use std::collections::BTreeMap;

const MONTH: &str = "sessions-2026-12.csv";

fn expected() -> Vec<(u64, String)> {
    let text = String::from_utf8(file("sessions-2026-12.expected.csv")).unwrap();
    let read = |line: &str| {
        line.split_once(',')
            .map(|(number, verdict)| (number.parse().unwrap(), verdict.to_owned()))
    };
    text.lines().skip(1).filter_map(read).collect()
}

fn verdicts(report: &Report) -> Vec<(u64, String)> {
    report
        .lines
        .iter()
        .map(|line| (line.line, line.verdict.clone()))
        .collect()
}

fn skipping() -> Choices {
    Choices {
        skips_refused: true,
        ..december()
    }
}

async fn agency() -> App {
    let app = App::start().await;
    import_all(&app, PLACES).await;
    import_all(&app, &["cohorts", "counsellors"]).await;
    app
}

#[tokio::test]
async fn the_month_gets_exactly_the_expected_verdicts_and_its_good_lines_become_published_sessions() {
    let app = agency().await;
    let dry = import(
        &app,
        "sessions",
        file(MONTH),
        Choices {
            is_dry_run: true,
            ..december()
        },
    )
    .await
    .unwrap();
    assert_eq!(verdicts(&dry), expected());
    let whole = import(&app, "sessions", file(MONTH), december()).await.unwrap();
    assert!(!whole.is_applied, "203 lines are refused, so nothing comes in");
    let real = import(&app, "sessions", file(MONTH), skipping()).await.unwrap();
    assert_eq!((verdicts(&real), &real.lines), (expected(), &dry.lines));
    assert_eq!((real.is_applied, real.accepted, real.refused), (true, 228, 203));
    let (states, seats, taken, warned) = app
        .db
        .read(|conn| {
            let states: Vec<String> = sessions::table.select(sessions::state).load(conn)?;
            let seats: i64 = assignments::table.count().get_result(conn)?;
            let taken: i64 = claims::table
                .filter(claims::state.eq("confirmed"))
                .count()
                .get_result(conn)?;
            let warned: i64 = sessions::table
                .filter(sessions::warnings.ne("[]"))
                .count()
                .get_result(conn)?;
            Ok::<_, Error>((states, seats, taken, warned))
        })
        .await
        .unwrap();
    assert_eq!(states, vec!["published"; 228]);
    assert_eq!(taken, 228 + seats, "a room and everybody on it, for each session"); // S2
    let with_warnings = real.lines.iter().filter(|line| !line.warnings.is_empty()).count();
    assert_eq!(i64::try_from(with_warnings).unwrap(), warned);
    // nobody was told: sessions of a sheet are known already
    assert_eq!(app.application.mailer.sent(), []);
    app.finish().await;
}

#[tokio::test]
async fn importing_the_month_again_changes_nothing() {
    let app = agency().await;
    import(&app, "sessions", file(MONTH), skipping()).await.unwrap();
    let again = import(&app, "sessions", in_gb18030(&file(MONTH)), skipping())
        .await
        .unwrap();
    assert_eq!((again.counts.get("ok"), again.counts["unchanged"]), (None, 228));
    let was_ok = |(line, verdict): (u64, String)| (verdict == "ok").then_some(line);
    let unchanged: Vec<_> = again
        .lines
        .iter()
        .filter(|line| line.verdict == "unchanged")
        .map(|line| line.line)
        .collect();
    assert_eq!(unchanged, expected().into_iter().filter_map(was_ok).collect::<Vec<_>>());
    let count: i64 = app
        .db
        .read(|conn| Ok::<_, Error>(sessions::table.count().get_result(conn)?))
        .await
        .unwrap();
    assert_eq!(count, 228);
    app.finish().await;
}

#[tokio::test]
async fn the_month_in_gb18030_gets_the_same_verdicts() {
    let app = App::start().await;
    for kind in PLACES.iter().chain(&["counsellors"]) {
        import(
            &app,
            kind,
            in_gb18030(&file(&format!("{kind}.csv"))),
            Choices::default(),
        )
        .await
        .unwrap();
    }
    let report = import(&app, "sessions", in_gb18030(&file(MONTH)), skipping())
        .await
        .unwrap();
    assert_eq!(verdicts(&report), expected());
    app.finish().await;
}

// safety 21, 22
#[tokio::test]
async fn an_identity_number_is_repeated_nowhere() {
    let app = agency().await;
    let report = import(&app, "sessions", file(MONTH), skipping()).await.unwrap();
    let text = serde_json::to_string(&report).unwrap();
    for part in ["110105", "19491231", "１１０１０５", "张某", "证件"] {
        assert!(!text.contains(part), "{part}");
    }
    let notes: Vec<String> = app
        .db
        .read(|conn| Ok::<_, Error>(sessions::table.select(sessions::note).load(conn)?))
        .await
        .unwrap();
    assert!(!notes.iter().any(|note| content::holds_identity_number(note)));
    // text that would be a formula, and a long number that is no identity number, come in as text
    assert!(notes.iter().any(|note| note.starts_with("=HYPERLINK")));
    assert!(notes.iter().any(|note| note == "编号 110105194912310021"));
    app.finish().await;
}

#[tokio::test]
async fn counsellors_become_people_with_a_role_a_status_and_no_passphrase() {
    let app = agency().await;
    let again = import(&app, "counsellors", file("counsellors.csv"), Choices::default())
        .await
        .unwrap();
    assert_eq!(again.counts, BTreeMap::from([("unchanged".into(), 47)]));
    let (rows, roles) = app
        .db
        .read(|conn| {
            let columns = (
                qualifications::kind,
                people::passphrase,
                people::available,
                people::home_district_id,
            );
            type Row = (String, Option<String>, String, Option<String>);
            let rows: Vec<Row> = people::table
                .inner_join(qualifications::table.on(qualifications::person_id.eq(people::id)))
                .select(columns)
                .load(conn)?;
            let roles: Vec<(String, Option<String>)> = role_grants::table
                .select((role_grants::role, role_grants::district_id))
                .load(conn)?;
            Ok::<_, Error>((rows, roles))
        })
        .await
        .unwrap();
    assert_eq!((rows.len(), roles.len()), (47, 47));
    assert!(
        rows.iter()
            .all(|row| !row.0.is_empty() && row.1.is_none() && !row.2.is_empty() && row.3.is_some())
    );
    assert!(
        roles
            .iter()
            .all(|(role, district)| role == "counsellor" && district.is_some())
    );
    let sheet = "nickname,home_district,status,intake_no,available\n大枫,南亭区,provisional,1,周一 18:00-21:00; 周二 18:00-21:00; 周六 09:00-17:00\n\
                 大枫,云溪区,certified,1,\n新人,无名区,certified,1,\n新人,南亭区,wizard,1,\n新人,南亭区,certified,x,\n新人,南亭区,certified,,周一\n\
                 13800138000,南亭区,certified,,\n新人,南亭区,准同伴辅导员,５,\n";
    let report = import(&app, "counsellors", sheet.into(), Choices::default())
        .await
        .unwrap();
    let codes: Vec<_> = report.lines.iter().map(|line| line.verdict.as_str()).collect();
    let expected = [
        "differs",
        "duplicate",
        "unknown_district",
        "bad_status",
        "bad_intake_no",
        "bad_available",
        "bad_nickname",
        "ok",
    ];
    assert_eq!(codes, expected);
    assert_eq!(report.lines[0].detail, "status: certified → provisional");
    app.finish().await;
}

#[tokio::test]
async fn rules_beyond_the_table_only_warn() {
    let app = agency().await;
    let head = "日期,时间,工作室,活动室,类型,主带,协同,人数,备注\n";
    // a salon of 20 needs more than two; 2 people are few; 大枫 would rather lead on Monday, Tuesday and Saturday
    let sheet = format!(
        "{head}12月2日,18:00-20:00,青禾工作室,大教室,同伴沙龙,大枫,,20,\n12月3日,18:00-19:30,青禾工作室,大教室,peer_group_open,大枫,,2,\n\
         12月4日,18:00-18:50,青禾工作室,大教室,peer_talk,大枫,,1,\n12月5日,10:00-10:50,青禾工作室,大教室,peer_talk,大枫,,1,\n\
         12月5日,12:00-12:50,青禾工作室,大教室,magic,大枫,,1,\n12月5日,12:00-12:50,青禾工作室,大教室,peer_talk,大枫,,many,\n\
         12月5日,12:00-12:50,青禾工作室,大教室,peer_talk,大枫,大枫,1,\n"
    );
    let report = import(&app, "sessions", sheet.into(), skipping()).await.unwrap();
    let said: Vec<_> = report
        .lines
        .iter()
        .map(|line| (line.verdict.as_str(), line.warnings.join(" ")))
        .collect();
    assert_eq!(
        said,
        [
            ("ok", "understaffed not_available".to_owned()),
            ("ok", "understaffed too_few_people not_available".to_owned()),
            ("ok", "not_available".to_owned()),
            ("ok", "weekly_ceiling".to_owned()),
            ("unknown_type", String::new()),
            ("bad_people", String::new()),
            ("person_overlap", String::new()),
        ]
    );
    let missing = import(&app, "sessions", head.into(), Choices::default())
        .await
        .unwrap_err();
    assert_eq!(
        (missing.code.slug(), missing.fields[0].field.as_str()),
        ("invalid", "month")
    );
    app.finish().await;
}
