//! Everything that the verbs of this room need, built once at start-up.

use crate::accounts::access::Caller;
use crate::accounts::access_change::{AccessChange, AccessChangeHook};
use crate::accounts::lock::locked_logins::LockedLogins;
use crate::accounts::logins::revoked_logins::RevokedLogins;
use crate::accounts::logins::tokens::Tokens;
use crate::accounts::passphrases::hashing::Hasher;
use crate::accounts::store;
use crate::accounts::throttles::rate_limits::AddressLimits;
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
    pub(super) keys: Keys,
    pub(super) settings: AccountsConfig,
    pub(super) product_title: String,
    pub(super) tokens: Tokens,
    pub(super) hasher: Hasher,
    pub(super) revoked_logins: RevokedLogins,
    pub(super) locked_logins: LockedLogins,
    pub(super) limits: AddressLimits,
    access_change_hooks: Arc<[AccessChangeHook]>,
}

impl Accounts {
    pub fn new(db: &Db, keys: &Keys, config: &Config) -> Result<Self> {
        let clock = db.clock();
        Ok(Accounts {
            db: db.clone(),
            keys: keys.clone(),
            settings: config.accounts,
            product_title: config.product_title.clone(),
            tokens: Tokens::new(keys, clock),
            hasher: Hasher::new(db.chance())?,
            revoked_logins: RevokedLogins::new(clock, config.accounts.access_ms()),
            locked_logins: LockedLogins::new(clock, config.accounts.access_ms()),
            limits: AddressLimits::new(clock),
            access_change_hooks: Arc::new([]),
        })
    }

    /// With what the rooms above do when somebody's access changes, in their order.
    #[must_use]
    pub fn with_access_change_hooks(mut self, hooks: Vec<AccessChangeHook>) -> Self {
        self.access_change_hooks = hooks.into();
        self
    }

    /// Runs the hooks of the rooms above, inside the transaction of the change.
    pub(super) fn run_access_change_hooks(
        &self,
        tx: &mut Tx<'_>,
        person: &PersonId,
        change: &AccessChange,
    ) -> Result<()> {
        self.access_change_hooks
            .iter()
            .try_for_each(|hook| hook(tx, person, change))
    }

    /// Counts a guess of somebody at who is here, as their searches are (safety 13).
    pub fn acquire_search(&self, person: &PersonId) -> Result<()> {
        self.limits.acquire_search(person)
    }

    /// The revoked logins that this node knows.
    pub fn revoked_logins(&self) -> &RevokedLogins {
        &self.revoked_logins
    }

    /// Who holds this access token, if it is valid and its login has neither ended nor been locked since; and whether it was made for staff who had
    /// no second factor yet.
    pub fn prove_caller(&self, token: &str) -> Result<(Caller, bool)> {
        let claims = self.tokens.check(token)?;
        if self.revoked_logins.contains(claims.login()) {
            return Err(Code::LoginEnded.into());
        }
        if self.locked_logins.is_before(claims.login(), claims.lock()) {
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

    /// How many passphrase hashes were computed.
    pub fn hash_count(&self) -> u64 {
        self.hasher.count()
    }

    /// Work of every few seconds on each node: lets go of ended logins and of locks that have passed.
    pub async fn sweep(&self) -> Result<Vec<LoginId>> {
        self.limits.forget();
        self.locked_logins.sweep(&self.db).await?;
        self.revoked_logins.sweep(&self.db).await
    }
}
