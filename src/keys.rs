//! The deployment's secrets: signing, field encryption, keyed hashes. They come from a file, never from the database,
//! and never reach a log.

use crate::chance::Chance;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroize;

/// All keys, shared by everything that needs one.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    signing: Vec<u8>,
    hashing: Vec<u8>,
    current: u8,
    fields: BTreeMap<u8, XChaCha20Poly1305>,
    chance: Chance,
    is_demo: bool,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

/// The file: `signing`, `hashing` and the field keys by number, each 32 bytes in base64; the highest number seals,
/// all open, so that a key is rotated by adding a line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    signing: String,
    hashing: String,
    fields: BTreeMap<String, String>,
    /// Made by the demo; refused everywhere else.
    #[serde(default)]
    is_demo: bool,
}

/// What is wrong with a key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("the key file cannot be read")]
    Io(#[from] std::io::Error),
    /// The file is not TOML with the three entries.
    #[error("the key file is not understood; make one with `tongxing keys new`")]
    Form,
    /// A key has not 32 bytes of base64.
    #[error("a key in the key file is not 32 bytes of base64")]
    Length,
}

impl Keys {
    /// Reads the key file.
    pub fn load(path: &Path, chance: &Chance) -> std::result::Result<Self, KeyError> {
        crate::files::make_private(path);
        let mut text = std::fs::read_to_string(path)?;
        let file: File = toml::from_str(&text).map_err(|_| KeyError::Form)?;
        text.zeroize();
        Self::from_file(file, chance)
    }

    /// Writes a new key file that only its owner can read; refuses to replace one.
    pub fn create(path: &Path, is_demo: bool, chance: &Chance) -> std::result::Result<Self, KeyError> {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let fresh = || BASE64.encode(chance.bytes::<32>());
        let file = File {
            signing: fresh(),
            hashing: fresh(),
            fields: [("1".to_owned(), fresh())].into(),
            is_demo,
        };
        let mut text = toml::to_string(&file).map_err(|_| KeyError::Form)?;
        let mut out = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        text.zeroize();
        Self::from_file(file, chance)
    }

    /// Fixed keys, for tests only.
    pub fn for_tests() -> Self {
        let key = BASE64.encode([7u8; 32]);
        let file = File {
            signing: key.clone(),
            hashing: key.clone(),
            fields: [("1".to_owned(), key)].into(),
            is_demo: true,
        };
        Self::from_file(file, &Chance::seeded(7)).unwrap_or_else(|_| unreachable!("the test keys are well formed"))
    }

    fn from_file(file: File, chance: &Chance) -> std::result::Result<Self, KeyError> {
        let bytes = |text: &str| match BASE64.decode(text.trim()) {
            Ok(bytes) if bytes.len() == 32 => Ok(bytes),
            _ => Err(KeyError::Length),
        };
        let mut fields = BTreeMap::new();
        for (number, key) in &file.fields {
            let number: u8 = number.parse().map_err(|_| KeyError::Form)?;
            let key = bytes(key)?;
            fields.insert(
                number,
                XChaCha20Poly1305::new_from_slice(&key).map_err(|_| KeyError::Length)?,
            );
        }
        let current = *fields.keys().next_back().ok_or(KeyError::Form)?;
        Ok(Keys(Arc::new(Inner {
            signing: bytes(&file.signing)?,
            hashing: bytes(&file.hashing)?,
            current,
            fields,
            chance: chance.clone(),
            is_demo: file.is_demo,
        })))
    }

    /// Whether the demo made them.
    pub fn is_demo(&self) -> bool {
        self.0.is_demo
    }

    /// The key that signs access tokens (HS256).
    pub fn signing(&self) -> &[u8] {
        &self.0.signing
    }

    /// Seals `plaintext` for one field of one row: key number (1 byte), nonce (24 bytes), ciphertext and tag.
    /// The table and the row's id are associated data, so a sealed value cannot be moved to another row.
    pub fn seal(&self, table: &str, row_id: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
        let nonce: [u8; 24] = self.0.chance.bytes();
        let key = self
            .0
            .fields
            .get(&self.0.current)
            .ok_or_else(|| Error::internal("no field key"))?;
        let aad = associated(table, row_id);
        let sealed = key
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plaintext,
                    aad: &aad,
                },
            )
            .map_err(|_| Error::internal("sealing failed"))?;
        let mut out = Vec::with_capacity(25 + sealed.len());
        out.push(self.0.current);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Keys::seal`] made for the same field of the same row.
    pub fn open(&self, table: &str, row_id: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let broken = || Error::internal(format!("a sealed field of {table} does not open"));
        let (number, rest) = sealed.split_first().ok_or_else(broken)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<24>().ok_or_else(broken)?;
        let key = self.0.fields.get(number).ok_or_else(broken)?;
        let aad = associated(table, row_id);
        key.decrypt(
            &XNonce::from(*nonce),
            Payload {
                msg: ciphertext,
                aad: &aad,
            },
        )
        .map_err(|_| broken())
    }

    /// [`Keys::open`] for text.
    pub fn open_text(&self, table: &str, row_id: &str, sealed: &[u8]) -> Result<String> {
        String::from_utf8(self.open(table, row_id, sealed)?).map_err(Error::internal)
    }

    /// A keyed hash (HMAC-SHA-256, hex) of a secret that is only ever looked up: one-time codes, tickets, tokens.
    pub fn token(&self, purpose: &str, secret: &str) -> String {
        hex(&self.hash(purpose, secret))
    }

    /// The first 8 bytes, in hex, of a keyed hash: lets a search index match without giving the text back.
    pub fn search_token(&self, token: &str) -> String {
        hex(&self.hash("search", token)[..8])
    }

    fn hash(&self, purpose: &str, secret: &str) -> [u8; 32] {
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0.hashing) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(secret.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

fn associated(table: &str, row_id: &str) -> Vec<u8> {
    [table.as_bytes(), &[0], row_id.as_bytes()].concat()
}

/// Lower-case hexadecimal.
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
mod tests {
    use super::Keys;

    #[test]
    fn a_sealed_field_opens_only_in_its_own_row() {
        let keys = Keys::for_tests();
        let sealed = keys.seal("messages", "a", "你好".as_bytes()).unwrap();
        assert_eq!(keys.open_text("messages", "a", &sealed).unwrap(), "你好");
        assert!(keys.open("messages", "b", &sealed).is_err());
        assert!(keys.open("debriefs", "a", &sealed).is_err());
        let mut bent = sealed.clone();
        bent[30] ^= 1;
        assert!(keys.open("messages", "a", &bent).is_err());
    }

    #[test]
    fn equal_texts_do_not_look_equal_when_sealed() {
        let keys = Keys::for_tests();
        assert_ne!(keys.seal("t", "a", b"x").unwrap(), keys.seal("t", "a", b"x").unwrap());
    }
}
