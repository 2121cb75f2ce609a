//! Booking, waiting, being offered a place, accepting and declining (scheduling 4, Waitlist).

use super::invariants::{assert_claims_are_sound, assert_history_is_complete};
use super::moves::notices_of;
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{HOUR, MINUTE, PersonId, Role};
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

    pub async fn book(&self, person: &Person) -> Answer {
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

fn waiting(view: &Value) -> Vec<(String, String)> {
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
async fn staff_add_choose_put_first_and_take_off_and_others_do_not() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(4).await;
    let places = format!("{}/places", salon.path);
    let named = |person: &Person| json!({"nickname": person.nickname});
    salon.coordinator.post(&places, named(&people[0])).await.expect(200);
    for person in &people[1..3] {
        salon.coordinator.post(&places, named(person)).await.expect(200);
    }
    salon
        .coordinator
        .post(&places, json!({"nickname": "没有这个人"}))
        .await
        .problem("unknown_nickname");
    salon
        .coordinator
        .post(&places, named(&people[2]))
        .await
        .problem("invalid");
    let at = |person: &Person| format!("{places}/{}", person.id);
    let view = salon
        .coordinator
        .post(&at(&people[2]), json!({"choice": "first"}))
        .await
        .expect(200);
    assert_eq!(view["waiting"][0]["person_id"], json!(people[2].id));
    salon.coordinator.delete(&at(&people[0])).await.expect(200);
    // (S5) priority first, then since when
    assert_eq!(
        (
            salon.state(&people[2]).await.as_str(),
            salon.state(&people[1]).await.as_str()
        ),
        ("offered", "waitlisted")
    );
    salon.coordinator.delete(&at(&people[2])).await.expect(200);
    assert_eq!(
        (
            salon.state(&people[2]).await.as_str(),
            salon.state(&people[1]).await.as_str()
        ),
        ("cancelled_by_staff", "offered")
    );
    salon.coordinator.delete(&at(&people[3])).await.problem("not_found");
    // the twins: a member, a counsellor who is not on it, another district
    people[3].get(&places).await.problem("not_found");
    let counsellor = salon.world.signed_in(&salon.studio.counsellors[2]).await;
    counsellor.get(&places).await.problem("not_allowed");
    counsellor.post(&places, named(&people[3])).await.problem("not_allowed");
    let far = salon.world.neighbouring_studio().await.coordinator(&salon.world).await;
    far.get(&places).await.problem("not_found");
    far.delete(&at(&people[1])).await.problem("not_found");
    far.put(&format!("{}/booking", salon.path), json!({"row_version": 1}))
        .await
        .problem("not_found");
    salon.finish().await;
}

#[tokio::test]
async fn each_way_of_booking_does_what_it_says() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(3).await;
    salon
        .set_booking(json!({"capacity": 1, "mode": "block"}))
        .await
        .expect(200);
    salon.book(&people[0]).await.expect(200);
    salon.book(&people[1]).await.problem("session_full");
    assert_eq!(people[1].get(&salon.door()).await.expect(200)["place_verbs"], json!([]));
    salon
        .set_booking(json!({"capacity": 3, "mode": "waitlist"}))
        .await
        .expect(200);
    salon.book(&people[1]).await.expect(202);
    salon.sweep().await;
    assert_eq!(salon.state(&people[1]).await, "waitlisted", "staff choose");
    let offer = format!("{}/places/{}", salon.path, people[1].id);
    salon
        .coordinator
        .post(&offer, json!({"choice": "offer"}))
        .await
        .expect(200);
    assert_eq!(salon.state(&people[1]).await, "offered");
    salon.book(&people[1]).await.expect(200); // asking for what is kept for one is accepting it
    salon
        .set_booking(json!({"capacity": 3, "mode": "open"}))
        .await
        .expect(200);
    salon.book(&people[2]).await.problem("booking_not_needed");
    salon.set_booking(json!({"capacity": 99})).await.problem("invalid");
    salon.finish().await;
}

#[tokio::test]
async fn how_types_are_booked_is_set_by_headquarters_and_by_a_studio_for_itself() {
    let salon = Salon::with_places(2).await;
    let studio = json!(salon.studio.id);
    let rule = |studio: &Value, mode: &str| json!({"type": "salon", "studio_id": studio, "mode": mode, "is_listed": false, "observers": 1, "co_leads": 0, "leads": 0});
    salon
        .coordinator
        .put("/booking-rules", rule(&json!(null), "block"))
        .await
        .problem("not_allowed");
    let lead = salon.studio.lead(&salon.world).await;
    lead.put("/booking-rules", rule(&studio, "block"))
        .await
        .problem("not_allowed");
    lead.get("/booking-rules").await.problem("not_allowed");
    let far = salon.world.neighbouring_studio().await.coordinator(&salon.world).await;
    far.put("/booking-rules", rule(&studio, "block"))
        .await
        .problem("not_found");
    let member = salon.member().await;
    member.get(&salon.door()).await.expect(200);
    let set = salon
        .coordinator
        .put("/booking-rules", rule(&studio, "block"))
        .await
        .expect(200);
    let own = set["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["type"] == "salon")
        .unwrap();
    assert_eq!((&own["mode"], &own["is_own"]), (&json!("block"), &json!(true)));
    // it is not among the groups that members see any more: to them it does not exist
    member.get(&salon.door()).await.problem("not_found");
    salon.book(&member).await.problem("not_found");
    // and one observer is as many as there may be
    for (person, code) in [
        (salon.studio.with_role(Role::Trainee).await, None),
        (salon.studio.with_role(Role::Trainee).await, Some("session_full")),
    ] {
        let trainee = salon.world.signed_in(&person).await;
        let answer = trainee.post(&salon.door(), json!({"place": "observer"})).await;
        match code {
            None => drop(answer.expect(200)),
            Some(code) => drop(answer.problem(code)),
        }
    }
    let headquarters = salon.world.headquarters().await;
    headquarters
        .put("/booking-rules", rule(&json!(null), "waitlist"))
        .await
        .expect(200);
    salon.finish().await;
}

#[tokio::test]
async fn a_member_sees_coming_groups_and_how_they_stand_with_each() {
    let salon = Salon::with_places(1).await;
    let people = salon.members(2).await;
    salon.book(&people[0]).await.expect(200);
    let place = async |person: &Person| {
        let groups = person.get("/groups/coming?all=true").await.expect(200);
        groups["items"][0]["place"].clone()
    };
    assert_eq!(
        place(&people[0]).await,
        json!({"mode": "overflow", "is_full": true, "state": "confirmed"})
    );
    assert_eq!(
        place(&people[1]).await,
        json!({"mode": "overflow", "is_full": true, "state": null})
    );
    // a supervision is no group for members, whatever its address
    let inner = salon.plan("2026-11-26", "18:30", json!({"type": "growth_group"})).await;
    people[1].get(&format!("{inner}/places/me")).await.problem("not_found");
    people[1]
        .post(&format!("{inner}/places/me"), json!({}))
        .await
        .problem("not_found");
    people[1]
        .post(&salon.door(), json!({"place": "observer"}))
        .await
        .problem("not_allowed");
    salon.finish().await;
}

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
    crate::support::world::grant_role(&salon.studio.rows, &id, Role::Member, Some(&salon.studio.district)).await;
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
