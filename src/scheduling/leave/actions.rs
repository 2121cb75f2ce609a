//! Enter leave and withdraw it.

use crate::accounts::Context;
use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::DAY;
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::{LeaveId, PersonId};
use crate::local_time::{add_days, instant, start_of, zone};
use crate::scheduling::availability::access::changeable_person;
use crate::scheduling::leave::store::{self, LeaveRow};
use crate::scheduling::problems::people::{lock_with_sessions, refresh_person};
use crate::scheduling::problems::views::{ChangeHit, hit_of};
use crate::scheduling::rules::LeaveRoles;
use crate::scheduling::slot::Span;
use jiff::civil::{Date, Time};

/// A leap year: whoever is away for longer enters it again.
const LONGEST_DAYS: i64 = 366;

/// From when until when, on the wall of the home district.
#[derive(Clone, Debug)]
pub struct LeaveRequest {
    pub from: (Date, Option<Time>),
    /// The date is included; a time is not.
    pub to: (Date, Option<Time>),
    pub roles: LeaveRoles,
}

impl LeaveRequest {
    fn span(&self, zone_name: &str) -> Result<Span> {
        let wall = zone(zone_name)?;
        let at = |(date, time): (Date, Option<Time>), if_whole: i64| match time {
            Some(time) => instant(&wall, date.to_datetime(time)),
            None => start_of(zone_name, add_days(date, if_whole)?),
        };
        let span = Span {
            from_at: at(self.from, 0)?,
            to_at: at(self.to, 1)?,
        };
        if !(1..=LONGEST_DAYS * DAY).contains(&span.length()) {
            return Err(Error::field("to_date", "out_of_range"));
        }
        Ok(span)
    }
}

/// Enters leave of somebody: they themselves, or a coordinator on their behalf. Sessions on which they are already stay, and are
/// named: they could not be planned like this any more (case 15).
pub async fn enter_leave(ctx: &Context, id: PersonId, request: LeaveRequest) -> Result<(LeaveId, ChangeHit)> {
    ctx.write(move |tx, who| {
        let planned = changeable_person(tx.conn(), who, &id)?;
        let zone = districts::zone_of(tx.conn(), planned.person.home_district.as_ref())?;
        let (span, now) = (request.span(&zone)?, tx.now());
        if span.to_at <= now {
            return Err(Error::field("to_date", "past"));
        }
        lock_with_sessions(tx, &id, Some(span))?;
        let row = LeaveRow {
            id: tx.mint(),
            person_id: id.clone(),
            from_at: span.from_at,
            to_at: span.to_at,
            roles: request.roles,
            entered_by: who.person.clone(),
            entered_at: now,
        };
        store::insert_leave(tx.conn(), &row)?;
        if !planned.is_self {
            tx.audit(&who.entry(AuditVerb::EnterLeave, AuditSubject::Person, &id))?;
        }
        let hit = refresh_person(tx, &id, Some(span))?;
        Ok((row.id, hit_of(tx.conn(), who, planned.is_self, hit)?))
    })
    .await
}

/// Withdraws leave; what it had broken is whole again.
pub async fn withdraw_leave(ctx: &Context, id: LeaveId) -> Result<()> {
    ctx.write(move |tx, who| {
        let row = store::find_leave(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let planned = changeable_person(tx.conn(), who, &row.person_id)?;
        let span = row.span();
        lock_with_sessions(tx, &row.person_id, Some(span))?;
        if store::delete_leave(tx.conn(), &id)? == 0 {
            return Err(Error::not_found());
        }
        if !planned.is_self {
            tx.audit(&who.entry(AuditVerb::WithdrawLeave, AuditSubject::Person, &row.person_id))?;
        }
        refresh_person(tx, &row.person_id, Some(span)).map(drop)
    })
    .await
}
