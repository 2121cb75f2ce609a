//! The verbs of this room, one file a noun.

mod calls;
mod duty;
mod follow_up;
mod incidents;
mod paging;

pub use calls::{CallRead, acknowledge, ask_for_help, close_call, read_call};
pub use duty::{add_shift, remove_shift, set_chain};
pub use follow_up::{follow_up, forget_old, offer_supervision};
pub use incidents::{
    NewIncident, answer_offer, change_incident, check_sessions, close_incident, read_incident, record_debrief,
    report_incident, take_incident,
};
pub use paging::{chain_of, page};

use crate::accounts::access::{Caller, Permissions};
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chance::Chance;
use crate::clock::{Clock, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::PersonId;
use crate::jobs::{self, NewJob};
use crate::keys::Keys;
use crate::notifications::api::{NewNotice, NoticeKind, call_in, notify_in};
use serde_json::{Value, json};

/// What the verbs of this room need.
#[derive(Clone)]
pub struct Kit {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// For new ids.
    pub chance: Chance,
    /// Seals notes and texts.
    pub keys: Keys,
}

impl Kit {
    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    async fn write<T: Send + 'static>(
        &self,
        caller: Caller,
        work: impl Fn(&mut Tx<'_>, &Permissions, &Kit) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let kit = self.clone();
        self.db
            .write(move |tx| {
                let who = Permissions::load(tx.conn(), &caller)?;
                work(tx, &who, &kit)
            })
            .await
    }

    fn note(&self, tx: &mut Tx<'_>, by: &PersonId, verb: AuditVerb, kind: AuditSubject, id: &str) -> Result<()> {
        self.note_with(tx, by, verb, (kind, id), json!({}))
    }

    fn note_with(
        &self,
        tx: &mut Tx<'_>,
        by: &PersonId,
        verb: AuditVerb,
        (kind, id): (AuditSubject, &str),
        detail: Value,
    ) -> Result<()> {
        let entry = Entry::new(Some(by), verb, kind, id).detail(detail);
        Ok(tx.audit(&entry)?)
    }

    fn enqueue(&self, tx: &mut Tx<'_>, kind: &'static str, payload: Value, at: Millis, key: String) -> Result<()> {
        let job = NewJob::new(kind, payload);
        jobs::enqueue(tx, &job.at(at).once(key))?;
        Ok(())
    }

    fn notify(&self, tx: &mut Tx<'_>, person: &PersonId, kind: NoticeKind, link: &str, is_call: bool) -> Result<()> {
        let notice = NewNotice {
            person: person.clone(),
            kind,
            params: json!({}),
            link: link.to_owned(),
        };
        if is_call {
            call_in(tx, notice)
        } else {
            notify_in(tx, notice)
        }
    }
}
