//! All connections of this node, by id and by person.

use super::peer::Peer;
use crate::ids::PersonId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};

#[derive(Default)]
pub struct Registry {
    next: AtomicU64,
    all: RwLock<All>,
}

#[derive(Default)]
struct All {
    by_id: HashMap<u64, Arc<Peer>>,
    by_person: HashMap<PersonId, Vec<u64>>,
}

impl Registry {
    pub fn next_id(&self) -> u64 {
        self.next.fetch_add(1, Relaxed) + 1
    }

    /// Adds a connection; returns the person's oldest connections over the limit.
    pub fn add(&self, peer: &Arc<Peer>, at_most: usize) -> Vec<Arc<Peer>> {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        all.by_id.insert(peer.id, peer.clone());
        let theirs = all.by_person.entry(peer.person.clone()).or_default();
        theirs.push(peer.id);
        let surplus = theirs.len().saturating_sub(at_most.max(1));
        let oldest: Vec<u64> = theirs.drain(..surplus).collect();
        oldest.iter().filter_map(|id| all.by_id.get(id).cloned()).collect()
    }

    pub fn remove(&self, peer: &Peer) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        all.by_id.remove(&peer.id);
        if let Some(theirs) = all.by_person.get_mut(&peer.person) {
            theirs.retain(|id| *id != peer.id);
            if theirs.is_empty() {
                all.by_person.remove(&peer.person);
            }
        }
    }

    pub fn find(&self, id: u64) -> Option<Arc<Peer>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.by_id.get(&id).cloned()
    }

    pub fn all(&self) -> Vec<Arc<Peer>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.by_id.values().cloned().collect()
    }

    pub fn of_person(&self, person: &str) -> Vec<Arc<Peer>> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        let Some(person) = PersonId::parse(person) else {
            return vec![];
        };
        let ids = all.by_person.get(&person);
        ids.into_iter()
            .flatten()
            .filter_map(|id| all.by_id.get(id).cloned())
            .collect()
    }

    pub fn count(&self) -> usize {
        self.all.read().unwrap_or_else(PoisonError::into_inner).by_id.len()
    }
}
