//! Say that one could step in.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::audit::{AuditSubject, AuditVerb};
use crate::db::Conn;
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId, SessionId, StandbyId, StudioId};
use crate::local_time::date_in;
use crate::scheduling::access::look;
use crate::scheduling::availability::access::changeable_person;
use crate::scheduling::standby::store::{self, StandbyRow};
use jiff::civil::Date;

/// For which evening and place, or for which session.
#[derive(Clone, Debug)]
pub enum StandbyFor {
    Studio(Date, StudioId),
    District(Date, DistrictId),
    Session(SessionId),
}

/// Writes that somebody could step in. Saying the same twice changes nothing and gives the first.
pub async fn add_standby(ctx: &Context, id: PersonId, of: StandbyFor) -> Result<StandbyId> {
    ctx.write(move |tx, who| {
        let planned = changeable_person(tx.conn(), who, &id)?;
        let (zone, row) = resolve(tx.conn(), who, &of)?;
        let now = tx.now();
        if row.0 < date_in(&zone, now)?.to_string() {
            return Err(Error::field("local_date", "past"));
        }
        let row = StandbyRow {
            id: tx.mint(),
            person_id: id.clone(),
            local_date: row.0,
            studio_id: row.1,
            district_id: row.2,
            session_id: row.3,
            entered_by: who.person.clone(),
            entered_at: now,
        };
        let there = store::list_standbys(tx.conn(), &id, &row.local_date)?;
        let is_same = |old: &&StandbyRow| {
            (&old.local_date, &old.studio_id, &old.district_id, &old.session_id)
                == (&row.local_date, &row.studio_id, &row.district_id, &row.session_id)
        };
        if let Some(old) = there.iter().find(is_same) {
            return Ok(old.id.clone());
        }
        store::insert_standby(tx.conn(), &row)?;
        if !planned.is_self {
            tx.audit(&who.entry(AuditVerb::AddStandby, AuditSubject::Person, &id))?;
        }
        Ok(row.id)
    })
    .await
}

type Target = (String, Option<StudioId>, Option<DistrictId>, Option<SessionId>);

/// The zone and the row of what was asked for; what the caller does not see is not found.
fn resolve(conn: &mut Conn, who: &Permissions, of: &StandbyFor) -> Result<(String, Target)> {
    match of {
        StandbyFor::Studio(date, id) => {
            let studio = districts::studio(conn, id)?.ok_or_else(Error::not_found)?;
            who.must_see(&studio.district_id)?;
            Ok((studio.zone, (date.to_string(), Some(id.clone()), None, None)))
        }
        StandbyFor::District(date, id) => {
            districts::district(conn, id)?.ok_or_else(Error::not_found)?;
            who.must_see(id)?;
            let zone = districts::zone_of(conn, Some(id))?;
            Ok((zone, (date.to_string(), None, Some(id.clone()), None)))
        }
        StandbyFor::Session(id) => {
            let session = look(conn, who, id)?.session;
            Ok((session.zone, (session.local_date, None, None, Some(id.clone()))))
        }
    }
}

/// Somebody cannot step in after all.
pub async fn remove_standby(ctx: &Context, id: StandbyId) -> Result<()> {
    ctx.write(move |tx, who| {
        let row = store::find_standby(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let planned = changeable_person(tx.conn(), who, &row.person_id)?;
        store::delete_standby(tx.conn(), &id)?;
        if !planned.is_self {
            tx.audit(&who.entry(AuditVerb::RemoveStandby, AuditSubject::Person, &row.person_id))?;
        }
        Ok(())
    })
    .await
}
