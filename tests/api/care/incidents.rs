//! From the record to the closing (safety 38).

use crate::support::product::{DAY, HOUR, Role};
use crate::support::world::{HelpRoom, merge};
use serde_json::{Value, json};

#[tokio::test]
async fn an_incident_is_written_from_a_call_a_room_or_a_district() {
    let help = HelpRoom::open().await;
    let call = help.call_for_help(&help.member, "cid-of-the-tap").await;
    help.pass_minutes(0).await;
    let id = call["id"].as_str().unwrap();
    help.duty
        .post(&format!("/escalations/{id}/acknowledge"), json!({}))
        .await
        .expect(200);
    let mut body = json!({ "cid": "cid-of-the-form", "escalation_id": id, "category": "medical", "severity": 2, "text": "晕倒，已送医" });
    let written = help.duty.post("/incidents", body.clone()).await.expect(201);
    assert_eq!(
        (&written["am_assigned"], &written["room_id"]),
        (&json!(true), &json!(help.room))
    );
    // the same form again is the same incident
    assert_eq!(
        help.duty.post("/incidents", body.clone()).await.expect(200)["id"],
        written["id"]
    );
    // who was not asked does not know the call
    body["cid"] = json!("cid-of-off-duty");
    help.off_duty
        .post("/incidents", body.clone())
        .await
        .problem("not_found");
    // staff write for their district, members nowhere, others not here
    let of_district = |cid: &str| json!({ "cid": cid, "district_id": help.here, "category": "premises", "severity": 3, "text": "门锁坏了" });
    help.off_duty
        .post("/incidents", of_district("cid-of-staff"))
        .await
        .expect(201);
    help.holder
        .post("/incidents", of_district("cid-of-holder"))
        .await
        .problem("not_allowed");
    let of_room =
        json!({ "cid": "cid-of-member", "room_id": help.room, "category": "other", "severity": 3, "text": "。" });
    help.member
        .post("/incidents", of_room.clone())
        .await
        .problem("not_allowed");
    let stranger = help.neighbour(Role::Coordinator).await;
    stranger
        .post("/incidents", of_district("cid-of-stranger"))
        .await
        .problem("not_found");
    stranger.post("/incidents", of_room).await.problem("not_found");
    help.finish().await;
}

#[tokio::test]
async fn a_bad_record_is_refused() {
    let help = HelpRoom::open().await;
    let body = |change: Value| {
        let mut body = json!({ "cid": "cid-of-the-form", "room_id": help.room, "category": "boundary", "severity": 3, "text": "说了不该说的" });
        merge(&mut body, change);
        body
    };
    let refused = async |change: Value| help.holder.post("/incidents", body(change)).await;
    refused(json!({ "severity": 0 })).await.problem("invalid");
    refused(json!({ "severity": 4 })).await.problem("invalid");
    refused(json!({ "category": "drunk" })).await.problem("bad_body");
    refused(json!({ "text": " " })).await.problem("invalid");
    refused(json!({ "text": "长".repeat(4_001) })).await.problem("invalid");
    refused(json!({ "text": "他的证号 11010519491231002X" }))
        .await
        .problem("refused_content");
    refused(json!({ "happened_at": help.clock.now() + 1 }))
        .await
        .problem("invalid");
    refused(json!({ "room_id": null })).await.problem("invalid");
    refused(json!({ "text": "长".repeat(4_000) })).await.expect(201);
    help.finish().await;
}

// safety 38
#[tokio::test]
async fn severity_1_is_closed_by_another_person_after_the_talk_with_everybody() {
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 1).await;
    let path = |rest: &str| format!("/incidents/{id}{rest}");
    let close = async |who: &crate::support::person::Person| who.post(&path("/close"), json!({})).await;
    close(&help.holder).await.problem("second_person_needed");
    close(&help.coordinator).await.problem("not_allowed");
    let waiting = close(&help.duty).await.problem("debrief_needed");
    assert_eq!(waiting["missing"], 1);
    let seen = help.duty.get(&path("")).await.expect(200);
    assert_eq!(seen["debrief_due_at"], json!(help.clock.now() + 24 * HOUR));
    let of = |who: &str| json!({ "person_id": who });
    help.coordinator
        .post(&path("/debriefs"), of(&help.holder.id))
        .await
        .problem("not_allowed");
    help.duty
        .post(&path("/debriefs"), of(&help.member.id))
        .await
        .problem("not_found");
    help.duty
        .post(&path("/debriefs"), of(&help.holder.id))
        .await
        .expect(204);
    close(&help.holder).await.problem("second_person_needed");
    close(&help.duty).await.expect(204);
    close(&help.duty).await.problem("wrong_state");
    let closed = help.coordinator.get(&path("")).await.expect(200);
    assert_eq!(closed["state"], "closed");
    help.finish().await;
}

#[tokio::test]
async fn who_was_involved_does_not_record_the_talk_with_themselves_nor_make_it_smaller() {
    let help = HelpRoom::open().await;
    let call = help.call_for_help(&help.member, "cid-of-the-tap").await;
    let call = call["id"].as_str().unwrap();
    help.pass_minutes(0).await;
    help.duty
        .post(&format!("/escalations/{call}/acknowledge"), json!({}))
        .await
        .expect(200);
    let body = json!({ "cid": "cid-of-the-form", "escalation_id": call, "category": "self_harm", "severity": 1, "text": "谈了一小时" });
    let id = help.duty.post("/incidents", body).await.expect(201)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = |rest: &str| format!("/incidents/{id}{rest}");
    // who came holds the room and so was part of it
    let own = json!({ "person_id": help.duty.id });
    help.duty
        .post(&path("/debriefs"), own.clone())
        .await
        .problem("second_person_needed");
    let smaller = json!({ "row_version": 1, "severity": 2 });
    help.duty
        .patch(&path(""), smaller.clone())
        .await
        .problem("second_person_needed");
    help.duty
        .post(&path("/close"), json!({}))
        .await
        .problem("second_person_needed");
    help.put_on_duty(&help.off_duty, 0, HOUR).await.expect(201);
    help.off_duty
        .patch(&path(""), json!({ "row_version": 9, "severity": 2 }))
        .await
        .problem("row_changed");
    help.off_duty.post(&path("/debriefs"), own).await.expect(204);
    let changed = help
        .off_duty
        .patch(&path(""), json!({ "row_version": 1, "category": "other" }))
        .await
        .expect(200);
    assert_eq!(
        (&changed["category"], &changed["severity"], &changed["row_version"]),
        (&json!("other"), &json!(1), &json!(2))
    );
    help.finish().await;
}

#[tokio::test]
async fn a_small_incident_is_closed_by_its_reporter() {
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 3).await;
    help.holder
        .post(&format!("/incidents/{id}/close"), json!({}))
        .await
        .expect(204);
    help.finish().await;
}

// safety 28
#[tokio::test]
async fn old_texts_go_and_category_and_date_stay() {
    use crate::support::product::{
        Error,
        db::schema::{escalations, incidents},
    };
    use diesel::prelude::*;
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 3).await;
    help.holder
        .post(&format!("/incidents/{id}/close"), json!({}))
        .await
        .expect(204);
    let note = json!({ "cid": "cid-of-the-tap", "room_id": help.room, "note": "我撑不住了" });
    let call = help.member.post("/escalations", note).await.expect(201);
    help.pass_minutes(0).await;
    let path = format!("/escalations/{}", call["id"].as_str().unwrap());
    help.duty
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .expect(200);
    help.duty.post(&format!("{path}/close"), json!({})).await.expect(204);
    // closed so many days before the job runs
    let look = async |days: i64| {
        let closed_at = help.clock.now() + DAY - days * DAY;
        let age = help.db.write(move |tx| {
            diesel::update(incidents::table)
                .set(incidents::closed_at.eq(closed_at))
                .execute(tx.conn())?;
            diesel::update(escalations::table)
                .set(escalations::closed_at.eq(closed_at))
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        age.await.unwrap();
        help.clock.advance(DAY);
        help.run_jobs().await;
        help.put_on_duty(&help.duty, 0, HOUR).await;
        let incident = help.duty.get(&format!("/incidents/{id}")).await.expect(200);
        let call = help.duty.get(&path).await.expect(200);
        assert_eq!(
            (&incident["category"], &incident["severity"]),
            (&json!("self_harm"), &json!(3))
        );
        (call["note"].clone(), incident["text"].clone())
    };
    let (note, text) = (json!("我撑不住了"), json!("她说不想活了"));
    assert_eq!(look(364).await, (note, text.clone()));
    assert_eq!(
        look(367).await,
        (Value::Null, text.clone()),
        "notes of calls are kept for a year"
    );
    assert_eq!(look(3 * 365 - 1).await, (Value::Null, text));
    assert_eq!(
        look(3 * 365 + 2).await,
        (Value::Null, Value::Null),
        "texts of incidents for three"
    );
    help.finish().await;
}
