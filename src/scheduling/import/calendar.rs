//! What stands already, in memory: sessions of the database and lines accepted before. Pure.

use crate::imports::kind::Change;
use crate::scheduling::import::keys::{LineKey, SlotKey};
use crate::scheduling::import::stored::Stored;
use std::collections::{HashMap, HashSet};

/// What the lines so far and the database say of the month.
#[derive(Debug, Default)]
pub struct Calendar {
    keys: HashSet<LineKey>,
    stored: HashMap<SlotKey, Vec<(Stored, bool)>>,
}

impl Calendar {
    /// A session of the database stands here.
    pub fn store(&mut self, place: SlotKey, stored: Stored) {
        self.stored.entry(place).or_default().push((stored, false));
    }

    /// Whether a line before brought the same.
    pub fn is_repeated(&self, key: &LineKey) -> bool {
        self.keys.contains(key)
    }

    /// The session of the database that a line is: one that says the same, or else the first that this is the line of
    /// (`fits`), which then is no other line's.
    pub fn twin(
        &mut self,
        place: &SlotKey,
        fits: impl Fn(&Stored) -> bool,
        changes: impl Fn(&Stored) -> Vec<Change>,
    ) -> Option<Vec<Change>> {
        let here = self.stored.get_mut(place)?;
        let same = here.iter().position(|(stored, _)| changes(stored).is_empty());
        let at = same.or_else(|| here.iter().position(|(stored, is_taken)| !is_taken && fits(stored)))?;
        let (stored, is_taken) = here.get_mut(at)?;
        *is_taken = true;
        Some(changes(stored))
    }

    /// A line brought this key, be it new or there already: the next one is a duplicate.
    pub fn bring(&mut self, key: LineKey) {
        self.keys.insert(key);
    }
}
