//! How places are booked: by type and studio, and where one session differs.

use crate::db::Conn;
use crate::db::schema::{booking_rules, session_bookings};
use crate::ids::{SessionId, StudioId};
use crate::native;
use crate::scheduling::places::model::{BookingMode, BookingRule};
use crate::scheduling::sessions::store::Session;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::HashMap;

/// A rule as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = booking_rules)]
pub struct RuleRow {
    pub id: String,
    pub type_code: String,
    pub studio_id: Option<StudioId>,
    pub mode: BookingMode,
    pub is_listed: bool,
    pub observers: i64,
    pub co_leads: i64,
    pub leads: i64,
}

impl RuleRow {
    pub fn new(type_code: &str, studio: Option<&StudioId>, rule: BookingRule) -> Self {
        RuleRow {
            id: match studio {
                Some(studio) => format!("{studio}/{type_code}"),
                None => type_code.to_owned(),
            },
            type_code: type_code.to_owned(),
            studio_id: studio.cloned(),
            mode: rule.mode,
            is_listed: rule.is_listed,
            observers: rule.observers,
            co_leads: rule.co_leads,
            leads: rule.leads,
        }
    }

    pub fn rule(&self) -> BookingRule {
        BookingRule {
            mode: self.mode,
            is_listed: self.is_listed,
            observers: self.observers,
            co_leads: self.co_leads,
            leads: self.leads,
        }
    }
}

/// The defaults and what these studios have of their own.
pub fn list_rules(conn: &mut Conn, studios: &[StudioId]) -> QueryResult<Vec<RuleRow>> {
    booking_rules::table
        .filter(
            booking_rules::studio_id
                .is_null()
                .or(booking_rules::studio_id.eq_any(studios)),
        )
        .order((booking_rules::type_code, booking_rules::id))
        .load(conn)
}

/// How these sessions are booked: as they differ, else as their studio does it, else by the default of the type.
pub fn rules_of(conn: &mut Conn, sessions: &[Session]) -> QueryResult<HashMap<SessionId, BookingRule>> {
    let mut studios: Vec<StudioId> = sessions.iter().map(|session| session.studio_id.clone()).collect();
    studios.sort();
    studios.dedup();
    let ids: Vec<&SessionId> = sessions.iter().map(|session| &session.id).collect();
    let rows = list_rules(conn, &studios)?;
    let differing: HashMap<SessionId, Option<BookingMode>> = session_bookings::table
        .filter(session_bookings::session_id.eq_any(ids))
        .select((session_bookings::session_id, session_bookings::mode))
        .load(conn)?
        .into_iter()
        .collect();
    let of = |session: &Session| {
        let is_of_type = |row: &&RuleRow| row.type_code == session.type_code;
        let own = rows
            .iter()
            .filter(is_of_type)
            .find(|row| row.studio_id.as_ref() == Some(&session.studio_id));
        let row = own.or_else(|| rows.iter().filter(is_of_type).find(|row| row.studio_id.is_none()));
        let mut rule = row.map_or(BookingRule::UNSET, RuleRow::rule);
        if let Some(Some(mode)) = differing.get(&session.id) {
            rule.mode = *mode;
        }
        rule
    };
    Ok(sessions
        .iter()
        .map(|session| (session.id.clone(), of(session)))
        .collect())
}

/// How one session is booked.
pub fn rule_of(conn: &mut Conn, session: &Session) -> QueryResult<BookingRule> {
    let rules = rules_of(conn, std::slice::from_ref(session))?;
    Ok(rules.get(&session.id).copied().unwrap_or(BookingRule::UNSET))
}

/// Types that members see among the coming groups, in any studio.
pub fn list_listed_types(conn: &mut Conn) -> QueryResult<Vec<String>> {
    booking_rules::table
        .filter(booking_rules::is_listed.eq(true))
        .select(booking_rules::type_code)
        .distinct()
        .load(conn)
}

/// Writes a rule, in the place of the one that is there.
pub fn save_rule(conn: &mut Conn, row: &RuleRow) -> QueryResult<()> {
    let changed = diesel::update(booking_rules::table.find(&row.id))
        .set(row)
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(booking_rules::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Writes a default that is not there yet.
pub fn insert_default_rule(conn: &mut Conn, row: &RuleRow) -> QueryResult<()> {
    native!(conn, |c| diesel::insert_into(booking_rules::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))
    .map(drop)
}

/// Copies a studio's own rules to another studio (M19).
pub fn copy_rules(conn: &mut Conn, from: &StudioId, to: &StudioId) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO booking_rules (id, type_code, studio_id, mode, is_listed, observers, co_leads, leads) \
         SELECT $1 || '/' || type_code, type_code, $2, mode, is_listed, observers, co_leads, leads FROM booking_rules \
         WHERE studio_id = $3",
    )
    .bind::<Text, _>(to)
    .bind::<Text, _>(to)
    .bind::<Text, _>(from)
    .execute(conn)
    .map(drop)
}

/// In what a session differs from its type: the mode, and how many places.
pub fn find_difference(conn: &mut Conn, session: &SessionId) -> QueryResult<(Option<BookingMode>, Option<i64>)> {
    let found = session_bookings::table
        .find(session)
        .select((session_bookings::mode, session_bookings::capacity))
        .first(conn)
        .optional()?;
    Ok(found.unwrap_or_default())
}

pub fn save_difference(
    conn: &mut Conn,
    session: &SessionId,
    (mode, capacity): (Option<BookingMode>, Option<i64>),
) -> QueryResult<()> {
    diesel::delete(session_bookings::table.find(session)).execute(conn)?;
    if mode.is_none() && capacity.is_none() {
        return Ok(());
    }
    diesel::insert_into(session_bookings::table)
        .values((
            session_bookings::session_id.eq(session),
            session_bookings::mode.eq(mode),
            session_bookings::capacity.eq(capacity),
        ))
        .execute(conn)
        .map(drop)
}
