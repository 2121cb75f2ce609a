//! Refresh tokens: rotation, grace, theft, limits.

use super::world::*;
use crate::support::product::{HOUR, MINUTE, Role, SECOND};

#[tokio::test]
async fn a_refresh_hands_out_a_new_pair_of_tokens() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let first = sign_in(&app, "大枫").await;
    let one = cookie(&first);
    app.clock.advance(4 * MINUTE);
    let second = refresh(&app, &one).await;
    let two = cookie(&second);
    assert_ne!(one, two);
    let body = second.expect(200);
    assert_eq!(body["expires_at"], app.clock.now() + 5 * MINUTE);
    assert_eq!(body["login_id"], first.expect(200)["login_id"]);
    holder(&app, &body).get("/me").await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn two_tabs_with_the_same_token_get_the_same_successor_for_ten_seconds() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let one = cookie(&sign_in(&app, "大枫").await);
    let (a, b) = tokio::join!(refresh(&app, &one), refresh(&app, &one));
    assert_eq!((a.status, b.status), (200, 200));
    assert_eq!(cookie(&a), cookie(&b));
    app.clock.advance(10 * SECOND);
    assert_eq!(cookie(&refresh(&app, &one).await), cookie(&a));
    refresh(&app, &cookie(&a)).await.expect(200);
    app.finish().await;
}

// token theft: whoever comes second with an old token ends the login for both
#[tokio::test]
async fn an_old_token_that_comes_again_ends_the_login_of_thief_and_owner() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let stolen = cookie(&sign_in(&app, "大枫").await);
    let owner = refresh(&app, &stolen).await;
    let next = cookie(&owner);
    let owner = holder(&app, &owner.expect(200));
    app.clock.advance(11 * SECOND);
    refresh(&app, &stolen).await.problem("refresh_reused");
    owner.get("/me").await.problem("login_ended");
    refresh(&app, &next).await.problem("login_ended");
    refresh(&app, &stolen).await.problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn a_token_two_steps_old_is_reuse_even_at_once() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let one = cookie(&sign_in(&app, "大枫").await);
    let two = cookie(&refresh(&app, &one).await);
    let three = cookie(&refresh(&app, &two).await);
    refresh(&app, &one).await.problem("refresh_reused");
    refresh(&app, &three).await.problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn a_made_up_token_ends_nothing() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let one = cookie(&sign_in(&app, "大枫").await);
    for forged in [
        one.replacen(".1.", ".2.", 1),
        one.replacen(".1.", ".0.", 1),
        format!("{}0", &one[..one.len() - 1]),
        "nonsense".into(),
    ] {
        if forged != one {
            refresh(&app, &forged).await.problem("login_ended");
        }
    }
    refresh(&app, &one).await.expect(200);
    app.finish().await;
}

// ASVS 7.3.1, 7.3.2; safety 55
#[tokio::test]
async fn a_login_ends_when_idle_and_at_its_longest_time() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let idle = cookie(&sign_in(&app, "大枫").await);
    app.clock.advance(HOUR + SECOND);
    refresh(&app, &idle).await.problem("login_ended");

    let mut token = cookie(&sign_in(&app, "大枫").await);
    for _ in 0..15 {
        app.clock.advance(30 * MINUTE);
        let answer = refresh(&app, &token).await;
        token = cookie(&answer);
        answer.expect(200);
    }
    app.clock.advance(28 * MINUTE);
    let answer = refresh(&app, &token).await;
    token = cookie(&answer);
    // the access token does not outlive the login
    assert_eq!(answer.expect(200)["expires_at"], app.clock.now() + 2 * MINUTE);
    app.clock.advance(2 * MINUTE);
    refresh(&app, &token).await.problem("login_ended");
    app.finish().await;
}

#[tokio::test]
async fn a_foreign_page_cannot_refresh() {
    let (app, here, _) = two_districts().await;
    app.person(Role::Counsellor, &here).await;
    counsellor(&app, "大枫", &here).await;
    let token = cookie(&sign_in(&app, "大枫").await);
    let request = app.stranger().request(reqwest::Method::POST, "/refresh");
    let request = request.header("cookie", format!("__Host-tongxing={token}"));
    let response = request
        .header("origin", "https://elsewhere.example")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
    refresh(&app, &token).await.expect(200);
    app.finish().await;
}

// ASVS 7.2.4
#[tokio::test]
async fn signing_in_again_ends_the_login_that_the_browser_still_carried() {
    let (app, here, _) = two_districts().await;
    counsellor(&app, "大枫", &here).await;
    let first = sign_in(&app, "大枫").await;
    let old = cookie(&first);
    let person = holder(&app, &first.expect(200));
    let request = app.stranger().request(reqwest::Method::POST, "/sign-in");
    let body = serde_json::json!({"nickname": "大枫", "passphrase": crate::support::people::PASSPHRASE});
    let request = request.header("cookie", format!("__Host-tongxing={old}")).json(&body);
    assert_eq!(request.send().await.unwrap().status(), 200);
    person.get("/me").await.problem("login_ended");
    app.finish().await;
}
