//! The tricky cases of places (scheduling 4).

use super::waitlist::{Salon, waiting};
use crate::support::product::{HOUR, PersonId, Role};
use crate::support::world::{World, grant_role};
use serde_json::json;

// case 1 of places: one place, many at once (S3)
#[tokio::test(flavor = "multi_thread")]
async fn of_forty_who_book_one_place_at_once_one_has_it_and_the_others_wait() {
    let salon = Salon::with_places(1).await;
    let mut tries = tokio::task::JoinSet::new();
    for person in salon.members(40).await {
        let door = salon.door();
        tries.spawn(async move { person.post(&door, json!({})).await.status });
    }
    let answers = tries.join_all().await;
    let count = |status: u16| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(200), count(202)), (1, 39), "{answers:?}");
    let view = salon.places(&salon.coordinator).await;
    assert_eq!(
        (view["holders"].as_array().unwrap().len(), waiting(&view).len()),
        (1, 39)
    );
    salon.finish().await;
}

// case 2
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_moves_while_people_register_keeps_them() {
    let salon = Salon::with_places(4).await;
    let mut tries = tokio::task::JoinSet::new();
    for person in salon.members(8).await {
        let door = salon.door();
        tries.spawn(async move { person.post(&door, json!({})).await.status });
    }
    salon.shift("2026-11-28", "18:30").await;
    let answers = tries.join_all().await;
    assert!(answers.iter().all(|status| [200, 202].contains(status)), "{answers:?}");
    let view = salon.places(&salon.coordinator).await;
    assert_eq!(
        (
            view["holders"].as_array().unwrap().len(),
            view["waiting"].as_array().unwrap().len()
        ),
        (4, 4)
    );
    salon.finish().await;
}

// case 3
#[tokio::test]
async fn fewer_places_than_people_take_nobodys_place_and_offer_none_until_there_is_room() {
    let salon = Salon::with_places(3).await;
    let people = salon.members(4).await;
    for person in &people[..3] {
        salon.book(person).await.expect(200);
    }
    salon.book(&people[3]).await.expect(202);
    salon.set_booking(json!({"capacity": 1})).await.expect(200);
    assert_eq!(salon.places(&salon.coordinator).await["free"], -2);
    for (leaving, then) in [(0, "waitlisted"), (1, "waitlisted"), (2, "offered")] {
        people[leaving].delete(&salon.door()).await.expect(204);
        assert_eq!(salon.state(&people[3]).await, then, "after {leaving}");
    }
    // an offer of a place that is taken away is taken back (S3)
    salon.set_booking(json!({"capacity": 0})).await.expect(200);
    assert_eq!(salon.state(&people[3]).await, "waitlisted");
    assert!(
        salon
            .notices(&people[3])
            .await
            .contains(&"place_offer_withdrawn".to_owned())
    );
    salon.finish().await;
}

// case 4
#[tokio::test(flavor = "multi_thread")]
async fn a_place_given_back_as_an_offer_runs_out_makes_two_offers_and_not_three() {
    let salon = Salon::with_places(2).await;
    let people = salon.members(6).await;
    salon.book(&people[0]).await.expect(200);
    salon.book(&people[1]).await.expect(200);
    for person in &people[2..] {
        salon.book(person).await.expect(202);
    }
    people[1].delete(&salon.door()).await.expect(204);
    assert_eq!(salon.state(&people[2]).await, "offered");
    salon.world.clock.advance(24 * HOUR);
    let (door, leaving) = (salon.door(), people[0].clone());
    let (left, _) = tokio::join!(
        tokio::spawn(async move { leaving.delete(&door).await.status }),
        salon.sweep()
    );
    assert_eq!(left.unwrap(), 204);
    salon.sweep().await;
    let mut states = vec![];
    for person in &people[2..] {
        states.push(salon.state(person).await);
    }
    assert_eq!(states, ["expired", "offered", "offered", "waitlisted"]);
    salon.finish().await;
}

// case 6
#[tokio::test]
async fn whoever_waits_for_two_sessions_at_once_is_offered_one_and_then_the_other() {
    let salon = Salon::with_places(1).await;
    let beside = json!({"room_id": salon.studio.rooms[1], "staff": []});
    let other = Salon {
        path: salon.plan("2026-11-27", "18:30", beside).await,
        world: World::new().await,
        studio: salon.studio.clone(),
        coordinator: salon.coordinator.clone(),
    };
    other.set_booking(json!({"capacity": 1})).await.expect(200);
    let people = salon.members(2).await;
    let both = salon.member().await;
    salon.book(&people[0]).await.expect(200);
    other.book(&people[1]).await.expect(200);
    salon.book(&both).await.expect(202);
    other.book(&both).await.expect(202);
    people[0].delete(&salon.door()).await.expect(204);
    people[1].delete(&other.door()).await.expect(204);
    assert_eq!(
        (salon.state(&both).await.as_str(), other.state(&both).await.as_str()),
        ("offered", "waitlisted")
    );
    assert_eq!(waiting(&other.places(&salon.coordinator).await)[0].1, "busy");
    salon.answer(&both, false).await.expect(204);
    salon.sweep().await;
    assert_eq!(
        (salon.state(&both).await.as_str(), other.state(&both).await.as_str()),
        ("declined", "offered")
    );
    other.world.finish().await;
    salon.finish().await;
}

// case 7
#[tokio::test]
async fn an_offer_of_a_session_that_moved_is_not_accepted_unseen_nor_where_one_works() {
    let salon = Salon::with_places(1).await;
    let first = salon.member().await;
    let id: PersonId = salon.studio.counsellors[1].clone();
    grant_role(&salon.studio.rows, &id, Role::Member, Some(&salon.studio.district)).await;
    let person = salon.world.signed_in(&id).await;
    let works = json!({"room_id": salon.studio.rooms[1], "type": "peer_group_open",
        "staff": [{"person_id": id, "role": "lead"}]});
    salon.plan("2026-11-28", "18:30", works).await;
    salon.book(&first).await.expect(200);
    salon.book(&person).await.expect(202);
    first.delete(&salon.door()).await.expect(204);
    let read = person.get(&salon.door()).await.expect(200);
    assert_eq!(read["place_state"], "offered");
    salon.shift("2026-11-28", "18:30").await;
    let accept = json!({"is_accepted": true, "starts_at": read["starts_at"]});
    person
        .post(&format!("{}/offer", salon.path), accept)
        .await
        .problem("row_changed");
    let now = person.get(&salon.door()).await.expect(200);
    let accept = json!({"is_accepted": true, "starts_at": now["starts_at"]});
    let problem = person.post(&format!("{}/offer", salon.path), accept.clone()).await;
    assert!(problem.status == 409, "{}", problem.json);
    // asked anew in their turn, they are passed over, since they work then
    salon.sweep().await;
    assert_eq!(waiting(&salon.places(&salon.coordinator).await)[0].1, "busy");
    salon.shift("2026-11-29", "18:30").await;
    salon.sweep().await;
    assert_eq!(salon.state(&person).await, "offered");
    salon.answer(&person, true).await.expect(204);
    salon.finish().await;
}
