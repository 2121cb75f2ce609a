//! The verbs of this room, one file a noun.

pub mod approvals;
mod cohort_change;
pub mod cohorts;
pub mod credits;
pub mod enrolments;
pub mod evidence;
pub mod gates;
pub mod manual;
mod notices;
pub mod programmes;
pub(super) mod rooms;

pub use cohort_change::{Change, Effect, change_cohort};

use crate::accounts::access::{Caller, Permissions};
use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chance::Chance;
use crate::clock::{Clock, Millis};
use crate::config::ChatConfig;
use crate::db::{Db, Tx};
use crate::error::{Code, Result};
use crate::ids::{self, CreditId, EnrolmentId, PersonId};
use crate::keys::Keys;
use crate::training::model::{InForce, NewCredit, Requirement, Source};

/// What every verb needs inside its transaction.
#[derive(Clone)]
pub struct Kit {
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// The settings of chat, for the rooms of cohorts.
    pub chat: ChatConfig,
}

impl Kit {
    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    pub(super) fn mint(&self) -> String {
        ids::mint(&self.clock, &self.chance)
    }

    /// A first line of a source for a requirement, of (amount, minutes).
    fn credit(
        &self,
        enrolment: &EnrolmentId,
        person: &PersonId,
        requirement: &Requirement,
        (source, source_id): (Source, String),
        (amount, minutes): (i64, i64),
    ) -> NewCredit {
        NewCredit {
            id: CreditId::mint(&self.clock, &self.chance),
            enrolment_id: enrolment.clone(),
            person_id: person.clone(),
            requirement_id: requirement.id.clone(),
            source,
            source_id,
            round: 1,
            amount,
            minutes,
            span: None,
            reversal_of: None,
            recorded_by: None,
            domain: requirement.domain,
            at: self.now(),
        }
    }

    /// The line that takes another one back: the negative amount, and everything else the same.
    fn reversal(&self, line: &InForce, source: Source) -> NewCredit {
        NewCredit {
            id: CreditId::mint(&self.clock, &self.chance),
            enrolment_id: line.enrolment_id.clone(),
            person_id: line.person_id.clone(),
            requirement_id: line.requirement_id.clone(),
            source,
            source_id: line.source_id.clone(),
            round: line.round,
            amount: -line.amount,
            minutes: -line.minutes,
            span: line.from_at.zip(line.to_at),
            reversal_of: Some(line.id.clone()),
            recorded_by: None,
            domain: line.domain,
            at: self.now(),
        }
    }
}

/// Nothing new goes into the file of somebody who took their consent to it back; what stands in it stays (safety 15).
fn must_record(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    if accounts::has_withdrawn(tx.conn(), person, Purpose::TrainingFile)? {
        return Err(Code::TrainingFileClosed.into());
    }
    Ok(())
}

/// What a signed-in person does something with.
#[derive(Clone)]
pub struct Desk {
    /// The database.
    pub db: Db,
    /// The time and randomness.
    pub kit: Kit,
    /// Who asks.
    pub caller: Caller,
    /// For the codes of invitations.
    pub keys: Keys,
}

impl Desk {
    async fn write<T: Send + 'static>(
        self,
        work: impl Fn(&mut Tx<'_>, &Permissions, &Desk) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.db.clone();
        db.write(move |tx| {
            let who = Permissions::load(tx.conn(), &self.caller)?;
            work(tx, &who, &self)
        })
        .await
    }

    /// Writes down who did what, in the same transaction.
    fn note(&self, tx: &mut Tx<'_>, verb: AuditVerb, kind: AuditSubject, id: &str) -> Result<()> {
        self.note_with(tx, verb, kind, id, serde_json::json!({}))
    }

    fn note_with(
        &self,
        tx: &mut Tx<'_>,
        verb: AuditVerb,
        kind: AuditSubject,
        id: &str,
        detail: serde_json::Value,
    ) -> Result<()> {
        let (_clock, _chance) = (&self.kit.clock, &self.kit.chance);
        let entry = Entry::new(Some(&self.caller.person), verb, kind, id).detail(detail);
        Ok(tx.audit(&entry)?)
    }
}
