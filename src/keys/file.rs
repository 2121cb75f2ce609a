//! Makes, reads and extends the key file.

use super::ring::{Ring, Slots};
use crate::chance::Chance;
use crate::clock::{DAY, Millis};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use zeroize::Zeroize as _;

/// An audit that was chained without a key is adopted within this time after the file got one.
const ADOPTED_WITHIN: Millis = 7 * DAY;

/// `signing`, `hashing`, `audit` and `fields`: keys by number, each 32 bytes in base64.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Made by the demo; refused everywhere else.
    #[serde(default)]
    is_demo: bool,
    /// The highest numbers make from this time on, in milliseconds; before it they are only accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    use_from: Option<Millis>,
    /// Only in files that are older than the key of the audit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plain_audit_until: Option<Millis>,
    signing: Numbered,
    hashing: Numbered,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audit: Option<Numbered>,
    fields: BTreeMap<String, String>,
}

/// Files from before keys could be rotated have one without a number, which is 1.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Numbered {
    One(String),
    Many(BTreeMap<String, String>),
}

impl Numbered {
    fn all(self) -> BTreeMap<String, String> {
        match self {
            Numbered::One(key) => [("1".to_owned(), key)].into(),
            Numbered::Many(keys) => keys,
        }
    }
}

/// What is wrong with a key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("the key file cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// The file is not TOML with the entries.
    #[error("the key file is not understood; make one with `tongxing keys new`")]
    Form,
    /// A key has not 32 bytes of base64.
    #[error("a key in the key file is not 32 bytes of base64")]
    Length,
    /// The file is older than the key of the audit.
    #[error("the key file has no key for the audit; add one with `tongxing keys rotate`")]
    NoAudit,
    /// New keys wait for their time already.
    #[error("new keys are in the file already and wait for their time")]
    UnderWay,
    /// Numbers end at 255.
    #[error("there is no number left for another key; take out those that nothing needs")]
    Numbers,
}

type Result<T> = std::result::Result<T, KeyError>;

pub(super) fn read(path: &Path) -> Result<Ring> {
    ring(parse(path)?)
}

/// Writes a file with one key of each kind; refuses to replace one.
pub(super) fn create(path: &Path, is_demo: bool, chance: &Chance) -> Result<Ring> {
    let one = || BTreeMap::from([("1".to_owned(), fresh(chance))]);
    let file = File {
        is_demo,
        use_from: None,
        plain_audit_until: None,
        signing: Numbered::Many(one()),
        hashing: Numbered::Many(one()),
        audit: Some(Numbered::Many(one())),
        fields: one(),
    };
    write(path, &file)?;
    ring(file)
}

/// Adds a key of each kind, which make from `wait` milliseconds after `now` on. The file is replaced in one step.
pub fn rotate(path: &Path, now: Millis, wait: Millis, chance: &Chance) -> Result<()> {
    let file = parse(path)?;
    if file.use_from.is_some_and(|from| from > now) {
        return Err(KeyError::UnderWay);
    }
    let is_first_of_audit = file.audit.is_none();
    let file = File {
        use_from: Some(now + wait),
        plain_audit_until: if is_first_of_audit {
            Some(now + ADOPTED_WITHIN)
        } else {
            file.plain_audit_until
        },
        signing: Numbered::Many(one_more(file.signing.all(), chance)?),
        hashing: Numbered::Many(one_more(file.hashing.all(), chance)?),
        audit: Some(Numbered::Many(one_more(
            file.audit.map(Numbered::all).unwrap_or_default(),
            chance,
        )?)),
        fields: one_more(file.fields, chance)?,
        is_demo: file.is_demo,
    };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    let _ = std::fs::remove_file(beside); // left by a command that was interrupted
    write(beside, &file)?;
    std::fs::rename(beside, path)?;
    Ok(())
}

fn one_more(mut keys: BTreeMap<String, String>, chance: &Chance) -> Result<BTreeMap<String, String>> {
    let numbers: Option<Vec<u8>> = keys.keys().map(|number| number.parse().ok()).collect();
    let last = numbers.ok_or(KeyError::Form)?.into_iter().max().unwrap_or(0);
    let next = last.checked_add(1).ok_or(KeyError::Numbers)?;
    keys.insert(next.to_string(), fresh(chance));
    Ok(keys)
}

fn fresh(chance: &Chance) -> String {
    BASE64.encode(chance.bytes::<32>())
}

fn parse(path: &Path) -> Result<File> {
    let mut text = std::fs::read_to_string(path)?;
    let file = toml::from_str(&text).map_err(|_| KeyError::Form);
    text.zeroize();
    file
}

fn write(path: &Path, file: &File) -> Result<()> {
    let mut text = toml::to_string(file).map_err(|_| KeyError::Form)?;
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    out.write_all(text.as_bytes())?;
    out.sync_all()?;
    text.zeroize();
    Ok(())
}

fn ring(file: File) -> Result<Ring> {
    let is_waiting = file.use_from.is_some();
    let keys = |keys: Numbered| slots(keys.all(), is_waiting, |key| Some(key.to_vec()));
    Ok(Ring {
        signing: keys(file.signing)?,
        hashing: keys(file.hashing)?,
        audit: keys(file.audit.ok_or(KeyError::NoAudit)?)?,
        fields: slots(file.fields, is_waiting, |key| {
            XChaCha20Poly1305::new_from_slice(key).ok()
        })?,
        is_demo: file.is_demo,
        use_from: file.use_from,
        plain_audit_until: file.plain_audit_until,
    })
}

fn slots<K>(keys: BTreeMap<String, String>, is_waiting: bool, of: impl Fn(&[u8]) -> Option<K>) -> Result<Slots<K>> {
    let mut numbered = BTreeMap::new();
    for (number, mut key) in keys {
        let number: u8 = number.parse().map_err(|_| KeyError::Form)?;
        let mut bytes = BASE64.decode(key.trim()).map_err(|_| KeyError::Length)?;
        key.zeroize();
        let own = of(&bytes).filter(|_| bytes.len() == 32);
        bytes.zeroize();
        numbered.insert(number, own.ok_or(KeyError::Length)?);
    }
    Slots::new(numbered, is_waiting).ok_or(KeyError::Form)
}
