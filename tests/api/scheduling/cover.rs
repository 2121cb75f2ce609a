//! Somebody cannot come, and another takes over (M1).

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use super::moves::notices_of;
use crate::notifications::{consent, wants};
use crate::support::person::Person;
use crate::support::product::{CounsellorStatus, HOUR, MINUTE, PersonId};
use crate::support::socket::Socket;
use crate::support::world::{Studio, World, session_path};
use serde_json::{Value, json};

/// A group tonight, led by the first two counsellors; the third is free.
pub async fn tonight(studio: &Studio, coordinator: &Person) -> Value {
    planned(studio, coordinator, "2026-11-23", "19:00").await
}

pub async fn planned(studio: &Studio, coordinator: &Person, date: &str, start: &str) -> Value {
    let pair = json!([
        {"person_id": studio.counsellors[0], "role": "lead"},
        {"person_id": studio.counsellors[1], "role": "co_lead"},
    ]);
    studio
        .plan_session(coordinator, date, start, json!({"staff": pair}))
        .await
}

pub fn cover_path(session: &Value) -> String {
    format!("{}/cover", session_path(session))
}

/// The path of the first request of an answer.
pub fn request_path(cover: &Value) -> String {
    format!(
        "/cover-requests/{}",
        cover["requests"][0]["id"].as_str().expect("a request")
    )
}

/// Who is on it.
pub async fn staff(coordinator: &Person, session: &Value) -> Vec<String> {
    let page = coordinator.get(&session_path(session)).await.expect(200);
    let seats = page["assignments"].as_array().unwrap().iter();
    let mut on_it: Vec<String> = seats
        .filter(|seat| seat["state"] != "withdrawn")
        .map(|seat| seat["person_id"].as_str().unwrap().to_owned())
        .collect();
    on_it.sort();
    on_it
}

pub fn sorted(people: &[&PersonId]) -> Vec<String> {
    let mut ids: Vec<String> = people.iter().map(|id| id.to_string()).collect();
    ids.sort();
    ids
}

pub async fn yes(person: &Person, request: &str) -> crate::support::app::Answer {
    person.post(&format!("{request}/accept"), json!({})).await
}

// M1, M9, S2, S13, safety 47
#[tokio::test]
async fn the_second_counsellor_is_ill_and_a_third_takes_over() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [ill, free] = [&studio.counsellors[1], &studio.counsellors[2]];
    let other = studio.counsellor(CounsellorStatus::Certified).await;
    let session = tonight(&studio, &coordinator).await;
    world.clock.advance(11 * MINUTE);
    world.run_jobs().await;
    let (free_person, other_person) = (world.signed_in(free).await, world.signed_in(&other).await);
    consent(&free_person, true).await;
    free_person
        .put("/me/notice-preferences", wants("a@example.org"))
        .await
        .expect(200);
    consent(&other_person, true).await;
    other_person
        .put("/me/notice-preferences", wants("b@example.org"))
        .await
        .expect(200);
    // twenty to seven: one press, no reason
    world.clock.advance(8 * HOUR + 29 * MINUTE);
    let mut socket = Socket::open(&world, &coordinator).await;
    socket.hello(json!([])).await;
    let ill_person = world.signed_in(ill).await;
    assert_eq!(
        ill_person.get(&cover_path(&session)).await.expect(200)["may_request"],
        true
    );
    let cover = ill_person.post(&cover_path(&session), json!({})).await.expect(200);
    let request = request_path(&cover);
    assert_eq!(
        (&cover["requests"][0]["state"], &cover["requests"][0]["asked_count"]),
        (&json!("offered"), &json!(2))
    );
    assert_eq!(
        cover["requests"][0]["asked"],
        json!([]),
        "only coordinators see who was asked"
    );
    // pressed twice it is one request
    let again = ill_person.post(&cover_path(&session), json!({})).await.expect(200);
    assert_eq!(request_path(&again), request);
    // until somebody takes over, they are responsible
    let before = sorted(&[&studio.counsellors[0], ill]);
    assert_eq!(staff(&coordinator, &session).await, before);
    let live = socket.expect("notice").await;
    assert!(["cover", "inbox"].contains(&live["k"].as_str().unwrap()), "{live}");
    world.run_jobs().await;
    // emails say nothing; the page says when, where, as what
    for letter in world.application.mailer.sent() {
        let text = format!("{} {}", letter.subject(), letter.body());
        assert!(
            !text.contains("Tuesday") && !text.contains("19:00") && !text.contains("顶班"),
            "{text}"
        );
    }
    assert_eq!(world.application.mailer.sent().len(), 2);
    let asked = free_person.get("/me/asked").await.expect(200);
    let line = &asked["asked"][0];
    assert_eq!(
        (&line["role"], &line["session"]["local_start"], &line["why_not"]),
        (&json!("co_lead"), &json!("19:00"), &json!([]))
    );
    assert!(line["session"]["type_name"]["zh"].is_string() && line["session"]["studio"].is_string());
    assert!(!asked.to_string().contains("Tuesday"), "no title: {asked}");
    assert!(!asked.to_string().contains(ill.as_str()), "and nobody's name: {asked}");
    let inbox = free_person.get("/notices").await.expect(200);
    assert_eq!(inbox["items"][0]["kind"], "cover_asked");
    assert!(!inbox.to_string().contains("Tuesday"), "{inbox}");
    // the first yes is applied at once
    yes(&free_person, &request).await.expect(204);
    yes(&free_person, &request).await.expect(204);
    assert_eq!(
        staff(&coordinator, &session).await,
        sorted(&[&studio.counsellors[0], free])
    );
    yes(&other_person, &request).await.problem("cover_filled");
    // everybody else learns it quietly: in the inbox, without an email, and nothing is asked any more
    world.clock.advance(2 * HOUR);
    world.run_jobs().await;
    assert_eq!(world.application.mailer.sent().len(), 2);
    assert_eq!(notices_of(&studio, &other).await, ["cover_asked", "cover_filled"]);
    assert_eq!(other_person.get("/me/asked").await.expect(200)["asked"], json!([]));
    assert!(notices_of(&studio, ill).await.contains(&"cover_applied".to_owned()));
    assert!(
        !notices_of(&studio, ill).await.contains(&"session_removed".to_owned()),
        "once"
    );
    assert!(
        !notices_of(&studio, free).await.contains(&"session_added".to_owned()),
        "they know"
    );
    assert_eq!(
        notices_of(&studio, &studio.coordinator).await,
        ["cover_applied", "cover_needed"]
    );
    // the history shows who came and who left, the page shows who took over
    let page = coordinator.get(&cover_path(&session)).await.expect(200);
    assert_eq!(page["requests"][0]["state"], "applied");
    let kinds: Vec<&str> = page["staff_history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect();
    let mut kinds = kinds;
    kinds.sort_unstable();
    assert_eq!(kinds, ["assigned", "assigned", "covered", "took_over"]);
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// M1: a no needs no reason, and nobody sees it
#[tokio::test]
async fn a_no_is_shown_to_nobody_and_forgotten() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let other = studio.counsellor(CounsellorStatus::Certified).await;
    let session = tonight(&studio, &coordinator).await;
    let body = json!({"person_id": studio.counsellors[1]});
    let cover = coordinator.post(&cover_path(&session), body).await.expect(200);
    let request = request_path(&cover);
    let free = world.signed_in(&studio.counsellors[2]).await;
    free.post(&format!("{request}/decline"), json!({})).await.expect(204);
    free.post(&format!("{request}/decline"), json!({})).await.expect(204);
    assert_eq!(free.get("/me/asked").await.expect(200)["asked"], json!([]));
    assert_eq!(free.get("/me/asked").await.expect(200)["open"], json!([]));
    let after = coordinator.get(&cover_path(&session)).await.expect(200);
    assert_eq!(
        after["requests"], cover["requests"],
        "the coordinator sees no difference"
    );
    // all have said no: now a coordinator has to decide, and is told so
    let last = world.signed_in(&other).await;
    last.post(&format!("{request}/decline"), json!({})).await.expect(204);
    let nobody = coordinator.get(&cover_path(&session)).await.expect(200);
    assert_eq!(nobody["requests"][0]["is_nobody_found"], true);
    assert!(
        notices_of(&studio, &studio.coordinator)
            .await
            .contains(&"cover_nobody".to_owned())
    );
    // who changes their mind can still say yes, and then no "no" is left in the rows
    yes(&free, &request).await.expect(204);
    let noes: i64 = studio
        .rows
        .read(|conn| {
            use crate::support::product::db::schema::cover_asks;
            use diesel::prelude::*;
            cover_asks::table
                .filter(cover_asks::answer.eq("no"))
                .count()
                .get_result(conn)
        })
        .await;
    assert_eq!(noes, 0);
    world.finish().await;
}

// M1: "I take it", and what one could not have is not listed (S14)
#[tokio::test]
async fn a_qualified_colleague_takes_it_without_being_asked() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = tonight(&studio, &coordinator).await;
    let body = json!({"person_id": studio.counsellors[1], "asks_everybody": false});
    let cover = coordinator.post(&cover_path(&session), body).await.expect(200);
    assert_eq!(cover["requests"][0]["state"], "open");
    let request = request_path(&cover);
    let candidate = world
        .signed_in(&studio.counsellor(CounsellorStatus::Candidate).await)
        .await;
    assert_eq!(candidate.get("/me/asked").await.expect(200)["open"], json!([]));
    yes(&candidate, &request).await.problem("not_allowed");
    let busy = studio.counsellor(CounsellorStatus::Certified).await;
    let elsewhere = json!({"staff": [{"person_id": busy, "role": "lead"}], "room_id": studio.rooms[1]});
    studio
        .plan_session(&coordinator, "2026-11-23", "18:30", elsewhere)
        .await;
    let busy = world.signed_in(&busy).await;
    assert_eq!(busy.get("/me/asked").await.expect(200)["open"], json!([]));
    let refused = yes(&busy, &request).await.problem("session_refused");
    assert_eq!(refused["reasons"][0]["rule"], "person_overlap");
    let free = world.signed_in(&studio.counsellors[2]).await;
    let open = free.get("/me/asked").await.expect(200);
    assert_eq!(open["open"].as_array().unwrap().len(), 1);
    yes(&free, &request).await.expect(204);
    assert_eq!(
        staff(&coordinator, &session).await,
        sorted(&[&studio.counsellors[0], &studio.counsellors[2]])
    );
    world.finish().await;
}

// scheduling 11
#[tokio::test]
async fn what_was_taken_over_is_given_back_until_two_hours_before() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [ill, free] = [&studio.counsellors[1], &studio.counsellors[2]];
    let third = studio.counsellor(CounsellorStatus::Certified).await;
    let session = tonight(&studio, &coordinator).await;
    let ill_person = world.signed_in(ill).await;
    let cover = ill_person.post(&cover_path(&session), json!({})).await.expect(200);
    let free_person = world.signed_in(free).await;
    yes(&free_person, &request_path(&cover)).await.expect(204);
    let told = notices_of(&studio, ill).await;
    // in time it asks again, and the first person is asked like everybody; until then it stays with the second
    let given_back = free_person.post(&cover_path(&session), json!({})).await.expect(200);
    assert_eq!(given_back["requests"][0]["state"], "offered");
    assert!(staff(&coordinator, &session).await.contains(&free.to_string()));
    let third_person = world.signed_in(&third).await;
    yes(&third_person, &request_path(&given_back)).await.expect(204);
    // scheduling case 17: A, B, C, and A learns nothing of the second change but what everybody who is asked does
    let after: Vec<String> = notices_of(&studio, ill).await;
    let news: Vec<&String> = after.iter().filter(|kind| !told.contains(kind)).collect();
    assert!(
        news.iter()
            .all(|kind| kind.starts_with("cover_asked") || kind.starts_with("cover_filled")),
        "{news:?}"
    );
    // less than two hours before only a coordinator gives it back
    world.clock.advance(7 * HOUR + MINUTE);
    third_person
        .post(&cover_path(&session), json!({}))
        .await
        .problem("cover_too_late");
    let page = third_person.get(&cover_path(&session)).await.expect(200);
    assert_eq!(
        (&page["may_request"], &page["must_call"]),
        (&json!(false), &json!(true))
    );
    let body = json!({"person_id": third});
    coordinator.post(&cover_path(&session), body).await.expect(200);
    // and whoever was planned says so at any time
    let lead = studio.lead(&world).await;
    lead.post(&cover_path(&session), json!({})).await.expect(200);
    world.finish().await;
}

// M1: one after the other
#[tokio::test]
async fn a_coordinator_asks_in_order_and_silence_asks_the_next() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (second, third) = (
        studio.counsellor(CounsellorStatus::Certified).await,
        studio.counsellor(CounsellorStatus::Certified).await,
    );
    let first = &studio.counsellors[2];
    let session = tonight(&studio, &coordinator).await;
    let body = json!({"person_id": studio.counsellors[1], "asks_everybody": false});
    let cover = coordinator.post(&cover_path(&session), body).await.expect(200);
    let request = request_path(&cover);
    let ask = json!({"people": [first, second, third], "is_in_order": true});
    coordinator.post(&format!("{request}/ask"), ask).await.expect(204);
    let asked = |kinds: Vec<String>| kinds.iter().filter(|kind| *kind == "cover_asked").count();
    let counts = async || {
        let mut counts = vec![];
        for person in [first, &second, &third] {
            counts.push(asked(notices_of(&studio, person).await));
        }
        counts
    };
    assert_eq!(counts().await, [1, 0, 0]);
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    assert_eq!(counts().await, [1, 1, 0]);
    // a no does not wait
    let no = world.signed_in(&second).await;
    no.post(&format!("{request}/decline"), json!({})).await.expect(204);
    // the first has not answered and may still do so; their turn is not over for them
    world.clock.advance(10 * MINUTE);
    world.run_jobs().await;
    yes(&world.signed_in(first).await, &request).await.expect(204);
    world.finish().await;
}
