//! The security log: sign-ins, refusals, exports, and seats given and ended. It holds no names, nicknames or whole
//! addresses; a network is kept for a month, a line for six (safety 26).

mod actions;
mod store;

pub use actions::{FORGET, forget, record};
pub use store::{SecurityLine, page_events};

use crate::ids::PersonId;
use crate::text_enum;
use std::net::IpAddr;

text_enum! {
    pub SecurityKind {
        SignIn = "sign_in",
        /// The nickname or the passphrase was wrong.
        SignInFailed = "sign_in_failed",
        /// The code of the second factor was wrong.
        SecondFactorFailed = "second_factor_failed",
        Throttled = "throttled",
        /// A file was exported.
        Export = "export",
        /// Somebody was let into a chat room.
        SeatGiven = "seat_given",
        /// Somebody left a chat room or was taken out.
        SeatEnded = "seat_ended",
    }
}

#[derive(Clone, Debug)]
pub struct SecurityEvent {
    pub(super) kind: SecurityKind,
    pub(super) person: Option<PersonId>,
    pub(super) network: Option<String>,
    pub(super) detail: String,
}

impl SecurityEvent {
    /// Something that happened to or by this person, if they are known.
    pub fn new(kind: SecurityKind, person: Option<&PersonId>) -> Self {
        SecurityEvent {
            kind,
            person: person.cloned(),
            network: None,
            detail: String::new(),
        }
    }

    /// Sets the network of an address: /24 or /48.
    #[must_use]
    pub fn from(mut self, address: IpAddr) -> Self {
        self.network = Some(match address.to_canonical() {
            IpAddr::V4(v4) => format!("{}/24", IpAddr::V4((v4.to_bits() & 0xffff_ff00).into())),
            IpAddr::V6(v6) => format!("{}/48", IpAddr::V6((v6.to_bits() & (u128::MAX << 80)).into())),
        });
        self
    }

    /// Adds a code or an id; never a name.
    #[must_use]
    pub fn detail(mut self, detail: impl ToString) -> Self {
        self.detail = detail.to_string();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_short() {
        let event = SecurityEvent::new(SecurityKind::SignIn, None);
        let network = |address: &str| event.clone().from(address.parse().unwrap()).network.unwrap();
        assert_eq!(network("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(network("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(network("2001:db8:1:2::3"), "2001:db8:1::/48");
    }
}
