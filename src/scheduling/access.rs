//! Who may: what somebody sees of a session (safety 8), and what they may do with it now.
//!
//! Coordinators of the district and headquarters plan; whoever conducts a session runs it and keeps its sheet;
//! supervisors of the district read. A counsellor of the district who is not on a session sees only that the time is
//! booked. Members and trainees see the sessions at which they are expected. To everybody else it does not exist.

use crate::accounts::access::{Permissions, Role, Scope, allowed};
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api;
use crate::districts::model::Studio;
use crate::error::{Code, Error, Result};
use crate::ids::{SessionId, StudioId};
use crate::scheduling::attendance::model::{SHEET_CLOSES, SHEET_FREEZES, SHEET_OPENS, TapSource};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::{places, sessions};

/// How much of a session somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Everything but the names on the sheet.
    Full,
    /// Their own: when, where, with whom.
    Expected,
    /// That the time is booked.
    Booked,
}

/// A session and what ties somebody to it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub session: Session,
    /// Their role on its staff.
    pub role: Option<StaffRole>,
    /// A place of theirs, by name or through the intake.
    pub is_expected: bool,
}

/// Proof: the caller plans in this studio's district.
pub struct PlanningAccess {
    pub studio: Studio,
    /// Whose sessions the caller may know by name in a refusal.
    pub districts: Scope,
}

/// Not found for a studio whose district the caller does not see, refused where they do not coordinate.
pub fn planning_access(conn: &mut Conn, who: &Permissions, studio: &StudioId) -> Result<PlanningAccess> {
    let studio = api::studio(conn, studio)?.ok_or_else(Error::not_found)?;
    who.must_coordinate(&studio.district_id)?;
    Ok(PlanningAccess {
        studio,
        districts: who.coordinated(),
    })
}

/// A session that the caller sees at all.
pub fn look(conn: &mut Conn, who: &Permissions, id: &SessionId) -> Result<Seen> {
    let session = sessions::store::find_session(conn, id)?;
    tie(conn, who, session)
}

/// The same, locked until the commit.
pub fn look_locked(conn: &mut Conn, who: &Permissions, id: &SessionId) -> Result<Seen> {
    let session = sessions::store::lock_session(conn, id)?;
    tie(conn, who, session)
}

fn tie(conn: &mut Conn, who: &Permissions, session: Option<Session>) -> Result<Seen> {
    let session = session.ok_or_else(Error::not_found)?;
    let role = assignments::store::find_role(conn, &session.id, &who.person)?;
    // an assignment says what somebody did; once the role there was taken away it gives no right any more (safety 12)
    let has_left = role.is_some()
        && (!who.works()
            || (!who.works_in(&session.district_id)
                && assignments::store::has_left(conn, &who.person, &session.district_id)?));
    let role = role.filter(|_| !has_left);
    let expected = places::store::list_expected(conn, std::slice::from_ref(&session.id), &who.person)?;
    let seen = Seen {
        session,
        role,
        is_expected: !expected.is_empty(),
    };
    seen.sight(who).ok_or_else(Error::not_found)?;
    Ok(seen)
}

impl Seen {
    /// How much of it they see; none is nothing.
    pub fn sight(&self, who: &Permissions) -> Option<Sight> {
        let district = &self.session.district_id;
        let is_on_it = self.role.is_some() && who.works();
        if is_on_it || who.coordinates(district) || who.has_in(Role::Supervisor, district) {
            return Some(Sight::Full);
        }
        if matches!(self.session.state, SessionState::Draft | SessionState::Skipped) {
            return None;
        }
        if self.is_expected {
            return Some(Sight::Expected);
        }
        who.has_in(Role::Counsellor, district).then_some(Sight::Booked)
    }

    fn has_role_for(&self, who: &Permissions, verb: SessionVerb) -> bool {
        let plans = who.coordinates(&self.session.district_id);
        let conducts = who.works() && self.role.is_some_and(StaffRole::conducts);
        match verb {
            SessionVerb::Edit
            | SessionVerb::Publish
            | SessionVerb::Move
            | SessionVerb::Cancel
            | SessionVerb::Restore
            | SessionVerb::Staff
            | SessionVerb::Revive
            | SessionVerb::Keep => plans,
            SessionVerb::Run
            | SessionVerb::Unrun
            | SessionVerb::NotTakenPlace
            | SessionVerb::Deliver
            | SessionVerb::Close => plans || conducts,
            SessionVerb::Reopen => plans || who.has_in(Role::Supervisor, &self.session.district_id),
            SessionVerb::Attendance => conducts,
            _ => false,
        }
    }

    /// Whether they may do it now.
    pub fn may(&self, who: &Permissions, verb: SessionVerb, now: Millis) -> bool {
        self.has_role_for(who, verb) && self.session.allows(verb, now)
    }

    /// Refuses by role alone.
    pub fn must_have_role_for(&self, who: &Permissions, verb: SessionVerb) -> Result<()> {
        allowed(self.has_role_for(who, verb))
    }

    /// Refuses by role, or by the state.
    pub fn must(&self, who: &Permissions, verb: SessionVerb, now: Millis) -> Result<()> {
        allowed(self.has_role_for(who, verb))?;
        self.must_be_time_for(verb, now)
    }

    /// Corrects the sheet once it is no longer with those who lead: exactly the coordinators and supervisors of the district.
    pub fn corrects(&self, who: &Permissions) -> bool {
        let district = &self.session.district_id;
        who.has_in(Role::Coordinator, district) || who.has_in(Role::Supervisor, district)
    }

    /// By which right somebody writes on the sheet at this time of the server; what a device believes decides nothing.
    pub fn writes_sheet(&self, who: &Permissions, now: Millis) -> Result<TapSource> {
        let (session, closes_at) = (&self.session, self.session.ends_at + SHEET_CLOSES);
        let conducts = self.has_role_for(who, SessionVerb::Attendance);
        let corrects = self.corrects(who) && now >= closes_at;
        allowed(conducts || corrects)?;
        self.must_be_time_for(SessionVerb::Attendance, now)?;
        if now < session.starts_at - SHEET_OPENS {
            return Err(Error::new(Code::WrongState, "The sheet is not open yet."));
        }
        match (now < closes_at, corrects) {
            (true, _) => Ok(TapSource::Tap),
            (false, true) if now < session.ends_at + SHEET_FREEZES => Ok(TapSource::Correction),
            (false, true) => Err(Code::SheetFrozen.into()),
            (false, false) => Err(Code::SheetClosed.into()),
        }
    }

    /// Refuses by the state alone.
    pub fn must_be_time_for(&self, verb: SessionVerb, now: Millis) -> Result<()> {
        let session = &self.session;
        if session.allows(verb, now) {
            return Ok(());
        }
        let detail = format!(
            "A session that is {} does not allow {verb} at this time.",
            session.state
        );
        Err(Error::new(Code::WrongState, detail).with("state", session.state))
    }
}
