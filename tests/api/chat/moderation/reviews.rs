//! The supervisors' queue (safety 8, 9, 16).

use crate::support::person::Person;
use crate::support::product::{Error, Role, db::schema::audit_entries};
use crate::support::world::{MemberRoom, cid};
use diesel::prelude::*;
use serde_json::{Value, json};

async fn flagged(group: &MemberRoom, text: &str, by: usize) -> String {
    let m = group
        .post_message(&group.members[0], &cid(text.len() + by), text)
        .await
        .expect(201)["m"]
        .clone();
    for person in 1..=by {
        group.flag_message(&group.members[person], &m).await.expect(204);
    }
    m.as_str().unwrap().to_owned()
}

/// How often a verb stands in the audit, with whom it is about.
async fn audited(group: &MemberRoom, verb: &'static str) -> Vec<String> {
    let read = group.db.read(move |conn| {
        let rows = audit_entries::table
            .filter(audit_entries::verb.eq(verb))
            .select(audit_entries::subject_id);
        Ok::<_, Error>(rows.load::<String>(conn)?)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn a_supervisor_of_the_district_sees_the_message_and_its_neighbours_and_leaves_a_trace() {
    // safety 8, 16, 19
    let group = MemberRoom::open(3).await;
    for number in 0..3 {
        group
            .post_message(&group.members[1], &cid(100 + number), &format!("之前 {number}"))
            .await
            .expect(201);
    }
    let m = flagged(&group, "这一条", 1).await;
    for number in 0..3 {
        group
            .post_message(&group.members[2], &cid(200 + number), &format!("之后 {number}"))
            .await
            .expect(201);
    }
    let queue = group.review_queue().await;
    assert!(!queue.to_string().contains("这一条"), "the list holds no words");
    assert_eq!(
        (&queue["messages"][0]["flags"], &queue["messages"][0]["reasons"]),
        (&json!(1), &json!(["hurtful"]))
    );
    assert!(audited(&group, "flagged_message_read").await.is_empty());

    let opened = group
        .supervisor
        .get(&format!("/reviews/messages/{m}"))
        .await
        .expect(200);
    let seen: Vec<_> = opened["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["body"].as_str().unwrap())
        .collect();
    assert_eq!(seen, ["之前 1", "之前 2", "这一条", "之后 0", "之后 1"]);
    let mut read = audited(&group, "flagged_message_read").await;
    read.sort();
    let mut people: Vec<_> = group.members.iter().map(|member| member.id.clone()).collect();
    people.sort();
    assert_eq!(read, people, "everybody whose words were read");
    let mine = group.members[1].get("/me/record-reads").await.expect(200);
    assert_eq!(
        (&mine["items"][0]["what"], &mine["items"][0]["who_role"]),
        (&json!("flagged_message_read"), &json!("supervisor"))
    );
    group.finish().await;
}

#[tokio::test]
async fn for_everybody_else_there_is_no_queue() {
    // safety 8, 9
    let group = MemberRoom::open(2).await;
    let m = flagged(&group, "这一条", 1).await;
    let headquarters = group.headquarters().await;
    let far = group.neighbour(Role::Supervisor).await;
    let decide = json!({ "decision": "keep", "reason": "settled" });
    let nobodies: [&Person; 4] = [&group.coordinator, &group.members[1], &headquarters, &far];
    for person in nobodies {
        person.get(&format!("/reviews/messages/{m}")).await.problem("not_found");
        person
            .post(&format!("/reviews/messages/{m}"), decide.clone())
            .await
            .problem("not_found");
        if person.id != far.id {
            person.get("/reviews").await.problem("not_found");
        }
    }
    // a supervisor elsewhere has a queue, with nothing of this district in it
    let theirs = far.get("/reviews").await.expect(200);
    assert_eq!(theirs, json!({ "messages": [], "appeals": [], "authors": [] }));
    assert!(audited(&group, "flagged_message_read").await.is_empty());
    // and what nobody flagged is not there to be read, not even for the right one (safety 8)
    let plain = group
        .post_message(&group.members[0], &cid(9), "平常的话")
        .await
        .expect(201)["m"]
        .clone();
    let path = format!("/reviews/messages/{}", plain.as_str().unwrap());
    group.supervisor.get(&path).await.problem("not_found");
    group.supervisor.post(&path, decide).await.problem("not_found");
    group.finish().await;
}

#[tokio::test]
async fn a_decision_settles_the_flags_and_the_author_is_notified_neutrally() {
    let group = MemberRoom::open(4).await;
    let decide = |decision: &str, reason: &str| json!({ "decision": decision, "reason": reason });
    let shown = |m: String| {
        let group = &group;
        async move {
            let page = group.members[3].get(&group.path("/messages")).await.expect(200);
            let items = page["items"].as_array().unwrap().clone();
            items.into_iter().find(|item| item["m"] == m.as_str()).unwrap()
        }
    };
    // kept: nothing changes for the room
    let kept = flagged(&group, "留下", 2).await;
    let path = format!("/reviews/messages/{kept}");
    group
        .supervisor
        .post(&path, decide("show", "settled"))
        .await
        .problem("wrong_state");
    group
        .supervisor
        .post(&path, decide("keep", "settled"))
        .await
        .expect(204);
    group
        .supervisor
        .post(&path, decide("keep", "settled"))
        .await
        .problem("not_found");
    assert_eq!(shown(kept).await["body"], "留下");
    assert!(group.review_queue().await["messages"].as_array().unwrap().is_empty());
    // hidden by three, shown again
    let back = flagged(&group, "又回来的", 3).await;
    assert_eq!(shown(back.clone()).await["hidden"], "flags");
    group
        .supervisor
        .post(&format!("/reviews/messages/{back}"), decide("show", "mistake"))
        .await
        .expect(204);
    assert_eq!(shown(back).await["body"], "又回来的");
    // taken out: who holds the room cannot bring it back
    let out = flagged(&group, "拿走的这一句话", 1).await;
    group
        .supervisor
        .post(&format!("/reviews/messages/{out}"), decide("remove", "privacy"))
        .await
        .expect(204);
    assert_eq!(
        (&shown(out.clone()).await["body"], &shown(out.clone()).await["hidden"]),
        (&Value::Null, &json!("review"))
    );
    let show = json!({ "verb": "show", "reason": "mistake", "m": out });
    group
        .coordinator
        .post(&group.path("/measures"), show)
        .await
        .problem("wrong_state");
    let author = &group.members[0];
    let mine = author.get("/me/measures").await.expect(200);
    assert_eq!(
        (&mine["items"][0]["verb"], &mine["items"][0]["reason"]),
        (&json!("take_out"), &json!("privacy"))
    );
    let notices = author.get("/notices").await.expect(200);
    let text = notices["items"][0]["text"]["en"].as_str().unwrap();
    assert!(text.contains("concerns you") && !text.contains("flag"), "{text}");
    assert_eq!(
        audited(&group, "moderate_chat").await.len(),
        4,
        "three decisions and one hiding by flags"
    );
    group.finish().await;
}
