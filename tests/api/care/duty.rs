//! The rota.

use crate::support::product::{DAY, HOUR, Role};
use crate::support::world::{HelpRoom, notice_count};
use serde_json::{Value, json};

#[tokio::test]
async fn the_staff_of_a_district_keep_its_rota() {
    let help = HelpRoom::open().await;
    // overlaps of different people are wanted; of the same person they are not
    help.put_on_duty(&help.off_duty, 0, HOUR).await.expect(201);
    let taken = help
        .put_on_duty(&help.duty, 23 * HOUR, 30 * HOUR)
        .await
        .problem("shift_taken");
    assert_eq!(taken["errors"][0]["field"], "starts_at");
    let next = help.put_on_duty(&help.duty, 24 * HOUR, 48 * HOUR).await.expect(201);
    assert_eq!(next["nickname"], help.duty.nickname);
    let rota = format!("/duty/shifts?district_id={}", help.here);
    let seen = help.off_duty.get(&rota).await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        seen["candidates"].as_array().unwrap().len(),
        4,
        "two supervisors, the lead and the coordinator who plans"
    );
    let today = help.off_duty.get("/duty").await.expect(200);
    assert_eq!(
        (today["on_duty"].as_array().unwrap().len(), &today["am_on_duty"]),
        (2, &json!(true))
    );
    let path = format!("/duty/shifts/{}", next["id"].as_str().unwrap());
    help.off_duty.delete(&path).await.expect(204);
    help.off_duty.delete(&path).await.problem("not_found");
    help.finish().await;
}

#[tokio::test]
async fn a_shift_that_is_none_is_refused() {
    let help = HelpRoom::open().await;
    let code = |problem: Value| problem["errors"][0]["code"].clone();
    assert_eq!(
        code(help.put_on_duty(&help.off_duty, HOUR, HOUR).await.problem("invalid")),
        "too_early"
    );
    assert_eq!(
        code(
            help.put_on_duty(&help.off_duty, -2 * HOUR, -HOUR)
                .await
                .problem("invalid")
        ),
        "past"
    );
    assert_eq!(
        code(
            help.put_on_duty(&help.off_duty, 0, 7 * DAY + 1)
                .await
                .problem("invalid")
        ),
        "too_long"
    );
    help.put_on_duty(&help.off_duty, 0, 7 * DAY).await.expect(201);
    for nobody in [&help.holder, &help.member] {
        help.put_on_duty(nobody, 0, HOUR).await.problem("not_staff_here");
    }
    let stranger = help.neighbour(Role::Supervisor).await;
    help.put_on_duty(&stranger, 0, HOUR).await.problem("not_staff_here");
    // headquarters may be on duty anywhere
    help.put_on_duty(&help.headquarters, 0, HOUR).await.expect(201);
    help.finish().await;
}

// safety 9
#[tokio::test]
async fn the_rota_of_another_district_does_not_exist() {
    let help = HelpRoom::open().await;
    let stranger = help.neighbour(Role::Coordinator).await;
    let rota = format!("/duty/shifts?district_id={}", help.here);
    let shift = help.coordinator.get(&rota).await.expect(200)["items"][0]["id"].clone();
    let path = format!("/duty/shifts/{}", shift.as_str().unwrap());
    let now = help.clock.now();
    let body = json!({ "district_id": help.here, "person_id": stranger.id, "starts_at": now, "ends_at": now + HOUR });
    stranger.get(&rota).await.problem("not_found");
    stranger.post("/duty/shifts", body.clone()).await.problem("not_found");
    stranger.delete(&path).await.problem("not_found");
    assert_eq!(stranger.get("/duty").await.expect(200)["on_duty"], json!([]));
    // who belongs to the district and is no staff sees no rota either
    for person in [&help.holder, &help.member] {
        person.get(&rota).await.problem("not_found");
        person.post("/duty/shifts", body.clone()).await.problem("not_allowed");
    }
    help.finish().await;
}

#[tokio::test]
async fn headquarters_has_a_rota_of_its_own() {
    let help = HelpRoom::open().await;
    let second = help.headquarters().await;
    let now = help.clock.now();
    let shift = |who: &str| json!({ "district_id": null, "person_id": who, "starts_at": now, "ends_at": now + DAY });
    help.coordinator
        .post("/duty/shifts", shift(&help.headquarters.id))
        .await
        .problem("not_found");
    second
        .post("/duty/shifts", shift(&help.coordinator.id))
        .await
        .problem("not_staff_here");
    second
        .post("/duty/shifts", shift(&help.headquarters.id))
        .await
        .expect(201);
    assert_eq!(
        help.coordinator.get("/duty/shifts").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        second.get("/duty/shifts").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    help.call_for_help(&help.member, "cid-of-the-tap").await;
    for minutes in [0, 3, 5, 10] {
        help.pass_minutes(minutes).await;
    }
    assert_eq!(help.asked_counts().await, [1, 1, 1, 1]);
    assert_eq!(
        notice_count(&second, "help_asked").await,
        0,
        "only who is on duty there"
    );
    help.finish().await;
}

#[tokio::test]
async fn a_role_that_ends_ends_the_duty() {
    let help = HelpRoom::open().await;
    let person = help
        .headquarters
        .get(&format!("/people/{}", help.duty.id))
        .await
        .expect(200);
    let grant = person["grants"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/people/{}/grants/{grant}", help.duty.id);
    help.headquarters.delete(&path).await.expect(204);
    help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    help.pass_minutes(3).await;
    let asked = notice_count(&help.coordinator, "help_asked").await;
    assert_eq!(asked, 1, "the chair is empty, so the lead is asked");
    help.finish().await;
}
