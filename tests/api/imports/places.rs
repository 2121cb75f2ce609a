//! Districts, service points, studios, rooms, opening hours.

use super::agency::{PLACES, december, file, import, import_all, in_gb18030};
use crate::support::app::App;
use crate::support::product::{Error, districts, imports::Choices};

#[tokio::test]
async fn an_agency_brings_its_places_and_bringing_them_again_changes_nothing() {
    let app = App::start().await;
    let totals = [16, 154, 10, 23, 66];
    for (kind, total) in PLACES.iter().zip(totals) {
        let bytes = file(&format!("{kind}.csv"));
        let dry = Choices {
            is_dry_run: true,
            ..Choices::default()
        };
        let first = import(&app, kind, bytes.clone(), dry).await.unwrap();
        assert_eq!(
            (first.total, first.counts["ok"], first.is_applied),
            (total, total, false),
            "{kind}"
        );
        let real = import(&app, kind, bytes.clone(), Choices::default()).await.unwrap();
        assert!(real.is_applied);
        assert_eq!(
            real.lines, first.lines,
            "{kind}: the dry run said what the real run did"
        );
        let again = import(&app, kind, bytes, Choices::default()).await.unwrap();
        assert_eq!((again.counts["unchanged"], again.counts.len()), (total, 1), "{kind}");
    }
    let (open, rooms) = app
        .db
        .read(|conn| {
            let studios = districts::studios(conn)?;
            let studio = studios.into_iter().find(|studio| studio.name == "青禾工作室").unwrap();
            let on = |day| jiff::civil::date(2026, 12, day);
            let open: Vec<_> = [6, 7, 8]
                .into_iter()
                .map(|day| districts::effective_hours(conn, &studio.id, on(day)))
                .collect::<Result<_, _>>()?;
            Ok::<_, Error>((open, districts::rooms(conn, &studio.id)?))
        })
        .await
        .unwrap();
    assert_eq!(open, [vec![(540, 1020)], vec![], vec![(540, 1260)]]); // Sunday, Monday closed, Tuesday
    assert_eq!(
        (rooms[0].name.as_str(), rooms[0].capacity, rooms[0].features.join(" ")),
        ("大教室", 24, "茶水 投影".into())
    );
    app.finish().await;
}

#[tokio::test]
async fn the_same_places_come_in_as_gb18030() {
    let app = App::start().await;
    for kind in PLACES {
        let report = import(
            &app,
            kind,
            in_gb18030(&file(&format!("{kind}.csv"))),
            Choices::default(),
        )
        .await
        .unwrap();
        assert!(report.is_applied && report.refused == 0, "{kind}");
    }
    for kind in PLACES {
        let report = import(&app, kind, file(&format!("{kind}.csv")), december())
            .await
            .unwrap();
        assert_eq!(report.counts["unchanged"], report.total, "{kind}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_sheet_comes_in_as_a_whole_or_without_its_refused_lines_by_choice() {
    let app = App::start().await;
    import_all(&app, &["districts", "studios"]).await;
    let sheet = "studio,room,capacity,features\n青禾工作室,小组室,12,圆桌；投影\n无名工作室,小组室,12,\n青禾工作室,小组室,12,\n\
                 青禾工作室,大教室,０,\n青禾工作室,谈心室,４,\n青禾工作室,画室,8,证件 11010519491231002X\n";
    let verdicts = [
        "ok",
        "unknown_studio",
        "duplicate",
        "bad_capacity",
        "ok",
        "refused_content",
    ];
    let whole = import(&app, "rooms", sheet.into(), Choices::default()).await.unwrap();
    assert_eq!(
        whole.lines.iter().map(|line| line.verdict.as_str()).collect::<Vec<_>>(),
        verdicts
    );
    assert_eq!((whole.is_applied, whole.accepted, whole.refused), (false, 2, 4));
    let skipping = Choices {
        skips_refused: true,
        ..Choices::default()
    };
    let part = import(&app, "rooms", sheet.into(), skipping).await.unwrap();
    assert!(part.is_applied);
    assert_eq!(part.counts["ok"], 2, "the whole-sheet run wrote nothing");
    let again = import(&app, "rooms", sheet.into(), skipping).await.unwrap();
    assert_eq!(again.counts["unchanged"], 2);
    // safety 22: the refused cell is nowhere in the report
    let text = serde_json::to_string(&whole).unwrap();
    assert!(!text.contains("证件") && !text.contains("110105"), "{text}");
    let other = "studio,room,capacity\n青禾工作室,小组室,13\n";
    let differs = import(&app, "rooms", other.into(), Choices::default()).await.unwrap();
    assert_eq!(
        (differs.lines[0].verdict.as_str(), differs.lines[0].detail.as_str()),
        ("differs", "capacity: 12 → 13")
    );
    app.finish().await;
}

#[tokio::test]
async fn hours_that_overlap_what_is_there_are_refused() {
    let app = App::start().await;
    import_all(&app, PLACES).await;
    let sheet = "工作室,星期,从,到\n青禾工作室,周一,09:00,12:00\n青禾工作室,星期一,１３:00,24:00\n青禾工作室,周一,11:00,13:00\n\
                 青禾工作室,周二,08:00,09:30\n青禾工作室,周八,08:00,09:30\n青禾工作室,周一,12:00,12:00\n";
    let report = import(&app, "opening_hours", sheet.into(), Choices::default())
        .await
        .unwrap();
    let verdicts: Vec<_> = report.lines.iter().map(|line| line.verdict.as_str()).collect();
    assert_eq!(verdicts, ["ok", "ok", "overlap", "overlap", "bad_weekday", "bad_time"]);
    assert_eq!(report.lines[2].detail, "09:00-12:00");
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_is_no_sheet_of_the_kind_is_refused_as_a_whole() {
    let app = App::start().await;
    let code = |result: crate::support::product::Result<_>| result.map(drop).unwrap_err().code.slug();
    assert_eq!(
        code(import(&app, "rooms", b"PK\x03\x04\x00".to_vec(), december()).await),
        "import_unreadable"
    );
    assert_eq!(
        code(import(&app, "rooms", vec![], december()).await),
        "import_unreadable"
    );
    assert_eq!(
        code(import(&app, "rooms", b"studio,capacity\n".to_vec(), december()).await),
        "import_columns"
    );
    assert_eq!(code(import(&app, "people", vec![], december()).await), "not_found");
    app.finish().await;
}
