//! Guessing is slowed by account and by address, and nobody is locked out for ever.

use crate::support::app::Answer;
use crate::support::product::{DAY, Error, MINUTE, SECOND};
use crate::support::sign_in::{field_codes, sign_in, try_sign_in};
use crate::support::world::{PASSPHRASE, World};
use serde_json::json;

async fn wrong(app: &crate::support::app::App, nickname: &str) -> Answer {
    try_sign_in(app, nickname, "不是这个不是这个").await
}

#[tokio::test]
async fn five_tries_are_free_then_the_wait_doubles_and_the_right_passphrase_waits_too() {
    let world = World::new().await;
    world.counsellor().await;
    for _ in 0..5 {
        wrong(&world, "大枫").await.problem("wrong_sign_in");
    }
    let answer = sign_in(&world, "大枫").await;
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(answer.problem("throttled")["retry_after_ms"], SECOND);
    for wait in [1, 2, 4, 8] {
        wrong(&world, "大枫").await.problem("throttled");
        world.clock.advance(wait * SECOND);
        wrong(&world, "大枫").await.problem("wrong_sign_in");
    }
    world.clock.advance(16 * SECOND);
    sign_in(&world, "大枫").await.expect(200);
    // it was right: all is forgotten
    for _ in 0..5 {
        wrong(&world, "大枫").await.problem("wrong_sign_in");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_unknown_name_is_slowed_just_the_same() {
    let world = World::new().await;
    for _ in 0..5 {
        wrong(&world, "没有这个人").await.problem("wrong_sign_in");
    }
    wrong(&world, "没有这个人").await.problem("throttled");
    world.finish().await;
}

// ASVS 6.1.1: no malicious lockout
#[tokio::test]
async fn after_any_number_of_failures_the_owner_comes_in_within_a_quarter_of_an_hour() {
    let world = World::new().await;
    world.counsellor().await;
    for _ in 0..25 {
        wrong(&world, "大枫").await;
        world.clock.advance(15 * MINUTE);
    }
    sign_in(&world, "大枫").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn failures_of_yesterday_are_forgotten() {
    let world = World::new().await;
    world.counsellor().await;
    for _ in 0..4 {
        wrong(&world, "大枫").await.problem("wrong_sign_in");
    }
    world.clock.advance(DAY + 1);
    for _ in 0..5 {
        wrong(&world, "大枫").await.problem("wrong_sign_in");
    }
    wrong(&world, "大枫").await.problem("throttled");
    world.finish().await;
}

#[tokio::test]
async fn many_tries_at_once_do_not_slip_through_together() {
    let world = World::new().await;
    world.counsellor().await;
    let tries = futures_util::future::join_all((0..20).map(|_| wrong(&world, "大枫"))).await;
    let looked_at = tries
        .iter()
        .filter(|answer| answer.json["code"] == "wrong_sign_in")
        .count();
    assert_eq!(looked_at, 5);
    world.finish().await;
}

#[tokio::test]
async fn one_address_cannot_try_many_names() {
    let world = World::new().await;
    for n in 0..30 {
        wrong(&world, &format!("名字{n}")).await.problem("wrong_sign_in");
    }
    let answer = wrong(&world, "名字30").await;
    assert!(answer.headers.contains_key("retry-after"));
    answer.problem("throttled");
    let hashes = world.application.accounts.hash_count();
    wrong(&world, "名字31").await.problem("throttled");
    assert_eq!(world.application.accounts.hash_count(), hashes);
    world.clock.advance(2 * SECOND);
    wrong(&world, "名字32").await.problem("wrong_sign_in");
    world.finish().await;
}

#[tokio::test]
async fn codes_cannot_be_guessed_quickly_either() {
    let world = World::new().await;
    for _ in 0..30 {
        let body = json!({"code": "0000-0000-0000"});
        world
            .stranger()
            .post("/invitations/look-up", body)
            .await
            .problem("bad_code");
    }
    let body = json!({"code": "0000-0000-0000", "passphrase": PASSPHRASE});
    world.stranger().post("/recover", body).await.problem("throttled");
    world.finish().await;
}

#[tokio::test]
async fn the_own_passphrase_cannot_be_guessed_from_an_open_login() {
    let world = World::new().await;
    let person = world.counsellor().await;
    let body = json!({"current": "不是这个不是这个", "next": "另一句很长的话哦"});
    for _ in 0..5 {
        let problem = person.post("/me/passphrase", body.clone()).await.problem("invalid");
        assert_eq!(field_codes(&problem), [("current".into(), "wrong".into())]);
    }
    person.post("/me/passphrase", body).await.problem("throttled");
    world.finish().await;
}

// safety 28: what is not needed is not kept
#[tokio::test]
async fn old_tries_challenges_and_logins_are_forgotten() {
    use crate::support::product::db::schema::{logins, throttles};
    use diesel::prelude::*;
    let world = World::new().await;
    world.counsellor().await;
    sign_in(&world, "大枫").await.expect(200);
    wrong(&world, "大枫").await.problem("wrong_sign_in");
    let rows = async || {
        let read = world.db.read(|conn| {
            let tries: i64 = throttles::table.count().get_result(conn)?;
            let logins: i64 = logins::table.count().get_result(conn)?;
            Ok::<_, Error>((tries, logins))
        });
        read.await.unwrap()
    };
    world.run_jobs().await;
    assert_eq!(rows().await, (2, 2));
    world.clock.advance(91 * DAY);
    world.run_jobs().await;
    assert_eq!(rows().await, (0, 1)); // the one made for the test lasts 400 days
    world.finish().await;
}
