//! Searching messages, in both languages, and only what one could read anyway (chat 14).

use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::product::{DAY, HOUR};
use crate::support::world::{TeamRoom, at_full_speed, cid};
use serde_json::{Value, json};

/// A search; `more` is what stands in the body besides the words.
async fn search(who: &Person, words: &str, more: Value) -> Answer {
    let mut body = more;
    body["q"] = words.into();
    who.post("/chat/search", body).await
}

/// Everything that a search finds, asked for in pages of so many.
async fn all_pages(who: &Person, words: &str, limit: usize) -> Vec<Value> {
    let (mut rows, mut cursor) = (vec![], Value::Null);
    loop {
        let page = search(who, words, json!({ "limit": limit, "cursor": cursor }))
            .await
            .expect(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        rows.extend(items.iter().cloned());
        cursor = page["next"].clone();
        if cursor.is_null() {
            return rows;
        }
    }
}

async fn look(who: &Person, words: &str) -> Vec<String> {
    let page = search(who, words, json!({})).await.expect(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn chinese_and_english_are_found_by_any_part_the_newest_first() {
    let team = TeamRoom::open_with(at_full_speed).await;
    for (number, text) in [
        "明天晚上在东区活动室见",
        "The Night shift is open",
        "活动室的门锁了，打电话",
        "ＮＩＧＨＴ班",
    ]
    .iter()
    .enumerate()
    {
        team.post_message(&team.dafeng, &cid(number), text).await;
    }
    assert_eq!(
        look(&team.damu, "活动室").await,
        ["活动室的门锁了，打电话", "明天晚上在东区活动室见"]
    );
    assert_eq!(look(&team.damu, "动室").await.len(), 2, "two characters are enough");
    assert_eq!(
        look(&team.damu, "night").await,
        ["ＮＩＧＨＴ班", "The Night shift is open"]
    );
    assert_eq!(look(&team.damu, "ght SHIFT").await, ["The Night shift is open"]);
    assert_eq!(look(&team.damu, "门锁了，打电话").await.len(), 1);
    // all pieces are there, the words are not
    assert!(look(&team.damu, "活动室见").await.len() == 1 && look(&team.damu, "室活动").await.is_empty());
    let found = search(&team.damu, "night班", json!({})).await.expect(200);
    let item = &found["items"][0];
    assert_eq!(
        (&item["room_id"], &item["no"], &item["author"]),
        (&json!(team.room), &json!(4), &json!(team.dafeng.nickname))
    );
    for too_short in ["家", "ok", " ", "，。！"] {
        search(&team.damu, too_short, json!({})).await.problem("invalid");
    }
    search(&team.damu, &"长".repeat(101), json!({}))
        .await
        .problem("invalid");
    search(&team.damu, "活动", json!({ "cursor": "x" }))
        .await
        .problem("bad_query");
    // words never stand in an address
    team.damu.get("/chat/search?q=x").await.problem("wrong_method");
    team.finish().await;
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let team = TeamRoom::open_with(at_full_speed).await;
    for number in 0..7 {
        team.post_message(&team.dafeng, &cid(number), &format!("第{number}次练习"))
            .await;
    }
    let found = all_pages(&team.damu, "次练习", 3).await;
    let seen: Vec<i64> = found.iter().map(|item| item["no"].as_i64().unwrap()).collect();
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
    team.finish().await;
}

#[tokio::test]
async fn results_from_several_rooms_are_ordered_by_time() {
    let team = TeamRoom::open_with(at_full_speed).await;
    let open = json!({ "owner_kind": "team", "name": "夜班", "district_id": team.here });
    let other = team.coordinator.post("/chat/rooms", open).await.expect(201)["id"].clone();
    let seat = json!({ "person_id": team.damu.id, "role": "participant" });
    let seats = format!("/chat/rooms/{}/seats", other.as_str().unwrap());
    team.coordinator.post(&seats, seat).await.expect(201);
    // the index takes up one room after the other, long after all was said
    for number in 0..6 {
        let room = if number % 2 == 0 {
            &team.room
        } else {
            other.as_str().unwrap()
        };
        let body = json!({ "cid": cid(number), "body": format!("第{number}次交接") });
        let path = format!("/chat/rooms/{room}/messages");
        team.coordinator.post(&path, body).await.expect(201);
        team.clock.advance(1_000);
    }
    let all: Vec<String> = (0..6).rev().map(|number| format!("第{number}次交接")).collect();
    assert_eq!(look(&team.damu, "次交接").await, all);
    let pages = all_pages(&team.damu, "次交接", 2).await;
    let paged: Vec<&str> = pages.iter().map(|item| item["body"].as_str().unwrap()).collect();
    assert_eq!(paged, all);
    team.finish().await;
}

// I9, I11, safety 11
#[tokio::test]
async fn nobody_finds_what_they_could_not_read() {
    let team = TeamRoom::open_with(at_full_speed).await;
    team.post_message(&team.dafeng, &cid(1), "之前的秘密").await;
    let cat = team.counsellor().await;
    assert!(look(&cat, "秘密").await.is_empty());
    let here = async || search(&cat, "秘密", json!({ "room_id": team.room })).await;
    here().await.problem("not_found");
    let seat = team.add_seat(&cat).await;
    team.post_message(&team.dafeng, &cid(2), "之后的秘密").await;
    assert_eq!(look(&cat, "秘密").await, ["之后的秘密"]);
    assert_eq!(look(&team.damu, "秘密").await.len(), 2);
    assert_eq!(here().await.expect(200)["items"].as_array().unwrap().len(), 1);
    team.coordinator
        .delete(&team.path(&format!("/seats/{seat}")))
        .await
        .expect(204);
    assert!(look(&cat, "秘密").await.is_empty());
    here().await.problem("not_found");
    team.finish().await;
}

// I24, safety 28
#[tokio::test]
async fn an_edited_deleted_or_expired_text_is_not_found() {
    let team = TeamRoom::open_with(at_full_speed).await;
    team.run_jobs().await;
    let changed = team.post_message(&team.dafeng, &cid(1), "星期三见面").await;
    let taken_back = team.post_message(&team.dafeng, &cid(2), "星期三不行").await;
    assert_eq!(look(&team.damu, "星期三").await.len(), 2);
    let edit = json!({ "body": "星期五见面", "base_version": 1 });
    let message = |said: &Value| team.path(&format!("/messages/{}", said["m"].as_str().unwrap()));
    team.dafeng.patch(&message(&changed), edit).await.expect(200);
    team.dafeng.delete(&message(&taken_back)).await.expect(204);
    assert!(look(&team.damu, "星期三").await.is_empty());
    assert_eq!(look(&team.damu, "星期五").await, ["星期五见面"]);
    team.clock.advance(29 * DAY);
    team.post_message(&team.dafeng, &cid(3), "星期五再见").await;
    team.clock.advance(DAY + HOUR);
    team.run_jobs().await;
    assert_eq!(look(&team.damu, "星期五").await, ["星期五再见"]);
    team.finish().await;
}

#[tokio::test]
async fn what_was_hidden_for_a_while_is_found_again() {
    let team = TeamRoom::open_with(at_full_speed).await;
    let said = team.post_message(&team.dafeng, &cid(1), "先藏一下").await;
    let measure = |verb: &str| json!({ "verb": verb, "m": said["m"], "reason": "mistake" });
    let measures = team.path("/measures");
    team.coordinator.post(&measures, measure("hide")).await.expect(201);
    assert!(look(&team.damu, "藏一下").await.is_empty());
    team.coordinator.post(&measures, measure("show")).await.expect(201);
    assert_eq!(look(&team.damu, "藏一下").await, ["先藏一下"]);
    team.finish().await;
}

// safety 44: neither words nor their pieces stand in the database
#[tokio::test]
async fn the_index_holds_no_words() {
    let team = TeamRoom::open_with(at_full_speed).await;
    team.post_message(&team.dafeng, &cid(1), "marmalade 橘子酱").await;
    team.run_jobs().await;
    assert_eq!(look(&team.damu, "橘子").await.len(), 1);
    assert_eq!(look(&team.damu, "malad").await.len(), 1);
    if let Some(path) = team.application.config.database_url.strip_prefix("sqlite:") {
        let mut bytes = std::fs::read(path).unwrap();
        bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
        for piece in ["marm", "mala", "lade", "橘子", "子酱"] {
            let is_there = bytes.windows(piece.len()).any(|window| window == piece.as_bytes());
            assert!(!is_there, "{piece} stands in the file");
        }
    }
    team.finish().await;
}
