//! Everybody who is on a session is reminded once before it starts; nobody who waits.

use super::waitlist::Salon;
use crate::support::person::Person;
use crate::support::product::{HOUR, MINUTE};
use serde_json::json;

async fn reminded(salon: &Salon, person: &Person) -> usize {
    let all = salon.notices(person).await;
    all.iter().filter(|kind| *kind == "session_reminder").count()
}

/// Friday 27 at 18:30; the clock stands at Monday 10:00.
const EVENING_BEFORE: i64 = 3 * 24 * HOUR + 8 * HOUR;

#[tokio::test]
async fn each_person_is_reminded_once_as_they_chose_in_the_evening_two_hours_before_or_not() {
    let salon = Salon::with_places(3).await;
    let people = salon.members(4).await;
    for (person, choice) in people.iter().zip(["evening", "two_hours", "none"]) {
        person
            .put("/me/reminders", json!({"lead_time": choice}))
            .await
            .expect(200);
        assert_eq!(person.get("/me/reminders").await.expect(200)["lead_time"], choice);
        salon.book(person).await.expect(200);
    }
    salon.book(&people[3]).await.expect(202);
    let lead = salon.studio.lead(&salon.world).await;
    let all = async || {
        let mut counts = vec![reminded(&salon, &lead).await];
        for person in &people {
            counts.push(reminded(&salon, person).await);
        }
        counts
    };
    salon.world.clock.advance(EVENING_BEFORE - 5 * MINUTE);
    salon.world.run_jobs().await;
    assert_eq!(all().await, [0, 0, 0, 0, 0]);
    salon.sweep().await;
    assert_eq!(
        all().await,
        [1, 1, 0, 0, 0],
        "staff without a choice, and whoever wants the evening"
    );
    for _ in 0..3 {
        salon.sweep().await;
    }
    salon.world.clock.advance(23 * HOUR);
    salon.sweep().await;
    assert_eq!(all().await, [1, 1, 1, 0, 0], "two hours before; never who waits");
    salon.sweep().await;
    assert_eq!(all().await, [1, 1, 1, 0, 0]);
    people[0]
        .put("/me/reminders", json!({"lead_time": "hourly"}))
        .await
        .problem("bad_body");
    salon.finish().await;
}

#[tokio::test]
async fn a_session_that_moves_is_reminded_of_at_its_new_time_and_after_the_notice_of_it() {
    let salon = Salon::with_places(3).await;
    let person = salon.member().await;
    salon.book(&person).await.expect(200);
    salon.world.clock.advance(EVENING_BEFORE - MINUTE);
    salon.world.run_jobs().await;
    // moved a minute before the reminder: the change waits for its undo time and comes first
    salon.shift("2026-11-30", "18:30").await;
    salon.sweep().await;
    assert_eq!(reminded(&salon, &person).await, 0);
    salon.world.clock.advance(10 * MINUTE);
    salon.world.run_jobs().await;
    assert!(salon.notices(&person).await.contains(&"session_moved".to_owned()));
    assert_eq!(reminded(&salon, &person).await, 0);
    salon.world.clock.advance(3 * 24 * HOUR);
    salon.sweep().await;
    assert_eq!(reminded(&salon, &person).await, 1);
    let inbox = person.get("/notices").await.expect(200);
    let newest = inbox["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == "session_reminder")
        .unwrap();
    assert!(newest["text"]["en"].as_str().unwrap().contains("30 Nov"), "{newest}");
    // moved again after the reminder: once more, at the other time
    salon.shift("2026-12-02", "18:30").await;
    salon.world.clock.advance(2 * 24 * HOUR);
    salon.sweep().await;
    salon.sweep().await;
    assert_eq!(reminded(&salon, &person).await, 2);
    salon.finish().await;
}

#[tokio::test]
async fn a_session_that_is_cancelled_or_given_back_reminds_nobody() {
    let salon = Salon::with_places(3).await;
    let people = salon.members(2).await;
    for person in &people {
        salon.book(person).await.expect(200);
    }
    people[0].delete(&salon.door()).await.expect(204);
    salon.world.clock.advance(EVENING_BEFORE);
    salon.sweep().await;
    assert_eq!(
        (reminded(&salon, &people[0]).await, reminded(&salon, &people[1]).await),
        (0, 1)
    );
    let other = salon
        .plan("2026-11-28", "18:30", json!({"room_id": salon.studio.rooms[1]}))
        .await;
    let version = salon.coordinator.get(&other).await.expect(200)["row_version"].clone();
    let cancel = json!({"row_version": version, "reason": "other"});
    salon
        .coordinator
        .post(&format!("{other}/cancel"), cancel)
        .await
        .expect(200);
    let lead = salon.studio.lead(&salon.world).await;
    salon.world.clock.advance(24 * HOUR);
    salon.sweep().await;
    assert_eq!(reminded(&salon, &lead).await, 1, "of the salon alone");
    salon.finish().await;
}
