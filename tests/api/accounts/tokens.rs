//! Refresh tokens: rotation, grace, theft, limits.

use crate::support::product::{HOUR, MINUTE, SECOND};
use crate::support::sign_in::{cookie, holder, refresh, sign_in};
use crate::support::world::World;

#[tokio::test]
async fn a_refresh_issues_a_new_pair_of_tokens() {
    let world = World::new().await;
    world.counsellor().await;
    let first = sign_in(&world, "大枫").await;
    let one = cookie(&first);
    world.clock.advance(4 * MINUTE);
    let second = refresh(&world, &one).await;
    let two = cookie(&second);
    assert_ne!(one, two);
    let body = second.expect(200);
    assert_eq!(body["expires_at"], world.clock.now() + 5 * MINUTE);
    assert_eq!(body["login_id"], first.expect(200)["login_id"]);
    holder(&world, &body).get("/me").await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn two_tabs_with_the_same_token_get_the_same_successor_for_ten_seconds() {
    let world = World::new().await;
    world.counsellor().await;
    let one = cookie(&sign_in(&world, "大枫").await);
    let (a, b) = tokio::join!(refresh(&world, &one), refresh(&world, &one));
    assert_eq!((a.status, b.status), (200, 200));
    assert_eq!(cookie(&a), cookie(&b));
    world.clock.advance(10 * SECOND);
    assert_eq!(cookie(&refresh(&world, &one).await), cookie(&a));
    refresh(&world, &cookie(&a)).await.expect(200);
    world.finish().await;
}

// token theft: whoever comes second with an old token ends the login for both
#[tokio::test]
async fn an_old_token_that_comes_again_ends_the_login_of_thief_and_owner() {
    let world = World::new().await;
    world.counsellor().await;
    let stolen = cookie(&sign_in(&world, "大枫").await);
    let owner = refresh(&world, &stolen).await;
    let next = cookie(&owner);
    let owner = holder(&world, &owner.expect(200));
    world.clock.advance(11 * SECOND);
    refresh(&world, &stolen).await.problem("refresh_reused");
    owner.get("/me").await.problem("login_ended");
    refresh(&world, &next).await.problem("login_ended");
    refresh(&world, &stolen).await.problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn a_token_two_steps_old_is_reuse_even_at_once() {
    let world = World::new().await;
    world.counsellor().await;
    let one = cookie(&sign_in(&world, "大枫").await);
    let two = cookie(&refresh(&world, &one).await);
    let three = cookie(&refresh(&world, &two).await);
    refresh(&world, &one).await.problem("refresh_reused");
    refresh(&world, &three).await.problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn a_made_up_token_ends_nothing() {
    let world = World::new().await;
    world.counsellor().await;
    let one = cookie(&sign_in(&world, "大枫").await);
    for forged in [
        one.replacen(".1.", ".2.", 1),
        one.replacen(".1.", ".0.", 1),
        format!("{}0", &one[..one.len() - 1]),
        "nonsense".into(),
    ] {
        if forged != one {
            refresh(&world, &forged).await.problem("login_ended");
        }
    }
    refresh(&world, &one).await.expect(200);
    world.finish().await;
}

// ASVS 7.3.1, 7.3.2; safety 55
#[tokio::test]
async fn a_login_ends_when_idle_and_at_its_longest_time() {
    let world = World::new().await;
    world.counsellor().await;
    let idle = cookie(&sign_in(&world, "大枫").await);
    world.clock.advance(HOUR + SECOND);
    refresh(&world, &idle).await.problem("login_ended");

    let mut token = cookie(&sign_in(&world, "大枫").await);
    for _ in 0..15 {
        world.clock.advance(30 * MINUTE);
        let answer = refresh(&world, &token).await;
        token = cookie(&answer);
        answer.expect(200);
    }
    world.clock.advance(28 * MINUTE);
    let answer = refresh(&world, &token).await;
    token = cookie(&answer);
    // the access token does not outlive the login
    assert_eq!(answer.expect(200)["expires_at"], world.clock.now() + 2 * MINUTE);
    world.clock.advance(2 * MINUTE);
    refresh(&world, &token).await.problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn a_foreign_page_cannot_refresh() {
    let world = World::new().await;
    world.counsellor().await;
    world.counsellor().await;
    let token = cookie(&sign_in(&world, "大枫").await);
    let request = world.stranger().request(reqwest::Method::POST, "/refresh");
    let request = request.header("cookie", format!("__Host-tongxing={token}"));
    let response = request
        .header("origin", "https://elsewhere.example")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
    refresh(&world, &token).await.expect(200);
    world.finish().await;
}

// ASVS 7.2.4
#[tokio::test]
async fn signing_in_again_ends_the_login_that_the_browser_still_carried() {
    let world = World::new().await;
    world.counsellor().await;
    let first = sign_in(&world, "大枫").await;
    let old = cookie(&first);
    let person = holder(&world, &first.expect(200));
    let request = world.stranger().request(reqwest::Method::POST, "/sign-in");
    let body = serde_json::json!({"nickname": "大枫", "passphrase": crate::support::world::PASSPHRASE});
    let request = request.header("cookie", format!("__Host-tongxing={old}")).json(&body);
    assert_eq!(request.send().await.unwrap().status(), 200);
    person.get("/me").await.problem("login_ended");
    world.finish().await;
}
