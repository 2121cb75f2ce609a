//! Nobody takes a name by which others take them for somebody else (safety 2, 4).

use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::DistrictId;
use crate::support::sign_in::{counsellor, field_codes};
use crate::support::world::{PASSPHRASE, World};
use serde_json::{Value, json};

async fn add(by: &Person, nickname: &str, district: &DistrictId) -> Answer {
    let body = json!({"nickname": nickname, "district_id": district});
    by.post("/people", body).await
}

async fn card(by: &Person, district: &DistrictId) -> Value {
    let body = json!({"role": "member", "district_id": district});
    by.post("/invitations", body).await.expect(201)["code"].clone()
}

async fn accept(app: &App, code: &Value, nickname: &str) -> Answer {
    let body =
        json!({"code": code, "nickname": nickname, "passphrase": PASSPHRASE, "language": "zh", "consents": ["attend"]});
    app.stranger().post("/invitations/accept", body).await
}

#[tokio::test]
async fn a_nickname_that_looks_like_another_is_refused() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    // staff of any district, whether or not they sit in a room with the newcomer
    counsellor(&world, "青松", &world.there).await;
    counsellor(&world, "Anna Lily", &world.there).await;
    let code = card(&coordinator, &world.here).await;
    for alike in ["青 松", "青·松", "Anna LiIy", "annalily", "ANNA 1ily"] {
        add(&coordinator, alike, &world.here).await.problem("nickname_taken");
        accept(&world, &code, alike).await.problem("nickname_taken");
    }
    for (hidden, why) in [
        ("青\u{200b}松", "not_allowed"),
        ("青\u{3164}松", "not_allowed"),
        ("\u{410}nna Lily", "mixed_scripts"),
        ("督导", "reserved"),
        ("1 管理员 1", "reserved"),
        ("Facilitator", "reserved"),
        ("admin 7", "reserved"),
    ] {
        for answer in [
            add(&coordinator, hidden, &world.here).await,
            accept(&world, &code, hidden).await,
        ] {
            let problem = answer.problem("invalid");
            assert_eq!(field_codes(&problem), [("nickname".into(), why.into())], "{hidden}");
        }
    }
    accept(&world, &code, "青杉").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn of_two_that_look_alike_at_the_same_moment_one_gets_the_name() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let names = [
        "Bill Fern",
        "BiII Fern",
        "Bi1l Fern",
        "bill-fern",
        "B i l l Fern",
        "BILL FERN",
    ];
    let answers = futures_util::future::join_all(names.map(|name| add(&coordinator, name, &world.here))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    assert!(answers.iter().all(|answer| [201, 409].contains(&answer.status)));
    world.finish().await;
}

#[tokio::test]
async fn suggestions_look_like_nobody() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    for _ in 0..20 {
        let answer = world.stranger().get("/nicknames?language=en").await.expect(200);
        let name = answer["suggestions"][0].as_str().unwrap().to_owned();
        add(&coordinator, &name, &world.here).await.expect(201);
    }
    world.finish().await;
}
