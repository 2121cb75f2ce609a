//! What staff do with places, and how each kind of session is booked.

use super::waitlist::Salon;
use crate::support::person::Person;
use crate::support::product::Role;
use serde_json::{Value, json};

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
