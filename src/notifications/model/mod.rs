//! Notices, emails, preferences.

mod kinds;
mod quiet;

pub use kinds::NoticeKind;
pub use quiet::QuietHours;

use crate::clock::Millis;
use crate::ids::{LetterId, NoticeId, PersonId};
use crate::mail::{Template, Tongue};
use crate::text_enum;
use serde_json::Value;

text_enum! {
    /// What became of an email.
    pub EmailState {
        Waiting = "waiting",
        /// A mail server took it.
        Sent = "sent",
        /// No longer wanted when its time came.
        Dropped = "dropped",
        /// Refused for good, or given up.
        Dead = "dead",
    }
}

/// A notice to be written.
#[derive(Clone, Debug)]
pub struct NewNotice {
    pub person: PersonId,
    pub kind: NoticeKind,
    /// The values that its words use: an object of short texts.
    pub params: Value,
    /// Where in the product it leads, such as `/sessions/…`.
    pub link: String,
}

/// A notice in somebody's inbox.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub id: NoticeId,
    pub at: Millis,
    /// What happened; a kind that this version no longer knows is none.
    pub kind: Option<NoticeKind>,
    pub params: Value,
    pub link: String,
    /// Whether it was read.
    pub is_read: bool,
}

/// How a person wants to be told outside of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub email: Option<String>,
    /// Whether emails are wanted.
    pub is_email_on: bool,
    /// Whether they may tell of mentions in a chat too.
    pub is_mention_on: bool,
    pub quiet: QuietHours,
}

/// All that decides whether and when an email goes to a person.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub tongue: Tongue,
    /// The zone of their home district.
    pub zone: String,
    /// Whether the consent `contact_notices` is given and not withdrawn.
    pub consents: bool,
    /// The address, still sealed.
    pub sealed_email: Option<Vec<u8>>,
    /// Whether emails are wanted.
    pub is_email_on: bool,
    /// Whether they may tell of mentions in a chat too.
    pub is_mention_on: bool,
    pub quiet: QuietHours,
}

impl Recipient {
    /// Whether an email may go because of a mention; it reads like every other update.
    pub fn wants_mentions(&self) -> bool {
        self.is_mention_on && self.wants(Template::Update)
    }

    /// Whether an email of this kind may go. The test is asked for by the person themselves; a call to somebody on duty
    /// needs nothing but an address (safety 50).
    pub fn wants(&self, template: Template) -> bool {
        let may = match template {
            Template::Update => self.is_email_on && self.consents,
            Template::Test => self.consents,
            Template::Call => true,
        };
        may && self.sealed_email.is_some()
    }

    /// The earliest time for such an email.
    pub fn earliest(&self, template: Template, now: Millis) -> Millis {
        match template {
            Template::Test | Template::Call => now,
            Template::Update => self.quiet.next_time(&self.zone, now),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailRow {
    pub id: LetterId,
    pub person: PersonId,
    pub template: Template,
    /// What became of it.
    pub state: EmailState,
    /// How often it was tried.
    pub tries: i64,
}

impl EmailRow {
    /// The key that lets only one email of a kind wait for a person.
    pub fn key(&self) -> String {
        format!("{}/{}", self.template, self.person)
    }
}
