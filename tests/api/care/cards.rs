//! The crisis cards and their reviews (safety 34).

use crate::support::product::{DAY, Role};
use crate::support::world::HelpRoom;
use serde_json::{Value, json};

fn line(name: &str, number: &str) -> Value {
    json!({ "name": { "zh": name, "en": "Line" }, "number": number, "hours": { "zh": "全天", "en": "all day" } })
}

fn card(lines: &[Value], districts: &[&str]) -> Value {
    json!({ "lines": lines, "disclaimer": { "zh": "这里不是急救。", "en": "This is not an emergency service." }, "district_ids": districts })
}

#[tokio::test]
async fn headquarters_edits_the_card_of_a_region() {
    let help = HelpRoom::open().await;
    let body = card(&[line("急救", "120"), line("报警", "110")], &[help.here.as_str()]);
    for person in [&help.coordinator, &help.duty, &help.holder, &help.member] {
        person
            .put("/crisis-cards/suzhou", body.clone())
            .await
            .problem("not_allowed");
        person
            .post("/crisis-cards/shanghai/review", json!({}))
            .await
            .problem("not_allowed");
    }
    help.member.get("/crisis-cards").await.problem("not_allowed");
    help.headquarters.put("/crisis-cards/suzhou", body).await.expect(200);
    let page = help
        .member
        .get(&format!("/help?room_id={}", help.room))
        .await
        .expect(200);
    assert_eq!(
        (&page["region"], page["lines"].as_array().unwrap().len()),
        (&json!("suzhou"), 2)
    );
    let cards = help.coordinator.get("/crisis-cards").await.expect(200);
    assert_eq!(cards["items"][0]["is_default"], true);
    assert_eq!(cards["items"][1]["district_ids"], json!([help.here]));
    // a district goes back to the card for everywhere
    help.headquarters
        .put("/crisis-cards/suzhou", card(&[line("急救", "120")], &[]))
        .await
        .expect(200);
    let page = help
        .member
        .get(&format!("/help?room_id={}", help.room))
        .await
        .expect(200);
    assert_eq!(page["region"], "shanghai");
    help.finish().await;
}

#[tokio::test]
async fn a_card_that_could_do_harm_is_refused() {
    let help = HelpRoom::open().await;
    let refused = async |region: &str, body: Value| {
        let problem = help
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
    let cards = help.headquarters.get("/crisis-cards").await.expect(200);
    assert_eq!(cards["items"].as_array().unwrap().len(), 1, "nothing is half written");
    help.finish().await;
}

// safety 34
#[tokio::test]
async fn an_old_card_warns_its_coordinators_until_it_is_reviewed() {
    let help = HelpRoom::open().await;
    let neighbour = help.there.clone();
    let other = help.neighbour(Role::Coordinator).await;
    let warned = async |who: &crate::support::person::Person| who.get("/duty").await.expect(200)["stale_cards"].clone();
    assert_eq!(warned(&help.coordinator).await, json!([]));
    help.clock.advance(175 * DAY);
    let own = card(&[line("急救", "120")], &[neighbour.as_str()]);
    help.headquarters.put("/crisis-cards/suzhou", own).await.expect(200);
    help.clock.advance(25 * DAY);
    assert_eq!(warned(&help.coordinator).await, json!(["shanghai"]));
    assert_eq!(warned(&other).await, json!([]), "their card is new");
    assert_eq!(warned(&help.duty).await, json!([]), "coordinators are warned");
    help.headquarters
        .post("/crisis-cards/nowhere/review", json!({}))
        .await
        .problem("not_found");
    help.headquarters
        .post("/crisis-cards/shanghai/review", json!({}))
        .await
        .expect(200);
    assert_eq!(warned(&help.coordinator).await, json!([]));
    help.finish().await;
}
