//! Who could take a seat: ranked, judged with the whole session, and accepted when seated at once (S14).

use crate::support::product::{CounsellorStatus, PersonId, Role, db::schema::people};
use crate::support::world::{Studio, World, broken_rules, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};

// M1
#[tokio::test]
async fn candidates_are_ranked_free_first_then_same_district_with_the_reason_why_not() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let neighbour = elsewhere.coordinator(&world).await;
    studio.counsellor(CounsellorStatus::Candidate).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    // somebody of ours is busy in another district
    let borrowed = json!([{"person_id": studio.counsellors[1], "role": "lead"}]);
    elsewhere
        .plan_session(
            &neighbour,
            "2026-11-24",
            "19:00",
            json!({"staff": borrowed, "title": "Secret"}),
        )
        .await;
    let found = coordinator
        .get(&format!("{}/candidates", session_path(&session)))
        .await
        .expect(200);
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 5); // no candidate among them, and nobody who is on it already
    let free = |item: &Value| {
        (
            item["is_free"].as_bool().unwrap(),
            item["is_same_district"].as_bool().unwrap(),
        )
    };
    let ranks: Vec<_> = items.iter().map(free).collect();
    assert_eq!(
        ranks,
        [(true, true), (true, false), (true, false), (true, false), (false, true)]
    );
    let busy = &items[4];
    assert_eq!(busy["person_id"], json!(studio.counsellors[1]));
    assert_eq!(busy["why_not"][0]["other_session"]["title"], "busy elsewhere");
    assert!(!found.to_string().contains("Secret"));
    // S14: whoever is offered as free can be taken at once
    for candidate in &items[..4] {
        let version = coordinator.get(&session_path(&session)).await.expect(200)["row_version"].clone();
        let staff = json!([{"person_id": candidate["person_id"], "role": "lead"}]);
        let body = json!({"row_version": version, "staff": staff});
        coordinator
            .put(&format!("{}/assignments", session_path(&session)), body)
            .await
            .expect(200);
    }
    // the same order in pages, and by a part of a nickname
    let candidates = format!("{}/candidates", session_path(&session));
    let paged = coordinator.all_pages(&candidates, 4).await;
    let paged: Vec<_> = paged.iter().map(|one| one["nickname"].clone()).collect();
    let whole = coordinator.get(&candidates).await.expect(200);
    let nicknames: Vec<_> = whole["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["nickname"].clone())
        .collect();
    assert_eq!(paged, nicknames);
    let wanted = nicknames[3].as_str().unwrap();
    let encoded = wanted.to_uppercase().replace(' ', "%20");
    let named = coordinator.get(&format!("{candidates}?q={encoded}")).await.expect(200);
    assert!(
        named["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["nickname"] == wanted)
    );
    assert!(
        coordinator.get(&format!("{candidates}?q=nobody")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    coordinator
        .get(&format!("{candidates}?cursor=x"))
        .await
        .problem("bad_query");
    let studio = studio.id.as_str();
    let query =
        format!("/sessions/candidates?studio_id={studio}&type=peer_group_open&local_date=2026-11-24&local_start=18:30");
    let planning = coordinator.get(&query).await.expect(200);
    assert_eq!(planning["items"].as_array().unwrap().len(), 6);
    neighbour.get(&query).await.problem("not_found");
    world.finish().await;
}

async fn set_available(studio: &Studio, person: &PersonId, hours: &'static str) {
    let person = person.clone();
    studio
        .rows
        .write(move |conn| {
            diesel::update(people::table.find(&person))
                .set(people::available.eq(hours))
                .execute(conn)
        })
        .await;
}

pub fn who(list: &Value) -> Vec<(&str, bool)> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|one| (one["person_id"].as_str().unwrap(), one["is_free"].as_bool().unwrap()))
        .collect()
}

// scheduling 6: the whole session is considered
#[tokio::test]
async fn whoever_is_not_certified_is_free_only_beside_somebody_who_is() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let provisional = studio.counsellor(CounsellorStatus::Provisional).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let list = format!("{}/candidates", session_path(&session));
    let is_free = |list: Value| {
        let found = who(&list).into_iter().find(|(id, _)| *id == provisional.as_str());
        found.map(|(_, is_free)| is_free)
    };
    // beside the certified lead
    assert_eq!(is_free(coordinator.get(&list).await.expect(200)), Some(true));
    // instead of the lead: nobody certified would be left
    let alone = coordinator.get(&format!("{list}?staff=,")).await.expect(200);
    assert_eq!(alone["items"][0]["role"], "lead");
    let theirs = alone["items"].as_array().unwrap();
    let theirs = theirs
        .iter()
        .find(|one| one["person_id"] == json!(provisional))
        .unwrap();
    assert_eq!(
        (&theirs["is_free"], &theirs["why_not"][0]["rule"]),
        (&json!(false), &json!("not_qualified"))
    );
    let body = json!({"row_version": session["row_version"], "staff": [{"person_id": provisional, "role": "lead"}]});
    let seats = format!("{}/assignments", session_path(&session));
    let refused = coordinator.put(&seats, body).await.problem("session_refused");
    assert_eq!(broken_rules(&refused)[0].0, "not_qualified");
    // the same while it is being planned
    let lead = studio.counsellors[2].as_str();
    let plan = format!(
        "/sessions/candidates?studio_id={}&type=peer_group_open&local_date=2026-11-26&local_start=10:00",
        studio.id.as_str()
    );
    assert_eq!(is_free(coordinator.get(&plan).await.expect(200)), Some(false));
    let beside = format!("{plan}&staff={lead}:lead");
    assert_eq!(is_free(coordinator.get(&beside).await.expect(200)), Some(true));
    // a seat for staff is offered to staff
    let supervisor = studio.with_role(Role::Supervisor).await;
    let list = coordinator.get(&format!("{list}?role=supervisor")).await.expect(200);
    let ids: Vec<_> = who(&list);
    assert!(ids.contains(&(supervisor.as_str(), true)) && !ids.iter().any(|(id, _)| *id == provisional.as_str()));
    coordinator
        .get(&format!("{plan}&staff={lead}:captain"))
        .await
        .problem("bad_query");
    coordinator
        .get(&format!("{plan}&staff={lead}"))
        .await
        .problem("bad_query");
    world.finish().await;
}

// scheduling 6: imported availability is judged; it warns and ranks
#[tokio::test]
async fn those_who_would_rather_lead_at_another_time_come_later_and_are_warned_of() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    set_available(&studio, &studio.counsellors[1], "周六 09:00-17:00").await;
    set_available(&studio, &studio.counsellors[2], "周二 18:00-21:00").await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await; // a Tuesday
    let list = coordinator
        .get(&format!("{}/candidates", session_path(&session)))
        .await
        .expect(200);
    let order: Vec<_> = who(&list);
    let (late, gladly) = (studio.counsellors[1].as_str(), studio.counsellors[2].as_str());
    assert_eq!(order, [(gladly, true), (late, true)]);
    assert_eq!(list["items"][1]["why_not"][0]["rule"], "not_available");
    let staff = json!([{"person_id": studio.counsellors[0], "role": "lead"}, {"person_id": late, "role": "co_lead"}]);
    let body = json!({"row_version": session["row_version"], "staff": staff});
    let seated = coordinator
        .put(&format!("{}/assignments", session_path(&session)), body)
        .await
        .expect(200);
    let warnings = seated["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|reason| reason["rule"] == "not_available"));
    world.finish().await;
}
