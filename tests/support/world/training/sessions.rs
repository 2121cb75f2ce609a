//! Sessions and attendance as rows, so that a test sets exactly what it needs.

use super::{Trainee, Training};
use crate::support::product::{
    Error, HOUR, MINUTE, Millis, SessionId,
    db::schema::{attendances, session_participants, sessions},
    jobs::{self, NewJob},
    mint, scheduling,
};
use diesel::prelude::*;
use serde_json::json;

pub struct NewSession<'a> {
    pub type_code: &'a str,
    pub module: Option<&'a str>,
    pub cohort: Option<&'a str>,
    pub starts_at: Millis,
    pub minutes: i64,
    pub state: &'a str,
}

impl Training {
    pub async fn insert_session(&self, planned: NewSession<'_>) -> SessionId {
        let id = SessionId::mint(&self.clock, &self.chance);
        let (row, here, studio, room) = (id.clone(), self.here.clone(), self.studio.clone(), self.room.clone());
        let text = |text: &str| text.to_owned();
        let (type_code, state) = (text(planned.type_code), text(planned.state));
        let (module, cohort) = (planned.module.map(text), planned.cohort.map(text));
        let (starts_at, ends_at) = (planned.starts_at, planned.starts_at + planned.minutes * MINUTE);
        let write = self.db.write(move |tx| {
            let values = (
                sessions::id.eq(&row),
                sessions::type_code.eq(&type_code),
                sessions::district_id.eq(&here),
                sessions::studio_id.eq(&studio),
                sessions::room_id.eq(&room),
                sessions::cohort_id.eq(&cohort),
                sessions::phase_module.eq(&module),
                sessions::title.eq("课"),
                sessions::note.eq(""),
                sessions::starts_at.eq(starts_at),
                sessions::ends_at.eq(ends_at),
                sessions::local_date.eq("2026-11-23"),
                sessions::local_start.eq("18:00"),
                sessions::zone.eq("Asia/Shanghai"),
                sessions::state.eq(&state),
                sessions::capacity.eq(12),
                sessions::unnamed_count.eq(0),
                sessions::row_version.eq(1),
                sessions::ical_uid.eq(row.as_str()),
                sessions::ical_sequence.eq(0),
                sessions::warnings.eq("[]"),
            );
            diesel::insert_into(sessions::table).values(values).execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
        id
    }

    /// A session that was held an hour after now, with the clock moved behind it.
    pub async fn hold_session(&self, type_code: &str, module: Option<&str>, minutes: i64) -> SessionId {
        let starts_at = self.clock.now() + HOUR;
        self.clock.set(starts_at + minutes * MINUTE);
        self.insert_session(NewSession {
            type_code,
            module,
            cohort: None,
            starts_at,
            minutes,
            state: "delivered",
        })
        .await
    }

    /// Writes, or corrects, somebody's attendance and brings the ledger up to it.
    pub async fn record_attendance(
        &self,
        session: &SessionId,
        trainee: &Trainee,
        status: &str,
        place: &str,
        minutes: i64,
    ) {
        let (row, session_id) = (mint(&self.clock, &self.chance), session.clone());
        let person = trainee.person.person_id();
        let by = self.coordinator.person_id();
        let (status, place, now) = (status.to_owned(), place.to_owned(), self.clock.now());
        let write = self.db.write(move |tx| {
            let own = attendances::table
                .filter(attendances::session_id.eq(&session_id))
                .filter(attendances::person_id.eq(&person));
            diesel::delete(own).execute(tx.conn())?;
            let values = (
                attendances::id.eq(&row),
                attendances::session_id.eq(&session_id),
                attendances::person_id.eq(&person),
                attendances::status.eq(&status),
                attendances::place.eq(&place),
                attendances::minutes.eq(minutes),
                attendances::cid.eq(&row),
                attendances::recorder_id.eq(&by),
                attendances::recorded_at.eq(now),
                attendances::saved_at.eq(now),
            );
            diesel::insert_into(attendances::table)
                .values(values)
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
        self.credit_session(session).await;
    }

    /// Leaves and does the job that scheduling leaves.
    pub async fn credit_session(&self, session: &SessionId) {
        let payload = json!({"session_id": session});
        let kind = scheduling::CREDIT_SESSION;
        let job = NewJob::new(kind, payload);
        let write = self
            .db
            .write(move |tx| Ok::<_, Error>(jobs::enqueue(tx, &job).map(drop)?));
        write.await.unwrap();
        self.run_jobs().await;
    }

    /// Gives somebody a place by name in a session to come.
    pub async fn add_participant(&self, session: &SessionId, trainee: &Trainee, place: &str) {
        let (session, place, now) = (session.clone(), place.to_owned(), self.clock.now());
        let person = trainee.person.person_id();
        let by = self.coordinator.person_id();
        let write = self.db.write(move |tx| {
            let values = (
                session_participants::session_id.eq(&session),
                session_participants::person_id.eq(&person),
                session_participants::place.eq(&place),
                session_participants::added_by.eq(&by),
                session_participants::added_at.eq(now),
            );
            diesel::insert_into(session_participants::table)
                .values(values)
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
    }
}
