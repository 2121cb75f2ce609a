//! Signing in and out.

use crate::support::product::{HOUR, MINUTE, Nickname, Role, accounts};
use crate::support::sign_in::{cookie, field_codes, holder, refresh, sign_in, try_sign_in};
use crate::support::world::{PASSPHRASE, World};
use serde_json::json;

#[tokio::test]
async fn a_counsellor_signs_in_with_nickname_and_passphrase() {
    let world = World::new().await;
    world.counsellor().await;
    let answer = sign_in(&world, "大枫").await;
    let header = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28800"] {
        assert!(header.contains(part), "{part}: {header}");
    }
    assert!(!header.contains("Domain"));
    assert_eq!(answer.headers["cache-control"], "no-store"); // safety 54
    let body = answer.expect(200);
    assert_eq!(body["expires_at"], world.clock.now() + 5 * MINUTE);
    let me = holder(&world, &body).get("/me").await.expect(200);
    assert_eq!(me, body["me"]);
    assert_eq!(me["nickname"], "大枫");
    assert_eq!(me["needs_totp"], false);
    assert_eq!(me["idle_lock_ms"], 10 * MINUTE); // safety 55
    assert_eq!(me["grants"][0]["role"], "counsellor");
    assert_eq!(me["grants"][0]["district_id"], world.here.as_str());
    world.finish().await;
}

#[tokio::test]
async fn the_name_may_be_typed_in_another_dress_but_not_the_passphrase() {
    let world = World::new().await;
    let new = accounts::NewPerson::new(Nickname::parse("nickname", "Quiet Maple").unwrap());
    world
        .create_person(new.with(Role::Member, Some(world.here.clone())))
        .await;
    sign_in(&world, "  ＱＵＩＥＴ   maple ").await.expect(200);
    // ASVS 6.2.8
    try_sign_in(&world, "Quiet Maple", &format!(" {PASSPHRASE}"))
        .await
        .problem("wrong_sign_in");
    world.finish().await;
}

// the same answer and the same work, counted in hashes rather than by a clock
#[tokio::test]
async fn an_unknown_name_is_answered_like_a_wrong_passphrase_and_costs_the_same() {
    let world = World::new().await;
    world.counsellor().await;
    let cost = async |nickname: &str, passphrase: &str| {
        let (hashes, writes) = (world.application.accounts.hash_count(), world.db.stats().settled);
        let mut problem = try_sign_in(&world, nickname, passphrase).await.problem("wrong_sign_in");
        problem["request_id"] = json!(null);
        (
            problem,
            world.application.accounts.hash_count() - hashes,
            world.db.stats().settled - writes,
        )
    };
    let wrong = cost("大枫", "不是这个不是这个").await;
    let unknown = cost("没有这个人", "不是这个不是这个").await;
    let impossible = cost("13812345678", "x").await;
    assert_eq!(wrong, unknown);
    assert_eq!(wrong, impossible);
    assert_eq!(wrong.1, 1);
    world.finish().await;
}

#[tokio::test]
async fn somebody_without_a_passphrase_cannot_sign_in_and_nobody_can_tell() {
    let world = World::new().await;
    let coordinator = world.coordinator().await;
    let body = json!({"nickname": "小云", "district_id": world.here});
    coordinator.post("/people", body).await.expect(201);
    for passphrase in ["", PASSPHRASE] {
        let hashes = world.application.accounts.hash_count();
        try_sign_in(&world, "小云", passphrase).await.problem("wrong_sign_in");
        assert_eq!(world.application.accounts.hash_count(), hashes + 1);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_shared_computer_halves_every_time() {
    let world = World::new().await;
    world.counsellor().await;
    let body =
        json!({"nickname": "大枫", "passphrase": PASSPHRASE, "is_shared_computer": true, "device": "工作室电脑"});
    let answer = world.stranger().post("/sign-in", body).await;
    assert!(answer.headers["set-cookie"].to_str().unwrap().contains("Max-Age=14400"));
    let token = cookie(&answer);
    let body = answer.expect(200);
    assert_eq!(body["me"]["idle_lock_ms"], 5 * MINUTE);
    world.clock.advance(31 * MINUTE); // half of 60 minutes and a little
    refresh(&world, &token).await.problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn signing_out_ends_the_login_at_once_and_clears_the_browser() {
    let world = World::new().await;
    world.counsellor().await;
    let answer = sign_in(&world, "大枫").await;
    let token = cookie(&answer);
    let person = holder(&world, &answer.expect(200));
    let out = person.post("/sign-out", json!({})).await;
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\""); // safety 54
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    out.expect(204);
    person.get("/me").await.problem("login_ended"); // ASVS 7.4.1
    refresh(&world, &token).await.problem("login_ended");
    world.stranger().post("/sign-out", json!({})).await.expect(204);
    world.finish().await;
}

// safety 55: a phone that lay in a pocket loses no attendance that was not sent
#[tokio::test]
async fn a_lock_ends_the_login_and_leaves_what_was_not_sent() {
    let world = World::new().await;
    world.counsellor().await;
    let answer = sign_in(&world, "大枫").await;
    let person = holder(&world, &answer.expect(200));
    person
        .post("/sign-out?is_lock=perhaps", json!({}))
        .await
        .problem("bad_query");
    let out = person.post("/sign-out?is_lock=true", json!({})).await;
    assert_eq!(out.headers["clear-site-data"], "\"cache\"");
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    out.expect(204);
    person.get("/me").await.problem("login_ended");
    world.finish().await;
}

// safety 53: a page that is being left has only its cookie
#[tokio::test]
async fn a_quick_exit_signs_out_by_the_cookie_alone() {
    let world = World::new().await;
    world.counsellor().await;
    let answer = sign_in(&world, "大枫").await;
    let token = cookie(&answer);
    let person = holder(&world, &answer.expect(200));
    let leave = async |cookie: &str, origin: &str| {
        let request = world.stranger().request(reqwest::Method::POST, "/sign-out");
        let request = request.header("cookie", format!("__Host-tongxing={cookie}"));
        request.header("origin", origin).send().await.unwrap().status().as_u16()
    };
    let forged = format!("{}x", &token[..token.len() - 1]);
    assert_eq!(leave(&forged, "http://127.0.0.1:8080").await, 204);
    person.get("/me").await.expect(200);
    assert_eq!(leave(&token, "https://elsewhere.example").await, 401);
    person.get("/me").await.expect(200);
    assert_eq!(leave(&token, "http://127.0.0.1:8080").await, 204);
    person.get("/me").await.problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn an_access_token_lasts_minutes_and_nothing_works_without_one() {
    let world = World::new().await;
    world.counsellor().await;
    let person = holder(&world, &sign_in(&world, "大枫").await.expect(200));
    person.get("/me").await.expect(200);
    world.clock.advance(5 * MINUTE);
    person.get("/me").await.problem("sign_in_needed");
    world.stranger().get("/me").await.problem("sign_in_needed");
    for path in [
        "/people",
        "/invitations",
        "/audit",
        "/me/logins",
        "/me/consents",
        "/me/record-reads",
    ] {
        world.stranger().get(path).await.problem("sign_in_needed");
    }
    world.clock.advance(HOUR);
    world.finish().await;
}

#[tokio::test]
async fn unknown_fields_and_endless_texts_are_refused() {
    let world = World::new().await;
    let stranger = world.stranger();
    let body = json!({"nickname": "a", "passphrase": "b", "admin": true});
    stranger.post("/sign-in", body).await.problem("bad_body");
    let body = json!({"nickname": "a", "passphrase": "长".repeat(300)});
    let problem = stranger.post("/sign-in", body).await.problem("invalid");
    assert_eq!(field_codes(&problem), [("passphrase".into(), "too_long".into())]);
    world.finish().await;
}
