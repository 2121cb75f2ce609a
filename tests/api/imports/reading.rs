//! Every column of a sheet is read or listed as ignored; existing rows are recognised by their content.

use super::agency::{PLACES, december, import, import_all};
use crate::support::app::App;
use crate::support::product::{
    DistrictId, Error, Role,
    db::schema::{districts, sessions},
    imports::{Choices, Report},
};
use diesel::prelude::*;
use reqwest::Method;
use serde_json::Value;

const HEAD: &str = "日期,时间,工作室,活动室,类型,主带,协同,人数,备注\n";
const EVENING: &str = "12月2日,18:00-19:30,青禾工作室,大教室,peer_group_open,大枫,大木,8,带投影\n";

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

async fn sheet(app: &App, text: String) -> Report {
    import(app, "sessions", text.into_bytes(), skipping())
        .await
        .expect("a sheet")
}

fn said(report: &Report) -> Vec<(&str, &str)> {
    let lines = report.lines.iter();
    lines
        .map(|line| (line.verdict.as_str(), line.detail.as_str()))
        .collect()
}

fn codes(report: &Report) -> Vec<&str> {
    said(report).into_iter().map(|(code, _)| code).collect()
}

async fn states(app: &App) -> Vec<String> {
    app.db
        .read(|conn| {
            let rows = sessions::table.order(sessions::state).select(sessions::state);
            Ok::<_, Error>(rows.load(conn)?)
        })
        .await
        .expect("the sessions can be read")
}

#[tokio::test]
async fn similar_headings_are_recognised_and_ignored_columns_are_listed() {
    let app = agency().await;
    let head = "日 期,\"时间\n(起-止)\",地点,房间,活动类型,带领人,Co-lead,预计人数,天气,证件\n";
    let line = "12月2日,18:00-19:30,青禾工作室,大教室,peer_group_open,大枫,大木,8,晴,\n";
    let report = sheet(&app, format!("{head}{line}合计,,,,,,,8,,\n")).await;
    assert_eq!(said(&report), [("ok", ""), ("passed_over", "total")]);
    assert_eq!((report.total, report.accepted, report.refused), (1, 1, 0));
    let unread = report.unread.iter();
    let unread: Vec<_> = unread.map(|one| (one.heading.as_str(), one.example.as_str())).collect();
    assert_eq!(unread, [("天气", "晴")]);
    // the co-lead has come in: the same line with the other heading is the same session
    let again = sheet(&app, format!("{HEAD}{}", EVENING.replace("带投影", ""))).await;
    assert_eq!(said(&again), [("unchanged", "")]);
    // safety 22: an example is never an identity number, nor is the line repeated
    let secret = format!("{head}{}", line.replace("晴,", "晴,11010519491231002X"));
    let report = sheet(&app, secret).await;
    let refused = &report.lines[0];
    assert_eq!(
        (refused.verdict.as_str(), refused.text.as_str()),
        ("refused_content", "")
    );
    assert!(!serde_json::to_string(&report).unwrap().contains("110105"));
    app.finish().await;
}

#[tokio::test]
async fn what_the_sheet_calls_off_is_not_published() {
    let app = agency().await;
    let head = HEAD.replace("备注", "备注,状态");
    let line =
        |day: u8, state: &str| format!("12月{day}日,18:00-19:30,青禾工作室,大教室,peer_group_open,大枫,,8,,{state}\n");
    let lines = [
        line(2, "取消"),
        line(3, "计划"),
        line(4, "草稿"),
        line(5, "Cancelled"),
        line(8, "也许"),
    ];
    let report = sheet(&app, format!("{head}{}", lines.concat())).await;
    assert_eq!(codes(&report), ["not_planned", "ok", "ok", "not_planned", "bad_state"]);
    assert_eq!(states(&app).await, ["draft", "published"]);
    // what stands and is called off since differs; nothing is cancelled by a sheet
    let later = [line(3, "已取消"), line(4, "草稿")].concat();
    let report = sheet(&app, format!("{head}{later}")).await;
    assert_eq!(
        said(&report),
        [("differs", "state: published → cancelled"), ("unchanged", "")]
    );
    assert_eq!(states(&app).await, ["draft", "published"]);
    app.finish().await;
}

#[tokio::test]
async fn a_corrected_line_shows_the_stored_and_the_new_value() {
    let app = agency().await;
    assert_eq!(said(&sheet(&app, format!("{HEAD}{EVENING}")).await), [("ok", "")]);
    for (from, to, detail) in [
        (",8,", ",9,", "people: 8 → 9"),
        ("19:30", "20:00", "end: 19:30 → 20:00"),
        ("大木", "", "co_lead: 大木 → "),
        ("大枫,大木", "大木,大枫", "lead: 大枫 → 大木; co_lead: 大木 → 大枫"),
        (
            "peer_group_open",
            "growth_group",
            "type: peer_group_open → growth_group",
        ),
        ("带投影", "带投影和茶", "note: 带投影 → 带投影和茶"),
    ] {
        let report = sheet(&app, format!("{HEAD}{}", EVENING.replace(from, to))).await;
        assert_eq!(said(&report), [("differs", detail)], "{to}");
        let changes = report.lines[0].changes.iter();
        let told: Vec<String> = changes
            .map(|one| format!("{}: {} → {}", one.column, one.was, one.now))
            .collect();
        assert_eq!(told.join("; "), detail);
    }
    // another session at that time is another matter, and is named with its line or its time
    let clash = "12月2日,19:00-20:00,青禾工作室,大教室,peer_talk,大枫,,1,\n";
    let report = sheet(&app, format!("{HEAD}{EVENING}{clash}")).await;
    assert_eq!(report.lines[0].verdict, "unchanged");
    let other = report.lines[1].other.as_ref().unwrap();
    let shown = (other.date.as_str(), other.start.as_str(), other.end.as_str());
    assert_eq!(other.title.as_deref(), Some(""));
    assert_eq!(other.type_name.as_ref().unwrap().zh, "开放式同伴小组");
    assert_eq!(shown, ("2026-12-02", "18:00", "19:30"));
    assert_eq!((report.lines[1].verdict.as_str(), other.line), ("room_overlap", None));
    assert_eq!(
        report.lines[1].text,
        "12月2日 · 19:00-20:00 · 青禾工作室 · 大教室 · peer_talk · 大枫 · 1"
    );
    let twice = "12月9日,18:00-19:30,青禾工作室,大教室,peer_talk,大枫,,1,\n\
                 12月9日,19:00-20:00,青禾工作室,大教室,peer_talk,大木,,1,\n";
    let report = sheet(&app, format!("{HEAD}{twice}")).await;
    assert_eq!(report.lines[1].other.as_ref().unwrap().line, Some(2));
    app.finish().await;
}

// S14
#[tokio::test]
async fn a_sheet_shows_of_another_districts_session_only_its_time() {
    let app = agency().await;
    sheet(&app, format!("{HEAD}{EVENING}")).await;
    let yunxi: DistrictId = app
        .db
        .read(|conn| {
            let row = districts::table.filter(districts::name.eq("云溪区"));
            Ok::<_, Error>(row.select(districts::id).first(conn)?)
        })
        .await
        .unwrap();
    let coordinator = app.person(Role::Coordinator, &yunxi).await;
    let line = format!("{HEAD}12月2日,18:00-19:30,云溪工作室,小组室,peer_group_open,大枫,,8,\n");
    let request = coordinator
        .request(Method::POST, "/imports/sessions?dry_run=true&month=2026-12")
        .header("content-type", "text/csv")
        .body(line);
    let report: Value = request.send().await.unwrap().json().await.unwrap();
    let line = &report["lines"][0];
    assert_eq!(line["verdict"], "person_overlap");
    assert_eq!(
        (&line["other"]["title"], &line["other"]["start"]),
        (&Value::Null, &"18:00".into())
    );
    assert!(!report.to_string().contains("开放式同伴小组"));
    app.finish().await;
}

#[tokio::test]
async fn our_own_export_comes_back_unchanged() {
    let app = agency().await;
    let head = HEAD.replace("备注", "备注,标题,状态");
    let lines = "12月2日,18:00-19:30,青禾工作室,大教室,peer_group_open,大枫,大木,8,带投影,=1+1,\n\
                 12月3日,18:00-19:30,青禾工作室,大教室,peer_talk,大枫,,,,,草稿\n";
    assert_eq!(codes(&sheet(&app, format!("{head}{lines}")).await), ["ok", "ok"]);
    let hq = app.headquarters().await;
    let listed = hq.get("/sessions?from=2026-12-01&to=2027-01-01").await.expect(200);
    let evening = &listed["items"][0];
    // one that was cancelled, and planned anew at the same time
    let cancel = serde_json::json!({"row_version": evening["row_version"], "reason": "room"});
    let path = format!("/sessions/{}/cancel", evening["id"].as_str().unwrap());
    hq.post(&path, cancel).await.expect(200);
    assert_eq!(codes(&sheet(&app, format!("{head}{lines}")).await), ["ok", "unchanged"]);
    let export = hq.request(Method::GET, "/sessions/export.csv?from=2026-12-01&to=2027-01-01");
    let bytes = export.send().await.unwrap().bytes().await.unwrap();
    let back = import(&app, "sessions", bytes.to_vec(), skipping()).await.unwrap();
    assert_eq!(
        codes(&back),
        ["unchanged", "unchanged", "unchanged", "passed_over"],
        "{back:?}"
    );
    assert!(back.unread.is_empty(), "{:?}", back.unread);
    // a value that was typed over in it is said
    let text = String::from_utf8(bytes.to_vec()).unwrap().replacen(",8,", ",9,", 2);
    let typed = sheet(&app, text).await;
    assert!(said(&typed).contains(&("differs", "people: 8 → 9")), "{typed:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_title_that_only_says_the_kind_is_none_in_either_language() {
    let app = agency().await;
    let head = HEAD.replace("备注", "备注,标题");
    let line =
        |title: &str| format!("{head}12月2日,18:00-19:30,青禾工作室,大教室,peer_group_open,大枫,大木,8,,{title}\n");
    let hq = app.headquarters().await;
    let types = hq.get("/session-types").await.expect(200);
    let types = types["items"].as_array().unwrap();
    let name = types.iter().find(|kind| kind["code"] == "peer_group_open").unwrap()["name"].clone();
    let (zh, en) = (name["zh"].as_str().unwrap(), name["en"].as_str().unwrap());
    assert_eq!(codes(&sheet(&app, line(zh)).await), ["ok"]);
    let listed = hq.get("/sessions?from=2026-12-01&to=2027-01-01").await.expect(200);
    assert_eq!(
        (&listed["items"][0]["title"], &listed["items"][0]["type_name"]),
        (&"".into(), &name)
    );
    for title in [en, zh, ""] {
        assert_eq!(codes(&sheet(&app, line(title)).await), ["unchanged"], "{title}");
    }
    assert_eq!(
        said(&sheet(&app, line("老友记")).await),
        [("differs", "title:  → 老友记")]
    );
    app.finish().await;
}

#[tokio::test]
async fn the_other_kinds_show_old_and_new_values_too() {
    let app = agency().await;
    let cases = [
        ("districts", "区县,是否有工作站\n青禾区,no\n", "station: yes → no"),
        (
            "studios",
            "区,工作室名称,Time zone\n青禾区,青禾工作室,Asia/Tokyo\n",
            "zone: Asia/Shanghai → Asia/Tokyo",
        ),
        (
            "rooms",
            "studio,Room,容纳人数\n青禾工作室,大教室,30\n",
            "capacity: 24 → 30",
        ),
        (
            "opening_hours",
            "工作室,周几,开始时间,结束时间\n青禾工作室,周二,09:00,20:00\n",
            "to: 21:00 → 20:00",
        ),
        (
            "cohorts",
            "期数,名称,开始日期,结束日期,名额\n1,第一期同伴辅导员培训,2023-03-04,2023-12-16,12\n",
            "people: 9 → 12",
        ),
        (
            "counsellors",
            "昵称,所在区,认证状态\n大枫,南亭区,candidate\n",
            "status: certified → candidate",
        ),
    ];
    for (kind, text, detail) in cases {
        let report = import(&app, kind, text.into(), skipping()).await.unwrap();
        assert_eq!(said(&report), [("differs", detail)], "{kind}");
        assert!(report.unread.is_empty());
    }
    app.finish().await;
}
