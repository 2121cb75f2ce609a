//! Two people who must not share a room (M17): set in a moment, without a reason, honoured and never said.

use super::waitlist::Salon;
use crate::support::person::Person;
use crate::support::product::{PersonId, Role, db::schema::audit_entries};
use crate::support::world::{broken_rules, grant_role};
use diesel::prelude::*;
use serde_json::{Value, json};

fn pair(one: &str, other: &str) -> String {
    format!("/people/{one}/keep-apart/{other}")
}

async fn audited(salon: &Salon, verb: &'static str) -> i64 {
    let read = salon.studio.rows.read(move |conn| {
        audit_entries::table
            .filter(audit_entries::verb.eq(verb))
            .count()
            .get_result(conn)
    });
    read.await
}

// M17
#[tokio::test]
async fn it_is_set_read_and_ended_by_whoever_looks_after_both_and_is_in_the_audit() {
    let salon = Salon::with_places(2).await;
    let people = salon.members(2).await;
    let supervisor = salon
        .world
        .signed_in(&salon.studio.with_role(Role::Supervisor).await)
        .await;
    let path = format!("/people/{}/keep-apart", people[0].id);
    assert_eq!(supervisor.get(&path).await.expect(200)["items"], json!([]));
    let set = salon
        .coordinator
        .put(&pair(&people[0].id, &people[1].id), json!({}))
        .await
        .expect(200);
    assert_eq!(set["items"], json!([]), "no session has both");
    salon
        .coordinator
        .put(&pair(&people[1].id, &people[0].id), json!({}))
        .await
        .expect(200); // once
    let read = supervisor.get(&path).await.expect(200);
    assert_eq!(
        read["items"],
        json!([{"person_id": people[1].id, "nickname": people[1].nickname}])
    );
    assert_eq!(
        (
            audited(&salon, "keep_apart").await,
            audited(&salon, "keep_apart_read").await
        ),
        (1, 2)
    );
    // the twins: the two, another member, a counsellor, another district
    for person in [&people[0], &people[1], &salon.member().await] {
        person.get(&path).await.problem("not_allowed");
        person
            .put(&pair(&people[0].id, &people[1].id), json!({}))
            .await
            .problem("not_allowed");
    }
    salon
        .studio
        .lead(&salon.world)
        .await
        .get(&path)
        .await
        .problem("not_allowed");
    let elsewhere = salon.world.neighbouring_studio().await;
    let far = elsewhere.coordinator(&salon.world).await;
    far.get(&path).await.problem("not_found");
    far.delete(&pair(&people[0].id, &people[1].id))
        .await
        .problem("not_found");
    let stranger = elsewhere.with_role(Role::Member).await;
    salon
        .coordinator
        .put(&pair(&people[0].id, stranger.as_str()), json!({}))
        .await
        .problem("not_found");
    salon
        .coordinator
        .put(&pair(&people[0].id, &people[0].id), json!({}))
        .await
        .problem("not_found");
    // nobody reads it as one of the two, whatever else they are
    let own = salon.studio.coordinator.clone();
    let headquarters = salon.world.headquarters().await;
    headquarters
        .put(&pair(own.as_str(), &people[0].id), json!({}))
        .await
        .expect(200);
    salon
        .coordinator
        .get(&format!("/people/{own}/keep-apart"))
        .await
        .problem("not_found");
    let shown = salon.coordinator.get(&path).await.expect(200);
    assert_eq!(shown["items"].as_array().unwrap().len(), 1, "{shown}");
    // it is not among what somebody reads of who looked at them
    let looked = people[0].get("/me/readings").await;
    assert!(!looked.json.to_string().contains("keep_apart"), "{}", looked.json);
    salon
        .coordinator
        .delete(&pair(&people[1].id, &people[0].id))
        .await
        .expect(204);
    salon
        .coordinator
        .delete(&pair(&people[1].id, &people[0].id))
        .await
        .problem("not_found");
    assert_eq!(audited(&salon, "end_keep_apart").await, 1);
    salon.finish().await;
}

/// What a member reads of a group that has no place for them.
async fn as_full(salon: &Salon, person: &Person) -> Value {
    let mut mine = person.get(&salon.door()).await.expect(200);
    for name in ["row_version", "id", "starts_at", "ends_at"] {
        mine[name] = json!(null);
    }
    mine
}

// M17
#[tokio::test]
async fn to_the_two_a_session_with_the_other_is_full_in_the_same_words() {
    let salon = Salon::with_places(5).await;
    salon
        .set_booking(json!({"capacity": 5, "mode": "block"}))
        .await
        .expect(200);
    let people = salon.members(3).await;
    let other = &people[1];
    salon
        .coordinator
        .put(&pair(&people[0].id, &other.id), json!({}))
        .await
        .expect(200);
    salon.book(&people[0]).await.expect(200);
    let apart = (
        as_full(&salon, other).await,
        salon.book(other).await.problem("session_full"),
    );
    // a session that is really full reads the same to somebody else
    salon
        .set_booking(json!({"capacity": 1, "mode": "block"}))
        .await
        .expect(200);
    let full = (
        as_full(&salon, &people[2]).await,
        salon.book(&people[2]).await.problem("session_full"),
    );
    assert_eq!(apart.0, full.0);
    assert_eq!(
        (&apart.1["title"], &apart.1["detail"]),
        (&full.1["title"], &full.1["detail"])
    );
    // with a list behind it they wait like everybody, and are passed over without a word
    salon.set_booking(json!({"capacity": 3})).await.expect(200);
    let waits = salon.book(other).await.expect(202);
    assert_eq!(
        (&waits["place_state"], &waits["position"]),
        (&json!("waitlisted"), &json!(1))
    );
    salon.book(&people[2]).await.expect(200);
    salon.sweep().await;
    let reasons = |view: Value| view["waiting"][0]["skip_reason"].clone();
    assert_eq!(reasons(salon.places(&salon.coordinator).await), "keep_apart");
    let lead = salon.studio.lead(&salon.world).await;
    assert_eq!(
        reasons(salon.places(&lead).await),
        json!(null),
        "only for whoever may know it"
    );
    // given by hand it is refused: to whoever plans with the rule, to others as full
    let give = format!("{}/places/{}", salon.path, other.id);
    let refused = salon
        .coordinator
        .post(&give, json!({"choice": "give"}))
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&refused), [("keep_apart".to_owned(), "block".to_owned())]);
    lead.post(&give, json!({"choice": "give"}))
        .await
        .problem("session_full");
    // without the other it is theirs
    people[0].delete(&salon.door()).await.expect(204);
    assert_eq!(salon.state(other).await, "offered");
    salon.finish().await;
}

// M17
#[tokio::test]
async fn whoever_plans_reads_not_planned_together_and_nobody_else_anything() {
    let salon = Salon::with_places(5).await;
    let (one, two) = (salon.studio.counsellors[0].clone(), salon.studio.counsellors[1].clone());
    let member = salon.member().await;
    salon
        .coordinator
        .put(&pair(one.as_str(), two.as_str()), json!({}))
        .await
        .expect(200);
    salon
        .coordinator
        .put(&pair(two.as_str(), &member.id), json!({}))
        .await
        .expect(200);
    let staff = async |ids: &[&PersonId], by: &Person| {
        let version = salon.coordinator.get(&salon.path).await.expect(200)["row_version"].clone();
        let staff: Vec<Value> = ids.iter().map(|id| json!({"person_id": id, "role": "lead"})).collect();
        by.put(
            &format!("{}/assignments", salon.path),
            json!({"row_version": version, "staff": staff}),
        )
        .await
    };
    // two of the staff
    let refused = staff(&[&one, &two], &salon.coordinator)
        .await
        .problem("session_refused");
    let rules = broken_rules(&refused);
    assert!(
        rules.contains(&("keep_apart".to_owned(), "block".to_owned())),
        "{rules:?}"
    );
    assert!(!refused.to_string().contains("set_by"), "{refused}");
    // one of the staff, and somebody who takes part
    salon.book(&member).await.expect(200);
    let refused = staff(&[&two], &salon.coordinator).await.problem("session_refused");
    assert_eq!(broken_rules(&refused)[0].0, "keep_apart");
    // candidates, and a plan
    let found = salon
        .coordinator
        .get(&format!("{}/candidates", salon.path))
        .await
        .expect(200);
    let items = found["items"].as_array().unwrap();
    let candidate = items
        .iter()
        .find(|one| one["person_id"] == json!(two))
        .expect("the candidate");
    assert_eq!(candidate["is_free"], false, "{candidate}");
    assert_eq!(candidate["why_not"][0]["rule"], "keep_apart");
    let both = json!([{"person_id": one, "role": "lead"}, {"person_id": two, "role": "co_lead"}]);
    let mut body = salon.studio.session_body("2026-11-28", "10:00");
    body["staff"] = both;
    let refused = salon
        .coordinator
        .post("/sessions", body)
        .await
        .problem("session_refused");
    assert_eq!(broken_rules(&refused)[0].0, "keep_apart");
    // set over a session that stands: it stays, whoever plans is told which, and whoever is on it reads nothing
    let third = salon.studio.counsellors[2].clone();
    staff(&[&one, &third], &salon.coordinator).await.expect(200);
    let set = salon
        .coordinator
        .put(&pair(one.as_str(), third.as_str()), json!({}))
        .await
        .expect(200);
    assert_eq!(set["items"].as_array().unwrap().len(), 1, "{set}");
    let page = salon.coordinator.get(&salon.path).await.expect(200);
    assert!(page["warnings"].to_string().contains("keep_apart"), "{page}");
    for id in [&one, &third] {
        let person = salon.world.signed_in(id).await;
        let page = person.get(&salon.path).await.expect(200);
        assert!(!page.to_string().contains("keep_apart"), "{page}");
        assert_eq!(page["has_problem"], false);
    }
    salon.finish().await;
}

// M17: a coordinator who is one of the two reads nothing of it on the page of a session either
#[tokio::test]
async fn one_of_the_two_who_also_plans_reads_nothing_of_it() {
    let salon = Salon::with_places(5).await;
    let one = salon.studio.counsellors[0].clone();
    let both = salon.studio.counsellors[1].clone();
    grant_role(
        &salon.studio.rows,
        &both,
        Role::Supervisor,
        Some(&salon.studio.district),
    )
    .await;
    let version = salon.coordinator.get(&salon.path).await.expect(200)["row_version"].clone();
    let staff = json!({"row_version": version, "staff": [
        {"person_id": one, "role": "lead"}, {"person_id": both, "role": "co_lead"}]});
    salon
        .coordinator
        .put(&format!("{}/assignments", salon.path), staff)
        .await
        .expect(200);
    salon
        .coordinator
        .put(&pair(one.as_str(), both.as_str()), json!({}))
        .await
        .expect(200);
    let page = salon.world.signed_in(&both).await.get(&salon.path).await.expect(200);
    assert!(!page.to_string().contains("keep_apart"), "{page}");
    salon.finish().await;
}
