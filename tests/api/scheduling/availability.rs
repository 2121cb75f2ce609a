//! Availability, standby and own ceilings: they rank, they warn, and only the person and their districts know them.

use crate::support::person::Person;
use crate::support::product::{Chance, PersonId, Role};
use crate::support::world::{World, session_path};
use serde_json::{Value, json};

fn of<'a>(list: &'a Value, person: &PersonId) -> &'a Value {
    let items = list["items"].as_array().unwrap();
    items.iter().find(|one| one["person_id"] == json!(person)).unwrap()
}

fn order(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items.iter().map(|one| one["person_id"].as_str().unwrap()).collect()
}

async fn candidates(by: &Person, session: &Value) -> Value {
    by.get(&format!("{}/candidates", session_path(session)))
        .await
        .expect(200)
}

#[tokio::test]
async fn somebody_says_when_they_are_available_and_the_list_is_ranked_by_it() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [_, gladly, never] = &studio.counsellors[..] else {
        panic!()
    };
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let mine = world.signed_in(gladly).await;
    let week = json!({
        "weekly": [{"weekday": 2, "from": "18:00", "to": "21:00", "mood": "gladly"}],
        "dates": [{"date": "2026-12-01", "from": "00:00", "to": "24:00", "mood": "not"}],
    });
    let path = |person: &PersonId| format!("/people/{person}/availability");
    mine.put(&path(gladly), week.clone()).await.expect(200);
    let page = mine.get(&format!("/people/{gladly}/planning")).await.expect(200);
    assert_eq!((&page["weekly"], &page["dates"]), (&week["weekly"], &week["dates"]));
    let on_date =
        json!({"weekly": [], "dates": [{"date": "2026-11-24", "from": "00:00", "to": "24:00", "mood": "not"}]});
    coordinator.put(&path(never), on_date).await.expect(200);
    let list = candidates(&coordinator, &session).await;
    assert_eq!(order(&list), [gladly.as_str(), never.as_str()]);
    assert_eq!(of(&list, gladly)["mood"], "gladly");
    let last = of(&list, never);
    assert_eq!((&last["is_free"], &last["is_available"]), (&json!(true), &json!(false)));
    assert_eq!(last["why_not"][0]["rule"], "not_available");
    // the date replaces the week: the next Tuesday is another matter
    let next = studio
        .plan_session(&coordinator, "2026-12-01", "18:30", json!({}))
        .await;
    let list = candidates(&coordinator, &next).await;
    assert_eq!(
        (&of(&list, gladly)["mood"], &of(&list, never)["mood"]),
        (&json!("not"), &Value::Null)
    );
    // a rule that blocks makes it refuse
    let rule = json!({"scope": "studio", "scope_id": studio.id, "severity": "block_publish"});
    coordinator.put("/planning-rules/not_available", rule).await.expect(200);
    assert_eq!(of(&candidates(&coordinator, &next).await, gladly)["is_free"], false);
    // nonsense and strangers
    let overlapping = json!({"weekly": [
        {"weekday": 2, "from": "18:00", "to": "21:00", "mood": "gladly"},
        {"weekday": 2, "from": "20:00", "to": "22:00", "mood": "not"},
    ], "dates": []});
    mine.put(&path(gladly), overlapping).await.problem("invalid");
    let stranger = world.neighbouring_studio().await.coordinator(&world).await;
    stranger.put(&path(gladly), week.clone()).await.problem("not_found");
    mine.put(&path(never), week).await.problem("not_found");
    world.finish().await;
}

#[tokio::test]
async fn whoever_is_on_standby_stands_first() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let [_, one, other] = &studio.counsellors[..] else {
        panic!()
    };
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let first = order(&candidates(&coordinator, &session).await)[0].to_owned();
    let (second, name) = if first == one.as_str() {
        (other, one)
    } else {
        (one, other)
    };
    let them = world.signed_in(second).await;
    let path = format!("/people/{second}/standbys");
    for body in [
        json!({"local_date": "2026-11-24", "studio_id": studio.id}),
        json!({"local_date": "2026-11-24", "district_id": studio.district}),
        json!({"session_id": session["id"]}),
    ] {
        let added = them.post(&path, body.clone()).await.expect(201);
        let again = them.post(&path, body).await.expect(201);
        assert_eq!(added["id"], again["id"], "twice is once");
        let list = candidates(&coordinator, &session).await;
        assert_eq!(order(&list)[0], second.as_str());
        assert_eq!(of(&list, second)["is_standby"], true);
        assert_eq!(of(&list, name)["is_standby"], false);
        them.delete(&format!("/standbys/{}", added["id"].as_str().unwrap()))
            .await
            .expect(204);
        assert_eq!(order(&candidates(&coordinator, &session).await)[0], first);
    }
    let past = json!({"local_date": "2026-11-20", "studio_id": studio.id});
    them.post(&path, past).await.problem("invalid");
    let elsewhere = world.neighbouring_studio().await;
    let there = json!({"local_date": "2026-11-24", "studio_id": elsewhere.id});
    them.post(&path, there).await.problem("not_found");
    let body = json!({"local_date": "2026-11-24", "studio_id": studio.id});
    world
        .signed_in(name)
        .await
        .post(&path, body.clone())
        .await
        .problem("not_found");
    let added = coordinator.post(&path, body).await.expect(201);
    let stranger = elsewhere.coordinator(&world).await;
    let standby = format!("/standbys/{}", added["id"].as_str().unwrap());
    stranger.delete(&standby).await.problem("not_found");
    world.finish().await;
}

#[tokio::test]
async fn an_own_ceiling_is_lower_and_only_ones_own() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let me = &studio.counsellors[0];
    let lead = studio.lead(&world).await;
    let path = format!("/people/{me}/ceilings");
    let one = json!({"ceilings": [{"code": "led_a_week", "amount": 1}]});
    coordinator.put(&path, one.clone()).await.problem("not_allowed");
    lead.put(&path, one).await.expect(200);
    studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let second = studio
        .plan_session(&coordinator, "2026-11-25", "18:30", json!({}))
        .await;
    let warning = &second["warnings"][0];
    assert_eq!(
        (&warning["rule"], &warning["limit"]),
        (&json!("weekly_ceiling"), &json!(1))
    );
    let page = lead.get(&format!("/people/{me}/planning")).await.expect(200);
    let of_week = page["ceilings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "led_a_week")
        .unwrap();
    assert_eq!((&of_week["own"], &of_week["rule_amount"]), (&json!(1), &json!(3)));
    for body in [
        json!({"ceilings": [{"code": "room_buffer", "amount": 1}]}),
        json!({"ceilings": [{"code": "led_a_week", "amount": 51}]}),
        json!({"ceilings": [{"code": "led_a_week", "amount": 1}, {"code": "led_a_week", "amount": 2}]}),
    ] {
        lead.put(&path, body).await.problem("invalid");
    }
    let member = world.person(Role::Member).await;
    member
        .get(&format!("/people/{}/planning", member.id))
        .await
        .problem("not_found");
    world.finish().await;
}

// S14: over HTTP, in states by chance
#[tokio::test]
async fn whoever_the_list_calls_free_is_accepted_and_whoever_it_does_not_is_refused() {
    let world = World::new().await;
    let (studio, elsewhere) = (world.studio().await, world.neighbouring_studio().await);
    let coordinator = studio.coordinator(&world).await;
    let chance = Chance::seeded(14);
    let dice = |sides: u64| chance.below(sides);
    let mut counts = (0, 0);
    for round in 0..10 {
        let date = format!("2026-12-{:02}", 1 + round * 2);
        for person in studio.counsellors.iter().chain(&elsewhere.counsellors) {
            if dice(3) == 0 {
                let roles = ["all", "leading"][dice(2) as usize];
                let hour = 9 + dice(10);
                let leave =
                    json!({"from_date": date, "from_time": format!("{hour:02}:00"), "to_date": date, "roles": roles});
                world
                    .signed_in(person)
                    .await
                    .post(&format!("/people/{person}/leaves"), leave)
                    .await
                    .expect(201);
            }
            if dice(2) == 0 {
                let mut body = studio.session_body(&date, &format!("{:02}:{:02}", 9 + dice(12), 15 * dice(4)));
                body["room_id"] = json!(studio.rooms[1]);
                body["staff"] = json!([{"person_id": person, "role": "lead"}]);
                coordinator.post("/sessions", body).await; // some do not fit in
            }
        }
        let severity = ["block_publish", "warn", "ignore"][dice(3) as usize];
        let rest = json!({"scope": "studio", "scope_id": studio.id, "severity": severity, "amount": 15 * dice(8)});
        coordinator
            .put("/planning-rules/rest_same_studio", rest)
            .await
            .expect(200);
        let role = ["lead", "observer"][dice(2) as usize];
        let mut body = studio.session_body(&date, &format!("{:02}:00", 10 + dice(10)));
        body["staff"] = json!([]);
        let session = coordinator.post("/sessions", body).await.expect(201);
        let list = coordinator
            .get(&format!("{}/candidates?role={role}", session_path(&session)))
            .await
            .expect(200);
        for one in list["items"].as_array().unwrap() {
            let version = coordinator.get(&session_path(&session)).await.expect(200)["row_version"].clone();
            let staff = json!([{"person_id": one["person_id"], "role": role}]);
            let path = format!("{}/assignments", session_path(&session));
            let answer = coordinator
                .put(&path, json!({"row_version": version, "staff": staff}))
                .await;
            if one["is_free"] == true {
                answer.expect(200);
                counts.0 += 1;
                let version = coordinator.get(&session_path(&session)).await.expect(200)["row_version"].clone();
                coordinator
                    .put(&path, json!({"row_version": version, "staff": []}))
                    .await
                    .expect(200);
            } else {
                let problem = answer.problem("session_refused");
                assert!(!problem["reasons"].as_array().unwrap().is_empty());
                counts.1 += 1;
            }
        }
    }
    assert!(counts.0 > 10 && counts.1 > 5, "both happen: {counts:?}");
    world.finish().await;
}
