//! What happens in a review is written down with a frozen copy of the evaluation.

use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::training::enrolments;
use crate::training::enrolments::model::{PhaseEvent, PhaseEventKind};
use crate::training::gates::model::Gate;
use crate::training::programmes::model::Version;
use crate::training::progress::enrolment_progress::EnrolmentProgress;

/// Something that happened in a review, to be written with a frozen copy of the evaluation.
pub(crate) struct PhaseRecord<'a> {
    pub gate: &'a Gate,
    pub actor: &'a PersonId,
    pub kind: PhaseEventKind,
    pub reason: Option<&'a str>,
}

impl PhaseRecord<'_> {
    pub(crate) fn insert(&self, tx: &mut Tx<'_>, version: &Version, progress: &EnrolmentProgress) -> Result<()> {
        let frozen = progress.frozen(version, self.gate.phase, tx.now());
        let (row, at) = (tx.mint::<String>(), tx.now());
        enrolments::store::insert_phase_event(
            tx.conn(),
            &PhaseEvent {
                row: &row,
                enrolment: &self.gate.enrolment_id,
                phase: self.gate.phase,
                kind: self.kind,
                gate: Some(&self.gate.id),
                actor: Some(self.actor),
                reason: self.reason,
                evaluation: Some(&frozen),
                at,
            },
        )
    }
}
