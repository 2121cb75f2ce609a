//! Everything that the verbs of this room need, built once at start-up.

use super::access::{Caller, Holder};
use super::actions::lock;
use super::consequences::{AccessChange, Consequence};
use super::ended::EndedLogins;
use super::hashing::Hasher;
use super::limits::AddressLimits;
use super::locked::LockedLogins;
use super::store;
use super::tokens::Tokens;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{AccountsConfig, Config};
use crate::db::{Db, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{LoginId, PersonId};
use crate::keys::Keys;
use std::sync::Arc;

/// This room's tools. Cloning shares them.
#[derive(Clone)]
pub struct Accounts {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) chance: Chance,
    pub(super) keys: Keys,
    pub(super) settings: AccountsConfig,
    pub(super) product_title: String,
    pub(super) tokens: Tokens,
    pub(super) hasher: Hasher,
    pub(super) ended: EndedLogins,
    pub(super) locked: LockedLogins,
    pub(super) limits: AddressLimits,
    consequences: Arc<[Consequence]>,
}

impl Accounts {
    /// Builds the room.
    pub fn new(db: &Db, clock: &Clock, chance: &Chance, keys: &Keys, config: &Config) -> Result<Self> {
        Ok(Accounts {
            db: db.clone(),
            clock: clock.clone(),
            chance: chance.clone(),
            keys: keys.clone(),
            settings: config.accounts,
            product_title: config.product_title.clone(),
            tokens: Tokens::new(keys, clock),
            hasher: Hasher::new(chance)?,
            ended: EndedLogins::new(clock, config.accounts.access_ms()),
            locked: LockedLogins::new(clock, config.accounts.access_ms()),
            limits: AddressLimits::new(clock),
            consequences: Arc::new([]),
        })
    }

    /// With what the rooms above do when somebody's access changes, in their order.
    #[must_use]
    pub fn with_consequences(mut self, consequences: Vec<Consequence>) -> Self {
        self.consequences = consequences.into();
        self
    }

    /// Lets the rooms above do what follows from a change, inside its transaction.
    pub(super) fn follow(&self, tx: &mut Tx<'_>, person: &PersonId, change: &AccessChange) -> Result<()> {
        self.consequences
            .iter()
            .try_for_each(|follow| follow(tx, person, change))
    }

    /// Counts a guess of somebody at who is here, as their searches are (safety 13).
    pub fn take_search(&self, person: &PersonId) -> Result<()> {
        self.limits.take_search(person)
    }

    /// The set of ended logins of this node, for the gateway and for whoever hears events.
    pub fn ended(&self) -> &EndedLogins {
        &self.ended
    }

    /// Who holds this access token, if it is valid and its login has neither ended nor been locked since; and whether it was made for staff who had
    /// no second factor yet.
    pub fn prove_caller(&self, token: &str) -> Result<(Caller, bool)> {
        let claims = self.tokens.check(token)?;
        if self.ended.contains(claims.login()) {
            return Err(Code::LoginEnded.into());
        }
        if self.locked.is_before(claims.login(), claims.lock()) {
            return Err(Code::LoginLocked.into());
        }
        let caller = Caller {
            person: claims.person().clone(),
            login: claims.login().clone(),
            expires_at: claims.expires_at(),
        };
        Ok((caller, claims.is_for_setup()))
    }

    /// Whether a person has a second factor now.
    pub async fn has_second_factor(&self, person: &PersonId) -> Result<bool> {
        let person = person.clone();
        let read = self.db.read(move |conn| {
            let found = store::people::find_active_second_factor(conn, &person)?;
            found.ok_or_else(|| Error::from(Code::LoginEnded))
        });
        read.await
    }

    /// Keeps a login from ending by idleness: for somebody who may be called any moment, while their page is locked.
    pub async fn keep(&self, holder: &Holder) -> Result<()> {
        lock::keep(self, holder).await
    }

    /// How many passphrase hashes were computed.
    pub fn hash_count(&self) -> u64 {
        self.hasher.count()
    }

    /// Work of every few seconds on each node: lets go of ended logins and of locks that have passed.
    pub async fn sweep(&self) -> Result<Vec<LoginId>> {
        self.limits.forget();
        self.locked.sweep(&self.db).await?;
        self.ended.sweep(&self.db).await
    }
}
