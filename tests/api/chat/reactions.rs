//! What others hang on messages: reactions, mentions, pins; and announcements.

use crate::support::person::Person;
use crate::support::product::{
    DAY, Error, HOUR,
    db::schema::{message_mentions, message_pins, message_reactions},
};
use crate::support::world::{TeamRoom, at_full_speed, cid};
use diesel::prelude::*;
use serde_json::{Value, json};

impl TeamRoom {
    fn reaction(&self, m: &str, reaction: &str) -> String {
        self.path(&format!("/messages/{m}/reactions/{reaction}"))
    }

    fn pin(&self, m: &str) -> String {
        self.path(&format!("/pins/{m}"))
    }

    async fn put(&self, who: &Person, path: &str) -> crate::support::app::Answer {
        who.put(path, json!({})).await
    }

    /// The first message as somebody sees it.
    async fn first(&self, who: &Person) -> Value {
        who.get(&self.path("/messages")).await.expect(200)["items"][0].clone()
    }

    async fn counts(&self, who: &Person) -> (Value, Value) {
        let room = who.get(&self.path("")).await.expect(200);
        let listed = who.get("/chat/rooms").await.expect(200)["items"][0].clone();
        assert_eq!(room["mentions"], listed["mentions"]);
        (room["unread"].clone(), room["mentions"].clone())
    }
}

#[tokio::test]
async fn everybody_receives_a_reaction_once_and_a_removed_one_leaves_no_trace() {
    let team = TeamRoom::open().await;
    let (ann, bob) = (
        team.membership_id(&team.dafeng).await,
        team.membership_id(&team.damu).await,
    );
    let m = team.said(&team.dafeng, &cid(1), "我做到了").await;
    let before = team.counts(&team.coordinator).await;
    for who in [&team.damu, &team.dafeng, &team.damu] {
        team.put(who, &team.reaction(&m, "strength")).await.expect(204);
    }
    team.put(&team.damu, &team.reaction(&m, "heart")).await.expect(204);
    for who in [&team.dafeng, &team.damu, &team.coordinator] {
        let reactions = team.first(who).await["reactions"].clone();
        let mut strength = reactions["strength"].as_array().unwrap().clone();
        strength.sort_by_key(Value::to_string);
        let mut both = [json!(ann), json!(bob)];
        both.sort_by_key(Value::to_string);
        assert_eq!((&strength[..], &reactions["heart"]), (&both[..], &json!([bob.clone()])));
    }
    assert_eq!(team.counts(&team.coordinator).await, before, "unread is not affected");
    for reaction in ["strength", "heart", "hug"] {
        team.damu.delete(&team.reaction(&m, reaction)).await.expect(204);
    }
    team.dafeng.delete(&team.reaction(&m, "strength")).await.expect(204);
    assert_eq!(team.first(&team.coordinator).await["reactions"], Value::Null);
    let left = team
        .db
        .read(|conn| Ok::<_, Error>(message_reactions::table.count().get_result::<i64>(conn)?));
    assert_eq!(left.await.unwrap(), 0);
    // only what was new is an event
    let events = team.damu.get(&team.path("/events?after_seq=0")).await.expect(200);
    let reactions = events["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["k"] == "react");
    assert_eq!(reactions.count(), 6);
    team.finish().await;
}

#[tokio::test]
async fn nobody_reacts_to_a_message_that_they_may_not_see_or_that_is_deleted() {
    let team = TeamRoom::open().await;
    let m = team.said(&team.dafeng, &cid(1), "一").await;
    let cat = team.counsellor().await;
    team.put(&cat, &team.reaction(&m, "heart")).await.problem("not_found");
    team.add_seat(&cat).await;
    team.put(&cat, &team.reaction(&m, "heart")).await.problem("not_found"); // safety 11
    let unknown = team.put(&team.damu, &team.reaction(&m, "thumbs_down")).await;
    assert_eq!(unknown.status, 404);
    team.dafeng
        .delete(&team.path(&format!("/messages/{m}")))
        .await
        .expect(204);
    team.put(&team.damu, &team.reaction(&m, "heart"))
        .await
        .problem("wrong_state");
    team.finish().await;
}

#[tokio::test]
async fn whoever_is_named_is_counted_until_they_have_read_it() {
    // I12: equal wherever it is asked, zero after reading
    let team = TeamRoom::open_with(at_full_speed).await;
    let bob = team.membership_id(&team.damu).await;
    let name = team.damu.nickname.clone();
    team.post_message(&team.dafeng, &cid(1), &format!("@{name} 你好")).await;
    team.post_message(&team.dafeng, &cid(2), "没有提到谁").await;
    team.post_message(&team.dafeng, &cid(3), &format!("晚上见，＠{name}，@{name}"))
        .await;
    assert_eq!(team.first(&team.coordinator).await["mentions"], json!([bob]));
    assert_eq!(team.counts(&team.damu).await, (json!(3), json!(2)));
    assert_eq!(team.counts(&team.coordinator).await, (json!(3), json!(0)));
    assert_eq!(team.counts(&team.dafeng).await.1, 0);
    team.damu.put(&team.path("/read"), json!({ "no": 1 })).await.expect(200);
    assert_eq!(team.counts(&team.damu).await, (json!(2), json!(1)));
    team.damu.put(&team.path("/read"), json!({ "no": 3 })).await.expect(200);
    assert_eq!(team.counts(&team.damu).await, (json!(0), json!(0)));
    // nobody names themselves, and who is not in the room cannot be named
    team.post_message(&team.damu, &cid(1), &format!("@{name} 是我，@没有这个人"))
        .await;
    assert_eq!(team.counts(&team.damu).await.1, 0);
    let named = team
        .db
        .read(|conn| Ok::<_, Error>(message_mentions::table.count().get_result::<i64>(conn)?));
    assert_eq!(named.await.unwrap(), 2);
    team.finish().await;
}

#[tokio::test]
async fn an_edit_mentions_anew_and_a_deleted_message_mentions_nobody() {
    let team = TeamRoom::open().await;
    let name = team.damu.nickname.clone();
    let m = team.said(&team.dafeng, &cid(1), "谁来？").await;
    assert_eq!(team.counts(&team.damu).await.1, 0);
    let edit = json!({ "body": format!("@{name} 来？"), "base_version": 1 });
    let message = team.path(&format!("/messages/{m}"));
    team.dafeng.patch(&message, edit).await.expect(200);
    assert_eq!(team.counts(&team.damu).await.1, 1);
    team.dafeng.delete(&message).await.expect(204);
    assert_eq!(team.counts(&team.damu).await.1, 0);
    assert_eq!(team.first(&team.damu).await["mentions"], Value::Null);
    team.finish().await;
}

#[tokio::test]
async fn whoever_holds_the_room_pins_and_everybody_finds_it() {
    let team = TeamRoom::open_with(at_full_speed).await;
    let first = team.said(&team.dafeng, &cid(1), "公约").await;
    let second = team.said(&team.damu, &cid(1), "地址").await;
    for m in [&first, &second, &first] {
        team.clock.advance(1);
        team.put(&team.coordinator, &team.pin(m)).await.expect(204);
    }
    for who in [&team.dafeng, &team.damu, &team.coordinator] {
        let pins = who.get(&team.path("/pins")).await.expect(200);
        let bodies: Vec<&Value> = pins["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["body"])
            .collect();
        assert_eq!(bodies, ["地址", "公约"]);
        assert!(team.first(who).await["pinned_at"].is_i64());
    }
    // a member may not; a coordinator of the district may, even without a seat
    team.put(&team.dafeng, &team.pin(&first)).await.problem("not_allowed");
    team.dafeng.delete(&team.pin(&first)).await.problem("not_allowed");
    let keeper = team.coordinator().await;
    keeper.delete(&team.pin(&second)).await.expect(204);
    let stranger = team.counsellor().await;
    team.put(&stranger, &team.pin(&first)).await.problem("not_found");
    stranger.get(&team.path("/pins")).await.problem("not_found");
    // one who came later finds none of what was said before
    team.add_seat(&stranger).await;
    assert_eq!(stranger.get(&team.path("/pins")).await.expect(200)["items"], json!([]));
    // what was taken back is pinned no longer
    team.dafeng
        .delete(&team.path(&format!("/messages/{first}")))
        .await
        .expect(204);
    assert_eq!(team.damu.get(&team.path("/pins")).await.expect(200)["items"], json!([]));
    let left = team
        .db
        .read(|conn| Ok::<_, Error>(message_pins::table.count().get_result::<i64>(conn)?));
    assert_eq!(left.await.unwrap(), 0);
    team.finish().await;
}

#[tokio::test]
async fn a_room_has_at_most_twenty_pins() {
    // I21
    let team = TeamRoom::open_with(|config| {
        at_full_speed(config);
        config.chat.change_burst = 100;
    })
    .await;
    for number in 0..21 {
        let m = team.said(&team.dafeng, &cid(number), "一").await;
        let answer = team.put(&team.coordinator, &team.pin(&m)).await;
        if number < 20 {
            answer.expect(204);
        } else {
            answer.problem("pins_full");
        }
    }
    team.finish().await;
}

#[tokio::test]
async fn an_announcement_is_for_whoever_looks_after_the_room() {
    let team = TeamRoom::open().await;
    let announce = |cid: String| json!({ "cid": cid, "body": "周五停一次", "kind": "announcement" });
    team.dafeng
        .post(&team.path("/messages"), announce(cid(1)))
        .await
        .problem("not_allowed");
    team.coordinator
        .post(&team.path("/messages"), announce(cid(1)))
        .await
        .expect(201);
    assert_eq!(team.first(&team.dafeng).await["kind"], "announcement");
    // a coordinator who sits there as a member looks after the room all the same
    let keeper = team.coordinator().await;
    team.add_seat(&keeper).await;
    keeper.post(&team.path("/messages"), announce(cid(2))).await.expect(201);
    // the same words sent as an ordinary message are another message
    let plain = json!({ "cid": cid(2), "body": "周五停一次" });
    keeper
        .post(&team.path("/messages"), plain)
        .await
        .problem("cid_conflict");
    let whole = team.dafeng.get(&team.path("")).await.expect(200);
    assert_eq!(whole["may_keep"], false);
    assert_eq!(keeper.get(&team.path("")).await.expect(200)["may_keep"], true);
    team.finish().await;
}

#[tokio::test]
async fn what_hangs_on_a_message_goes_with_its_time() {
    // I24, safety 28
    let team = TeamRoom::open().await;
    let name = team.damu.nickname.clone();
    let m = team.said(&team.dafeng, &cid(1), &format!("@{name} 你好")).await;
    team.put(&team.damu, &team.reaction(&m, "heart")).await.expect(204);
    team.put(&team.coordinator, &team.pin(&m)).await.expect(204);
    team.run_jobs().await;
    team.clock.advance(30 * DAY + HOUR);
    team.run_jobs().await;
    assert_eq!(team.counts(&team.damu).await, (json!(0), json!(0)));
    assert_eq!(team.damu.get(&team.path("/pins")).await.expect(200)["items"], json!([]));
    team.put(&team.damu, &team.reaction(&m, "hug"))
        .await
        .problem("not_found");
    team.damu
        .get(&team.path(&format!("/messages/{m}")))
        .await
        .problem("not_found");
    let left = team.db.read(|conn| {
        let reactions: i64 = message_reactions::table.count().get_result(conn)?;
        let mentions: i64 = message_mentions::table.count().get_result(conn)?;
        let pins: i64 = message_pins::table.count().get_result(conn)?;
        Ok::<_, Error>((reactions, mentions, pins))
    });
    assert_eq!(left.await.unwrap(), (0, 0, 0));
    team.finish().await;
}

#[tokio::test]
async fn a_quoted_message_is_found_by_whoever_was_there() {
    let team = TeamRoom::open().await;
    let m = team.said(&team.dafeng, &cid(1), "问题").await;
    let reply = json!({ "cid": cid(1), "body": "回答", "reply": m });
    team.damu.post(&team.path("/messages"), reply).await.expect(201);
    let page = team.coordinator.get(&team.path("/messages")).await.expect(200);
    assert_eq!(page["items"][1]["reply_to"], json!(m));
    let path = team.path(&format!("/messages/{m}"));
    assert_eq!(team.coordinator.get(&path).await.expect(200), page["items"][0]);
    assert_eq!(team.dafeng.get(&path).await.expect(200)["cid"], cid(1));
    let cat = team.counsellor().await;
    cat.get(&path).await.problem("not_found");
    team.add_seat(&cat).await;
    cat.get(&path).await.problem("not_found"); // safety 11
    team.finish().await;
}
