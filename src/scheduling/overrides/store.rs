//! What somebody has set aside: one rule of one session.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{overrides, people};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::rules::{Given, Override, Reason, Rule};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// An override as it is stored. A new one is one that somebody gives now.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = overrides)]
pub struct OverrideRow {
    pub session_id: SessionId,
    pub rule: Rule,
    /// About whom or what.
    pub subject_id: String,
    /// With which other session; empty for none.
    pub other_session_id: String,
    /// Of which version of the session.
    pub row_version: i64,
    /// How bad it was.
    pub extent: i64,
    pub reason: String,
    pub actor_id: PersonId,
    pub given_at: Millis,
    pub ended_at: Option<Millis>,
}

impl OverrideRow {
    /// Whether it is about this reason.
    pub fn is_of(&self, reason: &Reason) -> bool {
        reason.rule.is_lifted_by(self.rule)
            && reason.subject_id.as_deref() == Some(&self.subject_id)
            && reason.other_id().map_or("", |id| id.as_str()) == self.other_session_id
    }
}

/// Those in force of these sessions, with the nicknames of those who gave them.
pub fn list_overrides(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(OverrideRow, String)>> {
    overrides::table
        .inner_join(people::table)
        .filter(overrides::session_id.eq_any(ids).and(overrides::ended_at.is_null()))
        .order((
            overrides::session_id,
            overrides::given_at,
            overrides::rule,
            overrides::subject_id,
        ))
        .select((overrides::all_columns, people::nickname))
        .load(conn)
}

/// The same as the rules read them. A gap between two sessions of a person that was set aside for one of them is set aside for
/// the other as well.
pub fn in_force(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(SessionId, Override)>> {
    let own = list_overrides(conn, ids)?.into_iter().map(|(row, _)| row);
    let names: Vec<&str> = ids.iter().map(SessionId::as_str).collect();
    let mirrored: Vec<OverrideRow> = overrides::table
        .filter(
            overrides::other_session_id
                .eq_any(names)
                .and(overrides::ended_at.is_null()),
        )
        // in words of its own: only then is the partial index good for it
        .filter(sql::<Bool>("overrides.other_session_id <> ''"))
        .filter(overrides::rule.eq(Rule::PersonGap))
        .load(conn)?;
    let mut found: Vec<(SessionId, Override)> = own
        .map(|row| {
            let other = SessionId::parse(&row.other_session_id);
            (row.session_id.clone(), read(row, other))
        })
        .collect();
    for row in mirrored {
        if let Some(id) = SessionId::parse(&row.other_session_id) {
            let other = Some(row.session_id.clone());
            found.push((id, read(row, other)));
        }
    }
    Ok(found)
}

fn read(row: OverrideRow, other: Option<SessionId>) -> Override {
    Override {
        rule: row.rule,
        subject_id: row.subject_id,
        of: Some(Given {
            other,
            extent: row.extent,
        }),
        reason: row.reason,
    }
}

pub fn insert_override(conn: &mut Conn, row: &OverrideRow) -> QueryResult<()> {
    diesel::insert_into(overrides::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// What was given for the time and place of a session ends: its own, and what other sessions have with it.
pub fn end_overrides_around(conn: &mut Conn, id: &SessionId, now: Millis) -> QueryResult<()> {
    let around = overrides::session_id
        .eq(id)
        .or(overrides::other_session_id.eq(id.as_str()));
    diesel::update(overrides::table.filter(around.and(overrides::ended_at.is_null())))
        .set(overrides::ended_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// One of them ends.
pub fn end_override(conn: &mut Conn, row: &OverrideRow, now: Millis) -> QueryResult<()> {
    let stored = overrides::table
        .filter(
            overrides::session_id
                .eq(&row.session_id)
                .and(overrides::rule.eq(row.rule)),
        )
        .filter(overrides::subject_id.eq(&row.subject_id))
        .filter(overrides::other_session_id.eq(&row.other_session_id))
        .filter(overrides::row_version.eq(row.row_version));
    diesel::update(stored)
        .set(overrides::ended_at.eq(now))
        .execute(conn)
        .map(drop)
}
