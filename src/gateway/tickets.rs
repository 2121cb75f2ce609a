//! One-time tickets: a browser sends one instead of a credential when it opens a socket.

use crate::clock::Millis;
use crate::ids::{LoginId, PersonId};

/// The person and login of a redeemed ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    pub person: PersonId,
    pub login: LoginId,
    /// The origin of the page; none for a native client.
    pub origin: Option<String>,
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
