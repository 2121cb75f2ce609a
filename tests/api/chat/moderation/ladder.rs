//! The ladder: a friendly word, a warning, time away (safety 42).

use super::super::cid;
use super::{Group, open};
use crate::support::product::{DAY, Role};
use serde_json::{Value, json};

async fn next(group: &Group, name: &str) -> Value {
    let list = group.chair.get(&group.path("/measures")).await.expect(200);
    let member = list["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|member| member["name"] == name)
        .cloned();
    member.map_or(Value::Null, |member| member["next_step"].clone())
}

#[tokio::test]
async fn the_next_step_is_proposed_and_time_away_keeps_out_of_every_member_room() {
    let group = Group::meet(2).await;
    let ann = &group.members[0];
    let second = open(
        &group.app,
        &group.chair,
        &group.district,
        "0190a0b0-0000-7000-8000-000000000002",
    )
    .await;
    let place = json!({ "person_id": ann.id, "role": "participant" });
    group
        .chair
        .post(&format!("/chat/rooms/{second}/seats"), place.clone())
        .await
        .expect(201);
    let name = ann.nickname.as_str();
    assert_eq!(next(&group, name).await, "feedback");
    group.act_on(ann, "feedback", json!({})).await.expect(201);
    assert_eq!(next(&group, name).await, "warning");
    group.act_on(ann, "warning", json!({})).await.expect(201);
    assert_eq!(next(&group, name).await, "away_2_weeks");
    let act = group.act_on(ann, "away_2_weeks", json!({})).await.expect(201);
    assert_eq!(act["until"], group.app.clock.now() + 14 * DAY);

    // out of both rooms at once, and nobody seats them before it ends
    for room in [&group.room, &second] {
        ann.get(&format!("/chat/rooms/{room}")).await.problem("not_found");
        let message = json!({ "cid": cid(1), "body": "在吗" });
        ann.post(&format!("/chat/rooms/{room}/messages"), message)
            .await
            .problem("not_found");
        group
            .chair
            .post(&format!("/chat/rooms/{room}/seats"), place.clone())
            .await
            .problem("time_away");
    }
    group.app.clock.advance(14 * DAY - 1);
    group.seat(ann).await.problem("time_away");
    group.app.clock.advance(1);
    group.seat(ann).await.expect(201);
    assert_eq!(next(&group, name).await, "away_1_month", "the last step is kept");
    group.app.finish().await;
}

#[tokio::test]
async fn a_month_or_more_is_for_the_district_to_decide() {
    let group = Group::meet(2).await;
    let holder = group.app.person(Role::Counsellor, &group.district).await;
    group.consent(&holder).await;
    let hold = json!({ "person_id": holder.id, "role": "facilitator" });
    group.chair.post(&group.path("/seats"), hold).await.expect(201);
    let seat = group.seat_of(&group.members[0]).await;
    let ask = |verb: &str| json!({ "verb": verb, "reason": "hurtful", "membership_id": seat });
    for verb in ["away_1_month", "away_permanent"] {
        holder
            .post(&group.path("/measures"), ask(verb))
            .await
            .problem("not_allowed");
    }
    holder
        .post(&group.path("/measures"), ask("away_2_weeks"))
        .await
        .expect(201);
    let other = group.seat_of(&group.members[1]).await;
    let forever = json!({ "verb": "away_permanent", "reason": "safety", "membership_id": other });
    let act = group.chair.post(&group.path("/measures"), forever).await.expect(201);
    assert_eq!(act["until"], Value::Null, "for good");
    group.app.clock.advance(390 * DAY);
    group.seat(&group.members[1]).await.problem("time_away");
    group.seat(&group.members[0]).await.expect(201);
    group.app.finish().await;
}

#[tokio::test]
async fn a_district_knows_nothing_of_the_ladder_of_another() {
    let group = Group::meet(1).await;
    let elsewhere = group.app.district("徐汇区").await;
    let roles = [&group.district, &elsewhere].map(|district| (Role::Member, Some(district.clone())));
    let ann = group.app.somebody("两区的人", &roles).await;
    group.seat(&ann).await.expect(201);
    group.act_on(&ann, "away_2_weeks", json!({})).await.expect(201);
    let chair = group.app.person(Role::Coordinator, &elsewhere).await;
    let room = open(&group.app, &chair, &elsewhere, "0190a0b0-0000-7000-8000-000000000003").await;
    let place = json!({ "person_id": ann.id, "role": "participant" });
    chair
        .post(&format!("/chat/rooms/{room}/seats"), place)
        .await
        .expect(201);
    let list = chair.get(&format!("/chat/rooms/{room}/measures")).await.expect(200);
    assert_eq!(list["members"][0]["step"], Value::Null);
    group.app.finish().await;
}
