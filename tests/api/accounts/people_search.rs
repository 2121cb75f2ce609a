//! Lists, searches and readings of people.

use super::people::names;
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{Role, SECOND};
use crate::support::sign_in::field_codes;
use crate::support::world::World;
use serde_json::{Value, json};

// safety 5
#[tokio::test]
async fn a_list_shows_a_person_only_in_the_role_that_it_is_about() {
    let world = World::new().await;
    let roles = [
        (Role::Counsellor, Some(world.here.clone())),
        (Role::Member, Some(world.here.clone())),
        (Role::Coordinator, Some(world.there.clone())),
    ];
    let both = world.person_named("两面", &roles).await;
    let coordinator = world.coordinator().await;
    let asked = |role: Value| json!({"q": "两面", "role": role});
    for (page, role) in [
        (
            coordinator.post("/people/search", asked("member".into())).await,
            "member",
        ),
        (
            coordinator.post("/people/search", asked(Value::Null)).await,
            "counsellor",
        ),
        (coordinator.get("/people?role=counsellor").await, "counsellor"),
        (coordinator.get("/people").await, "counsellor"),
    ] {
        let page = page.expect(200);
        let item = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["nickname"] == "两面")
            .unwrap()
            .clone();
        assert_eq!(item["roles"], json!([{"role": role, "district_id": world.here}]));
    }
    let seen = coordinator.get(&format!("/people/{}", both.id)).await.expect(200);
    assert_eq!(seen["grants"].as_array().unwrap().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages_without_gaps_or_doubles() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    for n in 0..7 {
        let role = if n % 2 == 0 { Role::Trainee } else { Role::Counsellor };
        world
            .person_named(&format!("人{n}"), &[(role, Some(world.here.clone()))])
            .await;
    }
    let people = coordinator.all_pages("/people", 3).await;
    let seen: Vec<&str> = people
        .iter()
        .map(|person| person["nickname"].as_str().unwrap())
        .collect();
    assert_eq!(seen.len(), 8);
    assert!(seen.windows(2).all(|two| two[0] < two[1]), "{seen:?}");
    coordinator.get("/people?cursor=nonsense").await.problem("bad_query");
    world.finish().await;
}

// safety 13
#[tokio::test]
async fn a_search_needs_three_characters_or_two_of_chinese_and_is_recorded() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    for n in 0..12 {
        world
            .person_named(&format!("云间{n}"), &[(Role::Member, Some(world.here.clone()))])
            .await;
    }
    world
        .person_named("云间别处", &[(Role::Member, Some(world.there.clone()))])
        .await;
    world
        .person_named("50~b_x", &[(Role::Counsellor, Some(world.here.clone()))])
        .await
        .get("/me")
        .await
        .expect(200);
    for short in ["云", "ab", "%%", "__", ""] {
        let problem = search(&coordinator, short).await.problem("invalid");
        assert_eq!(field_codes(&problem), [("q".into(), "too_short".into())]);
    }
    let found = search(&coordinator, "云间").await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 10);
    assert_eq!(found["next"], Value::Null);
    assert!(!found.to_string().contains("云间别处"));
    assert!(names(&search(&coordinator, "0_b_x").await.expect(200)).is_empty());
    let officer = world.privacy_officer().await;
    let audit = officer.get("/audit").await.expect(200);
    let searches: Vec<_> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["verb"] == "people_searched")
        .collect();
    assert_eq!(searches.len(), 2);
    assert_eq!(searches[0]["actor_id"], coordinator.id);
    assert!(!audit.to_string().contains("云间"));
    world.finish().await;
}

pub async fn search(by: &Person, q: &str) -> Answer {
    by.post("/people/search", json!({"q": q})).await
}

// safety 13: guesses are limited, by person and not by address
#[tokio::test]
async fn whoever_searches_for_everybody_is_slowed() {
    let world = World::new().await;
    let (coordinator, other) = (world.coordinator().await, world.coordinator().await);
    for _ in 0..40 {
        search(&coordinator, "云间").await.expect(200);
    }
    let answer = search(&coordinator, "云间").await;
    assert!(answer.headers.contains_key("retry-after"));
    answer.problem("throttled");
    search(&other, "云间").await.expect(200);
    world.clock.advance(5 * SECOND);
    search(&coordinator, "云间").await.expect(200);
    search(&coordinator, "云间").await.problem("throttled");
    world.finish().await;
}

// safety 19
#[tokio::test]
async fn people_see_who_looked_at_their_record() {
    let world = World::new().await;
    let member = world
        .person_named("甲员", &[(Role::Member, Some(world.here.clone()))])
        .await;
    let coordinator = world.coordinator().await;
    let seen = coordinator.get(&format!("/people/{}", member.id)).await.expect(200);
    assert_eq!(
        (&seen["nickname"], &seen["grants"][0]["role"]),
        (&json!("甲员"), &json!("member"))
    );
    // a look that was refused is no look
    for role in [Role::Coordinator, Role::Supervisor] {
        world
            .neighbour(role)
            .await
            .get(&format!("/people/{}", member.id))
            .await
            .problem("not_found");
    }
    world
        .counsellor()
        .await
        .get(&format!("/people/{}", member.id))
        .await
        .problem("not_found");
    world
        .headquarters()
        .await
        .get(&format!("/people/{}", member.id))
        .await
        .problem("not_found");
    coordinator
        .get("/people/00000000-0000-7000-8000-000000000000")
        .await
        .problem("not_found");
    let reads = member.get("/me/record-reads").await.expect(200);
    let items = reads["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(
        (&items[0]["who_role"], &items[0]["what"]),
        (&json!("coordinator"), &json!("person_read"))
    );
    assert!(!reads.to_string().contains(&coordinator.id));
    assert!(
        coordinator.get("/me/record-reads").await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    world.finish().await;
}
