//! What a sheet of counsellors or sessions is judged against.

use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::db::schema::{assignments, claims, people, qualifications, sessions};
use crate::ids::{DistrictId, PersonId, SessionId, StudioId};
use crate::scheduling::claims::store::Resource;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Span;
use diesel::prelude::*;
use jiff::Timestamp;
use std::collections::HashMap;

/// A counsellor as a sheet compares them.
#[derive(Clone, Debug, Queryable)]
pub struct CounsellorRow {
    pub id: PersonId,
    /// As they wrote it.
    pub nickname: String,
    pub nickname_key: String,
    /// Where they usually work.
    pub home_district_id: Option<DistrictId>,
    /// Which intake they were trained in.
    pub intake_no: Option<i64>,
    /// When they would rather lead.
    pub available: String,
    /// Whether the account is in use.
    pub is_active: bool,
}

/// Everybody who is or was qualified for something.
pub fn list_counsellors(conn: &mut Conn) -> QueryResult<Vec<CounsellorRow>> {
    people::table
        .filter(people::id.eq_any(qualifications::table.select(qualifications::person_id)))
        .order(people::id)
        .select((
            people::id,
            people::nickname,
            people::nickname_key,
            people::home_district_id,
            people::intake_no,
            people::available,
            people::is_active,
        ))
        .load(conn)
}

/// Which of these keys of nicknames somebody has.
pub fn list_taken(conn: &mut Conn, keys: &[String]) -> QueryResult<Vec<String>> {
    let mut taken = vec![];
    for keys in keys.chunks(500) {
        let found = people::table
            .filter(people::nickname_key.eq_any(keys))
            .select(people::nickname_key);
        taken.extend(found.load::<String>(conn)?);
    }
    Ok(taken)
}

/// A session that has claims.
#[derive(Clone, Debug)]
pub struct Claimer {
    pub studio_id: StudioId,
    pub district_id: DistrictId,
    /// Its own title, if it has one.
    pub title: String,
    /// The code of its type, which names it where nobody wrote a title.
    pub type_code: String,
    pub span: Span,
}

/// Everything that is claimed near a span, read from the sessions of those days and not from all claims that there are.
pub fn list_claims(conn: &mut Conn, near: Span) -> QueryResult<Vec<(Claimer, Resource, String)>> {
    type Row = (SessionId, StudioId, DistrictId, String, String, Millis, Millis);
    let day = |at: Millis| Timestamp::from_millisecond(at).map(|at| at.to_string()[..10].to_owned());
    let (Ok(from), Ok(to)) = (day(near.from_at - 2 * DAY), day(near.to_at + 2 * DAY)) else {
        return Ok(vec![]);
    };
    let rows: Vec<Row> = sessions::table
        .filter(sessions::local_date.ge(from).and(sessions::local_date.le(to)))
        .filter(
            sessions::starts_at
                .lt(near.to_at)
                .and(sessions::ends_at.gt(near.from_at)),
        )
        .select((
            sessions::id,
            sessions::studio_id,
            sessions::district_id,
            sessions::title,
            sessions::type_code,
            sessions::starts_at,
            sessions::ends_at,
        ))
        .load(conn)?;
    let mut found = vec![];
    for rows in rows.chunks(500) {
        let by_session: HashMap<&SessionId, &Row> = rows.iter().map(|row| (&row.0, row)).collect();
        let claimed: Vec<(SessionId, Resource, String)> = claims::table
            .filter(claims::session_id.eq_any(rows.iter().map(|row| &row.0)))
            .select((
                claims::session_id.assume_not_null(),
                claims::resource_kind,
                claims::resource_id,
            ))
            .load(conn)?;
        found.extend(claimed.into_iter().filter_map(|(session, kind, resource)| {
            let (_, studio_id, district_id, title, type_code, from_at, to_at) = (*by_session.get(&session)?).clone();
            let claimer = Claimer {
                studio_id,
                district_id,
                title,
                type_code,
                span: Span { from_at, to_at },
            };
            Some((claimer, kind, resource))
        }));
    }
    Ok(found)
}

/// An assignment that leads: role, person, nickname.
pub type LeadRow = (StaffRole, PersonId, String);

/// Every session between two local dates, whatever its state, with those who lead it.
pub fn list_stored(conn: &mut Conn, from: &str, before: &str) -> QueryResult<Vec<(Session, Vec<LeadRow>)>> {
    let rows: Vec<Session> = sessions::table
        .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(before)))
        .order((sessions::local_date, sessions::starts_at, sessions::id))
        .select(Session::as_select())
        .load(conn)?;
    let mut leads: HashMap<SessionId, Vec<LeadRow>> = HashMap::new();
    for rows in rows.chunks(500) {
        let seats: Vec<(SessionId, StaffRole, PersonId, String)> = assignments::table
            .inner_join(people::table.on(people::id.eq(assignments::person_id)))
            .filter(assignments::session_id.eq_any(rows.iter().map(|row| &row.id)))
            .filter(assignments::state.ne(AssignmentState::Withdrawn))
            .filter(assignments::role.eq_any([StaffRole::Lead, StaffRole::CoLead]))
            .select((assignments::session_id, assignments::role, people::id, people::nickname))
            .load(conn)?;
        for (session, role, person, nickname) in seats {
            leads.entry(session).or_default().push((role, person, nickname));
        }
    }
    let with_leads = |row: Session| {
        let seats = leads.remove(&row.id).unwrap_or_default();
        (row, seats)
    };
    Ok(rows.into_iter().map(with_leads).collect())
}
