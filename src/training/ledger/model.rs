//! Lines of the ledger.

use crate::clock::Millis;
use crate::ids::{CreditId, EnrolmentId, PersonId, RequirementId, SessionId, StudioId};
use crate::text_enum;
use crate::training::programmes::model::Domain;
use std::collections::HashMap;

text_enum! {
    /// From what a line of the ledger comes.
    pub Source {
        /// Attendance of a session.
        Session = "session",
        /// Something that staff recorded.
        Evidence = "evidence",
        /// A manual credit that two people stand for.
        Manual = "manual",
        /// A consent of the person.
        Consent = "consent",
    }
}

/// A line to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCredit {
    pub id: CreditId,
    pub enrolment_id: EnrolmentId,
    pub person_id: PersonId,
    pub requirement_id: RequirementId,
    pub source: Source,
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
    pub at: Millis,
}

/// A line of attendance that no other line has taken back.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::credit_entries)]
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

/// A line as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// What one source gives somebody for one requirement.
pub struct Sum {
    pub enrolment_id: EnrolmentId,
    pub requirement_id: RequirementId,
    pub source: Source,
    pub source_id: String,
    pub amount: i64,
}

/// How often a session was posted for a requirement of an enrolment.
#[derive(Default)]
pub struct Rounds(pub(crate) HashMap<(String, EnrolmentId, RequirementId), i64>);

impl Rounds {
    /// The round of the next posting.
    pub fn next(&self, session: &SessionId, enrolment: &EnrolmentId, requirement: &RequirementId) -> i64 {
        let key = (session.as_str().to_owned(), enrolment.clone(), requirement.clone());
        self.0.get(&key).copied().unwrap_or(0) + 1
    }
}
