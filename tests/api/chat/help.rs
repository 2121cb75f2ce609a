//! Whom to call, and when a member room is held.

use crate::support::product::{DAY, Error, HOUR, Role, db::schema::districts};
use crate::support::socket::Socket;
use crate::support::world::{SeriesRoom, TeamRoom, cid};
use diesel::prelude::*;
use serde_json::{Value, json};

#[tokio::test]
async fn everybody_in_a_room_gets_the_card_with_the_districts_own_number() {
    // safety 32, 34
    let team = TeamRoom::open().await;
    let district = team.here.clone();
    let set = team.db.write(move |tx| {
        let row = districts::table.find(district.as_str());
        diesel::update(row)
            .set(districts::duty_phone.eq("021-5555-0100"))
            .execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    set.await.unwrap();
    let card = team
        .dafeng
        .get(&format!("/help?room_id={}", team.room))
        .await
        .expect(200);
    assert_eq!(card["duty_phone"], "021-5555-0100");
    let numbers: Vec<&str> = card["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["120", "12356", "962525", "110"], "police stands last");
    for line in card["lines"].as_array().unwrap() {
        for text in [&line["name"], &line["hours"]] {
            assert!(text["zh"].is_string() && text["en"].is_string());
        }
    }
    assert!(
        card["disclaimer"]["en"]
            .as_str()
            .unwrap()
            .contains("not a crisis service")
    ); // safety 35
    assert_eq!(card["is_stale"], false);
    assert_eq!(
        team.dafeng
            .get(&format!("/help?district_id={}", team.here))
            .await
            .expect(200),
        card
    );
    // nobody is refused help, and nobody learns a number of a place that they do not see
    let outsider = team.neighbour(Role::Member).await;
    for question in [
        format!("room_id={}", team.room),
        format!("district_id={}", team.here),
        String::new(),
    ] {
        let card = outsider.get(&format!("/help?{question}")).await.expect(200);
        assert_eq!(
            (&card["duty_phone"], card["lines"].as_array().unwrap().len()),
            (&Value::Null, 4)
        );
    }
    team.clock.advance(200 * DAY);
    assert_eq!(team.dafeng.get("/help").await.expect(200)["is_stale"], true);
    team.finish().await;
}

#[tokio::test]
async fn a_member_room_is_open_in_staffed_hours_or_while_somebody_holds_it() {
    // safety 41, M18
    let scene = SeriesRoom::open().await;
    scene.set_consent(&scene.member, true).await;
    scene.add_seat(&scene.member, "participant").await.expect(201);
    let SeriesRoom {
        world,
        coordinator: chair,
        member,
        room,
        ..
    } = scene;
    let path = |rest: &str| format!("/chat/rooms/{room}{rest}");
    let staffed = || async {
        let room = member.get(&path("")).await.expect(200);
        (
            room["is_staffed_now"].as_bool().unwrap(),
            room["staffed_again_at"].as_i64(),
        )
    };
    let mut number = 0;
    let mut post = || {
        number += 1;
        let (member, path, body) = (
            member.clone(),
            path("/messages"),
            json!({ "cid": cid(number), "body": "在吗" }),
        );
        async move { member.post(&path, body).await }
    };

    assert_eq!(staffed().await, (true, None), "Monday, ten o'clock");
    post().await.expect(201);
    world.clock.advance(13 * HOUR); // 23:00
    let morning = world.clock.now() + 10 * HOUR;
    assert_eq!(staffed().await, (false, Some(morning)));
    let refused = post().await.problem("read_only");
    assert_eq!(refused["staffed_again_at"], morning);
    // who holds the room may write, and while they are there, everybody may
    chair
        .post(&path("/messages"), json!({ "cid": "cid-of-chair", "body": "我在" }))
        .await
        .expect(201);
    let holder = Socket::subscribe(&world.app, &chair, &[&room]).await;
    assert_eq!(staffed().await, (true, None));
    post().await.expect(201);
    drop(holder);
    while staffed().await.0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    post().await.problem("read_only");
    world.finish().await;
}
