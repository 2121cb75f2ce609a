//! Work done later: emails leave.

use super::actions::{self, Step};
use super::outbox::{EmailSender, Payload, SEND_EMAIL};
use crate::clock::HOUR;
use crate::error::Result;
use crate::jobs::{Failure, Job, Registry};
use crate::mail::Fault;

/// The kind of job that finds emails whose job was lost.
const FIND_OVERDUE_EMAILS: &str = "find_letters";

/// The handlers of this room.
#[must_use]
pub fn register(registry: Registry, sender: &EmailSender) -> Registry {
    let (sending, finding) = (sender.clone(), sender.db.clone());
    registry
        .on(SEND_EMAIL, move |job| send_email(sending.clone(), job))
        .every(FIND_OVERDUE_EMAILS, HOUR, move |_| {
            let db = finding.clone();
            async move { Ok(actions::find_overdue_emails(&db).await?) }
        })
}

/// Sends one email. The email's row says what became of it; the job itself only fails where the database does.
async fn send_email(sender: EmailSender, job: Job) -> Result<(), Failure> {
    let Payload { letter: id } = job.payload()?;
    let Step::Leaves(row, email) = actions::begin_email(&sender, id).await? else {
        return Ok(());
    };
    match sender.mailer.send(&email).await {
        Ok(()) => actions::mark_sent(&sender.db, row).await?,
        Err(Fault::Never(why)) => actions::give_up_email(&sender.db, row, why).await?,
        Err(Fault::Later(why)) => actions::retry_email(&sender.db, row, why).await?,
        Err(Fault::NoWay) => actions::hold_email(&sender.db, row).await?,
    }
    Ok(())
}
