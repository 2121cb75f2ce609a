//! One-time tickets: what a browser shows instead of a credential when it asks for a socket.

use crate::clock::Millis;
use crate::ids::{LoginId, PersonId};

/// Who comes in by a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The person.
    pub person: PersonId,
    /// The device.
    pub login: LoginId,
    /// The page's origin, if a page asked.
    pub origin: Option<String>,
    /// How long their authorisation goes.
    pub auth_expires_at: Millis,
}

/// A new ticket, shown once.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Ticket {
    /// 256 random bits as text.
    pub ticket: String,
    /// Until when it is good.
    pub expires_at: Millis,
}
