//! The crisis cards and their reviews (safety 34).

use super::House;
use crate::support::product::{DAY, Role};
use serde_json::{Value, json};

fn line(name: &str, number: &str) -> Value {
    json!({ "name": { "zh": name, "en": "Line" }, "number": number, "hours": { "zh": "全天", "en": "all day" } })
}

fn card(lines: &[Value], districts: &[&str]) -> Value {
    json!({ "lines": lines, "disclaimer": { "zh": "这里不是急救。", "en": "This is not an emergency service." }, "district_ids": districts })
}

#[tokio::test]
async fn headquarters_keeps_the_card_of_a_region() {
    let house = House::open().await;
    let body = card(&[line("急救", "120"), line("报警", "110")], &[house.district.as_str()]);
    for person in [&house.lead, &house.duty, &house.holder, &house.member] {
        person
            .put("/crisis-cards/suzhou", body.clone())
            .await
            .problem("not_allowed");
        person
            .post("/crisis-cards/shanghai/review", json!({}))
            .await
            .problem("not_allowed");
    }
    house.member.get("/crisis-cards").await.problem("not_allowed");
    house.headquarters.put("/crisis-cards/suzhou", body).await.expect(200);
    let help = house
        .member
        .get(&format!("/help?room_id={}", house.room))
        .await
        .expect(200);
    assert_eq!(
        (&help["region"], help["lines"].as_array().unwrap().len()),
        (&json!("suzhou"), 2)
    );
    let cards = house.lead.get("/crisis-cards").await.expect(200);
    assert_eq!(cards["items"][0]["is_default"], true);
    assert_eq!(cards["items"][1]["district_ids"], json!([house.district]));
    // a district goes back to the card for everywhere
    house
        .headquarters
        .put("/crisis-cards/suzhou", card(&[line("急救", "120")], &[]))
        .await
        .expect(200);
    let help = house
        .member
        .get(&format!("/help?room_id={}", house.room))
        .await
        .expect(200);
    assert_eq!(help["region"], "shanghai");
    house.app.finish().await;
}

#[tokio::test]
async fn a_card_that_could_do_harm_is_refused() {
    let house = House::open().await;
    let refused = async |region: &str, body: Value| {
        let problem = house
            .headquarters
            .put(&format!("/crisis-cards/{region}"), body)
            .await
            .problem("invalid");
        let error = &problem["errors"][0];
        format!(
            "{} {}",
            error["field"].as_str().unwrap(),
            error["code"].as_str().unwrap()
        )
    };
    let police_first = card(&[line("报警", "110"), line("急救", "120")], &[]);
    assert_eq!(refused("suzhou", police_first).await, "lines police_last");
    assert_eq!(refused("suzhou", card(&[], &[])).await, "lines required");
    assert_eq!(
        refused("suzhou", card(&[line("急救", "call us")], &[])).await,
        "number not_allowed"
    );
    assert_eq!(refused("suzhou", card(&[line(" ", "120")], &[])).await, "name required");
    assert_eq!(
        refused("Su%20zhou", card(&[line("急救", "120")], &[])).await,
        "region not_allowed"
    );
    let nowhere = card(&[line("急救", "120")], &["0190a0b0-0000-7000-8000-000000000009"]);
    assert_eq!(refused("suzhou", nowhere).await, "district_ids unknown");
    let cards = house.headquarters.get("/crisis-cards").await.expect(200);
    assert_eq!(cards["items"].as_array().unwrap().len(), 1, "nothing is half written");
    house.app.finish().await;
}

// safety 34
#[tokio::test]
async fn an_old_card_warns_its_coordinators_until_it_is_reviewed() {
    let house = House::open().await;
    let neighbour = house.app.district("徐汇区").await;
    let other = house.app.person(Role::Coordinator, &neighbour).await;
    let warned = async |who: &crate::support::person::Person| who.get("/duty").await.expect(200)["stale_cards"].clone();
    assert_eq!(warned(&house.lead).await, json!([]));
    house.app.clock.advance(175 * DAY);
    let own = card(&[line("急救", "120")], &[neighbour.as_str()]);
    house.headquarters.put("/crisis-cards/suzhou", own).await.expect(200);
    house.app.clock.advance(25 * DAY);
    assert_eq!(warned(&house.lead).await, json!(["shanghai"]));
    assert_eq!(warned(&other).await, json!([]), "their card is new");
    assert_eq!(warned(&house.duty).await, json!([]), "coordinators are warned");
    house
        .headquarters
        .post("/crisis-cards/nowhere/review", json!({}))
        .await
        .problem("not_found");
    house
        .headquarters
        .post("/crisis-cards/shanghai/review", json!({}))
        .await
        .expect(200);
    assert_eq!(warned(&house.lead).await, json!([]));
    house.app.finish().await;
}
