//! Where an attempt to sign in comes from, before it is known whose it is: an address, and perhaps a device on which somebody signed
//! in before.

use crate::chance::Chance;
use crate::clock::{DAY, Millis};
use crate::ids::PersonId;
use crate::keys::{Keys, hex};
use std::net::IpAddr;

/// A device that was not used for so long is forgotten; its cookie ends then too.
pub const DEVICE_KEPT: Millis = 400 * DAY;

/// A random value in a long-lived cookie of a device. It proves nothing but that somebody signed in there before: such a person has
/// tries of their own there, which no guess from elsewhere uses up. It is read for that and for nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceMark(String);

impl DeviceMark {
    /// A new mark of 256 bits.
    pub fn new(chance: &Chance) -> Self {
        DeviceMark(hex(&chance.bytes::<32>()))
    }

    /// Reads the value of a cookie.
    pub fn parse(text: &str) -> Option<Self> {
        let is_ours = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_ours.then(|| DeviceMark(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is stored for one person: two people on one device have two different hashes.
    pub fn hash_for(&self, keys: &Keys, person: &PersonId) -> String {
        keys.token("device", &format!("{person}\n{}", self.0))
    }

    /// The same hash under every accepted key.
    pub fn hashes_for(&self, keys: &Keys, person: &PersonId) -> Vec<String> {
        keys.tokens("device", &format!("{person}\n{}", self.0))
    }
}

/// Where an attempt comes from.
#[derive(Clone)]
pub struct SignInOrigin {
    pub address: IpAddr,
    /// The device, if somebody signed in on it before.
    pub mark: Option<DeviceMark>,
}

impl SignInOrigin {
    /// The network: an address without its last part, /24 or /48 (safety 26).
    pub fn network(&self) -> IpAddr {
        match self.address.to_canonical() {
            IpAddr::V4(v4) => IpAddr::V4((v4.to_bits() & 0xffff_ff00).into()),
            IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (u128::MAX << 80)).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_only_as_it_was_made() {
        let mark = DeviceMark::new(&Chance::seeded(1));
        assert!(DeviceMark::parse(mark.as_str()) == Some(mark.clone()));
        let upper = mark.as_str().to_uppercase();
        let longer = format!("{}0", mark.as_str());
        for other in ["", "abc", "g", &upper, &longer] {
            assert!(DeviceMark::parse(other).is_none(), "{other}");
        }
    }
}
