//! The security log: what it records, what it never records, and for how long (safety 26).

use crate::support::app::App;
use crate::support::product::{DAY, Role, audit::security, db};
use crate::support::world::{PASSPHRASE, World};
use reqwest::Method;
use serde_json::{Value, json};

async fn lines(app: &App) -> Vec<(String, Option<String>, Option<String>, String)> {
    let read = app
        .db
        .read_or(|conn| Ok::<_, db::Error>(security::page_events(conn, None, None, 200)?));
    let mut lines = read.await.unwrap();
    lines.reverse();
    lines
        .into_iter()
        .map(|line| (line.kind, line.person_id, line.network, line.detail))
        .collect()
}

async fn sign_in(app: &App, nickname: &str, passphrase: &str) -> crate::support::app::Answer {
    let body = json!({"nickname": nickname, "passphrase": passphrase});
    app.stranger().post("/sign-in", body).await
}

#[tokio::test]
async fn ways_in_refusals_exports_and_seats_leave_lines_without_names() {
    let world = World::new().await;
    let counsellor = world
        .person_named("不说出来的名字", &[(Role::Counsellor, Some(world.here.clone()))])
        .await;
    let supervisor = world
        .person_named("督导不说", &[(Role::Supervisor, Some(world.here.clone()))])
        .await;
    let chair = world.coordinator().await;
    sign_in(&world, "不说出来的名字", PASSPHRASE).await.expect(200);
    sign_in(&world, "不说出来的名字", "not the right one")
        .await
        .problem("wrong_sign_in");
    sign_in(&world, "没有这个人", "not the right one")
        .await
        .problem("wrong_sign_in");
    let asked = sign_in(&world, "督导不说", PASSPHRASE).await.expect(200);
    let code = json!({"challenge": asked["second_factor"]["challenge"], "code": "000000"});
    world
        .stranger()
        .post("/sign-in/second-factor", code)
        .await
        .problem("wrong_second_factor");
    let sheet = chair
        .request(Method::GET, "/sessions/export.csv?from=2026-11-23&to=2026-11-29")
        .send()
        .await
        .unwrap();
    assert_eq!(sheet.status(), 200);
    let opened = json!({ "owner_kind": "team", "name": "队", "district_id": world.here });
    let room = chair.post("/chat/rooms", opened).await.expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let seated = json!({ "person_id": counsellor.id, "role": "participant" });
    let seat = chair
        .post(&format!("/chat/rooms/{room}/seats"), seated)
        .await
        .expect(201);
    let seat = format!("/chat/rooms/{room}/seats/{}", seat["membership_id"].as_str().unwrap());
    chair.delete(&seat).await.expect(204);

    let lines = lines(&world).await;
    let has = |kind: &str, person: Option<&str>, detail: Option<&str>| {
        lines
            .iter()
            .any(|(k, p, _, d)| k == kind && p.as_deref() == person && detail.is_none_or(|detail| d == detail))
    };
    assert!(has("sign_in", Some(&counsellor.id), None), "{lines:?}");
    assert!(has("sign_in_failed", Some(&counsellor.id), None), "{lines:?}");
    assert!(
        has("sign_in_failed", None, None),
        "an unknown name is nobody: {lines:?}"
    );
    assert!(has("second_factor_failed", Some(&supervisor.id), None), "{lines:?}");
    assert!(has("export", Some(&chair.id), Some("sessions")), "{lines:?}");
    assert!(has("seat_given", Some(&counsellor.id), Some(&room)), "{lines:?}");
    assert!(has("seat_ended", Some(&counsellor.id), Some(&room)), "{lines:?}");
    let failed = lines.iter().find(|(kind, ..)| kind == "sign_in_failed").unwrap();
    assert_eq!(failed.2.as_deref(), Some("127.0.0.0/24"));
    let all = format!("{lines:?}");
    for never in ["不说", "没有这个人", "not the right one", "127.0.0.1"] {
        assert!(!all.contains(never), "{never}: {all}");
    }
    world.finish().await;
}

#[tokio::test]
async fn too_many_tries_leave_a_line() {
    let world = World::new().await;
    world
        .person_named("小舟", &[(Role::Counsellor, Some(world.here.clone()))])
        .await;
    for _ in 0..200 {
        if sign_in(&world, "小舟", "not the right one").await.json["code"] == "throttled" {
            break;
        }
    }
    let lines = lines(&world).await;
    assert!(lines.iter().any(|(kind, ..)| kind == "throttled"), "{lines:?}");
    world.finish().await;
}

#[tokio::test]
async fn the_log_is_for_the_privacy_officer_and_goes_by_the_clock() {
    let world = World::new().await;
    sign_in(&world, "没有这个人", "not the right one")
        .await
        .problem("wrong_sign_in");
    for role in [
        Role::Coordinator,
        Role::Supervisor,
        Role::Counsellor,
        Role::Headquarters,
    ] {
        let person = world.person(role).await;
        person.get("/security-log").await.problem("not_allowed");
    }
    let count = async |kind: &str| lines(&world).await.iter().filter(|line| line.0 == kind).count();
    world.run_jobs().await; // plans what comes back
    world.clock.advance(31 * DAY);
    world.run_jobs().await;
    assert_eq!(count("sign_in_failed").await, 1);
    let networks: Vec<Value> = lines(&world).await.into_iter().map(|line| json!(line.2)).collect();
    assert!(
        networks.iter().all(Value::is_null),
        "networks go after a month: {networks:?}"
    );
    world.clock.advance(160 * DAY);
    world.run_jobs().await;
    assert_eq!(count("sign_in_failed").await, 0, "lines go after six");
    world.finish().await;
}

#[tokio::test]
async fn one_kind_comes_in_pages_and_nothing_else_does() {
    // safety 26
    let world = World::new().await;
    for _ in 0..3 {
        sign_in(&world, "没有这个人", "not the right one")
            .await
            .problem("wrong_sign_in");
    }
    let officer = world.privacy_officer().await;
    sign_in(&world, "林间", "not the right one")
        .await
        .problem("wrong_sign_in");
    let of = |page: &Value| -> Vec<Value> { page["items"].as_array().unwrap().clone() };
    let first = officer
        .get("/security-log?kind=sign_in_failed&limit=3")
        .await
        .expect(200);
    let next = first["next"].as_str().unwrap();
    let second = officer
        .get(&format!("/security-log?kind=sign_in_failed&limit=3&cursor={next}"))
        .await
        .expect(200);
    assert_eq!((of(&first).len(), of(&second).len()), (3, 1));
    assert_eq!(second["next"], Value::Null);
    let all: Vec<Value> = [of(&first), of(&second)].concat();
    assert!(all.iter().all(|line| line["kind"] == "sign_in_failed"), "{all:?}");
    let none = officer.get("/security-log?kind=export").await.expect(200);
    assert_eq!(of(&none), Vec::<Value>::new());
    officer.get("/security-log?kind=anything").await.problem("bad_query");
    world.finish().await;
}

#[tokio::test]
async fn no_sheet_leaves_without_its_line() {
    // safety 16, 26
    let world = World::new().await;
    let chair = world.coordinator().await;
    let path = "/sessions/export.csv?from=2026-11-23&to=2026-11-29";
    let ask = async || chair.request(Method::GET, path).send().await.unwrap();
    assert_eq!(ask().await.status(), 200);
    let rename = |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        world.execute(&sql, &sql);
    };
    rename("security_events", "security_events_away");
    let refused = ask().await;
    assert_eq!(refused.status(), 500);
    let text = refused.text().await.unwrap();
    assert!(!text.contains("attendances"), "{text}");
    rename("security_events_away", "security_events");
    assert_eq!(ask().await.status(), 200);
    assert_eq!(lines(&world).await.iter().filter(|line| line.0 == "export").count(), 2);
    world.finish().await;
}
