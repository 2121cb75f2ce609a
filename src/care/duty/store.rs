//! Shifts and chains.

use crate::care::model::{ChainStep, Shift};
use crate::care::row_lock::lock_row;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{duty_shifts, escalation_steps};
use crate::ids::{DistrictId, PersonId, ShiftId};
use diesel::dsl::exists;
use diesel::prelude::*;

pub(in crate::care) enum Rota<'a> {
    /// That of a district, or, without one, of headquarters.
    Of(Option<&'a DistrictId>),
    /// Those of districts, and perhaps that of headquarters.
    Some(&'a [DistrictId], bool),
}

/// Shifts that touch a time, in their order.
pub(in crate::care) fn list_shifts(
    conn: &mut Conn,
    rota: &Rota<'_>,
    from: Millis,
    to: Millis,
) -> QueryResult<Vec<Shift>> {
    let mut query = duty_shifts::table
        .filter(duty_shifts::starts_at.lt(to).and(duty_shifts::ends_at.gt(from)))
        .select(Shift::as_select())
        .order((duty_shifts::starts_at, duty_shifts::id))
        .limit(500)
        .into_boxed();
    query = match rota {
        Rota::Of(Some(district)) => query.filter(duty_shifts::district_id.eq(*district)),
        Rota::Of(None) | Rota::Some([], true) => query.filter(duty_shifts::district_id.is_null()),
        Rota::Some(districts, false) => query.filter(duty_shifts::district_id.eq_any(*districts)),
        Rota::Some(districts, true) => query.filter(
            duty_shifts::district_id
                .eq_any(*districts)
                .or(duty_shifts::district_id.is_null()),
        ),
    };
    query.load(conn)
}

/// Where somebody is on duty at a time; none is headquarters.
pub(in crate::care) fn list_duties(
    conn: &mut Conn,
    person: &PersonId,
    now: Millis,
) -> QueryResult<Vec<Option<DistrictId>>> {
    duty_shifts::table
        .filter(duty_shifts::person_id.eq(person))
        .filter(duty_shifts::starts_at.le(now).and(duty_shifts::ends_at.gt(now)))
        .select(duty_shifts::district_id)
        .load(conn)
}

/// Who is on duty in a rota at a time.
pub(in crate::care) fn list_on_duty(
    conn: &mut Conn,
    district: Option<&DistrictId>,
    now: Millis,
) -> QueryResult<Vec<PersonId>> {
    let now_on = list_shifts(conn, &Rota::Of(district), now, now + 1)?;
    Ok(now_on.into_iter().map(|shift| shift.person_id).collect())
}

pub(in crate::care) fn find_shift(conn: &mut Conn, id: &ShiftId) -> QueryResult<Option<Shift>> {
    duty_shifts::table
        .find(id)
        .select(Shift::as_select())
        .first(conn)
        .optional()
}

/// Whether a person is on duty in the same rota at some time of a new shift.
pub(in crate::care) fn overlaps(conn: &mut Conn, new: &Shift) -> QueryResult<bool> {
    // two shifts of one person are written one after the other
    lock_row(conn, "people", new.person_id.as_str())?;
    let same = list_shifts(conn, &Rota::Of(new.district_id.as_ref()), new.starts_at, new.ends_at)?;
    Ok(same.iter().any(|shift| shift.person_id == new.person_id))
}

pub(in crate::care) fn insert_shift(conn: &mut Conn, shift: &Shift) -> QueryResult<usize> {
    diesel::insert_into(duty_shifts::table).values(shift).execute(conn)
}

/// Takes a shift away.
pub(in crate::care) fn delete_shift(conn: &mut Conn, id: &ShiftId) -> QueryResult<usize> {
    diesel::delete(duty_shifts::table.find(id)).execute(conn)
}

/// The chain of a district as it is written, if it is.
pub(in crate::care) fn list_links(conn: &mut Conn, district: &DistrictId) -> QueryResult<Vec<ChainStep>> {
    let rows = escalation_steps::table
        .filter(escalation_steps::district_id.eq(district))
        .select((escalation_steps::step, escalation_steps::minutes))
        .order(escalation_steps::position)
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(step, minutes)| ChainStep { step, minutes })
        .collect())
}

/// Writes the chain of a district.
pub(in crate::care) fn replace_links(conn: &mut Conn, district: &DistrictId, links: &[ChainStep]) -> QueryResult<()> {
    lock_row(conn, "districts", district.as_str())?;
    diesel::delete(escalation_steps::table.filter(escalation_steps::district_id.eq(district))).execute(conn)?;
    for (position, link) in (1_i64..).zip(links) {
        diesel::insert_into(escalation_steps::table)
            .values((
                escalation_steps::district_id.eq(district),
                escalation_steps::position.eq(position),
                escalation_steps::step.eq(link.step),
                escalation_steps::minutes.eq(link.minutes),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Whether anybody at all is, or will be, on duty in a district.
pub(in crate::care) fn has_rota(conn: &mut Conn, district: &DistrictId, now: Millis) -> QueryResult<bool> {
    let ahead = duty_shifts::table.filter(duty_shifts::district_id.eq(district).and(duty_shifts::ends_at.gt(now)));
    diesel::select(exists(ahead)).get_result(conn)
}
