//! The person concerned answers (safety 42).

use crate::support::product::{
    DAY, Error, Role,
    db::schema::{appeals, audit_entries},
};
use crate::support::world::{MemberRoom, cid};
use diesel::prelude::*;
use serde_json::{Value, json};

async fn appealed(group: &MemberRoom, act: &Value, words: &str) -> String {
    let path = format!("/me/measures/{}/appeal", act["id"].as_str().unwrap());
    group.members[0]
        .post(&path, json!({ "words": words }))
        .await
        .expect(204);
    let queue = group.review_queue().await;
    queue["appeals"].as_array().unwrap().last().unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn an_appeal_is_sealed_reaches_the_supervisors_and_is_read_with_a_trace() {
    let group = MemberRoom::open(2).await;
    let ann = &group.members[0];
    let act = group
        .request_measure(ann, "mute", json!({ "minutes": 60 }))
        .await
        .expect(201);
    let path = format!("/me/measures/{}/appeal", act["id"].as_str().unwrap());
    group.members[1]
        .post(&path, json!({ "words": "不是我" }))
        .await
        .problem("not_found");
    ann.post(&path, json!({ "words": " " })).await.problem("invalid");
    ann.post(&path, json!({ "words": "字".repeat(1_001) }))
        .await
        .problem("invalid");
    let id = appealed(&group, &act, "WORDS 我没有恶意").await;
    ann.post(&path, json!({ "words": "再说一次" }))
        .await
        .problem("wrong_state");
    let queue = group.review_queue().await;
    assert!(!queue.to_string().contains("WORDS"));
    assert_eq!(
        (&queue["appeals"][0]["verb"], &queue["appeals"][0]["name"]),
        (&json!("mute"), &json!(ann.nickname))
    );
    let stored = group
        .db
        .read(|conn| Ok::<_, Error>(appeals::table.select(appeals::words).load::<Vec<u8>>(conn)?));
    assert!(!String::from_utf8_lossy(&stored.await.unwrap()[0]).contains("WORDS")); // safety 60
    let notices = group.supervisor.get("/notices").await.expect(200);
    assert_eq!(notices["items"][0]["link"], "/review");

    let open = group
        .supervisor
        .get(&format!("/reviews/appeals/{id}"))
        .await
        .expect(200);
    assert_eq!(open["words"], "WORDS 我没有恶意");
    let read = group.db.read(|conn| {
        let rows = audit_entries::table.filter(audit_entries::verb.eq("appeal_read"));
        Ok::<_, Error>(rows.select(audit_entries::subject_id).load::<String>(conn)?)
    });
    assert_eq!(read.await.unwrap(), std::slice::from_ref(&ann.id)); // safety 16
    let far = group.neighbour(Role::Supervisor).await;
    for person in [&group.coordinator, ann, &far] {
        person.get(&format!("/reviews/appeals/{id}")).await.problem("not_found"); // safety 9
        let decide = json!({ "is_lifted": true, "reason": "mistake" });
        person
            .post(&format!("/reviews/appeals/{id}"), decide)
            .await
            .problem("not_found");
    }
    group.finish().await;
}

#[tokio::test]
async fn what_is_lifted_is_undone_at_once_and_what_is_upheld_stands() {
    let group = MemberRoom::open(2).await;
    let ann = &group.members[0];
    let decide =
        |is_lifted: bool| json!({ "is_lifted": is_lifted, "reason": if is_lifted { "mistake" } else { "agreement" } });
    let act = group
        .request_measure(ann, "mute", json!({ "minutes": 60 }))
        .await
        .expect(201);
    let id = appealed(&group, &act, "请看一下").await;
    group
        .supervisor
        .post(&format!("/reviews/appeals/{id}"), decide(false))
        .await
        .expect(204);
    group.post_message(ann, &cid(1), "不行").await.problem("muted");
    let mine = ann.get("/me/measures").await.expect(200);
    assert_eq!(mine["items"][0]["decision"], "uphold");
    group
        .supervisor
        .post(&format!("/reviews/appeals/{id}"), decide(true))
        .await
        .problem("not_found");

    let again = group
        .request_measure(ann, "mute", json!({ "minutes": 60 }))
        .await
        .expect(201);
    let id = appealed(&group, &again, "再请看一下").await;
    group
        .supervisor
        .post(&format!("/reviews/appeals/{id}"), decide(true))
        .await
        .expect(204);
    let m = group.post_message(ann, &cid(2), "谢谢").await.expect(201)["m"].clone();

    let hide = json!({ "verb": "hide", "reason": "details", "m": m });
    let hidden = group.coordinator.post(&group.path("/measures"), hide).await.expect(201);
    let id = appealed(&group, &hidden, "只是谢谢").await;
    let opened = group
        .supervisor
        .get(&format!("/reviews/messages/{}", m.as_str().unwrap()))
        .await
        .expect(200);
    assert!(opened.to_string().contains("谢谢"));
    group
        .supervisor
        .post(&format!("/reviews/appeals/{id}"), decide(true))
        .await
        .expect(204);
    let page = group.members[1].get(&group.path("/messages")).await.expect(200);
    assert_eq!(page["items"][0]["body"], "谢谢");

    // time away that was wrong: back in the room, one step down, and no longer kept out
    let away = group.request_measure(ann, "away_1_month", json!({})).await.expect(201);
    ann.get(&group.path("")).await.problem("not_found");
    let id = appealed(&group, &away, "我不同意").await;
    group
        .supervisor
        .post(&format!("/reviews/appeals/{id}"), decide(true))
        .await
        .expect(204);
    ann.get(&group.path("")).await.expect(200);
    let list = group.coordinator.get(&group.path("/measures")).await.expect(200);
    let step = list["members"]
        .as_array()
        .unwrap()
        .iter()
        .find(|member| member["name"] == ann.nickname.as_str());
    assert_eq!(step.unwrap()["step"], "away_2_weeks");
    // so is a removal
    let out = group.request_measure(ann, "remove", json!({})).await.expect(201);
    let id = appealed(&group, &out, "请让我回来").await;
    group
        .supervisor
        .post(&format!("/reviews/appeals/{id}"), decide(true))
        .await
        .expect(204);
    group.clock.advance(DAY);
    group.post_message(ann, &cid(3), "回来了").await.expect(201);
    group.finish().await;
}

#[tokio::test]
async fn there_is_no_appeal_against_what_helps() {
    let group = MemberRoom::open(1).await;
    group
        .request_measure(&group.members[0], "mute", json!({ "minutes": 5 }))
        .await
        .expect(201);
    let freed = group
        .request_measure(&group.members[0], "unmute", json!({}))
        .await
        .expect(201);
    let path = format!("/me/measures/{}/appeal", freed["id"].as_str().unwrap());
    group.members[0]
        .post(&path, json!({ "words": "?" }))
        .await
        .problem("wrong_state");
    let unknown = "/me/measures/0190a0b0-0000-7000-8000-000000000001/appeal";
    group.members[0]
        .post(unknown, json!({ "words": "?" }))
        .await
        .problem("not_found");
    group.finish().await;
}

async fn words_stored(group: &MemberRoom) -> usize {
    let stored = group
        .db
        .read(|conn| Ok::<_, Error>(appeals::table.select(appeals::words).load::<Vec<u8>>(conn)?));
    stored.await.unwrap().iter().filter(|words| !words.is_empty()).count()
}

#[tokio::test]
async fn the_words_of_an_appeal_go_with_its_decision_or_after_a_year() {
    // safety 28, I24
    let group = MemberRoom::open(2).await;
    let mut ids = vec![];
    for minutes in [60, 15] {
        let act = json!({ "minutes": minutes });
        let act = group.request_measure(&group.members[0], "mute", act).await.expect(201);
        ids.push(appealed(&group, &act, "请看一下").await);
    }
    assert_eq!(words_stored(&group).await, 2);
    let decide = json!({ "is_lifted": false, "reason": "agreement" });
    group
        .supervisor
        .post(&format!("/reviews/appeals/{}", ids[0]), decide)
        .await
        .expect(204);
    assert_eq!(words_stored(&group).await, 1, "the other one is still read");
    let headquarters = group.headquarters().await;
    let due = async || headquarters.get("/retention").await.expect(200)["items"][0]["due"].clone();
    group.clock.advance(364 * DAY);
    group.run_jobs().await;
    assert_eq!(
        (due().await, words_stored(&group).await),
        (json!(0), 1),
        "not a day too early"
    );
    group.clock.advance(DAY);
    assert_eq!(due().await, 1);
    group.run_jobs().await;
    assert_eq!((due().await, words_stored(&group).await), (json!(0), 0));
    let path = format!("/reviews/appeals/{}", ids[1]);
    assert_eq!(group.supervisor.get(&path).await.expect(200)["words"], "");
    group.finish().await;
}
