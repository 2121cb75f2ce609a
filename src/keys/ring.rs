//! The keys of each kind by number, and which of them is used for new values.

use crate::clock::Millis;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit as _;
use std::collections::BTreeMap;

/// The contents of the key file.
#[derive(Clone)]
pub(super) struct Ring {
    pub signing: Slots<Vec<u8>>,
    pub hashing: Slots<Vec<u8>>,
    pub audit: Slots<Vec<u8>>,
    pub fields: Slots<XChaCha20Poly1305>,
    pub is_demo: bool,
    /// From then on the highest numbers make.
    pub use_from: Option<Millis>,
    pub plain_audit_until: Option<Millis>,
}

/// Keys of one kind; never empty.
#[derive(Clone)]
pub(super) struct Slots<K> {
    pub making: u8,
    keys: BTreeMap<u8, K>,
}

impl<K> Slots<K> {
    /// With `is_waiting`, the highest number is known but does not make yet. None if there is no key.
    pub(super) fn new(keys: BTreeMap<u8, K>, is_waiting: bool) -> Option<Self> {
        let mut newest = keys.keys().rev().copied();
        let (last, before) = (newest.next()?, newest.next());
        let making = before.filter(|_| is_waiting).unwrap_or(last);
        Some(Slots { making, keys })
    }

    pub(super) fn get(&self, number: u8) -> Option<&K> {
        self.keys.get(&number)
    }

    pub(super) fn current(&self) -> &K {
        &self.keys[&self.making]
    }

    /// All, the one that makes first and then the newest first.
    pub(super) fn accepted(&self) -> impl Iterator<Item = (u8, &K)> {
        let others = self.keys.iter().rev().filter(|(number, _)| **number != self.making);
        std::iter::once((self.making, self.current())).chain(others.map(|(number, key)| (*number, key)))
    }

    fn use_newest(&mut self) {
        self.making = self.keys.keys().next_back().copied().unwrap_or(self.making);
    }

    fn is_newest(&self) -> bool {
        self.keys.keys().next_back() == Some(&self.making)
    }
}

impl Ring {
    /// Whether waiting keys are due to be used.
    pub(super) fn is_due(&self, now: Millis) -> bool {
        let waits = !(self.signing.is_newest()
            && self.hashing.is_newest()
            && self.audit.is_newest()
            && self.fields.is_newest());
        waits && self.use_from.is_none_or(|from| from <= now)
    }

    pub(super) fn use_newest(&mut self) {
        self.signing.use_newest();
        self.hashing.use_newest();
        self.audit.use_newest();
        self.fields.use_newest();
    }

    pub(super) fn for_tests() -> Self {
        fn one<K>(key: K) -> Slots<K> {
            Slots {
                making: 1,
                keys: [(1, key)].into(),
            }
        }
        Ring {
            signing: one(vec![7; 32]),
            hashing: one(vec![7; 32]),
            audit: one(vec![8; 32]),
            fields: one(XChaCha20Poly1305::new(&[7; 32].into())),
            is_demo: true,
            use_from: None,
            plain_audit_until: None,
        }
    }
}
