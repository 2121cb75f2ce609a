//! Who sees what, and who may do what; each yes has its no (safety 7 to 9).

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{CounsellorStatus, PersonId, Role};
use crate::support::world::{Studio, World, recording, session_path};
use serde_json::{Value, json};

struct Cast {
    coordinator: Person,
    lead: Person,
    other_counsellor: Person,
    supervisor: Person,
    headquarters: Person,
    member: Person,
    neighbour: Person,
    stranger: Person,
}

async fn cast(app: &App, studio: &Studio, neighbour: &Studio) -> Cast {
    let sign_in = async |id: &PersonId| app.signed_in(id).await;
    Cast {
        coordinator: sign_in(&studio.coordinator).await,
        lead: sign_in(&studio.counsellors[0]).await,
        other_counsellor: sign_in(&studio.counsellors[2]).await,
        supervisor: sign_in(&studio.with_role(Role::Supervisor).await).await,
        headquarters: app.headquarters().await,
        member: sign_in(&studio.with_role(Role::Member).await).await,
        neighbour: sign_in(&neighbour.coordinator).await,
        stranger: app.stranger(),
    }
}

// safety 8, 9
#[tokio::test]
async fn everybody_sees_of_a_session_what_their_role_allows() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let cast = cast(&world, &studio, &elsewhere).await;
    let session = studio
        .plan_session(
            &cast.coordinator,
            "2026-11-24",
            "18:30",
            json!({"note": "bring chairs"}),
        )
        .await;
    let page = session_path(&session);
    for person in [&cast.coordinator, &cast.lead, &cast.supervisor, &cast.headquarters] {
        let seen = person.get(&page).await.expect(200);
        assert_eq!(
            (&seen["title"], &seen["note"]),
            (&json!("Tuesday"), &json!("bring chairs"))
        );
        assert_eq!(seen["assignments"].as_array().unwrap().len(), 1);
    }
    let booked = cast.other_counsellor.get(&page).await.expect(200);
    assert_eq!(
        (&booked["title"], &booked["type"]),
        (&json!("booked"), &json!("booked"))
    );
    assert_eq!(
        (&booked["note"], &booked["leads"], &booked["people"]),
        (&json!(""), &json!([]), &Value::Null)
    );
    assert_eq!(
        (&booked["assignments"], &booked["history"], &booked["may"]),
        (&json!([]), &json!([]), &json!([]))
    );
    for person in [&cast.member, &cast.neighbour] {
        person.get(&page).await.problem("not_found");
        let list = person.get("/sessions?from=2026-11-24&to=2026-11-25").await.expect(200);
        assert_eq!(list["items"], json!([]));
    }
    cast.stranger.get(&page).await.problem("sign_in_needed");
    // the list masks as the page does
    let list = cast
        .other_counsellor
        .get("/sessions?from=2026-11-24&to=2026-11-25")
        .await
        .expect(200);
    assert_eq!(list["items"][0]["title"], "booked");
    assert!(!list.to_string().contains("Tuesday"));
    world.finish().await;
}

#[tokio::test]
async fn a_draft_is_seen_only_by_those_who_plan_supervise_or_are_on_it() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let cast = cast(&world, &studio, &elsewhere).await;
    let draft = studio
        .plan_session(&cast.coordinator, "2026-11-24", "18:30", json!({"publish": false}))
        .await;
    cast.lead.get(&session_path(&draft)).await.expect(200);
    cast.supervisor.get(&session_path(&draft)).await.expect(200);
    cast.other_counsellor
        .get(&session_path(&draft))
        .await
        .problem("not_found");
    let list = cast
        .other_counsellor
        .get("/sessions?from=2026-11-24&to=2026-11-25")
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
    world.finish().await;
}

// safety 9: not found elsewhere, not allowed here
#[tokio::test]
async fn only_coordinators_of_the_district_plan_and_change() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let cast = cast(&world, &studio, &elsewhere).await;
    let session = studio
        .plan_session(&cast.coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let page = session_path(&session);
    let shift = json!({"row_version": 1, "local_date": "2026-11-25", "local_start": "18:30"});
    let series = studio.series_body("x", ("2026-11-24", "2026-12-08"), "08:00");
    for (person, code) in [
        (&cast.lead, "not_allowed"),
        (&cast.other_counsellor, "not_allowed"),
        (&cast.supervisor, "not_allowed"),
        (&cast.neighbour, "not_found"),
        (&cast.stranger, "sign_in_needed"),
    ] {
        person
            .post("/sessions", studio.session_body("2026-11-25", "08:00"))
            .await
            .problem(code);
        person
            .post("/sessions/check", studio.session_body("2026-11-25", "08:00"))
            .await
            .problem(code);
        person.post("/series", series.clone()).await.problem(code);
        person
            .patch(&page, json!({"row_version": 1, "title": "x"}))
            .await
            .problem(code);
        person.post(&format!("{page}/move"), shift.clone()).await.problem(code);
        let why = json!({"row_version": 1, "reason": "other"});
        person.post(&format!("{page}/cancel"), why).await.problem(code);
        person.post(&format!("{page}/restore"), json!({})).await.problem(code);
        person
            .post(&format!("{page}/publish"), json!({"row_version": 1}))
            .await
            .problem(code);
        let nobody = json!({"row_version": 1, "staff": []});
        person.put(&format!("{page}/assignments"), nobody).await.problem(code);
        person.get(&format!("{page}/candidates")).await.problem(code);
    }
    // the twin: headquarters and the coordinator may
    cast.headquarters
        .patch(&page, json!({"row_version": 1, "title": "x"}))
        .await
        .expect(200);
    let moved = json!({"row_version": 2, "local_date": "2026-11-25", "local_start": "18:30"});
    cast.coordinator.post(&format!("{page}/move"), moved).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn whoever_conducts_a_session_runs_it_and_an_observer_does_not() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let cast = cast(&world, &studio, &elsewhere).await;
    let observer = studio.counsellor(CounsellorStatus::Provisional).await;
    let staff = json!([
        {"person_id": studio.counsellors[0], "role": "lead"},
        {"person_id": observer, "role": "observer"},
    ]);
    let session = studio
        .plan_session(&cast.coordinator, "2026-11-23", "10:20", json!({"staff": staff}))
        .await;
    let run = format!("{}/run", session_path(&session));
    let observer = world.signed_in(&observer).await;
    for (person, code) in [
        (&observer, "not_allowed"),
        (&cast.other_counsellor, "not_allowed"),
        (&cast.supervisor, "not_allowed"),
        (&cast.neighbour, "not_found"),
        (&cast.member, "not_found"),
    ] {
        person.post(&run, json!({})).await.problem(code);
        let sheet = format!("{}/attendance", session_path(&session));
        let empty = recording(1, json!([]), Some((1, 1)));
        person.put(&sheet, empty).await.problem(code);
        for verb in ["deliver", "close"] {
            person
                .post(&format!("{}/{verb}", session_path(&session)), json!({}))
                .await
                .problem(code);
        }
    }
    // safety 8, 10: the sheet shows nicknames to whoever conducts the session; others of the house see numbers at the most
    let sheet = format!("{}/attendance", session_path(&session));
    let seen = observer.get(&sheet).await.expect(200);
    assert_eq!(
        (&seen["is_hidden"], &seen["entries"], &seen["expected"]),
        (&json!(true), &json!([]), &json!([]))
    );
    for (person, code) in [
        (&cast.other_counsellor, "not_allowed"),
        (&cast.neighbour, "not_found"),
        (&cast.member, "not_found"),
        (&cast.stranger, "sign_in_needed"),
    ] {
        person.get(&sheet).await.problem(code);
    }
    assert_eq!(cast.lead.get(&sheet).await.expect(200)["is_hidden"], false);
    let running = cast.lead.post(&run, json!({})).await.expect(200);
    assert_eq!(running["state"], "running");
    assert_eq!(running["my_role"], "lead");
    let may: Vec<_> = running["may"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(may, ["unrun", "not_held", "attendance"]);
    world.finish().await;
}
