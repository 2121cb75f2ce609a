//! Passphrases become argon2id hashes, on blocking threads and only as many at once as leave the machine responsive.

use crate::accounts::model::Passphrase;
use crate::chance::Chance;
use crate::clock::SECOND;
use crate::error::{Code, Error, Result};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Memory in KiB, passes and lanes: OWASP's first choice for argon2id.
const COST: (u32, u32, u32) = (19_456, 2, 1);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Hashes and verifies. Cloning shares the limit and the count.
#[derive(Clone)]
pub struct Hasher {
    permits: Arc<Semaphore>,
    count: Arc<AtomicU64>,
    nobody: Arc<str>,
    chance: Chance,
}

impl Hasher {
    /// At most one hash fewer at a time than there are cores.
    pub fn new(chance: &Chance) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let nobody = hash_now(chance, &Passphrase::from(crate::keys::hex(&chance.bytes::<16>())))?;
        Ok(Hasher {
            permits: Arc::new(Semaphore::new(cores.saturating_sub(1).max(1))),
            count: Arc::default(),
            nobody: nobody.into(),
            chance: chance.clone(),
        })
    }

    /// How many hashes were computed: unknown and known names cost the same, and a test looks here.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Whether `passphrase` is the one of `hash`. Without a hash the work is done all the same and the answer is no.
    pub async fn verify(&self, passphrase: Passphrase, hash: Option<String>) -> Result<bool> {
        let nobody = self.nobody.clone();
        self.run(move || {
            let (text, is_somebody) = match &hash {
                Some(hash) => (hash.as_str(), true),
                None => (&*nobody, false),
            };
            let parsed = PasswordHash::new(text).map_err(Error::internal)?;
            let is_right = argon().verify_password(passphrase.as_bytes(), &parsed).is_ok();
            Ok(is_right && is_somebody)
        })
        .await
    }

    /// A new hash with a salt of its own.
    pub async fn hash(&self, passphrase: Passphrase) -> Result<String> {
        let chance = self.chance.clone();
        self.run(move || hash_now(&chance, &passphrase)).await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let permit = match tokio::time::timeout(LONGEST_WAIT, self.permits.clone().acquire_owned()).await {
            Ok(Ok(permit)) => permit,
            _ => return Err(Error::from(Code::Busy).retry_after(SECOND)),
        };
        self.count.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(Error::internal)?
    }
}

/// A hash on this very thread: for seeds and importers, not for requests.
pub fn hash_now(chance: &Chance, passphrase: &Passphrase) -> Result<String> {
    let hash = argon()
        .hash_password_with_salt(passphrase.as_bytes(), &chance.bytes::<16>())
        .map_err(Error::internal)?;
    Ok(hash.to_string())
}

fn argon() -> Argon2<'static> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn unknown_names_cost_the_same_and_are_never_right() {
        let chance = Chance::seeded(1);
        let hasher = Hasher::new(&chance).unwrap();
        let right = || Passphrase::from("山高水长路远".to_owned());
        let hash = hasher.hash(right()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify(right(), Some(hash.clone())).await.unwrap());
        assert!(
            !hasher
                .verify("山高水长路".to_owned().into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!hasher.verify(right(), None).await.unwrap());
        assert_eq!(hasher.count(), 4);
        assert_ne!(hasher.hash(right()).await.unwrap(), hash);
    }
}
