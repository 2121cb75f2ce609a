//! Letters about mentions: a person's own choice, neutral, and none for what has been read.

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{HOUR, MINUTE, mail::Email};
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::json;

/// The whole of it: no name, no room, no text (safety 47), and no link but the front page (safety 49).
const WORDS: [&str; 2] = ["您有一条新消息", "您有一条新消息，登录后查看：\n\n"];

async fn choose(person: &Person, is_email_on: bool, is_mention_on: bool) {
    let consent = json!({"is_given": true, "language": "zh"});
    person.put("/me/consents/contact_notices", consent).await.expect(200);
    let wants = json!({
        "email": "bob@example.org", "is_email_on": is_email_on, "is_mention_on": is_mention_on,
        "quiet_from": "21:00", "quiet_to": "08:00",
    });
    let kept = person.put("/me/notice-preferences", wants.clone()).await.expect(200);
    assert_eq!(kept, wants);
}

async fn sent(app: &App) -> Vec<Email> {
    app.run_jobs().await;
    app.application.mailer.sent()
}

async fn named(team: &TeamRoom, number: usize) {
    let text = format!("@{} 在吗", team.damu.nickname);
    team.post_message(&team.dafeng, &cid(number), &text).await;
}

// safety 47, 49
#[tokio::test]
async fn whoever_asked_for_it_gets_one_neutral_letter_however_busy_the_room_is() {
    let team = TeamRoom::open_with(at_full_speed).await;
    choose(&team.damu, true, true).await;
    for number in 1..6 {
        named(&team, number).await;
    }
    team.clock.advance(5 * MINUTE - 1);
    assert_eq!(sent(&team).await, [], "they may be in the room");
    team.clock.advance(1);
    let letters = sent(&team).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(
        (letters[0].to.as_str(), letters[0].subject()),
        ("bob@example.org", WORDS[0])
    );
    assert!(letters[0].body().starts_with(WORDS[1]), "{}", letters[0].body());
    let whole = format!("{:?}", letters[0]) + &letters[0].body();
    for word in [&team.damu.nickname, &team.dafeng.nickname, &team.room, "在吗", "队"] {
        assert!(!whole.contains(word), "{word}");
    }
    // still unread, and named again: an hour later, once
    team.clock.advance(MINUTE);
    named(&team, 6).await;
    named(&team, 7).await;
    team.clock.advance(HOUR - 2 * MINUTE);
    assert_eq!(sent(&team).await.len(), 1);
    team.clock.advance(MINUTE);
    assert_eq!(sent(&team).await.len(), 2);
    team.clock.advance(5 * HOUR);
    assert_eq!(sent(&team).await.len(), 2, "nothing is new");
    team.finish().await;
}

#[tokio::test]
async fn nobody_gets_one_who_has_not_asked_for_it_or_asks_no_more() {
    let team = TeamRoom::open_with(at_full_speed).await;
    // nothing is chosen; letters but not of mentions; mentions but no letters
    named(&team, 1).await;
    choose(&team.damu, true, false).await;
    named(&team, 2).await;
    choose(&team.damu, false, true).await;
    named(&team, 3).await;
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    // taken back while it waits: the choice, the consent
    choose(&team.damu, true, true).await;
    named(&team, 4).await;
    choose(&team.damu, true, false).await;
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    choose(&team.damu, true, true).await;
    named(&team, 5).await;
    let no = json!({"is_given": false, "language": "zh"});
    team.damu.put("/me/consents/contact_notices", no).await.expect(200);
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    // who is not named hears nothing
    choose(&team.damu, true, true).await;
    team.post_message(&team.dafeng, &cid(6), "没有提到谁").await;
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    team.finish().await;
}

#[tokio::test]
async fn a_read_or_deleted_mention_or_a_left_room_needs_no_letter() {
    let team = TeamRoom::open_with(at_full_speed).await;
    choose(&team.damu, true, true).await;
    named(&team, 1).await;
    team.damu.put(&team.path("/read"), json!({ "no": 1 })).await.expect(200);
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    let text = format!("@{} 在吗", team.damu.nickname);
    let m = team.said(&team.dafeng, &cid(2), &text).await;
    team.dafeng
        .delete(&team.path(&format!("/messages/{m}")))
        .await
        .expect(204);
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    named(&team, 3).await;
    let seat = team.membership_id(&team.damu).await;
    team.coordinator
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    team.finish().await;
}

// safety 50: what is read until the morning needs no letter either
#[tokio::test]
async fn a_letter_waits_for_the_morning_and_is_not_sent_for_what_is_read_by_then() {
    let team = TeamRoom::open_with(at_full_speed).await;
    choose(&team.damu, true, true).await;
    team.clock.advance(12 * HOUR);
    named(&team, 1).await;
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    team.damu.put(&team.path("/read"), json!({ "no": 1 })).await.expect(200);
    team.clock.advance(11 * HOUR);
    assert_eq!(sent(&team).await, []);
    // the twin: still unread in the morning
    team.clock.advance(12 * HOUR);
    named(&team, 2).await;
    team.clock.advance(HOUR);
    assert_eq!(sent(&team).await, []);
    team.clock.advance(11 * HOUR);
    assert_eq!(sent(&team).await.len(), 1);
    team.finish().await;
}
