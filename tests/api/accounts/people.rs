//! Making, listing, finding and looking at people.

use super::world::*;
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{Role, SECOND};
use serde_json::{Value, json};

fn names(page: &Value) -> Vec<&str> {
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
    let (app, here, _) = two_districts().await;
    for (person, name) in [
        (app.person(Role::Coordinator, &here).await, "新人 Anna"),
        (app.person(Role::Counsellor, &here).await, "新人 Bert"),
    ] {
        let body = json!({"nickname": name, "district_id": here});
        let made = person.post("/people", body.clone()).await.expect(201);
        assert_eq!(made["nickname"], name);
        assert_eq!(made["roles"], json!([{"role": "member", "district_id": here}]));
        person.post("/people", body).await.problem("nickname_taken");
        let dressed = json!({"nickname": name.to_uppercase(), "district_id": here});
        person.post("/people", dressed).await.problem("nickname_taken");
    }
    app.finish().await;
}

#[tokio::test]
async fn nobody_else_makes_members_and_nobody_in_another_district() {
    let (app, here, there) = two_districts().await;
    let body = json!({"nickname": "小云", "district_id": here});
    for role in [Role::Supervisor, Role::Trainee, Role::Member] {
        app.person(role, &here)
            .await
            .post("/people", body.clone())
            .await
            .problem("not_allowed");
    }
    for role in [Role::Coordinator, Role::Counsellor] {
        app.person(role, &there)
            .await
            .post("/people", body.clone())
            .await
            .problem("not_found"); // safety 9
    }
    app.finish().await;
}

// safety 2
#[tokio::test]
async fn a_nickname_that_identifies_somebody_is_refused() {
    let (app, here, _) = two_districts().await;
    let person = app.person(Role::Coordinator, &here).await;
    for (nickname, code) in [
        ("小云13812345678", "phone_number"),
        ("a@b.cn", "email_address"),
        ("", "required"),
    ] {
        let body = json!({"nickname": nickname, "district_id": here});
        let problem = person.post("/people", body).await.problem("invalid");
        assert_eq!(field_codes(&problem), [("nickname".into(), code.into())]);
    }
    let body = json!({"nickname": "11010519491231002X", "district_id": here});
    person.post("/people", body).await.problem("refused_content");
    app.finish().await;
}

#[tokio::test]
async fn suggestions_are_free_and_in_the_language_asked_for() {
    let (app, _, _) = two_districts().await;
    for (language, is_latin) in [("zh", false), ("en", true)] {
        let answer = app
            .stranger()
            .get(&format!("/nicknames?language={language}"))
            .await
            .expect(200);
        let names = answer["suggestions"].as_array().unwrap();
        assert_eq!(names.len(), 5);
        assert!(names.iter().all(|name| name.as_str().unwrap().is_ascii() == is_latin));
    }
    app.stranger().get("/nicknames?language=xx").await.problem("bad_query");
    app.finish().await;
}

// safety 8
#[tokio::test]
async fn a_coordinator_lists_the_people_of_their_district_and_no_others() {
    let (app, here, there) = two_districts().await;
    let coordinator = app.somebody("协调甲", &[(Role::Coordinator, Some(here.clone()))]).await;
    for (name, role, place) in [
        ("甲辅", Role::Counsellor, &here),
        ("甲学", Role::Trainee, &here),
        ("甲员", Role::Member, &here),
        ("乙辅", Role::Counsellor, &there),
        ("乙员", Role::Member, &there),
    ] {
        app.somebody(name, &[(role, Some(place.clone()))]).await;
    }
    let mut all = names(&coordinator.get("/people").await.expect(200))
        .into_iter()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    all.sort();
    assert_eq!(all, ["协调甲", "甲学", "甲辅"]);
    coordinator
        .get(&format!("/people?district_id={there}"))
        .await
        .problem("not_found");
    app.finish().await;
}

// safety 8, 13: turning the pages of a list would make a register of members
#[tokio::test]
async fn members_are_listed_for_nobody_and_found_only_by_their_coordinator() {
    let (app, here, _) = two_districts().await;
    app.somebody("甲员", &[(Role::Member, Some(here.clone()))]).await;
    app.somebody("甲辅", &[(Role::Counsellor, Some(here.clone()))]).await;
    let supervisor = app.person(Role::Supervisor, &here).await;
    let headquarters = app.headquarters().await;
    for person in [&supervisor, &headquarters] {
        let page = person.get("/people").await.expect(200);
        assert!(names(&page).contains(&"甲辅") && !names(&page).contains(&"甲员"));
        assert!(names(&search(person, "甲员").await.expect(200)).is_empty());
        let only = json!({"q": "甲员", "role": "member"});
        person.post("/people/search", only).await.problem("not_allowed");
    }
    let coordinator = app.person(Role::Coordinator, &here).await;
    assert_eq!(names(&search(&coordinator, "甲员").await.expect(200)), ["甲员"]);
    for person in [&supervisor, &headquarters, &coordinator] {
        for list in [
            "/people?role=member".to_owned(),
            format!("/people?role=member&district_id={here}"),
        ] {
            let problem = person.get(&list).await.problem("invalid");
            assert_eq!(field_codes(&problem), [("role".into(), "search_only".into())]);
        }
    }
    for role in [Role::Counsellor, Role::Trainee, Role::Member] {
        app.person(role, &here)
            .await
            .get("/people")
            .await
            .problem("not_allowed");
    }
    app.finish().await;
}

// safety 5
#[tokio::test]
async fn a_list_shows_a_person_only_in_the_role_that_it_is_about() {
    let (app, here, there) = two_districts().await;
    let roles = [
        (Role::Counsellor, Some(here.clone())),
        (Role::Member, Some(here.clone())),
        (Role::Coordinator, Some(there.clone())),
    ];
    let both = app.somebody("两面", &roles).await;
    let coordinator = app.person(Role::Coordinator, &here).await;
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
        assert_eq!(item["roles"], json!([{"role": role, "district_id": here}]));
    }
    let seen = coordinator.get(&format!("/people/{}", both.id)).await.expect(200);
    assert_eq!(seen["grants"].as_array().unwrap().len(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_long_list_comes_in_pages_without_gaps_or_doubles() {
    let (app, here, _) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    for n in 0..7 {
        let role = if n % 2 == 0 { Role::Trainee } else { Role::Counsellor };
        app.somebody(&format!("人{n}"), &[(role, Some(here.clone()))]).await;
    }
    let people = coordinator.all_pages("/people", 3).await;
    let seen: Vec<&str> = people
        .iter()
        .map(|person| person["nickname"].as_str().unwrap())
        .collect();
    assert_eq!(seen.len(), 8);
    assert!(seen.windows(2).all(|two| two[0] < two[1]), "{seen:?}");
    coordinator.get("/people?cursor=nonsense").await.problem("bad_query");
    app.finish().await;
}

// safety 13
#[tokio::test]
async fn a_search_needs_three_characters_or_two_of_chinese_and_is_recorded() {
    let (app, here, there) = two_districts().await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    for n in 0..12 {
        app.somebody(&format!("云间{n}"), &[(Role::Member, Some(here.clone()))])
            .await;
    }
    app.somebody("云间别处", &[(Role::Member, Some(there.clone()))]).await;
    app.somebody("50~b_x", &[(Role::Counsellor, Some(here.clone()))])
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
    let officer = privacy_officer(&app, "林间").await;
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
    app.finish().await;
}

async fn search(by: &Person, q: &str) -> Answer {
    by.post("/people/search", json!({"q": q})).await
}

// safety 13: guesses are limited, by person and not by address
#[tokio::test]
async fn whoever_searches_for_everybody_is_slowed() {
    let (app, here, _) = two_districts().await;
    let (coordinator, other) = (
        app.person(Role::Coordinator, &here).await,
        app.person(Role::Coordinator, &here).await,
    );
    for _ in 0..40 {
        search(&coordinator, "云间").await.expect(200);
    }
    let answer = search(&coordinator, "云间").await;
    assert!(answer.headers.contains_key("retry-after"));
    answer.problem("throttled");
    search(&other, "云间").await.expect(200);
    app.clock.advance(5 * SECOND);
    search(&coordinator, "云间").await.expect(200);
    search(&coordinator, "云间").await.problem("throttled");
    app.finish().await;
}

// safety 19
#[tokio::test]
async fn people_see_who_looked_at_their_record() {
    let (app, here, there) = two_districts().await;
    let member = app.somebody("甲员", &[(Role::Member, Some(here.clone()))]).await;
    let coordinator = app.person(Role::Coordinator, &here).await;
    let seen = coordinator.get(&format!("/people/{}", member.id)).await.expect(200);
    assert_eq!(
        (&seen["nickname"], &seen["grants"][0]["role"]),
        (&json!("甲员"), &json!("member"))
    );
    // a look that was refused is no look
    for role in [Role::Coordinator, Role::Supervisor] {
        app.person(role, &there)
            .await
            .get(&format!("/people/{}", member.id))
            .await
            .problem("not_found");
    }
    app.person(Role::Counsellor, &here)
        .await
        .get(&format!("/people/{}", member.id))
        .await
        .problem("not_found");
    app.headquarters()
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
    app.finish().await;
}

#[tokio::test]
async fn the_audit_is_for_the_privacy_officer_only() {
    let (app, here, _) = two_districts().await;
    privacy_officer(&app, "林间").await.get("/audit").await.expect(200);
    app.headquarters().await.get("/audit").await.problem("not_allowed");
    for role in [
        Role::Coordinator,
        Role::Supervisor,
        Role::Counsellor,
        Role::Trainee,
        Role::Member,
    ] {
        app.person(role, &here).await.get("/audit").await.problem("not_allowed");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_language_can_be_changed() {
    let (app, here, _) = two_districts().await;
    let person = counsellor(&app, "大枫", &here).await;
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
    app.finish().await;
}
