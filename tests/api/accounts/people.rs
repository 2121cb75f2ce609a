//! Making, listing, finding and looking at people.

use super::people_search::search;
use crate::support::product::Role;
use crate::support::sign_in::field_codes;
use crate::support::world::World;
use serde_json::{Value, json};

pub fn names(page: &Value) -> Vec<&str> {
    page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["nickname"].as_str().unwrap())
        .collect()
}

// safety 1
#[tokio::test]
async fn a_member_is_made_with_nothing_but_a_nickname() {
    let world = World::new().await;
    for (person, name) in [
        (world.coordinator().await, "新人 Anna"),
        (world.counsellor().await, "新人 Bert"),
    ] {
        let body = json!({"nickname": name, "district_id": world.here});
        let made = person.post("/people", body.clone()).await.expect(201);
        assert_eq!(made["nickname"], name);
        assert_eq!(made["roles"], json!([{"role": "member", "district_id": world.here}]));
        person.post("/people", body).await.problem("nickname_taken");
        let dressed = json!({"nickname": name.to_uppercase(), "district_id": world.here});
        person.post("/people", dressed).await.problem("nickname_taken");
    }
    world.finish().await;
}

#[tokio::test]
async fn nobody_else_makes_members_and_nobody_in_another_district() {
    let world = World::new().await;
    let body = json!({"nickname": "小云", "district_id": world.here});
    for role in [Role::Supervisor, Role::Trainee, Role::Member] {
        world
            .person(role)
            .await
            .post("/people", body.clone())
            .await
            .problem("not_allowed");
    }
    for role in [Role::Coordinator, Role::Counsellor] {
        world
            .neighbour(role)
            .await
            .post("/people", body.clone())
            .await
            .problem("not_found"); // safety 9
    }
    world.finish().await;
}

// safety 2
#[tokio::test]
async fn a_nickname_that_identifies_somebody_is_refused() {
    let world = World::new().await;
    let person = world.coordinator().await;
    for (nickname, code) in [
        ("小云13812345678", "phone_number"),
        ("a@b.cn", "email_address"),
        ("", "required"),
    ] {
        let body = json!({"nickname": nickname, "district_id": world.here});
        let problem = person.post("/people", body).await.problem("invalid");
        assert_eq!(field_codes(&problem), [("nickname".into(), code.into())]);
    }
    let body = json!({"nickname": "11010519491231002X", "district_id": world.here});
    person.post("/people", body).await.problem("refused_content");
    world.finish().await;
}

#[tokio::test]
async fn suggestions_are_free_and_in_the_language_asked_for() {
    let world = World::new().await;
    for (language, is_latin) in [("zh", false), ("en", true)] {
        let answer = world
            .stranger()
            .get(&format!("/nicknames?language={language}"))
            .await
            .expect(200);
        let names = answer["suggestions"].as_array().unwrap();
        assert_eq!(names.len(), 5);
        assert!(names.iter().all(|name| name.as_str().unwrap().is_ascii() == is_latin));
    }
    world
        .stranger()
        .get("/nicknames?language=xx")
        .await
        .problem("bad_query");
    world.finish().await;
}

// safety 8
#[tokio::test]
async fn a_coordinator_lists_the_people_of_their_district_and_no_others() {
    let world = World::new().await;
    let coordinator = world
        .person_named("协调甲", &[(Role::Coordinator, Some(world.here.clone()))])
        .await;
    for (name, role, place) in [
        ("甲辅", Role::Counsellor, &world.here),
        ("甲学", Role::Trainee, &world.here),
        ("甲员", Role::Member, &world.here),
        ("乙辅", Role::Counsellor, &world.there),
        ("乙员", Role::Member, &world.there),
    ] {
        world.person_named(name, &[(role, Some(place.clone()))]).await;
    }
    let mut all = names(&coordinator.get("/people").await.expect(200))
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    all.sort();
    assert_eq!(all, ["协调甲", "甲学", "甲辅"]);
    coordinator
        .get(&format!("/people?district_id={}", world.there))
        .await
        .problem("not_found");
    world.finish().await;
}

// safety 8, 13: turning the pages of a list would make a register of members
#[tokio::test]
async fn members_are_listed_for_nobody_and_found_only_by_their_coordinator() {
    let world = World::new().await;
    world
        .person_named("甲员", &[(Role::Member, Some(world.here.clone()))])
        .await;
    world
        .person_named("甲辅", &[(Role::Counsellor, Some(world.here.clone()))])
        .await;
    let supervisor = world.supervisor().await;
    let headquarters = world.headquarters().await;
    for person in [&supervisor, &headquarters] {
        let page = person.get("/people").await.expect(200);
        assert!(names(&page).contains(&"甲辅") && !names(&page).contains(&"甲员"));
        assert!(names(&search(person, "甲员").await.expect(200)).is_empty());
        let only = json!({"q": "甲员", "role": "member"});
        person.post("/people/search", only).await.problem("not_allowed");
    }
    let coordinator = world.coordinator().await;
    assert_eq!(names(&search(&coordinator, "甲员").await.expect(200)), ["甲员"]);
    for person in [&supervisor, &headquarters, &coordinator] {
        for list in [
            "/people?role=member".to_owned(),
            format!("/people?role=member&district_id={}", world.here),
        ] {
            let problem = person.get(&list).await.problem("invalid");
            assert_eq!(field_codes(&problem), [("role".into(), "search_only".into())]);
        }
    }
    for role in [Role::Counsellor, Role::Trainee, Role::Member] {
        world.person(role).await.get("/people").await.problem("not_allowed");
    }
    world.finish().await;
}

#[tokio::test]
async fn the_audit_is_for_the_privacy_officer_only() {
    let world = World::new().await;
    world.privacy_officer().await.get("/audit").await.expect(200);
    world.headquarters().await.get("/audit").await.problem("not_allowed");
    for role in [
        Role::Coordinator,
        Role::Supervisor,
        Role::Counsellor,
        Role::Trainee,
        Role::Member,
    ] {
        world.person(role).await.get("/audit").await.problem("not_allowed");
    }
    world.finish().await;
}

#[tokio::test]
async fn the_language_can_be_changed() {
    let world = World::new().await;
    let person = world.counsellor().await;
    assert_eq!(
        person.patch("/me", json!({"language": "en"})).await.expect(200)["language"],
        "en"
    );
    assert_eq!(person.get("/me").await.expect(200)["language"], "en");
    person.patch("/me", json!({"language": "fr"})).await.problem("bad_body");
    person
        .patch("/me", json!({"nickname": "别名"}))
        .await
        .problem("bad_body");
    world.finish().await;
}
