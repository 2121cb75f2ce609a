//! The row "Incident" of the visibility matrix (safety 8), and calls; each yes with its no.

use crate::support::person::Person;
use crate::support::product::{HOUR, Role};
use crate::support::world::{HelpRoom, ids};
use serde_json::{Value, json};

async fn look(person: &Person, id: &str) -> Value {
    let page = person.get("/incidents").await.expect(200);
    assert_eq!(ids(&page), [id], "what is read is also listed");
    assert_eq!(page["items"][0]["text"], Value::Null, "a list has no texts");
    person.get(&format!("/incidents/{id}")).await.expect(200)
}

async fn sees_nothing(person: &Person, id: &str) {
    assert_eq!(person.get("/incidents").await.expect(200)["items"], json!([]));
    let path = format!("/incidents/{id}");
    person.get(&path).await.problem("not_found");
    person
        .patch(&path, json!({ "row_version": 1, "severity": 3 }))
        .await
        .problem("not_found");
    for verb in ["take", "close"] {
        person
            .post(&format!("{path}/{verb}"), json!({}))
            .await
            .problem("not_found");
    }
    for verb in ["debriefs", "checks"] {
        person
            .post(&format!("{path}/{verb}"), json!({ "person_id": person.id }))
            .await
            .problem("not_found");
    }
    person
        .post(&format!("{path}/supervision"), json!({ "wants": true }))
        .await
        .problem("not_found");
}

// safety 8, 9
#[tokio::test]
async fn everybody_sees_of_an_incident_what_their_role_allows() {
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 2).await;

    let all = look(&help.duty, &id).await;
    assert_eq!((&all["sight"], &all["text"]), (&json!("all"), &json!("她说不想活了")));
    assert_eq!(
        (&all["reporter"], &all["place"]),
        (&json!(help.holder.nickname), &json!({"zh": "小组", "en": "小组"}))
    );
    assert_eq!(all["people"][0]["person_id"], help.holder.id);

    let own = look(&help.holder, &id).await;
    assert_eq!(
        (&own["sight"], &own["text"], &own["severity"]),
        (&json!("own"), &json!("她说不想活了"), &json!(2))
    );
    assert_eq!(
        (&own["people"], &own["assigned"], &own["row_version"]),
        (&json!([]), &Value::Null, &Value::Null)
    );

    let state = look(&help.coordinator, &id).await;
    assert_eq!(
        (&state["sight"], &state["category"], &state["state"]),
        (&json!("state"), &json!("self_harm"), &json!("open"))
    );
    for hidden in [
        "text",
        "severity",
        "reporter",
        "assigned",
        "place",
        "room_id",
        "happened_at",
        "debrief_due_at",
    ] {
        assert_eq!(state[hidden], Value::Null, "{hidden} is not for a coordinator");
    }

    let outline = look(&help.headquarters, &id).await;
    assert_eq!(
        (&outline["sight"], &outline["severity"]),
        (&json!("outline"), &json!(2))
    );
    for hidden in ["text", "reporter", "assigned", "place", "room_id", "session_id"] {
        assert_eq!(outline[hidden], Value::Null, "{hidden} is not for headquarters");
    }
    assert_eq!(outline["people"], json!([]));

    for person in [
        help.off_duty.clone(),
        help.member.clone(),
        help.counsellor().await,
        help.trainee().await,
        help.neighbour(Role::Coordinator).await,
        help.neighbour(Role::Supervisor).await,
    ] {
        sees_nothing(&person, &id).await;
    }
    // severity 3 is the district's own
    help.clock.advance(1_000);
    let small = help.report_incident("cid-of-another", 3).await;
    help.headquarters
        .get(&format!("/incidents/{small}"))
        .await
        .problem("not_found");
    assert_eq!(
        ids(&help.headquarters.get("/incidents").await.expect(200)),
        [id.as_str()]
    );
    assert_eq!(
        ids(&help.coordinator.get("/incidents").await.expect(200)),
        [small.as_str(), id.as_str()]
    );
    help.finish().await;
}

#[tokio::test]
async fn duty_ends_and_whoever_acknowledged_a_call_stays_responsible() {
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 2).await;
    help.coordinator
        .post(&format!("/incidents/{id}/take"), json!({}))
        .await
        .problem("not_allowed");
    help.put_on_duty(&help.off_duty, 0, HOUR).await.expect(201);
    let taken = help
        .off_duty
        .post(&format!("/incidents/{id}/take"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (&taken["am_assigned"], &taken["assigned"]),
        (&json!(true), &json!(help.off_duty.nickname))
    );
    help.clock.advance(25 * HOUR);
    sees_nothing(&help.duty, &id).await;
    assert_eq!(look(&help.off_duty, &id).await["sight"], "all");
    help.finish().await;
}

// safety 16: text and audit are one transaction
#[tokio::test]
async fn whoever_reads_the_text_is_in_the_audit_and_without_it_nothing_is_read() {
    use crate::support::product::{Error, db::Conn};
    use diesel::prelude::*;
    let help = HelpRoom::open().await;
    let id = help.report_incident("cid-of-the-form", 2).await;
    let count = || {
        help.db.read(|conn| {
            use crate::support::product::db::schema::audit_entries::dsl::{audit_entries, verb};
            Ok::<i64, Error>(
                audit_entries
                    .filter(verb.eq("incident_read"))
                    .count()
                    .get_result(conn)?,
            )
        })
    };
    let before = count().await.unwrap();
    help.duty.get(&format!("/incidents/{id}")).await.expect(200);
    help.coordinator.get(&format!("/incidents/{id}")).await.expect(200);
    help.duty.get("/incidents").await.expect(200);
    assert_eq!(count().await.unwrap(), before + 1, "one reading of the text");
    let spoil = help.db.write(|tx| {
        let sql = match tx.conn() {
            Conn::Sqlite(_) => {
                "CREATE TRIGGER no_readings BEFORE INSERT ON audit_entries WHEN NEW.verb = 'incident_read' BEGIN SELECT RAISE(ABORT, 'no_readings'); END"
            }
            Conn::Pg(_) => "ALTER TABLE audit_entries ADD CONSTRAINT no_readings CHECK (verb <> 'incident_read') NOT VALID",
        };
        diesel::sql_query(sql).execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    spoil.await.unwrap();
    let refused = help.duty.get(&format!("/incidents/{id}")).await;
    assert!(!refused.text.contains("不想活"), "{}", refused.text);
    refused.problem("internal");
    help.coordinator.get(&format!("/incidents/{id}")).await.expect(200);
    help.finish().await;
}

// safety 8, 9, 19
#[tokio::test]
async fn a_call_is_seen_by_those_who_were_asked_and_its_state_by_the_leads() {
    let help = HelpRoom::open().await;
    let note = json!({ "cid": "cid-of-the-tap", "room_id": help.room, "note": "我撑不住了" });
    let call = help.member.post("/escalations", note).await.expect(201);
    let path = format!("/escalations/{}", call["id"].as_str().unwrap());
    help.pass_minutes(0).await;
    for person in [&help.holder, &help.duty] {
        let seen = person.get(&path).await.expect(200);
        assert_eq!(
            (&seen["note"], &seen["asker"]),
            (&json!("我撑不住了"), &json!(help.member.nickname))
        );
        let listed = person.get("/escalations").await.expect(200);
        assert_eq!(
            (&listed["items"][0]["note"], &listed["items"][0]["has_note"]),
            (&Value::Null, &json!(true))
        );
    }
    for person in [&help.coordinator, &help.headquarters] {
        let seen = person.get(&path).await.expect(200);
        assert_eq!((&seen["is_whole"], &seen["state"]), (&json!(false), &json!("asked")));
        for hidden in ["note", "asker", "place", "room_id"] {
            assert_eq!(seen[hidden], Value::Null, "{hidden}");
        }
        person
            .post(&format!("{path}/close"), json!({}))
            .await
            .problem("not_allowed");
    }
    let stranger = help.neighbour(Role::Coordinator).await;
    for person in [&help.off_duty, &help.member, &stranger] {
        assert_eq!(person.get("/escalations").await.expect(200)["items"], json!([]));
        person.get(&path).await.problem("not_found");
        person
            .post(&format!("{path}/acknowledge"), json!({}))
            .await
            .problem("not_found");
        person
            .post(&format!("{path}/close"), json!({}))
            .await
            .problem("not_found");
    }
    // the one who asked sees that it was read, by role
    let reads = help.member.get("/me/record-reads").await.expect(200);
    assert_eq!(reads["items"].as_array().unwrap().len(), 2);
    assert_eq!(reads["items"][0]["what"], "incident_read");
    // a lead may come before it is their turn; it is over only after somebody came
    help.duty
        .post(&format!("{path}/close"), json!({}))
        .await
        .problem("wrong_state");
    let coming = help
        .coordinator
        .post(&format!("{path}/acknowledge"), json!({}))
        .await
        .expect(200);
    assert_eq!(
        (&coming["is_whole"], &coming["note"]),
        (&json!(true), &json!("我撑不住了"))
    );
    help.finish().await;
}
