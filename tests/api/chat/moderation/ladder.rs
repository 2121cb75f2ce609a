//! The ladder: a friendly word, a warning, time away (safety 42).

use crate::support::product::{DAY, Role};
use crate::support::world::{MemberRoom, cid, open_member_room, set_online_rooms_consent};
use serde_json::{Value, json};

async fn next(group: &MemberRoom, name: &str) -> Value {
    let list = group.coordinator.get(&group.path("/measures")).await.expect(200);
    let member = list["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|member| member["name"] == name)
        .cloned();
    member.map_or(Value::Null, |member| member["next_step"].clone())
}

#[tokio::test]
async fn the_next_step_is_proposed_and_a_suspension_applies_to_every_member_room() {
    let group = MemberRoom::open(2).await;
    let ann = &group.members[0];
    let second = open_member_room(
        &group,
        &group.coordinator,
        &group.here,
        "0190a0b0-0000-7000-8000-000000000002",
    )
    .await;
    let place = json!({ "person_id": ann.id, "role": "participant" });
    group
        .coordinator
        .post(&format!("/chat/rooms/{second}/seats"), place.clone())
        .await
        .expect(201);
    let name = ann.nickname.as_str();
    assert_eq!(next(&group, name).await, "feedback");
    group.request_measure(ann, "feedback", json!({})).await.expect(201);
    assert_eq!(next(&group, name).await, "warning");
    group.request_measure(ann, "warning", json!({})).await.expect(201);
    assert_eq!(next(&group, name).await, "away_2_weeks");
    let act = group.request_measure(ann, "away_2_weeks", json!({})).await.expect(201);
    assert_eq!(act["until"], group.clock.now() + 14 * DAY);

    // out of both rooms at once, and nobody seats them before it ends
    for room in [&group.room, &second] {
        ann.get(&format!("/chat/rooms/{room}")).await.problem("not_found");
        let message = json!({ "cid": cid(1), "body": "在吗" });
        ann.post(&format!("/chat/rooms/{room}/messages"), message)
            .await
            .problem("not_found");
        group
            .coordinator
            .post(&format!("/chat/rooms/{room}/seats"), place.clone())
            .await
            .problem("time_away");
    }
    group.clock.advance(14 * DAY - 1);
    group.add_seat(ann).await.problem("time_away");
    group.clock.advance(1);
    group.add_seat(ann).await.expect(201);
    assert_eq!(next(&group, name).await, "away_1_month", "the last step is kept");
    group.finish().await;
}

#[tokio::test]
async fn a_month_or_more_is_for_the_district_to_decide() {
    let group = MemberRoom::open(2).await;
    let holder = group.counsellor().await;
    set_online_rooms_consent(&holder, true).await;
    let hold = json!({ "person_id": holder.id, "role": "facilitator" });
    group.coordinator.post(&group.path("/seats"), hold).await.expect(201);
    let seat = group.membership_id(&group.members[0]).await;
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
    let other = group.membership_id(&group.members[1]).await;
    let forever = json!({ "verb": "away_permanent", "reason": "safety", "membership_id": other });
    let act = group
        .coordinator
        .post(&group.path("/measures"), forever)
        .await
        .expect(201);
    assert_eq!(act["until"], Value::Null, "for good");
    group.clock.advance(390 * DAY);
    group.add_seat(&group.members[1]).await.problem("time_away");
    group.add_seat(&group.members[0]).await.expect(201);
    group.finish().await;
}

#[tokio::test]
async fn a_district_knows_nothing_of_the_ladder_of_another() {
    let group = MemberRoom::open(1).await;
    let elsewhere = group.there.clone();
    let roles = [&group.here, &elsewhere].map(|district| (Role::Member, Some(district.clone())));
    let ann = group.person_named("两区的人", &roles).await;
    group.add_seat(&ann).await.expect(201);
    group.request_measure(&ann, "away_2_weeks", json!({})).await.expect(201);
    let chair = group.neighbour(Role::Coordinator).await;
    let room = open_member_room(&group, &chair, &elsewhere, "0190a0b0-0000-7000-8000-000000000003").await;
    let place = json!({ "person_id": ann.id, "role": "participant" });
    chair
        .post(&format!("/chat/rooms/{room}/seats"), place)
        .await
        .expect(201);
    let list = chair.get(&format!("/chat/rooms/{room}/measures")).await.expect(200);
    assert_eq!(list["members"][0]["step"], Value::Null);
    group.finish().await;
}
