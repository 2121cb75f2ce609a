//! The rota.

use super::House;
use crate::support::product::{DAY, HOUR, Role};
use serde_json::{Value, json};

#[tokio::test]
async fn the_staff_of_a_district_keep_its_rota() {
    let house = House::open().await;
    // overlaps of different people are wanted; of the same person they are not
    house.put_on_duty(&house.off_duty, 0, HOUR).await.expect(201);
    let taken = house
        .put_on_duty(&house.duty, 23 * HOUR, 30 * HOUR)
        .await
        .problem("shift_taken");
    assert_eq!(taken["errors"][0]["field"], "starts_at");
    let next = house.put_on_duty(&house.duty, 24 * HOUR, 48 * HOUR).await.expect(201);
    assert_eq!(next["nickname"], house.duty.nickname);
    let rota = format!("/duty/shifts?district_id={}", house.district);
    let seen = house.off_duty.get(&rota).await.expect(200);
    assert_eq!(seen["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        seen["candidates"].as_array().unwrap().len(),
        4,
        "two supervisors, the lead and the coordinator who plans"
    );
    let today = house.off_duty.get("/duty").await.expect(200);
    assert_eq!(
        (today["on_duty"].as_array().unwrap().len(), &today["am_on_duty"]),
        (2, &json!(true))
    );
    let path = format!("/duty/shifts/{}", next["id"].as_str().unwrap());
    house.off_duty.delete(&path).await.expect(204);
    house.off_duty.delete(&path).await.problem("not_found");
    house.app.finish().await;
}

#[tokio::test]
async fn a_shift_that_is_none_is_refused() {
    let house = House::open().await;
    let code = |problem: Value| problem["errors"][0]["code"].clone();
    assert_eq!(
        code(house.put_on_duty(&house.off_duty, HOUR, HOUR).await.problem("invalid")),
        "too_early"
    );
    assert_eq!(
        code(
            house
                .put_on_duty(&house.off_duty, -2 * HOUR, -HOUR)
                .await
                .problem("invalid")
        ),
        "past"
    );
    assert_eq!(
        code(
            house
                .put_on_duty(&house.off_duty, 0, 7 * DAY + 1)
                .await
                .problem("invalid")
        ),
        "too_long"
    );
    house.put_on_duty(&house.off_duty, 0, 7 * DAY).await.expect(201);
    for nobody in [&house.holder, &house.member] {
        house.put_on_duty(nobody, 0, HOUR).await.problem("not_staff_here");
    }
    let neighbour = house.app.district("徐汇区").await;
    let stranger = house.app.person(Role::Supervisor, &neighbour).await;
    house.put_on_duty(&stranger, 0, HOUR).await.problem("not_staff_here");
    // headquarters may be on duty anywhere
    house.put_on_duty(&house.headquarters, 0, HOUR).await.expect(201);
    house.app.finish().await;
}

// safety 9
#[tokio::test]
async fn the_rota_of_another_district_does_not_exist() {
    let house = House::open().await;
    let neighbour = house.app.district("徐汇区").await;
    let stranger = house.app.person(Role::Coordinator, &neighbour).await;
    let rota = format!("/duty/shifts?district_id={}", house.district);
    let shift = house.lead.get(&rota).await.expect(200)["items"][0]["id"].clone();
    let path = format!("/duty/shifts/{}", shift.as_str().unwrap());
    let now = house.app.clock.now();
    let body =
        json!({ "district_id": house.district, "person_id": stranger.id, "starts_at": now, "ends_at": now + HOUR });
    stranger.get(&rota).await.problem("not_found");
    stranger.post("/duty/shifts", body.clone()).await.problem("not_found");
    stranger.delete(&path).await.problem("not_found");
    assert_eq!(stranger.get("/duty").await.expect(200)["on_duty"], json!([]));
    // who belongs to the district and is no staff sees no rota either
    for person in [&house.holder, &house.member] {
        person.get(&rota).await.problem("not_found");
        person.post("/duty/shifts", body.clone()).await.problem("not_allowed");
    }
    house.app.finish().await;
}

#[tokio::test]
async fn headquarters_has_a_rota_of_its_own() {
    let house = House::open().await;
    let second = house.app.headquarters().await;
    let now = house.app.clock.now();
    let shift = |who: &str| json!({ "district_id": null, "person_id": who, "starts_at": now, "ends_at": now + DAY });
    house
        .lead
        .post("/duty/shifts", shift(&house.headquarters.id))
        .await
        .problem("not_found");
    second
        .post("/duty/shifts", shift(&house.lead.id))
        .await
        .problem("not_staff_here");
    second
        .post("/duty/shifts", shift(&house.headquarters.id))
        .await
        .expect(201);
    assert_eq!(
        house.lead.get("/duty/shifts").await.expect(200)["items"]
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
    house.ask(&house.member, "cid-of-the-tap").await;
    for minutes in [0, 3, 5, 10] {
        house.wait(minutes).await;
    }
    assert_eq!(house.asked().await, [1, 1, 1, 1]);
    assert_eq!(
        super::notices(&second, "help_asked").await,
        0,
        "only who is on duty there"
    );
    house.app.finish().await;
}

#[tokio::test]
async fn a_role_that_ends_ends_the_duty() {
    let house = House::open().await;
    let person = house
        .headquarters
        .get(&format!("/people/{}", house.duty.id))
        .await
        .expect(200);
    let grant = person["grants"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/people/{}/grants/{grant}", house.duty.id);
    house.headquarters.delete(&path).await.expect(204);
    house.ask(&house.member, "cid-of-the-tap").await;
    house.wait(0).await;
    house.wait(3).await;
    let asked = super::notices(&house.lead, "help_asked").await;
    assert_eq!(asked, 1, "the chair is empty, so the lead is asked");
    house.app.finish().await;
}
