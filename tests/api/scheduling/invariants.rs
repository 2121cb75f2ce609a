//! The invariants of scheduling that hold for the rows of a database, whatever was asked of it.

use crate::support::product::{
    Error, SessionId,
    db::{
        Conn,
        schema::{assignments, claims, session_events, session_participants, sessions},
    },
};
use crate::support::rows::Rows;
use diesel::prelude::*;

/// A claim: kind, resource, session, from, to.
pub type ClaimRow = (String, String, SessionId, i64, i64);

/// Every claim of a session, in the order of resource and time.
pub async fn all_claims(rows: &Rows) -> Vec<ClaimRow> {
    rows.db
        .read(|conn| {
            let rows = claims::table
                .filter(claims::session_id.is_not_null())
                .order((claims::resource_kind, claims::resource_id, claims::busy_from))
                .select((
                    claims::resource_kind,
                    claims::resource_id,
                    claims::session_id.assume_not_null(),
                    claims::busy_from,
                    claims::busy_to,
                ))
                .load(conn)?;
            Ok::<_, Error>(rows)
        })
        .await
        .expect("the claims can be read")
}

/// S1, S2, from the rows alone: claims of a resource are disjoint, and every session on the calendar has exactly
/// those that its room, staff and practice places imply, every other none.
pub async fn assert_claims_are_sound(rows: &Rows) {
    let found = all_claims(rows).await;
    for pair in found.windows(2) {
        let same = (&pair[0].0, &pair[0].1) == (&pair[1].0, &pair[1].1);
        assert!(!same || pair[0].4 <= pair[1].3, "S1: {pair:?}");
    }
    let mut found: Vec<ClaimRow> = found;
    let mut implied: Vec<ClaimRow> = rows.db.read(implied).await.expect("the sessions can be read");
    found.sort();
    implied.sort();
    assert_eq!(found, implied, "S2");
}

fn implied(conn: &mut Conn) -> Result<Vec<ClaimRow>, Error> {
    const BUFFER: i64 = 15 * 60_000;
    let on = ["held", "published", "running", "delivered", "closed"];
    let rows: Vec<(SessionId, String, i64, i64)> = sessions::table
        .filter(sessions::state.eq_any(on))
        .select((sessions::id, sessions::room_id, sessions::starts_at, sessions::ends_at))
        .load(conn)?;
    let mut implied = vec![];
    for (id, room, from, to) in rows {
        implied.push(("room".to_owned(), room, id.clone(), from - BUFFER, to + BUFFER));
        let mut who: Vec<String> = assignments::table
            .filter(assignments::session_id.eq(&id).and(assignments::state.ne("withdrawn")))
            .select(assignments::person_id)
            .load(conn)?;
        let practising: Vec<String> = session_participants::table
            .filter(session_participants::session_id.eq(&id))
            .filter(session_participants::place.ne("participant"))
            .select(session_participants::person_id)
            .load(conn)?;
        who.extend(practising);
        who.sort();
        who.dedup();
        implied.extend(
            who.into_iter()
                .map(|person| ("person".to_owned(), person, id.clone(), from, to)),
        );
    }
    Ok(implied)
}

/// S13: one line of history for each version of each session, and the last says the session's state.
pub async fn assert_history_is_complete(rows: &Rows) {
    let (sessions, events) = rows
        .db
        .read(|conn| {
            let sessions: Vec<(SessionId, i64, String)> = sessions::table
                .select((sessions::id, sessions::row_version, sessions::state))
                .load(conn)?;
            let events: Vec<(SessionId, i64, String)> = session_events::table
                .order((session_events::session_id, session_events::row_version))
                .select((
                    session_events::session_id,
                    session_events::row_version,
                    session_events::state,
                ))
                .load(conn)?;
            Ok::<_, Error>((sessions, events))
        })
        .await
        .expect("the history can be read");
    assert_eq!(
        events.len() as i64,
        sessions.iter().map(|row| row.1).sum::<i64>(),
        "S13"
    );
    for (id, version, state) in sessions {
        let own: Vec<_> = events.iter().filter(|event| event.0 == id).collect();
        let numbers: Vec<i64> = own.iter().map(|event| event.1).collect();
        assert_eq!(numbers, (1..=version).collect::<Vec<_>>(), "S13");
        assert_eq!(own.last().map(|event| event.2.as_str()), Some(state.as_str()), "S13");
    }
}
