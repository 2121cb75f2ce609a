//! What a sheet of counsellors or sessions is judged against.

use crate::db::Conn;
use crate::db::schema::{assignments, people, qualifications, sessions};
use crate::ids::{DistrictId, PersonId, SessionId};
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::sessions::store::Session;
use diesel::prelude::*;
use std::collections::HashMap;

/// A counsellor as a sheet compares them.
#[derive(Clone, Debug, Queryable)]
pub struct CounsellorRow {
    pub id: PersonId,
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
