//! Who may sign and record.

use crate::accounts::model::Role;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{gate_stand_ins, gates, people, role_grants};
use crate::error::Result;
use crate::ids::{DistrictId, EnrolmentId, GateId, PersonId};
use crate::training::gates::model::GateState;
use crate::training::gates::signers::model::StandIn;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Headquarters, and the coordinators, supervisors and counsellors of a district, by nickname.
pub fn list_staff(conn: &mut Conn, district: Option<&DistrictId>) -> Result<Vec<(PersonId, String, Role)>> {
    // in words of the index of those who work, and with the district of both parts
    let works = format!("role_grants.role <> '{}'", Role::Member.as_str());
    let mut query = role_grants::table
        .inner_join(people::table.on(people::id.eq(role_grants::person_id)))
        .filter(role_grants::ended_at.is_null())
        .filter(sql::<Bool>(&works))
        .filter(people::is_active.eq(true))
        .order((people::nickname, role_grants::role))
        .select((people::id, people::nickname, role_grants::role))
        .into_boxed();
    let everywhere = role_grants::district_id
        .is_null()
        .and(role_grants::role.eq(Role::Headquarters));
    query = match district {
        Some(district) => query.filter(
            role_grants::district_id
                .eq(district)
                .and(role_grants::role.eq_any([Role::Coordinator, Role::Supervisor, Role::Counsellor]))
                .or(everywhere),
        ),
        None => query.filter(everywhere),
    };
    Ok(query.load(conn)?)
}

/// The nicknames of these people.
pub fn list_nicknames(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<(PersonId, String)>> {
    Ok(people::table
        .filter(people::id.eq_any(ids))
        .select((people::id, people::nickname))
        .load(conn)?)
}

/// Whom headquarters named in the review that is open, the newest name for each label.
pub fn list_stand_ins(conn: &mut Conn, id: &EnrolmentId) -> Result<Vec<StandIn>> {
    let rows: Vec<StandIn> = gate_stand_ins::table
        .inner_join(gates::table.on(gates::id.eq(gate_stand_ins::gate_id)))
        .inner_join(people::table.on(people::id.eq(gate_stand_ins::person_id)))
        .filter(gates::enrolment_id.eq(id))
        .filter(gates::state.eq(GateState::InReview))
        .filter(people::is_active.eq(true))
        .order((gate_stand_ins::at.desc(), gate_stand_ins::id.desc()))
        .select((
            gate_stand_ins::gate_id,
            gates::phase,
            gate_stand_ins::label_index,
            people::id,
            people::nickname,
        ))
        .load(conn)?;
    let mut newest: Vec<StandIn> = vec![];
    for row in rows {
        if !newest.iter().any(|other| other.label_index == row.label_index) {
            newest.push(row);
        }
    }
    Ok(newest)
}

/// Names somebody for a label.
pub fn insert_stand_in(
    conn: &mut Conn,
    row: &str,
    gate: &GateId,
    label_index: i64,
    person: &PersonId,
    (by, now): (&PersonId, Millis),
) -> Result<()> {
    diesel::insert_into(gate_stand_ins::table)
        .values((
            gate_stand_ins::id.eq(row),
            gate_stand_ins::gate_id.eq(gate),
            gate_stand_ins::label_index.eq(label_index),
            gate_stand_ins::person_id.eq(person),
            gate_stand_ins::named_by.eq(by),
            gate_stand_ins::at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
