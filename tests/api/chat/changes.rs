//! An author edits or deletes a message (I14).

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{
    Error, HOUR, PersonId,
    db::schema::{audit_entries, message_versions, messages},
};
use crate::support::world::{TeamRoom, at_full_speed, cid};
use diesel::prelude::*;
use serde_json::{Value, json};

impl TeamRoom {
    fn message(&self, m: &str) -> String {
        self.path(&format!("/messages/{m}"))
    }

    /// Says something; gives back the message's id.
    pub async fn said(&self, who: &Person, cid: &str, text: &str) -> String {
        self.post_message(who, cid, text).await["m"]
            .as_str()
            .unwrap()
            .to_owned()
    }
}

/// How many earlier texts the database holds, and how many messages have none.
async fn texts_kept(app: &App) -> (i64, i64) {
    let counts = app.db.read(|conn| {
        let versions = message_versions::table.count().get_result(conn)?;
        let empty = messages::table
            .filter(messages::body.is_null())
            .count()
            .get_result(conn)?;
        Ok::<_, Error>((versions, empty))
    });
    counts.await.unwrap()
}

#[tokio::test]
async fn an_author_changes_a_message_and_everybody_sees_the_newest_text() {
    let team = TeamRoom::open().await;
    let m = team.said(&team.dafeng, &cid(1), "六点见").await;
    let edit = json!({ "body": "七点见", "base_version": 1 });
    let changed = team.dafeng.patch(&team.message(&m), edit.clone()).await.expect(200);
    assert_eq!((&changed["m"], &changed["version"]), (&json!(m), &json!(2)));
    for person in [&team.dafeng, &team.damu, &team.coordinator] {
        let page = person.get(&team.path("/messages")).await.expect(200);
        let message = &page["items"][0];
        assert_eq!(
            (&message["body"], &message["version"], &message["edited_at"]),
            (&json!("七点见"), &json!(2), &json!(crate::support::app::NOW))
        );
    }
    let room = team.damu.get("/chat/rooms").await.expect(200);
    assert_eq!(room["items"][0]["last_message"]["body"], "七点见");
    // the same again, because the answer was lost, changes nothing
    let again = team.dafeng.patch(&team.message(&m), edit).await.expect(200);
    assert_eq!((&again["version"], &again["seq"]), (&json!(2), &Value::Null));
    // and the first text again, sent once more, is no conflict
    assert_eq!(team.post_message(&team.dafeng, &cid(1), "六点见").await["dup"], true);
    team.finish().await;
}

#[tokio::test]
async fn an_edit_of_an_older_version_is_refused_with_the_newer_one() {
    let team = TeamRoom::open().await;
    let m = team.said(&team.dafeng, &cid(1), "一").await;
    let edit = |body: &str, base: i64| json!({ "body": body, "base_version": base });
    team.dafeng.patch(&team.message(&m), edit("二", 1)).await.expect(200);
    let refused = team.dafeng.patch(&team.message(&m), edit("三", 1)).await;
    assert_eq!(refused.problem("row_changed")["version"], 2);
    team.dafeng.patch(&team.message(&m), edit("三", 2)).await.expect(200);
    team.dafeng
        .patch(&team.message(&m), edit(" ", 3))
        .await
        .problem("invalid");
    team.dafeng
        .patch(&team.message(&m), edit("11010519491231002X", 3))
        .await
        .problem("refused_content"); // safety 22
    assert_eq!(team.texts(&team.damu).await, [(1, "三".to_owned())]);
    team.finish().await;
}

#[tokio::test]
async fn nobody_edits_the_message_of_somebody_else() {
    let team = TeamRoom::open().await;
    let m = team.said(&team.dafeng, &cid(1), "我的话").await;
    let edit = json!({ "body": "别的话", "base_version": 1 });
    for other in [&team.damu, &team.coordinator] {
        // not even whoever holds the room
        other
            .patch(&team.message(&m), edit.clone())
            .await
            .problem("not_allowed");
        other.delete(&team.message(&m)).await.problem("not_allowed");
    }
    let cat = team.counsellor().await;
    cat.patch(&team.message(&m), edit.clone()).await.problem("not_found");
    cat.delete(&team.message(&m)).await.problem("not_found");
    // one who came later does not know of it
    team.add_seat(&cat).await;
    cat.delete(&team.message(&m)).await.problem("not_found"); // safety 11
    let nothing = team.message("0190a0b0-0000-7000-8000-000000000001");
    team.dafeng.patch(&nothing, edit).await.problem("not_found");
    assert_eq!(team.texts(&team.dafeng).await, [(1, "我的话".to_owned())]);
    team.finish().await;
}

#[tokio::test]
async fn a_message_can_be_edited_for_a_day_and_deleted_always() {
    let team = TeamRoom::open().await;
    let m = team.said(&team.dafeng, &cid(1), "一").await;
    let edit = |body: &str, base: i64| json!({ "body": body, "base_version": base });
    team.clock.set(crate::support::app::NOW + 24 * HOUR);
    let id = PersonId::parse(&team.dafeng.id).unwrap();
    let ann = team.signed_in(&id).await;
    ann.patch(&team.message(&m), edit("二", 1)).await.expect(200);
    team.clock.set(crate::support::app::NOW + 24 * HOUR + 1);
    ann.patch(&team.message(&m), edit("三", 2)).await.problem("too_late");
    ann.delete(&team.message(&m)).await.expect(204);
    team.finish().await;
}

#[tokio::test]
async fn a_deleted_text_is_stored_nowhere() {
    // I5, I14
    let team = TeamRoom::open_with(at_full_speed).await;
    let begin = team.dafeng.get(&team.path("")).await.expect(200)["head_seq"]
        .as_i64()
        .unwrap();
    let m = team.said(&team.dafeng, &cid(1), "SECRET-one").await;
    let edit = json!({ "body": "SECRET-two", "base_version": 1 });
    team.dafeng.patch(&team.message(&m), edit.clone()).await.expect(200);
    team.post_message(&team.damu, &cid(1), "之后").await;
    assert_eq!(texts_kept(&team).await, (1, 0));
    team.dafeng.delete(&team.message(&m)).await.expect(204);
    assert_eq!(texts_kept(&team).await, (0, 1));
    for person in [&team.dafeng, &team.damu, &team.coordinator] {
        for path in [
            "/messages".to_owned(),
            format!("/events?after_seq={begin}"),
            format!("/messages?before_no={}", 3),
            String::new(),
        ] {
            let answer = person.get(&team.path(&path)).await;
            assert!(!answer.text.contains("SECRET"), "{path}: {}", answer.text);
            assert_eq!(answer.status, 200);
        }
        let page = person.get(&team.path("/messages")).await.expect(200);
        let first = &page["items"][0];
        assert_eq!(
            (&first["no"], &first["body"], &first["version"]),
            (&json!(1), &Value::Null, &json!(3))
        );
        assert!(first["deleted_at"].is_i64());
    }
    let versions = team
        .coordinator
        .get(&format!("{}/versions", team.message(&m)))
        .await
        .expect(200);
    assert_eq!(versions["items"], json!([]));
    // twice is once, and there is nothing left to change
    team.dafeng.delete(&team.message(&m)).await.expect(204);
    team.dafeng.patch(&team.message(&m), edit).await.problem("wrong_state");
    let head = team.dafeng.get(&team.path("")).await.expect(200)["head_seq"]
        .as_i64()
        .unwrap();
    assert_eq!(head, begin + 4);
    team.finish().await;
}

#[tokio::test]
async fn the_facilitator_reads_the_earlier_text_of_a_message_and_every_reading_is_audited() {
    // safety 16, 19
    let team = TeamRoom::open().await;
    let m = team.said(&team.dafeng, &cid(1), "一").await;
    for (base, body) in [(1, "二"), (2, "三")] {
        let edit = json!({ "body": body, "base_version": base });
        team.dafeng.patch(&team.message(&m), edit).await.expect(200);
    }
    let path = format!("{}/versions", team.message(&m));
    let versions = team.coordinator.get(&path).await.expect(200);
    let texts: Vec<&Value> = versions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| &v["body"])
        .collect();
    assert_eq!(texts, ["一", "二", "三"]);
    // nobody else: not the author, not a member, not staff who do not sit there
    for other in [&team.dafeng, &team.damu] {
        other.get(&path).await.problem("not_allowed");
    }
    let visitor = team.coordinator().await;
    visitor.get(&path).await.problem("not_found");
    let looks = team.db.read(|conn| {
        Ok::<_, Error>(
            audit_entries::table
                .filter(audit_entries::verb.eq("message_versions_read"))
                .select(audit_entries::subject_id)
                .load::<String>(conn)?,
        )
    });
    assert_eq!(looks.await.unwrap(), std::slice::from_ref(&team.dafeng.id));
    let mine = team.dafeng.get("/me/record-reads").await.expect(200);
    assert_eq!(mine["items"][0]["what"], "message_versions_read");
    // the earlier texts are sealed (safety 60)
    let bodies = team.db.read(|conn| {
        Ok::<_, Error>(
            message_versions::table
                .select(message_versions::body)
                .load::<Vec<u8>>(conn)?,
        )
    });
    for body in bodies.await.unwrap() {
        assert!(!String::from_utf8_lossy(&body).contains('一'));
    }
    team.finish().await;
}

#[tokio::test]
async fn taking_back_has_a_pace_of_its_own() {
    // I21
    let team = TeamRoom::open_with(|config| {
        config.chat.message_burst = 100;
        (config.chat.changes_per_second, config.chat.change_burst) = (1, 3);
    })
    .await;
    let mut paths = vec![];
    for number in 0..20 {
        let m = team.said(&team.dafeng, &cid(number), "一").await;
        paths.push(team.message(&m));
    }
    let answers = futures_util::future::join_all(paths.iter().map(|path| team.dafeng.delete(path))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 204);
    assert_eq!((taken.len(), refused.len()), (3, 17));
    for answer in refused {
        let wait = answer.problem("throttled")["retry_after_ms"].as_i64().unwrap();
        assert_eq!(wait, 1_000);
    }
    team.finish().await;
}
