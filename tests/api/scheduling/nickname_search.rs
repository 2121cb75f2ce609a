//! Whom a sheet finds: those who come to groups of the district, and nobody else (safety 13).

use super::attendance::{Sheet, after_a_session};
use crate::support::person::Person;
use crate::support::product::{Error, HOUR, PersonId, Role, db::schema::audit_entries};
use crate::support::world::{World, consent_to_attend, outcomes, recording, session_path, tap_id};
use diesel::prelude::*;
use serde_json::{Value, json};

async fn named(sheet: &Sheet, number: u64, nickname: &str) -> Value {
    let tap = json!({"cid": tap_id(number), "nickname": nickname, "status": "here", "recorded_at": sheet.at(1)});
    sheet.save(json!([tap]), None).await
}

async fn by_id(sheet: &Sheet, number: u64, person: &str) -> Value {
    let tap = json!({"cid": tap_id(number), "person_id": person, "status": "here", "recorded_at": sheet.at(1)});
    sheet.save(json!([tap]), None).await
}

/// Everybody who must not be found on this sheet, with a nickname.
async fn strangers(sheet: &Sheet) -> Vec<(Person, &'static str)> {
    let (app, here) = (&sheet.world.app, Some(sheet.studio.district.clone()));
    let there = Some(app.district("别处区").await);
    let mut found = vec![
        (
            app.person_named("别区的人", &[(Role::Member, there.clone())]).await,
            "别区的人",
        ),
        (
            app.person_named("别区学员", &[(Role::Trainee, there)]).await,
            "别区学员",
        ),
        (
            app.person_named("本区协调", &[(Role::Coordinator, here.clone())]).await,
            "本区协调",
        ),
        (
            app.person_named(
                "也来小组",
                &[(Role::Member, here.clone()), (Role::Supervisor, here.clone())],
            )
            .await,
            "也来小组",
        ),
        (
            app.person_named("总部的人", &[(Role::Headquarters, None)]).await,
            "总部的人",
        ),
        (
            app.person_named("没来的辅导", &[(Role::Counsellor, here.clone())])
                .await,
            "没来的辅导",
        ),
    ];
    let closed = app.person_named("关掉的人", &[(Role::Member, here)]).await;
    let coordinator = sheet.studio.coordinator(&sheet.world).await;
    let close = format!("/people/{}/deactivate", closed.id);
    coordinator.post(&close, json!({})).await.expect(200);
    found.push((closed, "关掉的人"));
    found
}

#[tokio::test]
async fn members_of_the_district_are_found_and_all_others_are_as_if_they_were_not() {
    // safety 13
    let sheet = after_a_session().await;
    let nobody = named(&sheet, 10, "根本没有").await;
    for (at, (person, nickname)) in strangers(&sheet).await.iter().enumerate() {
        consent_to_attend(&sheet.studio.rows, &PersonId::parse(&person.id).unwrap()).await;
        let mut by_name = named(&sheet, 20 + at as u64, nickname).await;
        by_name["verdicts"][0]["cid"] = nobody["verdicts"][0]["cid"].clone();
        assert_eq!(by_name, nobody, "{nickname} answers as nobody does");
        let mut by_number = by_id(&sheet, 40 + at as u64, &person.id).await;
        by_number["verdicts"][0]["cid"] = nobody["verdicts"][0]["cid"].clone();
        assert_eq!(by_number, nobody, "a bare id of {nickname} answers as nobody does");
    }
    // the twin: a member of the district by nickname; by id only once they stand on the sheet
    assert_eq!(outcomes(&by_id(&sheet, 60, &sheet.member).await), ["unknown_nickname"]);
    assert_eq!(outcomes(&named(&sheet, 61, "anna").await), ["saved"]);
    assert_eq!(outcomes(&by_id(&sheet, 62, &sheet.member).await), ["saved"]);
    sheet.world.finish().await;
}

async fn tries(sheet: &Sheet) -> Vec<Value> {
    let read = sheet.world.db.read(|conn| {
        let rows: Vec<String> = audit_entries::table
            .filter(audit_entries::verb.eq("nicknames_tried"))
            .order(audit_entries::id)
            .select(audit_entries::detail)
            .load(conn)?;
        Ok::<_, Error>(rows)
    });
    let rows = read.await.unwrap();
    rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect()
}

#[tokio::test]
async fn guesses_end_and_each_is_in_the_audit_without_what_was_guessed() {
    // safety 13
    let sheet = after_a_session().await;
    for at in 0..20 {
        let answer = named(&sheet, 100 + at, &format!("猜测{at}")).await;
        assert_eq!(outcomes(&answer), ["unknown_nickname"]);
    }
    // somebody who is there is not told apart from somebody who is not
    assert_eq!(outcomes(&named(&sheet, 130, "anna").await), ["throttled"]);
    assert_eq!(outcomes(&named(&sheet, 131, "猜测99").await), ["throttled"]);
    let noted = tries(&sheet).await;
    assert_eq!(noted.len(), 20);
    assert!(noted.iter().all(|one| *one == json!({"found": 0, "not_found": 1})));
    // whom the sheet knows is no guess, and taps by id go on
    let lead = sheet.studio.counsellors[0].as_str();
    assert_eq!(outcomes(&by_id(&sheet, 140, lead).await), ["waiting"]);
    // the twin: after an hour there are tries again
    sheet.world.clock.advance(HOUR);
    assert_eq!(outcomes(&named(&sheet, 141, "anna").await), ["saved"]);
    assert_eq!(tries(&sheet).await.last(), Some(&json!({"found": 1, "not_found": 0})));
    sheet.world.finish().await;
}

#[tokio::test]
async fn regulars_of_a_series_are_offered_to_whoever_sees_the_names() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let member = async |nickname: &str| {
        let person = world
            .person_named(nickname, &[(Role::Member, Some(studio.district.clone()))])
            .await;
        consent_to_attend(&studio.rows, &PersonId::parse(&person.id).unwrap()).await;
        person
    };
    let (_often, _once, withdrawn) = (member("常来").await, member("来过").await, member("不愿").await);
    let body = studio.series_body("周二", ("2026-11-24", "2026-12-15"), "18:00");
    coordinator.post("/series", body).await.expect(201);
    let listed = coordinator
        .get("/sessions?from=2026-11-24&to=2026-12-16")
        .await
        .expect(200);
    let sessions = listed["items"].as_array().unwrap();
    let who: [&[&str]; 2] = [&["常来", "来过", "不愿"], &["常来", "不愿"]];
    for (session, names) in sessions.iter().zip(who) {
        world.clock.set(session["ends_at"].as_i64().unwrap());
        let lead = studio.lead(&world).await;
        let number = session["starts_at"].as_i64().unwrap() as u64 % 1_000_000_000;
        let taps: Vec<Value> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                json!({"cid": tap_id(number + at as u64), "nickname": name, "status": "here", "recorded_at": 0})
            })
            .collect();
        let sheet = format!("{}/attendance", session_path(session));
        let saved = lead.put(&sheet, recording(1, json!(taps), None)).await.expect(200);
        assert!(outcomes(&saved).iter().all(|outcome| *outcome == "saved"), "{saved}");
        lead.post(&format!("{}/close", session_path(session)), json!({}))
            .await
            .expect(200);
    }
    let away = world.signed_in(&PersonId::parse(&withdrawn.id).unwrap()).await;
    let no = json!({"is_given": false, "language": "zh"});
    away.put("/me/consents/attend", no).await.expect(200);
    let next = &sessions[2];
    world.clock.set(next["starts_at"].as_i64().unwrap());
    let lead = studio.lead(&world).await;
    let seen = lead
        .get(&format!("{}/attendance", session_path(next)))
        .await
        .expect(200);
    let offered: Vec<_> = seen["regulars"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["nickname"])
        .collect();
    assert_eq!(offered, ["常来"], "who came once is none, who withdrew is not offered");
    // the twin: whoever does not see the names does not see these either
    let coordinator = studio.coordinator(&world).await;
    let hidden = coordinator
        .get(&format!("{}/attendance", session_path(next)))
        .await
        .expect(200);
    assert_eq!(hidden["regulars"], json!([]));
    world.finish().await;
}
