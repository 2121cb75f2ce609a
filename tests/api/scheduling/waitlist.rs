//! Booking, waiting, being offered a place, accepting and declining (scheduling 4, Waitlist).

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use super::moves::notices_of;
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{HOUR, MINUTE, Role};
use crate::support::world::{Studio, World, merge, session_path};
use serde_json::{Value, json};

/// A salon with so many places on the Friday of the first week; it has a waiting list behind it.
pub struct Salon {
    pub world: World,
    pub studio: Studio,
    pub coordinator: Person,
    pub path: String,
}

impl Salon {
    pub async fn with_places(capacity: i64) -> Salon {
        let world = World::new().await;
        let studio = world.studio().await;
        let coordinator = studio.coordinator(&world).await;
        let mut salon = Salon {
            world,
            studio,
            coordinator,
            path: String::new(),
        };
        salon.path = salon.plan("2026-11-27", "18:30", json!({})).await;
        salon.set_booking(json!({"capacity": capacity})).await.expect(200);
        // from now on what recurs is planned
        salon.world.run_jobs().await;
        salon
    }

    pub async fn plan(&self, date: &str, start: &str, other: Value) -> String {
        let mut body = json!({"type": "salon", "title": "Salon"});
        merge(&mut body, other);
        session_path(&self.studio.plan_session(&self.coordinator, date, start, body).await)
    }

    pub async fn set_booking(&self, mut change: Value) -> Answer {
        change["row_version"] = self.coordinator.get(&self.path).await.expect(200)["row_version"].clone();
        self.coordinator.put(&format!("{}/booking", self.path), change).await
    }

    pub async fn member(&self) -> Person {
        let id = self.studio.with_role(Role::Member).await;
        self.world.signed_in(&id).await
    }

    pub async fn members(&self, count: usize) -> Vec<Person> {
        let mut members = vec![];
        for _ in 0..count {
            members.push(self.member().await);
        }
        members
    }

    pub fn door(&self) -> String {
        format!("{}/places/me", self.path)
    }

    /// A moment after whatever was before, so that it is known who came first.
    pub async fn book(&self, person: &Person) -> Answer {
        self.world.clock.advance(1);
        person.post(&self.door(), json!({})).await
    }

    pub async fn state(&self, person: &Person) -> String {
        let mine = person.get(&self.door()).await.expect(200);
        mine["place_state"].as_str().unwrap_or("none").to_owned()
    }

    pub async fn answer(&self, person: &Person, is_accepted: bool) -> Answer {
        let mine = person.get(&self.door()).await.expect(200);
        let body = json!({"is_accepted": is_accepted, "starts_at": mine["starts_at"]});
        person.post(&format!("{}/offer", self.path), body).await
    }

    pub async fn places(&self, person: &Person) -> Value {
        person.get(&format!("{}/places", self.path)).await.expect(200)
    }

    pub async fn shift(&self, date: &str, start: &str) {
        let version = self.coordinator.get(&self.path).await.expect(200)["row_version"].clone();
        let body = json!({"row_version": version, "local_date": date, "local_start": start});
        self.coordinator
            .post(&format!("{}/move", self.path), body)
            .await
            .expect(200);
    }

    /// The durable work of the next minutes.
    pub async fn sweep(&self) {
        self.world.clock.advance(5 * MINUTE);
        self.world.run_jobs().await;
    }

    pub async fn notices(&self, person: &Person) -> Vec<String> {
        notices_of(&self.studio, &person.person_id()).await
    }

    pub async fn finish(self) {
        assert_claims_are_sound(&self.studio.rows).await;
        assert_history_is_complete(&self.studio.rows).await;
        self.world.finish().await;
    }
}

/// Who waits, and why they were passed over.
pub fn waiting(view: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = view["waiting"].as_array().unwrap().iter();
    rows.map(|row| (text(&row["person_id"]), text(&row["skip_reason"])))
        .collect()
}

#[tokio::test]
async fn a_member_books_waits_is_offered_a_place_and_accepts_it() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(3).await;
    let (first, second, third) = (&people[0], &people[1], &people[2]);
    let free = first.get(&salon.door()).await.expect(200);
    assert_eq!(
        (&free["is_full"], &free["place_verbs"]),
        (&json!(false), &json!(["book"]))
    );
    assert_eq!(free["leads"], json!([]), "nobody's name before one is expected");
    salon.book(first).await.expect(200);
    salon.book(first).await.expect(200); // twice is once
    let waits = salon.book(second).await.expect(202);
    assert_eq!(
        (&waits["place_state"], &waits["position"]),
        (&json!("waitlisted"), &json!(1))
    );
    salon.book(third).await.expect(202);
    salon.book(second).await.expect(202); // keeps their turn
    let mine = third.get(&salon.door()).await.expect(200);
    assert_eq!(
        (&mine["position"], &mine["place_verbs"]),
        (&json!(2), &json!(["leave"]))
    );
    // whoever waits does not see the session, only their turn
    third.get(&salon.path).await.problem("not_found");
    first.delete(&salon.door()).await.expect(204);
    let offered = second.get(&salon.door()).await.expect(200);
    assert_eq!(
        (&offered["place_state"], &offered["place_verbs"]),
        (&json!("offered"), &json!(["answer"]))
    );
    assert_eq!(offered["offer_expires_at"], json!(salon.world.clock.now() + 24 * HOUR));
    assert_eq!(salon.state(third).await, "waitlisted");
    let inbox = second.get("/notices").await.expect(200);
    assert_eq!(inbox["items"][0]["kind"], "place_offered", "{inbox}");
    assert!(
        inbox["items"][0]["link"].as_str().unwrap().starts_with("/groups/"),
        "{inbox}"
    );
    salon.answer(second, true).await.expect(204);
    assert_eq!(salon.state(second).await, "confirmed");
    assert_eq!(second.get(&salon.path).await.expect(200)["my_role"], "participant");
    // answered once: the inbox asks for it no more, and the offer is gone
    let inbox = second.get("/notices").await.expect(200);
    assert_eq!(inbox["items"][0]["is_read"], true, "{inbox}");
    second
        .post(
            &format!("{}/offer", salon.path),
            json!({"is_accepted": true, "starts_at": 1}),
        )
        .await
        .problem("not_found");
    salon.finish().await;
}

#[tokio::test]
async fn an_offer_that_is_declined_or_runs_out_goes_to_the_next() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(4).await;
    salon.book(&people[0]).await.expect(200);
    for person in &people[1..] {
        salon.book(person).await.expect(202);
    }
    people[0].delete(&salon.door()).await.expect(204);
    salon.answer(&people[1], false).await.expect(204);
    assert_eq!(
        (
            salon.state(&people[1]).await.as_str(),
            salon.state(&people[2]).await.as_str()
        ),
        ("declined", "offered")
    );
    salon.world.clock.advance(24 * HOUR);
    // its time is over, whether or not anything has run since
    assert_eq!(salon.state(&people[2]).await, "expired");
    salon.answer(&people[2], true).await.problem("offer_over");
    salon.sweep().await;
    assert_eq!(
        (
            salon.state(&people[2]).await.as_str(),
            salon.state(&people[3]).await.as_str()
        ),
        ("expired", "offered")
    );
    assert!(
        salon
            .notices(&people[2])
            .await
            .contains(&"place_offer_expired".to_owned())
    );
    // who declined or was late may wait again, at the end
    salon.book(&people[1]).await.expect(202);
    salon.book(&people[2]).await.expect(202);
    assert_eq!(people[2].get(&salon.door()).await.expect(200)["position"], 2);
    salon.finish().await;
}

#[tokio::test]
async fn whoever_waits_can_leave_the_list_and_is_never_reminded() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(3).await;
    salon.book(&people[0]).await.expect(200);
    salon.book(&people[1]).await.expect(202);
    salon.book(&people[2]).await.expect(202);
    people[1].delete(&salon.door()).await.expect(204);
    people[1].delete(&salon.door()).await.problem("not_found");
    assert_eq!(salon.state(&people[1]).await, "cancelled_by_person");
    assert_eq!(people[2].get(&salon.door()).await.expect(200)["position"], 1);
    salon.world.clock.advance(4 * 24 * HOUR);
    salon.sweep().await;
    let kinds = |kinds: Vec<String>| kinds.into_iter().filter(|kind| kind == "session_reminder").count();
    assert_eq!(kinds(salon.notices(&people[0]).await), 1);
    assert_eq!(kinds(salon.notices(&people[1]).await), 0);
    assert_eq!(kinds(salon.notices(&people[2]).await), 0);
    salon.finish().await;
}

#[tokio::test]
async fn near_the_start_nobody_is_offered_anything_and_staff_ask() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(3).await;
    salon.book(&people[0]).await.expect(200);
    salon.book(&people[1]).await.expect(202);
    salon.world.clock.advance(4 * 24 * HOUR + HOUR); // Friday 11:00, seven and a half hours before
    people[0].delete(&salon.door()).await.expect(204);
    assert_eq!(salon.state(&people[1]).await, "waitlisted");
    let view = salon.places(&salon.coordinator).await;
    assert_eq!(waiting(&view), [(people[1].id.clone(), "near_start".to_owned())]);
    assert_eq!(view["free"], 1);
    // whoever comes last does not pass those who wait
    salon.book(&people[2]).await.expect(202);
    let lead = salon.studio.lead(&salon.world).await;
    let give = format!("{}/places/{}", salon.path, people[1].id);
    lead.post(&give, json!({"choice": "offer"})).await.problem("invalid");
    lead.post(&give, json!({"choice": "give"})).await.expect(200);
    assert_eq!(salon.state(&people[1]).await, "confirmed");
    lead.post(
        &format!("{}/places/{}", salon.path, people[2].id),
        json!({"choice": "give"}),
    )
    .await
    .problem("session_full");
    salon.finish().await;
}

#[tokio::test]
async fn who_waits_learns_that_a_session_is_cancelled_and_is_forgotten_a_day_after() {
    use crate::support::product::db::schema::{registration_events, registrations};
    use diesel::prelude::*;
    let salon = Salon::with_places(0).await;
    let person = salon.member().await;
    salon.book(&person).await.expect(202);
    let version = salon.coordinator.get(&salon.path).await.expect(200)["row_version"].clone();
    let cancel = json!({"row_version": version, "reason": "other"});
    salon
        .coordinator
        .post(&format!("{}/cancel", salon.path), cancel)
        .await
        .expect(200);
    salon.sweep().await;
    assert!(salon.notices(&person).await.is_empty(), "it can still be restored");
    salon.world.clock.advance(10 * MINUTE);
    salon.sweep().await;
    assert_eq!(salon.notices(&person).await, ["session_cancelled"]);
    salon.world.clock.advance(6 * 24 * HOUR);
    salon.sweep().await;
    let left = salon.studio.rows.read(|conn| {
        let rows: i64 = registrations::table.count().get_result(conn)?;
        let lines: i64 = registration_events::table.count().get_result(conn)?;
        Ok((rows, lines))
    });
    assert_eq!(left.await, (0, 0));
    salon.world.finish().await;
}
