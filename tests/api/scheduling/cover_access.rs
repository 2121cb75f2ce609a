//! Who may ask for cover, see a request and answer it; each right with its negative twin.

use super::cover::{cover_path, request_path, tonight};
use crate::support::product::{CounsellorStatus, PersonId, Role};
use crate::support::world::{World, session_path};
use serde_json::json;

// safety 8, 9
#[tokio::test]
async fn only_the_person_and_their_coordinators_open_and_end_a_request() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let session = tonight(&studio, &coordinator).await;
    let path = cover_path(&session);
    let ill = &studio.counsellors[1];
    let on_behalf = json!({"person_id": ill});
    let free = world.signed_in(&studio.counsellors[2]).await;
    let lead = studio.lead(&world).await;
    let supervisor = world.signed_in(&studio.with_role(Role::Supervisor).await).await;
    let neighbour = elsewhere.coordinator(&world).await;
    let stranger = world.signed_in(&elsewhere.counsellors[0]).await;
    let member = world.member().await;
    // a colleague on the session, one who is not, and a supervisor may not; to others it does not exist
    lead.post(&path, on_behalf.clone()).await.problem("not_allowed");
    free.post(&path, on_behalf.clone()).await.problem("not_allowed");
    free.post(&path, json!({})).await.problem("not_allowed");
    supervisor.post(&path, on_behalf.clone()).await.problem("not_allowed");
    neighbour.post(&path, on_behalf.clone()).await.problem("not_found");
    stranger.post(&path, json!({})).await.problem("not_found");
    member.post(&path, json!({})).await.problem("not_found");
    // nobody who is not on it
    let wrong = json!({"person_id": studio.counsellors[2]});
    coordinator.post(&path, wrong).await.problem("invalid");
    let cover = coordinator.post(&path, on_behalf).await.expect(200);
    let request = request_path(&cover);
    free.get(&path).await.problem("not_allowed");
    neighbour.get(&path).await.problem("not_found");
    assert_eq!(lead.get(&path).await.expect(200)["requests"][0]["may_cancel"], false);
    assert_eq!(lead.get(&path).await.expect(200)["staff_history"], json!([]));
    lead.post(&format!("{request}/cancel"), json!({}))
        .await
        .problem("not_allowed");
    neighbour
        .post(&format!("{request}/cancel"), json!({}))
        .await
        .problem("not_found");
    world
        .signed_in(ill)
        .await
        .post(&format!("{request}/cancel"), json!({}))
        .await
        .expect(204);
    world.finish().await;
}

// safety 9
#[tokio::test]
async fn only_coordinators_choose_whom_to_ask_and_only_the_asked_and_colleagues_answer() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let session = tonight(&studio, &coordinator).await;
    let body = json!({"person_id": studio.counsellors[1], "asks_everybody": false});
    let cover = coordinator.post(&cover_path(&session), body).await.expect(200);
    let request = request_path(&cover);
    let free = world.signed_in(&studio.counsellors[2]).await;
    let neighbour = elsewhere.coordinator(&world).await;
    let stranger_id = &elsewhere.counsellors[0];
    let stranger = world.signed_in(stranger_id).await;
    let member = world.member().await;
    free.get("/cover-requests").await.problem("not_allowed");
    assert_eq!(neighbour.get("/cover-requests").await.expect(200)["items"], json!([]));
    free.get(&format!("{request}/candidates")).await.problem("not_allowed");
    neighbour
        .get(&format!("{request}/candidates"))
        .await
        .problem("not_found");
    let ask = json!({"people": [stranger_id]});
    free.post(&format!("{request}/ask"), ask.clone())
        .await
        .problem("not_allowed");
    neighbour
        .post(&format!("{request}/ask"), ask.clone())
        .await
        .problem("not_found");
    coordinator
        .post(&format!("{request}/ask"), json!({"people": [member.id]}))
        .await
        .problem("invalid");
    // before somebody of another district is asked, nothing exists for them
    for verb in ["accept", "decline"] {
        stranger
            .post(&format!("{request}/{verb}"), json!({}))
            .await
            .problem("not_found");
        member
            .post(&format!("{request}/{verb}"), json!({}))
            .await
            .problem("not_found");
    }
    // an unasked colleague has nothing to decline
    free.post(&format!("{request}/decline"), json!({}))
        .await
        .problem("not_found");
    let own = world.signed_in(&studio.counsellors[1]).await;
    own.post(&format!("{request}/accept"), json!({}))
        .await
        .problem("not_allowed");
    coordinator.post(&format!("{request}/ask"), ask).await.expect(204);
    assert_eq!(
        stranger.get("/me/asked").await.expect(200)["asked"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    stranger.get(&session_path(&session)).await.problem("not_found");
    stranger.post(&format!("{request}/accept"), json!({})).await.expect(204);
    stranger.get(&session_path(&session)).await.expect(200);
    world.finish().await;
}

// M1, S14: ranked with reasons, nearest misses after those who are free, and whoever was asked least recently first
#[tokio::test]
async fn a_coordinator_sees_who_could_take_over_and_why_the_others_cannot() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let earlier = studio.counsellor(CounsellorStatus::Certified).await;
    // asked an hour ago for another session
    let other = super::cover::planned(&studio, &coordinator, "2026-11-25", "10:00").await;
    let body = json!({"person_id": studio.counsellors[1], "asks_everybody": false});
    let cover = coordinator.post(&cover_path(&other), body.clone()).await.expect(200);
    let ask = json!({"people": [studio.counsellors[2]]});
    coordinator
        .post(&format!("{}/ask", request_path(&cover)), ask)
        .await
        .expect(204);
    let busy = studio.counsellor(CounsellorStatus::Certified).await;
    let lead = |person: &PersonId, minutes| json!({"staff": [{"person_id": person, "role": "lead"}], "room_id": studio.rooms[1], "minutes": minutes});
    studio
        .plan_session(&coordinator, "2026-11-23", "19:00", lead(&busy, 60))
        .await;
    // a quarter of an hour after it, which is too short a rest
    let near = studio.counsellor(CounsellorStatus::Certified).await;
    let after = studio
        .plan_session(&coordinator, "2026-11-23", "20:45", lead(&near, 90))
        .await;
    let session = tonight(&studio, &coordinator).await;
    let cover = coordinator.post(&cover_path(&session), body).await.expect(200);
    let found = coordinator
        .get(&format!("{}/candidates", request_path(&cover)))
        .await
        .expect(200);
    let items = found["items"].as_array().unwrap();
    let ids: Vec<&str> = items.iter().map(|item| item["person_id"].as_str().unwrap()).collect();
    assert_eq!(ids[..2], [earlier.as_str(), studio.counsellors[2].as_str()]);
    let of = |person: &str| items.iter().find(|item| item["person_id"] == person).unwrap();
    assert_eq!(of(busy.as_str())["why_not"][0]["rule"], "person_overlap");
    // the same hour: whoever cannot come now cannot come then either, so an exchange is no way out, and none is offered
    assert_eq!(of(busy.as_str())["swap"], json!(null));
    // the price of a later one: it would be exchanged
    assert_eq!(of(near.as_str())["why_not"][0]["rule"], "person_gap");
    assert_eq!(of(near.as_str())["swap"]["session_id"], after["id"]);
    let named = format!("{}/candidates?q=nobody-is-called-so", request_path(&cover));
    assert_eq!(coordinator.get(&named).await.expect(200)["items"], json!([]));
    world.finish().await;
}
