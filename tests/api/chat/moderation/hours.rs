//! When member rooms are held (safety 41).

use crate::support::product::{Error, Role, db::schema::audit_entries};
use crate::support::world::{MemberRoom, cid};
use diesel::prelude::*;
use serde_json::json;

#[tokio::test]
async fn coordinators_set_the_hours_of_their_district_and_of_a_room() {
    // safety 41, M18; it is Monday, ten o'clock
    let group = MemberRoom::open(1).await;
    let member = &group.members[0];
    let path = format!("/districts/{}/staffed-hours", group.here);
    let evening = json!({ "hours": [{ "weekday": 1, "from": "19:00", "to": "24:00" }] });
    assert_eq!(group.coordinator.get(&path).await.expect(200), json!({ "hours": [] }));
    group.post_message(member, &cid(1), "早").await.expect(201);
    assert_eq!(group.coordinator.put(&path, evening.clone()).await.expect(200), evening);
    assert_eq!(group.coordinator.get(&path).await.expect(200), evening);
    assert_eq!(
        group.post_message(member, &cid(2), "早").await.problem("read_only")["why"],
        "unstaffed"
    );
    let room = member.get(&group.path("")).await.expect(200);
    assert_eq!(room["is_staffed_now"], false);
    assert_eq!(room["staffed_again_at"], group.clock.now() + 9 * 3_600_000);
    // a room of its own hours
    let morning = json!({ "hours": [{ "weekday": 1, "from": "09:00", "to": "11:00" }] });
    group
        .coordinator
        .put(&group.path("/staffed-hours"), morning.clone())
        .await
        .expect(200);
    assert_eq!(
        group.coordinator.get(&group.path("/staffed-hours")).await.expect(200),
        morning
    );
    group.post_message(member, &cid(3), "早").await.expect(201);
    group
        .coordinator
        .put(&group.path("/staffed-hours"), json!({ "hours": [] }))
        .await
        .expect(200);
    group.post_message(member, &cid(4), "早").await.problem("read_only");
    let set = group.db.read(|conn| {
        let set = audit_entries::table.filter(audit_entries::verb.eq("set_staffed_hours"));
        Ok::<_, Error>(set.count().get_result::<i64>(conn)?)
    });
    assert_eq!(set.await.unwrap(), 3);
    group.finish().await;
}

#[tokio::test]
async fn nobody_else_sets_them_and_hours_make_sense() {
    let group = MemberRoom::open(1).await;
    let path = format!("/districts/{}/staffed-hours", group.here);
    let hours = json!({ "hours": [] });
    let far = group.neighbour(Role::Coordinator).await;
    far.put(&path, hours.clone()).await.problem("not_found"); // safety 9
    far.get(&path).await.problem("not_found");
    far.put(&group.path("/staffed-hours"), hours.clone())
        .await
        .problem("not_found");
    group.supervisor.put(&path, hours.clone()).await.problem("not_allowed");
    group.members[0].put(&path, hours.clone()).await.problem("not_allowed");
    group.members[0]
        .put(&group.path("/staffed-hours"), hours.clone())
        .await
        .problem("not_allowed");
    for (weekday, from, to) in [
        (0, "09:00", "10:00"),
        (8, "09:00", "10:00"),
        (1, "10:00", "10:00"),
        (1, "9", "10:00"),
        (1, "09:00", "25:00"),
    ] {
        let bad = json!({ "hours": [{ "weekday": weekday, "from": from, "to": to }] });
        group.coordinator.put(&path, bad).await.problem("invalid");
    }
    let twice = json!({ "hours": [{ "weekday": 1, "from": "09:00", "to": "12:00" }, { "weekday": 1, "from": "11:00", "to": "13:00" }] });
    group.coordinator.put(&path, twice).await.problem("invalid");
    // a team needs no holding
    let team = json!({ "owner_kind": "team", "name": "队", "district_id": group.here });
    let team = group.coordinator.post("/chat/rooms", team).await.expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    group
        .coordinator
        .put(&format!("/chat/rooms/{team}/staffed-hours"), hours)
        .await
        .problem("wrong_state");
    group.finish().await;
}
