//! Credit from attendance, and the ledger as the database keeps it.

use crate::support::product::{Code, Error, HOUR, MINUTE, Role, db::schema::credit_entries, mint};
use crate::support::world::{NewSession, Training};
use diesel::prelude::*;

// T1
#[tokio::test]
async fn attending_a_session_credits_its_minutes_once_however_often_the_job_runs() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salon = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    training.credit_session(&salon).await;
    training.credit_session(&salon).await;
    assert_eq!(trainee.credited("salons").await, 120);
    let progress = trainee.progress().await;
    let lines = progress["ledger"].as_array().unwrap();
    assert_eq!(lines.iter().filter(|line| line["source"] == "session").count(), 1);
    assert_eq!(lines[0]["session_id"], serde_json::json!(salon));
    assert_eq!(lines[0]["title"], "课");
    training.finish().await;
}

// T2
#[tokio::test]
async fn correcting_an_attendance_many_times_leaves_the_last_correction() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salon = training.hold_session("salon", None, 120).await;
    for (status, minutes, have) in [
        ("here", 120, 120),
        ("not_seen", 0, 0),
        ("here", 90, 90),
        ("here", 120, 120),
        ("let_us_know", 0, 0),
        ("here", 60, 60),
    ] {
        training
            .record_attendance(&salon, &trainee, status, "participant", minutes)
            .await;
        assert_eq!(trainee.credited("salons").await, have, "{status} {minutes}");
    }
    // the history is all there: each line and the line that took it back
    let amounts = training.db.read(|conn| {
        let of_sessions = credit_entries::table.filter(credit_entries::source_kind.eq("session"));
        let rows: Vec<i64> = of_sessions
            .order((credit_entries::at, credit_entries::id))
            .select(credit_entries::amount)
            .load(conn)?;
        Ok::<_, Error>(rows)
    });
    let mut amounts = amounts.await.unwrap();
    assert_eq!(amounts.iter().sum::<i64>(), 60);
    amounts.sort_unstable();
    assert_eq!(amounts, [-120, -120, -90, 60, 90, 120, 120]);
    // and so people read it, page by page
    let progress = trainee.progress().await;
    let lines = format!("/enrolments/{}/ledger", progress["enrolment_id"].as_str().unwrap());
    let read = trainee.person.all_pages(&lines, 2).await;
    assert_eq!(progress["ledger"].as_array().unwrap(), &read);
    assert_eq!(progress["ledger_next"], serde_json::Value::Null);
    let stranger = training.app.person(Role::Counsellor, &training.here).await;
    stranger.get(&lines).await.problem("not_found");
    training.finish().await;
}

// T3
#[tokio::test]
async fn two_sessions_at_the_same_time_never_credit_a_minute_twice() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let starts_at = training.clock.now() + HOUR;
    training.clock.set(starts_at + 4 * HOUR);
    let salon = |starts_at| NewSession {
        type_code: "salon",
        module: None,
        cohort: None,
        starts_at,
        minutes: 120,
        state: "delivered",
    };
    let late = training.insert_session(salon(starts_at + HOUR)).await;
    let early = training.insert_session(salon(starts_at)).await;
    training
        .record_attendance(&late, &trainee, "here", "participant", 120)
        .await;
    assert_eq!(trainee.credited("salons").await, 120);
    // the earlier one becomes known later: the later one gives its first hour back
    training
        .record_attendance(&early, &trainee, "here", "participant", 120)
        .await;
    assert_eq!(trainee.credited("salons").await, 180);
    training
        .record_attendance(&early, &trainee, "not_seen", "participant", 0)
        .await;
    assert_eq!(trainee.credited("salons").await, 120);
    training.finish().await;
}

// T12
#[tokio::test]
async fn a_practice_place_is_not_credited_before_its_phase() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let group = training.hold_session("peer_group_open", None, 90).await;
    training
        .record_attendance(&group, &trainee, "here", "observer", 90)
        .await;
    assert_eq!(trainee.credited("observed").await, 0);
    // a class planned for a module counts although its phase is not open yet
    let class = training.hold_session("class", Some("boundaries"), 180).await;
    training
        .record_attendance(&class, &trainee, "here", "participant", 180)
        .await;
    assert_eq!(trainee.credited("boundaries").await, 180);
    training.finish().await;
}

#[tokio::test]
async fn what_was_attended_before_the_enrolment_is_not_credited() {
    let training = Training::new().await;
    let salon = training.hold_session("salon", None, 120).await;
    let (_, trainee) = training.enrol_trainee().await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    assert_eq!(trainee.credited("salons").await, 0);
    training.finish().await;
}

// T1
#[tokio::test]
async fn the_database_refuses_to_change_a_line_or_to_credit_a_source_twice() {
    let training = Training::new().await;
    let (_, trainee) = training.enrol_trainee().await;
    let salon = training.hold_session("salon", None, 120).await;
    training
        .record_attendance(&salon, &trainee, "here", "participant", 120)
        .await;
    let change = training.db.write(|tx| {
        diesel::update(credit_entries::table)
            .set(credit_entries::amount.eq(999))
            .execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    assert_eq!(change.await.unwrap_err().code, Code::Internal);
    let remove = training.db.write(|tx| {
        diesel::delete(credit_entries::table).execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    assert_eq!(remove.await.unwrap_err().code, Code::Internal);
    let twice = |round: i64, amount: i64, reversal: bool| {
        let row = mint(&training.clock, &training.chance);
        let now = training.clock.now();
        training.db.write(move |tx| {
            type Line = (String, String, String, String, String);
            let of_session = credit_entries::table.filter(credit_entries::source_kind.eq("session"));
            let (id, enrolment, person, requirement, source): Line = of_session
                .select((
                    credit_entries::id,
                    credit_entries::enrolment_id,
                    credit_entries::person_id,
                    credit_entries::requirement_id,
                    credit_entries::source_id,
                ))
                .first(tx.conn())?;
            let values = (
                credit_entries::id.eq(&row),
                credit_entries::enrolment_id.eq(enrolment),
                credit_entries::person_id.eq(person),
                credit_entries::requirement_id.eq(requirement),
                credit_entries::source_kind.eq("session"),
                credit_entries::source_id.eq(source),
                credit_entries::round.eq(round),
                credit_entries::amount.eq(amount),
                credit_entries::minutes.eq(amount),
                credit_entries::from_at.eq(now),
                credit_entries::to_at.eq(now + MINUTE),
                credit_entries::reversal_of.eq(reversal.then_some(id)),
                credit_entries::at.eq(now),
            );
            diesel::insert_into(credit_entries::table)
                .values(values)
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        })
    };
    assert!(twice(1, 120, false).await.is_err(), "the same round");
    assert!(
        twice(2, 120, false).await.is_err(),
        "another round while the first is in force"
    );
    assert!(twice(1, -60, true).await.is_err(), "a reversal of another amount");
    twice(1, -120, true).await.unwrap();
    assert!(twice(1, -120, true).await.is_err(), "taken back twice");
    twice(2, 60, false).await.unwrap();
    assert_eq!(trainee.credited("salons").await, 60);
    training.finish().await;
}
