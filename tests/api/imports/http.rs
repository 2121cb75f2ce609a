//! Imports over HTTP: who may import what, and how large.

use super::agency::{PLACES, file, import_all};
use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::{DistrictId, Role, districts};
use reqwest::Method;

async fn send(person: &Person, path: &str, bytes: Vec<u8>) -> Answer {
    let request = person
        .request(Method::POST, path)
        .header("content-type", "text/csv")
        .body(bytes);
    Answer::read(request.send().await.expect("an answer")).await
}

async fn district(app: &App, name: &'static str) -> DistrictId {
    let found = app.db.read(districts::districts).await.unwrap();
    found.into_iter().find(|district| district.name == name).unwrap().id
}

#[tokio::test]
async fn headquarters_brings_all_places_through_the_browser() {
    let app = App::start().await;
    let hq = app.headquarters().await;
    for kind in PLACES {
        let path = format!("/imports/{kind}?dry_run=true");
        let dry = send(&hq, &path, file(&format!("{kind}.csv"))).await.expect(200);
        assert_eq!(
            (&dry["is_applied"], &dry["refused"]),
            (&false.into(), &0.into()),
            "{kind}"
        );
        let real = send(&hq, &format!("/imports/{kind}"), file(&format!("{kind}.csv")))
            .await
            .expect(200);
        assert_eq!(real["is_applied"], true);
        assert_eq!(real["lines"], dry["lines"]);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_coordinator_brings_rooms_and_hours_of_their_own_district_only() {
    let app = App::start().await;
    import_all(&app, &["districts", "studios"]).await;
    let coordinator = app.person(Role::Coordinator, &district(&app, "青禾区").await).await;
    for kind in ["districts", "service_points", "studios"] {
        send(&coordinator, &format!("/imports/{kind}"), file(&format!("{kind}.csv")))
            .await
            .problem("not_allowed");
    }
    let report = send(&coordinator, "/imports/rooms?skip_refused=true", file("rooms.csv"))
        .await
        .expect(200);
    // safety 9: studios of other districts are unknown, as if they did not exist
    assert_eq!(
        (&report["counts"]["ok"], &report["counts"]["unknown_studio"]),
        (&2.into(), &21.into())
    );
    let hours = send(
        &coordinator,
        "/imports/opening_hours?skip_refused=true",
        file("opening_hours.csv"),
    )
    .await
    .expect(200);
    assert_eq!(hours["counts"]["ok"], 6);
    let counsellor = app.person(Role::Counsellor, &district(&app, "青禾区").await).await;
    send(&counsellor, "/imports/rooms", file("rooms.csv"))
        .await
        .problem("not_allowed");
    send(&app.stranger(), "/imports/rooms", file("rooms.csv"))
        .await
        .problem("sign_in_needed");
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_refused_with_a_code() {
    let app = App::start().await;
    let hq = app.headquarters().await;
    send(&hq, "/imports/people", vec![]).await.problem("not_found");
    send(&hq, "/imports/rooms", b"\xff\xff\xff".to_vec())
        .await
        .problem("import_unreadable");
    let problem = send(&hq, "/imports/rooms", b"studio,features\n".to_vec())
        .await
        .problem("import_columns");
    let fields: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["room", "capacity"]);
    send(&hq, "/imports/rooms?month=2026-13", vec![])
        .await
        .problem("invalid");
    send(&hq, "/imports/rooms?dry=1", vec![]).await.problem("bad_query");
    send(&hq, "/imports/rooms", vec![b'a'; 4 * 1024 * 1024 + 1])
        .await
        .problem("too_large");
    let many = "studio,room,capacity\n".to_owned() + &"a,b,1\n".repeat(20_001);
    send(&hq, "/imports/rooms", many.into_bytes())
        .await
        .problem("too_large");
    app.finish().await;
}

#[tokio::test]
async fn the_whole_agency_comes_in_through_the_browser_and_a_coordinator_plans_only_their_own_studio() {
    let app = App::start().await;
    let hq = app.headquarters().await;
    let kinds = [PLACES, &["cohorts", "counsellors"]].concat();
    for kind in kinds {
        let report = send(&hq, &format!("/imports/{kind}"), file(&format!("{kind}.csv")))
            .await
            .expect(200);
        assert_eq!(
            (&report["is_applied"], &report["refused"]),
            (&true.into(), &0.into()),
            "{kind}"
        );
    }
    let coordinator = app.person(Role::Coordinator, &district(&app, "云溪区").await).await;
    let path = "/imports/sessions?month=2026-12&skip_refused=true";
    let month = || file("sessions-2026-12.csv");
    let own = send(&coordinator, path, month()).await.expect(200);
    let sessions = coordinator
        .get("/sessions?from=2026-12-01&to=2027-01-01&limit=200")
        .await
        .expect(200);
    let items = sessions["items"].as_array().unwrap();
    assert_eq!(own["counts"]["ok"], items.len());
    assert!(
        !items.is_empty()
            && items
                .iter()
                .all(|session| session["studio"] == "云溪工作室" && session["state"] == "published")
    );
    let all = send(&hq, path, month()).await.expect(200);
    assert_eq!(all["counts"]["unchanged"], items.len());
    let member = app.person(Role::Member, &district(&app, "云溪区").await).await;
    send(&member, path, month()).await.problem("not_allowed");
    send(&hq, "/imports/sessions", month()).await.problem("invalid");
    app.finish().await;
}
