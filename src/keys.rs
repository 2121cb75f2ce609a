//! The deployment's secrets: signing, field encryption, keyed hashes, the audit. They come from a file, never from the database,
//! and never reach a log.
//!
//! Each kind has numbered keys. The highest number is used for new values; all others are still accepted. A rotation adds a
//! number, older values stay valid, and an old number is removed from the file when nothing needs it any more (docs/OPERATING.md).

mod file;
mod ring;

pub use file::{KeyError, rotate};

use crate::chance::Chance;
use crate::clock::Millis;
use crate::error::{Error, Result};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use ring::Ring;
use sha2::Sha256;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// All keys, shared by everything that needs one.
#[derive(Clone)]
pub struct Keys(Arc<Shared>);

struct Shared {
    chance: Chance,
    ring: RwLock<Arc<Ring>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    pub fn load(path: &Path, chance: &Chance) -> std::result::Result<Self, KeyError> {
        crate::files::make_private(path);
        Ok(Keys::of(file::read(path)?, chance))
    }

    /// Writes a new key file that only its owner can read; refuses to replace one.
    pub fn create(path: &Path, is_demo: bool, chance: &Chance) -> std::result::Result<Self, KeyError> {
        Ok(Keys::of(file::create(path, is_demo, chance)?, chance))
    }

    /// Fixed keys, for tests only.
    pub fn for_tests() -> Self {
        Keys::of(Ring::for_tests(), &Chance::seeded(7))
    }

    fn of(ring: Ring, chance: &Chance) -> Self {
        Keys(Arc::new(Shared {
            chance: chance.clone(),
            ring: RwLock::new(Arc::new(ring)),
        }))
    }

    fn ring(&self) -> Arc<Ring> {
        self.0.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the file again, so that a rotation takes effect while the server runs; new keys are used from their time on.
    pub fn refresh(&self, path: &Path, now: Millis) -> std::result::Result<(), KeyError> {
        let ring = file::read(path)?;
        *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        self.turn(now);
        Ok(())
    }

    /// Starts to use keys whose time has come.
    pub fn turn(&self, now: Millis) {
        let mut ring = self.0.ring.write().unwrap_or_else(PoisonError::into_inner);
        if ring.is_due(now) {
            let mut next = Ring::clone(&ring);
            next.use_newest();
            *ring = Arc::new(next);
        }
    }

    pub fn is_demo(&self) -> bool {
        self.ring().is_demo
    }

    /// The key that signs access tokens (HS256).
    pub fn signing(&self) -> Vec<u8> {
        self.ring().signing.current().to_vec()
    }

    /// Every key whose access tokens are accepted, the one that signs first.
    pub fn signing_accepted(&self) -> Vec<Vec<u8>> {
        self.ring().signing.accepted().map(|(_, key)| key.clone()).collect()
    }

    /// The number of the field key that seals new values.
    pub fn sealing_number(&self) -> u8 {
        self.ring().fields.making
    }

    /// Whether there is more than one field key, so that something may have to be sealed anew.
    pub fn has_earlier_fields(&self) -> bool {
        self.ring().fields.accepted().count() > 1
    }

    /// From when on the newest keys make; none if that has been so all along.
    pub fn in_use_from(&self) -> Option<Millis> {
        self.ring().use_from
    }

    /// Seals `plaintext` for one field of one row: key number (1 byte), nonce (24 bytes), ciphertext and tag.
    /// The table and the row's id are associated data, so a sealed value cannot be moved to another row.
    pub fn seal(&self, table: &str, row_id: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; 24] = self.0.chance.bytes();
        let ring = self.ring();
        let aad = associated(table, row_id);
        let payload = Payload {
            msg: plaintext,
            aad: &aad,
        };
        let sealed = ring
            .fields
            .current()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Error::internal("sealing failed"))?;
        let mut out = Vec::with_capacity(25 + sealed.len());
        out.push(ring.fields.making);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Keys::seal`] made for the same field of the same row.
    pub fn open(&self, table: &str, row_id: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let broken = || Error::internal(format!("a sealed field of {table} does not open"));
        let (number, rest) = sealed.split_first().ok_or_else(broken)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<24>().ok_or_else(broken)?;
        let ring = self.ring();
        let key: &XChaCha20Poly1305 = ring.fields.get(*number).ok_or_else(broken)?;
        let aad = associated(table, row_id);
        let payload = Payload {
            msg: ciphertext,
            aad: &aad,
        };
        key.decrypt(&XNonce::from(*nonce), payload).map_err(|_| broken())
    }

    /// [`Keys::open`] for text.
    pub fn open_text(&self, table: &str, row_id: &str, sealed: &[u8]) -> Result<String> {
        String::from_utf8(self.open(table, row_id, sealed)?).map_err(Error::internal)
    }

    /// A keyed hash (HMAC-SHA-256, hex) of a secret that is only ever looked up: one-time codes, tickets, tokens. From the second
    /// key on its number stands before it.
    pub fn token(&self, purpose: &str, secret: &str) -> String {
        let ring = self.ring();
        token(ring.hashing.making, ring.hashing.current(), purpose, secret)
    }

    /// What [`Keys::token`] makes and made of it under every key that is accepted, the newest first.
    pub fn tokens(&self, purpose: &str, secret: &str) -> Vec<String> {
        let ring = self.ring();
        let accepted = ring.hashing.accepted();
        accepted
            .map(|(number, key)| token(number, key, purpose, secret))
            .collect()
    }

    /// The number of the hashing key that makes new hashes.
    pub fn hashing_number(&self) -> u8 {
        self.ring().hashing.making
    }

    /// The first 8 bytes, in hex, of a keyed hash: lets a search index match without giving the text back. The index says by which
    /// key it was made; one whose key is gone matches nothing.
    pub fn search_token(&self, number: u8, token: &str) -> String {
        let ring = self.ring();
        let key = ring.hashing.get(number);
        key.map_or_else(String::new, |key| hex(&hash(key, "search", token)[..8]))
    }

    /// Which key closes new lines of the audit.
    pub fn audit_number(&self) -> u8 {
        self.ring().audit.making
    }

    /// The keys of the audit, the oldest first.
    pub fn audit_numbers(&self) -> Vec<u8> {
        let mut numbers: Vec<u8> = self.ring().audit.accepted().map(|(number, _)| number).collect();
        numbers.sort_unstable();
        numbers
    }

    /// HMAC-SHA-256 under a key of the audit; all zeros, which match nothing, if there is no such key.
    pub fn audit_mac(&self, number: u8, message: &[u8]) -> [u8; 32] {
        let ring = self.ring();
        ring.audit.get(number).map_or([0; 32], |key| mac(key, &[message]))
    }

    /// Until when an audit that was chained without a key may be adopted, if at all.
    pub fn plain_audit_until(&self) -> Option<Millis> {
        self.ring().plain_audit_until
    }
}

fn token(number: u8, key: &[u8], purpose: &str, secret: &str) -> String {
    let hash = hex(&hash(key, purpose, secret));
    if number == 1 { hash } else { format!("{number}:{hash}") }
}

fn hash(key: &[u8], purpose: &str, secret: &str) -> [u8; 32] {
    mac(key, &[purpose.as_bytes(), &[0], secret.as_bytes()])
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of any length")
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn associated(table: &str, row_id: &str) -> Vec<u8> {
    [table.as_bytes(), &[0], row_id.as_bytes()].concat()
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[cfg(test)]
mod tests;
