//! What is written down of an incident (safety 38, 39).

use crate::clock::{HOUR, Millis};
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, DistrictId, EscalationId, IncidentId, PersonId, SessionId};
use crate::text_enum;

pub const INCIDENT_CHARACTERS: usize = 4_000;
/// The talk with those involved in severity 1 is due after this.
pub const DEBRIEF_DUE: Millis = 24 * HOUR;
/// An offered talk with a supervisor is due after this.
pub const OFFER_DUE: Millis = 48 * HOUR;

text_enum! {
    /// What kind of thing happened.
    pub Category {
        /// Somebody spoke of self-harm or of not wanting to live.
        SelfHarm = "self_harm",
        /// An overdose, or another medical emergency.
        Medical = "medical",
        Intoxicated = "intoxicated",
        Aggression = "aggression",
        /// Somebody was offered drugs.
        OfferOfDrugs = "offer_of_drugs",
        /// A boundary was crossed.
        Boundary = "boundary",
        /// Something confidential got out.
        Confidentiality = "confidentiality",
        /// A child is at risk.
        ChildAtRisk = "child_at_risk",
        Premises = "premises",
        Other = "other",
    }
}

text_enum! {
    /// Where an incident stands.
    pub IncidentState {
        Open = "open",
        Closed = "closed",
    }
}

text_enum! {
    /// How much of an incident somebody sees (safety 8).
    pub IncidentAccess {
        /// On duty, or assigned: all of it.
        All = "all",
        /// The reporter: what they wrote.
        Own = "own",
        /// Headquarters: severity 1 and 2 without people and places.
        Outline = "outline",
        /// A coordinator: category, state, and whose next sessions to check.
        State = "state",
        /// Somebody involved: what is offered to them.
        Offer = "offer",
    }
}

/// 1 is the worst, 3 the least.
pub fn severity(value: i64) -> Result<i64> {
    if (1..=3).contains(&value) {
        Ok(value)
    } else {
        Err(Error::field("severity", "out_of_range"))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::incidents)]
pub struct Incident {
    pub id: IncidentId,
    pub cid: String,
    pub district_id: Option<DistrictId>,
    /// The call that it came from.
    pub escalation_id: Option<EscalationId>,
    pub room_id: Option<ChatRoomId>,
    pub session_id: Option<SessionId>,
    pub reporter_id: PersonId,
    /// Who looks after it.
    pub assigned_to: Option<PersonId>,
    pub category: Category,
    /// 1 to 3.
    pub severity: i64,
    /// What happened, sealed; none once it is too old.
    pub text: Option<Vec<u8>>,
    pub state: IncidentState,
    pub happened_at: Millis,
    pub recorded_at: Millis,
    pub closed_at: Option<Millis>,
    pub closed_by: Option<PersonId>,
    /// Rises with each change.
    pub row_version: i64,
}

/// Somebody of the staff who was involved.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::incident_people)]
pub struct Involved {
    pub incident_id: IncidentId,
    pub person_id: PersonId,
    /// When a talk was offered.
    pub offered_at: Option<Millis>,
    /// By when it should be.
    pub offer_due_at: Option<Millis>,
    /// Whether they want it.
    pub wants_supervision: Option<bool>,
    /// When they said so.
    pub answered_at: Option<Millis>,
    /// When somebody talked it through with them.
    pub debriefed_at: Option<Millis>,
    pub debriefed_by: Option<PersonId>,
    /// When a coordinator checked their next sessions.
    pub checked_at: Option<Millis>,
    pub checked_by: Option<PersonId>,
}
