//! Two people exchange two sessions (S17).

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use super::moves::notices_of;
use crate::support::person::Person;
use crate::support::product::{HOUR, PersonId};
use crate::support::world::{Studio, World, session_path};
use serde_json::{Value, json};

async fn alone(studio: &Studio, coordinator: &Person, (date, start): (&str, &str), lead: &PersonId) -> Value {
    let staff = json!({"staff": [{"person_id": lead, "role": "lead"}]});
    studio.plan_session(coordinator, date, start, staff).await
}

fn swaps_path(session: &Value) -> String {
    format!("{}/swaps", session_path(session))
}

async fn propose(person: &Person, mine: &Value, theirs: &Value, with: &PersonId) -> String {
    let body = json!({"with_session_id": theirs["id"], "with_person_id": with});
    let made = person.post(&swaps_path(mine), body).await.expect(200);
    format!("/swaps/{}", made["id"].as_str().unwrap())
}

async fn leads(person: &Person) -> Vec<(String, String)> {
    let week = person.get("/sessions?from=2026-11-23&to=2026-11-30").await.expect(200);
    let items = week["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let lead = item["leads"][0].as_str().unwrap_or_default().to_owned();
            (item["id"].as_str().unwrap().to_owned(), lead)
        })
        .collect()
}

// S17, S2, S13
#[tokio::test]
async fn an_exchange_is_offered_proposed_and_made() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [a, b] = [&studio.counsellors[0], &studio.counsellors[1]];
    let one = alone(&studio, &coordinator, ("2026-11-24", "19:00"), a).await;
    let two = alone(&studio, &coordinator, ("2026-11-25", "19:00"), b).await;
    let (first, second) = (world.signed_in(a).await, world.signed_in(b).await);
    let options = first.get(&swaps_path(&one)).await.expect(200);
    assert_eq!(options["items"].as_array().unwrap().len(), 1, "{options}");
    assert_eq!(options["items"][0]["you_get"]["session"]["session_id"], two["id"]);
    assert!(!options.to_string().contains("Tuesday"), "no title");
    let swap = propose(&first, &one, &two, b).await;
    assert_eq!(propose(&first, &one, &two, b).await, swap, "proposed twice it is one");
    assert_eq!(notices_of(&studio, b).await, ["swap_proposed"]);
    let asked = second.get("/me/asked").await.expect(200);
    assert_eq!(asked["swaps"][0]["is_mine"], false);
    assert_eq!(asked["swaps"][0]["you_give"]["session"]["session_id"], two["id"]);
    second.post(&format!("{swap}/accept"), json!({})).await.expect(204);
    second.post(&format!("{swap}/accept"), json!({})).await.expect(204);
    let names = |list: Vec<(String, String)>| list.into_iter().map(|(_, lead)| lead).collect::<Vec<_>>();
    assert_eq!(
        names(leads(&coordinator).await),
        [second.nickname.clone(), first.nickname.clone()]
    );
    assert!(notices_of(&studio, a).await.contains(&"swap_applied".to_owned()));
    let history = coordinator
        .get(&format!("{}/cover", session_path(&one)))
        .await
        .expect(200);
    let kinds: Vec<&Value> = history["staff_history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["kind"])
        .collect();
    assert!(
        kinds.contains(&&json!("swapped_in")) && kinds.contains(&&json!("swapped_out")),
        "{kinds:?}"
    );
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S17
#[tokio::test(flavor = "multi_thread")]
async fn whoever_reads_meanwhile_sees_both_old_or_both_new() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [a, b] = [&studio.counsellors[0], &studio.counsellors[1]];
    // overlapping sessions: neither could take the other's without giving theirs
    let one = alone(&studio, &coordinator, ("2026-11-24", "19:00"), a).await;
    let other_room = json!({"staff": [{"person_id": b, "role": "lead"}], "room_id": studio.rooms[1]});
    let two = studio
        .plan_session(&coordinator, "2026-11-24", "19:30", other_room)
        .await;
    let mut holders = [world.signed_in(a).await, world.signed_in(b).await];
    let (done, stop) = tokio::sync::watch::channel(false);
    let mut readers = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let (reader, stop) = (coordinator.clone(), stop.clone());
        readers.spawn(async move {
            let mut seen = vec![];
            while !*stop.borrow() {
                seen.push(leads(&reader).await);
            }
            seen
        });
    }
    for _ in 0..6 {
        let [gives, gets] = &holders;
        let swap = propose(gives, &one, &two, &gets.person_id()).await;
        gets.post(&format!("{swap}/accept"), json!({})).await.expect(204);
        holders.reverse();
    }
    done.send(true).unwrap();
    let mut count = 0;
    for seen in readers.join_all().await {
        for lines in seen {
            let [first, second] = &lines[..] else {
                panic!("{lines:?}")
            };
            assert_ne!(first.1, second.1, "S17: {lines:?}");
            assert!(!first.1.is_empty() && !second.1.is_empty(), "S17: {lines:?}");
            count += 1;
        }
    }
    assert!(count > 3, "{count} readings");
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// S14, S17: refused, everything is as it was
#[tokio::test]
async fn an_exchange_that_no_longer_fits_is_refused_whole() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [a, b] = [&studio.counsellors[0], &studio.counsellors[1]];
    let one = alone(&studio, &coordinator, ("2026-11-24", "19:00"), a).await;
    let two = alone(&studio, &coordinator, ("2026-11-25", "19:00"), b).await;
    let (first, second) = (world.signed_in(a).await, world.signed_in(b).await);
    let swap = propose(&first, &one, &two, b).await;
    // meanwhile the first gets something else on Wednesday evening
    let other = json!({"staff": [{"person_id": a, "role": "lead"}], "room_id": studio.rooms[1]});
    studio.plan_session(&coordinator, "2026-11-25", "19:30", other).await;
    let before = leads(&coordinator).await;
    second
        .post(&format!("{swap}/accept"), json!({}))
        .await
        .problem("session_refused");
    assert_eq!(leads(&coordinator).await, before);
    let body = json!({"with_session_id": two["id"], "with_person_id": b});
    first.post(&swaps_path(&one), body).await.problem("session_refused");
    assert_eq!(first.get(&swaps_path(&one)).await.expect(200)["items"], json!([]));
    assert_claims_are_sound(&studio.rows).await;
    assert_history_is_complete(&studio.rows).await;
    world.finish().await;
}

// safety 9
#[tokio::test]
async fn only_the_two_answer_and_a_proposal_ends() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let [a, b, c] = [&studio.counsellors[0], &studio.counsellors[1], &studio.counsellors[2]];
    let one = alone(&studio, &coordinator, ("2026-11-24", "19:00"), a).await;
    let two = alone(&studio, &coordinator, ("2026-11-25", "19:00"), b).await;
    let (first, second, third) = (
        world.signed_in(a).await,
        world.signed_in(b).await,
        world.signed_in(c).await,
    );
    let stranger = elsewhere.lead(&world).await;
    let body = json!({"with_session_id": two["id"], "with_person_id": b});
    third.post(&swaps_path(&one), body.clone()).await.problem("not_allowed");
    third.get(&swaps_path(&one)).await.problem("not_allowed");
    stranger.post(&swaps_path(&one), body).await.problem("not_found");
    let wrong = json!({"with_session_id": two["id"], "with_person_id": c});
    first.post(&swaps_path(&one), wrong).await.problem("invalid");
    let swap = propose(&first, &one, &two, b).await;
    for person in [&third, &stranger, &coordinator] {
        person
            .post(&format!("{swap}/accept"), json!({}))
            .await
            .problem("not_found");
        person.delete(&swap).await.problem("not_found");
    }
    first
        .post(&format!("{swap}/accept"), json!({}))
        .await
        .problem("not_allowed");
    second.delete(&swap).await.expect(204);
    second.delete(&swap).await.expect(204);
    assert!(notices_of(&studio, a).await.contains(&"swap_closed".to_owned()));
    second
        .post(&format!("{swap}/accept"), json!({}))
        .await
        .problem("wrong_state");
    // one of the two is taken off: the proposal is void
    let swap = propose(&first, &one, &two, b).await;
    let staffed = json!({"row_version": one["row_version"], "staff": [{"person_id": c, "role": "lead"}]});
    coordinator
        .put(&format!("{}/assignments", session_path(&one)), staffed)
        .await
        .expect(200);
    second
        .post(&format!("{swap}/accept"), json!({}))
        .await
        .problem("wrong_state");
    // without an answer it ends when the first of the sessions begins
    let three = alone(&studio, &coordinator, ("2026-11-24", "08:00"), a).await;
    let swap = propose(&first, &three, &two, b).await;
    world.clock.advance(22 * HOUR);
    world.run_jobs().await;
    second
        .post(&format!("{swap}/accept"), json!({}))
        .await
        .problem("wrong_state");
    world.finish().await;
}
