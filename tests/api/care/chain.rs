//! Who is asked after whom (safety 33), on the fake clock.

use crate::support::product::{HOUR, MINUTE, Role};
use crate::support::world::{HelpRoom, World, notice_count};
use serde_json::{Value, json};

// safety 33, M2: 3, then 5, then 10 minutes, up to headquarters
#[tokio::test]
async fn nobody_answers_and_the_whole_chain_is_asked_in_its_time() {
    let help = HelpRoom::open().await;
    let call = help.call_for_help(&help.member, "cid-of-the-tap").await;
    assert_eq!((&call["state"], &call["step"]), (&json!("asked"), &Value::Null));
    help.pass_minutes(0).await;
    assert_eq!(help.asked_counts().await, [1, 0, 0, 0], "who holds the room");
    help.pass_minutes(2).await;
    assert_eq!(help.asked_counts().await, [1, 0, 0, 0]);
    help.pass_minutes(1).await;
    assert_eq!(
        help.asked_counts().await,
        [1, 1, 0, 0],
        "after 3 minutes who is on duty"
    );
    help.pass_minutes(4).await;
    assert_eq!(help.asked_counts().await, [1, 1, 0, 0]);
    help.pass_minutes(1).await;
    assert_eq!(
        help.asked_counts().await,
        [1, 1, 1, 0],
        "after 5 more the district's lead"
    );
    help.pass_minutes(9).await;
    assert_eq!(help.asked_counts().await, [1, 1, 1, 0]);
    help.pass_minutes(1).await;
    assert_eq!(help.asked_counts().await, [1, 1, 1, 1], "after 10 more headquarters");
    help.pass_minutes(10).await;
    assert_eq!(
        help.asked_counts().await,
        [1, 1, 1, 2],
        "and again, until somebody comes"
    );
    assert_eq!(
        notice_count(&help.off_duty, "help_asked").await,
        0,
        "nobody is woken who is not on duty"
    );
    let mine = help.member.get("/me/escalations").await.expect(200);
    assert_eq!(mine["items"][0]["step"], "headquarters");
    help.finish().await;
}

#[tokio::test]
async fn whoever_comes_stops_the_chain() {
    let help = HelpRoom::open().await;
    let call = help.call_for_help(&help.member, "cid-of-the-tap").await;
    let path = format!("/escalations/{}", call["id"].as_str().unwrap());
    help.pass_minutes(0).await;
    help.pass_minutes(3).await;
    help.pass_minutes(4).await;
    let seen = help
        .duty
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (&seen["state"], &seen["am_coming"], &seen["due_at"]),
        (&json!("seen"), &json!(true), &Value::Null)
    );
    for _ in 0..4 {
        help.pass_minutes(30).await;
    }
    assert_eq!(help.asked_counts().await, [1, 1, 0, 0], "nobody else is asked");
    // the same again is no mistake; a second helper learns that somebody is coming
    help.duty
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .expect(200);
    help.holder
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .problem("already_seen");
    // the one who asked sees who comes, by the name in the room and the role
    let mine = help.member.get("/me/escalations").await.expect(200);
    let by = &mine["items"][0]["seen_by"];
    assert_eq!((&by["name"], &by["step"]), (&json!(help.duty.nickname), &json!("duty")));
    // who comes holds the room, until it is over
    let room = format!("/chat/rooms/{}", help.room);
    assert_eq!(help.duty.get(&room).await.expect(200)["my_role"], "facilitator");
    help.duty.post(&format!("{path}/close"), json!({})).await.expect(204);
    help.duty.get(&room).await.problem("not_found");
    help.duty
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .problem("wrong_state");
    help.finish().await;
}

#[tokio::test]
async fn outside_of_staffed_hours_it_begins_with_those_on_duty() {
    let help = HelpRoom::open().await;
    help.clock.advance(13 * HOUR); // 23:00
    help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    assert_eq!(help.asked_counts().await, [0, 1, 0, 0]);
    help.pass_minutes(5).await;
    assert_eq!(help.asked_counts().await, [0, 1, 1, 0]);
    help.finish().await;
}

#[tokio::test]
async fn an_empty_step_is_passed_over_at_once_and_nobody_is_called_to_help_themselves() {
    let help = HelpRoom::open().await;
    help.clock.advance(25 * HOUR); // the shift is over, Tuesday 11:00
    help.call_for_help(&help.holder, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    assert_eq!(
        help.asked_counts().await,
        [0, 0, 1, 0],
        "the holder asks, nobody is on duty: the lead"
    );
    help.finish().await;
}

#[tokio::test]
async fn the_chain_is_data_of_the_district() {
    let help = HelpRoom::open().await;
    let path = format!("/districts/{}/escalation-chain", help.here);
    let default = help.off_duty.get(&path).await.expect(200);
    let minutes: Vec<_> = default["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["minutes"].clone())
        .collect();
    assert_eq!(minutes, [3, 5, 10, 10]);
    let short = json!({ "steps": [{ "step": "duty", "minutes": 1 }, { "step": "headquarters", "minutes": 2 }] });
    help.off_duty.put(&path, short.clone()).await.problem("not_allowed");
    help.member.get(&path).await.problem("not_found");
    let stranger = help.neighbour(Role::Coordinator).await;
    stranger.get(&path).await.problem("not_found"); // safety 9
    stranger.put(&path, short.clone()).await.problem("not_found");
    let endless = json!({ "steps": [{ "step": "duty", "minutes": 1 }] });
    let refused = help.coordinator.put(&path, endless).await.problem("invalid");
    assert_eq!(refused["errors"][0]["code"], "headquarters_last");
    help.coordinator.put(&path, short).await.expect(200);
    help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    help.pass_minutes(1).await;
    assert_eq!(help.asked_counts().await, [0, 1, 0, 1]);
    help.finish().await;
}

// safety 32: every session page too, for those who are expected there
#[tokio::test]
async fn a_session_asks_those_who_conduct_it_while_it_runs() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let lead = studio.lead(&world).await;
    let other = world.signed_in(&studio.counsellors[2]).await;
    let co_lead = world.signed_in(&studio.counsellors[1]).await;
    world.clock.advance(32 * HOUR + 30 * MINUTE); // it begins
    let ask = |cid: &str| json!({ "cid": cid, "session_id": session["id"], "note": "门口有人闹" });
    // whoever only sees that the time is booked has no place there
    other
        .post("/escalations", ask("cid-of-other"))
        .await
        .problem("not_found");
    let call = coordinator.post("/escalations", ask("cid-of-chair")).await.expect(201);
    world.run_jobs().await;
    assert_eq!(notice_count(&lead, "help_asked").await, 1);
    assert_eq!(notice_count(&co_lead, "help_asked").await, 0);
    let path = format!("/escalations/{}", call["id"].as_str().unwrap());
    let seen = lead.get(&path).await.expect(200);
    assert_eq!(seen["note"], "门口有人闹");
    assert!(seen["place"]["en"].as_str().unwrap().starts_with("Tuesday · "));
    other.get(&path).await.problem("not_found");
    lead.post(&format!("{path}/acknowledge"), json!({})).await.expect(200);
    let mine = coordinator.get("/me/escalations").await.expect(200);
    assert_eq!(
        mine["items"][0]["seen_by"],
        json!({ "name": null, "step": "facilitator" })
    );
    world.finish().await;
}
