//! One email for one address.

use super::template::{Template, Tongue};
use crate::clock::Millis;
use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use std::time::{Duration, UNIX_EPOCH};

/// An email that is ready to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The same on every try, so that a mailbox can tell a repeated email.
    pub id: String,
    pub to: String,
    pub template: Template,
    pub tongue: Tongue,
    pub address: String,
    pub at: Millis,
}

impl Email {
    /// Whether this could be an address; nothing is stored that no email can be sent to.
    pub fn is_address(text: &str) -> bool {
        text.len() <= 254 && text.parse::<lettre::Address>().is_ok()
    }

    pub fn subject(&self) -> &'static str {
        self.template.subject(self.tongue)
    }

    pub fn body(&self) -> String {
        self.template.body(self.tongue, &self.address)
    }

    /// As it goes over the wire: plain text, no pictures, nothing to follow but the front page.
    pub(super) fn message(&self, from: &Mailbox) -> Option<Message> {
        let seconds = u64::try_from(self.at / 1000).unwrap_or(0);
        let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        Message::builder()
            .from(from.clone())
            .to(self.to.parse().ok()?)
            .subject(self.subject())
            .date(UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(format!("<{}@{}>", self.id, from.email.domain())))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"))
            .header(ContentType::TEXT_PLAIN)
            .body(self.body())
            .ok()
    }
}
