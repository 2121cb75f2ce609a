//! Guessing is slowed by account and by address, and nobody is locked out for ever.

use super::world::*;
use crate::support::app::Answer;
use crate::support::people::PASSPHRASE;
use crate::support::product::{DAY, Error, MINUTE, SECOND};
use serde_json::json;

async fn wrong(app: &crate::support::app::App, nickname: &str) -> Answer {
    try_sign_in(app, nickname, "不是这个不是这个").await
}

#[tokio::test]
async fn five_tries_are_free_then_the_wait_doubles_and_the_right_passphrase_waits_too() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    for _ in 0..5 {
        wrong(&app, "大枫").await.problem("wrong_sign_in");
    }
    let answer = sign_in(&app, "大枫").await;
    assert_eq!(answer.headers["retry-after"], "1");
    assert_eq!(answer.problem("throttled")["retry_after_ms"], SECOND);
    for wait in [1, 2, 4, 8] {
        wrong(&app, "大枫").await.problem("throttled");
        app.clock.advance(wait * SECOND);
        wrong(&app, "大枫").await.problem("wrong_sign_in");
    }
    app.clock.advance(16 * SECOND);
    sign_in(&app, "大枫").await.expect(200);
    // it was right: all is forgotten
    for _ in 0..5 {
        wrong(&app, "大枫").await.problem("wrong_sign_in");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_unknown_name_is_slowed_just_the_same() {
    let (app, _, _) = two_districts().await;
    for _ in 0..5 {
        wrong(&app, "没有这个人").await.problem("wrong_sign_in");
    }
    wrong(&app, "没有这个人").await.problem("throttled");
    app.finish().await;
}

// ASVS 6.1.1: no malicious lockout
#[tokio::test]
async fn after_any_number_of_failures_the_owner_comes_in_within_a_quarter_of_an_hour() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    for _ in 0..25 {
        wrong(&app, "大枫").await;
        app.clock.advance(15 * MINUTE);
    }
    sign_in(&app, "大枫").await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn failures_of_yesterday_are_forgotten() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    for _ in 0..4 {
        wrong(&app, "大枫").await.problem("wrong_sign_in");
    }
    app.clock.advance(DAY + 1);
    for _ in 0..5 {
        wrong(&app, "大枫").await.problem("wrong_sign_in");
    }
    wrong(&app, "大枫").await.problem("throttled");
    app.finish().await;
}

#[tokio::test]
async fn many_tries_at_once_do_not_slip_through_together() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let tries = futures_util::future::join_all((0..20).map(|_| wrong(&app, "大枫"))).await;
    let looked_at = tries
        .iter()
        .filter(|answer| answer.json["code"] == "wrong_sign_in")
        .count();
    assert_eq!(looked_at, 5);
    app.finish().await;
}

#[tokio::test]
async fn one_address_cannot_try_many_names() {
    let (app, _, _) = two_districts().await;
    for n in 0..30 {
        wrong(&app, &format!("名字{n}")).await.problem("wrong_sign_in");
    }
    let answer = wrong(&app, "名字30").await;
    assert!(answer.headers.contains_key("retry-after"));
    answer.problem("throttled");
    let hashes = app.inside.accounts.hash_count();
    wrong(&app, "名字31").await.problem("throttled");
    assert_eq!(app.inside.accounts.hash_count(), hashes);
    app.clock.advance(2 * SECOND);
    wrong(&app, "名字32").await.problem("wrong_sign_in");
    app.finish().await;
}

#[tokio::test]
async fn codes_cannot_be_guessed_quickly_either() {
    let (app, _, _) = two_districts().await;
    for _ in 0..30 {
        let body = json!({"code": "0000-0000-0000"});
        app.stranger()
            .post("/invitations/look-up", body)
            .await
            .problem("bad_code");
    }
    let body = json!({"code": "0000-0000-0000", "passphrase": PASSPHRASE});
    app.stranger().post("/recover", body).await.problem("throttled");
    app.finish().await;
}

#[tokio::test]
async fn the_own_passphrase_cannot_be_guessed_from_an_open_login() {
    let (app, here, _) = two_districts().await;
    let person = counsellor(&app, "大枫", &here).await;
    let body = json!({"current": "不是这个不是这个", "next": "另一句很长的话哦"});
    for _ in 0..5 {
        let problem = person.post("/me/passphrase", body.clone()).await.problem("invalid");
        assert_eq!(field_codes(&problem), [("current".into(), "wrong".into())]);
    }
    person.post("/me/passphrase", body).await.problem("throttled");
    app.finish().await;
}

// safety 28: what is not needed is not kept
#[tokio::test]
async fn old_tries_challenges_and_logins_are_forgotten() {
    use crate::support::product::db::schema::{logins, throttles};
    use diesel::prelude::*;
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    sign_in(&app, "大枫").await.expect(200);
    wrong(&app, "大枫").await.problem("wrong_sign_in");
    let rows = async || {
        let read = app.db.read(|conn| {
            let tries: i64 = throttles::table.count().get_result(conn)?;
            let logins: i64 = logins::table.count().get_result(conn)?;
            Ok::<_, Error>((tries, logins))
        });
        read.await.unwrap()
    };
    app.run_jobs().await;
    assert_eq!(rows().await, (2, 2));
    app.clock.advance(91 * DAY);
    app.run_jobs().await;
    assert_eq!(rows().await, (0, 1)); // the one made for the test lasts 400 days
    app.finish().await;
}
