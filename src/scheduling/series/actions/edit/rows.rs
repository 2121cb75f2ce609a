//! Which rows a change of a series changes, from what to what, and what clashes. Reads only.

use super::{FieldChange, KeptField, RowChange};
use crate::accounts::access::{Permissions, Scope};
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::places;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{Proposal, Reason, Room, Rule, Severity, StaffMember, blocks};
use crate::scheduling::series::generation::date_of;
use crate::scheduling::series::model::{EditScope, SeriesChanges, SeriesEdit, SeriesField};
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions::actions::dates::{must_be_near, must_mean_the_past};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Slot;
use crate::scheduling::types::store::find_type;
use crate::scheduling::validation::proposals::{asked, current_proposals, room_of, seats};
use crate::scheduling::validation::{Change, validate_together};
use crate::scheduling::{sessions, types::model::SessionType};

/// The rows that change and the fields that stay.
pub(super) struct ChangedRows {
    pub rows: Vec<ChangedRow>,
    pub kept: Vec<KeptField>,
}

/// A row before and after.
pub(super) struct ChangedRow {
    pub session: Session,
    pub before: Proposal,
    pub after: Proposal,
    /// The note afterwards; the proposal has everything else.
    pub note: String,
    /// The staff afterwards, where it changes.
    pub staff: Option<Vec<StaffMember>>,
    pub fields: Vec<FieldChange>,
    pub bookings: usize,
    pub reasons: Vec<Reason>,
    pub is_clashing: bool,
}

impl ChangedRow {
    fn changes(&self, fields: &[SeriesField]) -> bool {
        self.fields.iter().any(|change| fields.contains(&change.field))
    }

    /// Another time, length or room.
    pub fn is_moved(&self) -> bool {
        self.changes(&[SeriesField::Time, SeriesField::Minutes, SeriesField::Room])
    }

    pub fn claims_anew(&self) -> bool {
        self.session.state.claims() && (self.is_moved() || self.staff.is_some())
    }

    pub fn shown(&self, districts: &Scope) -> RowChange {
        RowChange {
            session_id: self.session.id.clone(),
            row_version: self.session.row_version,
            local_date: self.session.local_date.clone(),
            local_start: self.session.local_start.clone(),
            fields: self.fields.clone(),
            bookings: self.bookings,
            reasons: self
                .reasons
                .iter()
                .map(|reason| reason.clone().seen_by(districts))
                .collect(),
            is_clashing: self.is_clashing,
        }
    }
}

/// The new values, looked up once for all rows.
struct Wanted<'a> {
    changes: &'a SeriesChanges,
    kind: SessionType,
    room: Option<Room>,
    staff: Option<Vec<StaffMember>>,
}

pub(super) fn changed_rows(
    conn: &mut Conn,
    who: &Permissions,
    series: &Series,
    edit: &SeriesEdit,
    now: Millis,
) -> Result<ChangedRows> {
    let wanted = wanted(conn, series, &edit.changes)?;
    let mut sessions = targets(conn, series, &edit.scope, now)?;
    sessions.retain(|session| who.coordinates(&session.district_id));
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    let detached = store::list_detached(conn, &ids)?;
    let bookings = places::store::list_bookings(conn, &ids)?;
    let befores = current_proposals(conn, &sessions)?;
    let is_alone = matches!(edit.scope, EditScope::This(_));
    let mut found = ChangedRows {
        rows: vec![],
        kept: vec![],
    };
    for (session, before) in sessions.into_iter().zip(befores) {
        let own: Vec<SeriesField> = detached
            .iter()
            .filter(|(id, _)| !is_alone && *id == session.id)
            .map(|(_, field)| *field)
            .collect();
        let booked = bookings.iter().filter(|(booking, _)| booking.session_id == session.id);
        let practising: Vec<PersonId> = booked
            .clone()
            .filter(|(booking, _)| booking.place.claims())
            .map(|(booking, _)| booking.person_id.clone())
            .collect();
        let mut row = ChangedRow {
            after: before.clone(),
            note: session.note.clone(),
            staff: None,
            fields: vec![],
            bookings: booked.count(),
            reasons: vec![],
            is_clashing: false,
            session,
            before,
        };
        for field in SeriesField::ALL {
            if let Some((from, to)) = row.differs(&wanted, *field, &practising)? {
                if own.contains(field) {
                    found.kept.push(KeptField {
                        session_id: row.session.id.clone(),
                        local_date: row.session.local_date.clone(),
                        field: *field,
                    });
                } else {
                    row.apply(&wanted, *field, &practising)?;
                    row.fields.push(FieldChange {
                        field: *field,
                        from,
                        to,
                    });
                }
            }
        }
        if !row.fields.is_empty() {
            row.place(edit, now)?;
            found.rows.push(row);
        }
    }
    judge(conn, &mut found.rows, edit)?;
    Ok(found)
}

/// The dates of the scope that lie ahead and stand, in their order.
fn targets(conn: &mut Conn, series: &Series, scope: &EditScope, now: Millis) -> Result<Vec<Session>> {
    let ids = store::list_standing(conn, &series.id, now)?;
    let mut standing = sessions::store::list_sessions(conn, &ids)?;
    let (EditScope::This(id) | EditScope::Later(id)) = scope else {
        return Ok(standing);
    };
    let key = sessions::store::find_session(conn, id)?
        .filter(|session| session.series_id.as_ref() == Some(&series.id))
        .and_then(|session| session.occurrence_key);
    let from = date_of(&key.ok_or_else(|| Error::field("session_id", "not_found"))?)?;
    if let EditScope::This(id) = scope {
        standing.retain(|session| session.id == *id);
        return Ok(standing);
    }
    let mut later = vec![];
    for session in standing {
        if date_of(session.occurrence_key.as_deref().unwrap_or_default())? >= from {
            later.push(session);
        }
    }
    Ok(later)
}

fn wanted<'a>(conn: &mut Conn, series: &Series, changes: &'a SeriesChanges) -> Result<Wanted<'a>> {
    let studio = api::studio(conn, &series.studio_id)?.ok_or_else(Error::not_found)?;
    let kind = find_type(conn, &series.studio_id, &series.type_code)?;
    let room = changes.room_id.as_ref().map(|room| room_of(conn, &studio, room));
    let room = room.transpose()?;
    let staff = changes.staff.as_ref().map(|staff| seats(conn, staff)).transpose()?;
    Ok(Wanted {
        changes,
        kind: kind.ok_or_else(|| Error::field("type", "unknown"))?,
        room,
        staff,
    })
}

impl ChangedRow {
    /// What the field is and would be, as it is shown; nothing, where it would stay.
    fn differs(
        &self,
        wanted: &Wanted<'_>,
        field: SeriesField,
        practising: &[PersonId],
    ) -> Result<Option<(String, String)>> {
        let (session, changes) = (&self.session, wanted.changes);
        let pair = match field {
            SeriesField::Title => changes
                .title
                .as_deref()
                .map(|title| (session.title.clone(), wanted.kind.own_title(Some(title)))),
            SeriesField::Time => match changes.local_start {
                Some(start) => {
                    let slot = slot(session, Some(start), None)?;
                    Some((session.local_start.clone(), slot.local_start))
                }
                None => None,
            },
            SeriesField::Minutes => changes
                .minutes
                .map(|minutes| (session.minutes().to_string(), minutes.to_string())),
            SeriesField::Room => match &wanted.room {
                Some(room) if room.id != self.before.room.id => {
                    Some((self.before.room.name.clone(), room.name.clone()))
                }
                _ => return Ok(None),
            },
            SeriesField::People => changes.people.map(|people| {
                let was = session.people.map(|people| people.to_string());
                (was.unwrap_or_default(), people.to_string())
            }),
            SeriesField::Note => changes.note.as_ref().map(|note| (session.note.clone(), note.clone())),
            SeriesField::Staff => match &wanted.staff {
                Some(staff) => {
                    let is_seated = |seat: &&StaffMember| !practising.contains(&seat.person.id);
                    let now: Vec<StaffMember> = self.before.staff.iter().filter(is_seated).cloned().collect();
                    if ids(&now) == ids(staff) {
                        return Ok(None);
                    }
                    return Ok(Some((names(&now), names(staff))));
                }
                None => None,
            },
        };
        Ok(pair.filter(|(from, to)| from != to))
    }

    fn apply(&mut self, wanted: &Wanted<'_>, field: SeriesField, practising: &[PersonId]) -> Result<()> {
        let changes = wanted.changes;
        match field {
            SeriesField::Title => self.after.title = wanted.kind.own_title(changes.title.as_deref()),
            SeriesField::People => self.after.people = changes.people,
            SeriesField::Note => self.note = changes.note.clone().unwrap_or_default(),
            SeriesField::Room => {
                if let Some(room) = &wanted.room {
                    self.after.room = room.clone();
                }
            }
            SeriesField::Time => {
                let minutes = self.after.slot.minutes();
                self.after.slot = slot(&self.session, changes.local_start, Some(minutes))?;
            }
            SeriesField::Minutes => {
                let start = self.after.slot.local_start.parse().map_err(Error::internal)?;
                self.after.slot = slot(&self.session, Some(start), changes.minutes)?;
            }
            SeriesField::Staff => {
                let staff = wanted.staff.clone().unwrap_or_default();
                let practice = self.before.staff.iter().filter(|seat| {
                    practising.contains(&seat.person.id) && !staff.iter().any(|one| one.person.id == seat.person.id)
                });
                self.after.staff = staff.iter().cloned().chain(practice.cloned()).collect();
                self.staff = Some(staff);
            }
        }
        Ok(())
    }

    /// What was set aside for the old time says nothing of the new one; nothing is put into the past by the way.
    fn place(&mut self, edit: &SeriesEdit, now: Millis) -> Result<()> {
        if self.after.slot.span != self.before.slot.span {
            self.after.overrides.clear();
            must_be_near(&self.after.slot, now)?;
            if self.session.state.claims() {
                must_mean_the_past(&self.after.slot, false, now)?;
            }
        }
        self.after.overrides.extend(asked(&edit.overrides));
        Ok(())
    }
}

fn judge(conn: &mut Conn, rows: &mut [ChangedRow], edit: &SeriesEdit) -> Result<()> {
    let changes: Vec<Change> = rows
        .iter()
        .map(|row| Change {
            before: row.before.clone(),
            after: row.after.clone(),
            is_on_calendar: row.session.state.claims(),
        })
        .collect();
    let judged = validate_together(conn, &changes, edit.leaves_clashing)?;
    for (row, reasons) in rows.iter_mut().zip(judged) {
        let is_too_many = |reason: &Reason| reason.rule == Rule::OverCapacity && reason.severity == Severity::Block;
        // a draft may break any rule, except that a number fits no room
        row.is_clashing = if row.session.state.claims() {
            blocks(&reasons)
        } else {
            reasons.iter().any(is_too_many)
        };
        row.reasons = reasons;
    }
    Ok(())
}

/// The slot of a session with another start or length on the same date.
fn slot(session: &Session, start: Option<jiff::civil::Time>, minutes: Option<i64>) -> Result<Slot> {
    let date = session.local_date.parse().map_err(Error::internal)?;
    let start = match start {
        Some(start) => start,
        None => session.local_start.parse().map_err(Error::internal)?,
    };
    Slot::new(&session.zone, date, start, minutes.unwrap_or_else(|| session.minutes()))
}

fn ids(staff: &[StaffMember]) -> Vec<(PersonId, StaffRole)> {
    let mut ids: Vec<_> = staff.iter().map(|seat| (seat.person.id.clone(), seat.role)).collect();
    ids.sort();
    ids
}

fn names(staff: &[StaffMember]) -> String {
    let names: Vec<&str> = staff.iter().map(|seat| seat.person.nickname.as_str()).collect();
    names.join(" · ")
}
