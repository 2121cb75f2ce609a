//! Lines of the ledger and what is done by hand.

use super::{Closed, Domain, ManualKind, Source};
use crate::clock::Millis;
use crate::ids::{CreditId, EnrolmentId, PersonId, RequirementId, SessionId, StudioId};

/// A line to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCredit {
    /// Its row.
    pub id: CreditId,
    /// Whose way.
    pub enrolment_id: EnrolmentId,
    /// Whose credit.
    pub person_id: PersonId,
    /// For what.
    pub requirement_id: RequirementId,
    /// From what.
    pub source: Source,
    /// Which one.
    pub source_id: String,
    /// Which posting of this source for this requirement, from 1.
    pub round: i64,
    /// In the requirement's unit; negative takes back.
    pub amount: i64,
    /// The time it stands for.
    pub minutes: i64,
    /// The instants credited, for attendance.
    pub span: Option<(Millis, Millis)>,
    /// The line that this one takes back.
    pub reversal_of: Option<CreditId>,
    /// Who recorded what it rests on.
    pub recorded_by: Option<PersonId>,
    /// The domain that it counts for, whatever a later version says.
    pub domain: Option<Domain>,
    /// When.
    pub at: Millis,
}

/// A line of attendance that no other line has taken back.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::credit_entries)]
#[allow(missing_docs)] // as in `NewCredit`
pub struct InForce {
    pub id: CreditId,
    pub enrolment_id: EnrolmentId,
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub source_id: String,
    pub round: i64,
    pub amount: i64,
    pub minutes: i64,
    pub from_at: Option<Millis>,
    pub to_at: Option<Millis>,
    pub domain: Option<Domain>,
}

/// Credit or a waiver by hand.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
#[allow(missing_docs)] // the columns say it
pub struct Manual {
    pub id: CreditId,
    pub enrolment_id: EnrolmentId,
    pub requirement_id: RequirementId,
    pub kind: ManualKind,
    pub amount: Option<i64>,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_at: Millis,
    pub confirmed_by: Option<PersonId>,
    /// The session whose sheet it stands for.
    pub session_id: Option<SessionId>,
    pub confirm_cid: Option<String>,
    pub closed_how: Option<Closed>,
}

/// Something that was recorded or credited by hand, as whoever signs reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // as in the rows
pub struct Evidence {
    pub id: String,
    pub requirement_id: RequirementId,
    /// None for a paper.
    pub by_hand: Option<ManualKind>,
    pub amount: Option<i64>,
    /// Nickname of whoever recorded it or asked for it.
    pub by: String,
    /// Nickname of the second person.
    pub confirmed_by: Option<String>,
    /// The note of a paper, as it is kept.
    pub sealed_note: Option<Vec<u8>>,
    /// The note that can be read: opened, or the reason of what is done by hand.
    pub note: Option<String>,
    pub at: Millis,
    /// It counts no more, because of this.
    pub ended_because: Option<String>,
    pub is_over: bool,
}

/// A line as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // as in `NewCredit`
pub struct LedgerLine {
    pub id: CreditId,
    pub at: Millis,
    pub requirement_id: RequirementId,
    pub source: Source,
    pub source_id: String,
    pub amount: i64,
    pub is_reversal: bool,
    /// The session's own title, if it was a session.
    pub title: Option<String>,
    /// The session's studio and type, if it was a session.
    pub kind: Option<(StudioId, String)>,
}
