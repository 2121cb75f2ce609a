//! The list of logins, and ending them.

pub(in crate::accounts) mod opening;
pub(in crate::accounts) mod refresh;

use crate::accounts::access::Caller;
use crate::accounts::logins::actions::opening::{announce, end_logins};
use crate::accounts::logins::store::LoginRow;
use crate::accounts::logins::tokens::RefreshToken;
use crate::accounts::model::EndedWhy;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::error::{Error, Result};
use crate::ids::{LoginId, PersonId};

/// The caller's open logins.
pub async fn list_logins(accounts: &Accounts, caller: &Caller) -> Result<Vec<LoginRow>> {
    let (person, now) = (caller.person.clone(), accounts.db.now());
    let read = accounts
        .db
        .read(move |conn| Ok(store::logins::list_open(conn, &person, now)?));
    read.await
}

/// Signs out on this device.
pub async fn sign_out(accounts: &Accounts, person: PersonId, login: LoginId) -> Result<()> {
    end_one(accounts, person, login, EndedWhy::SignOut).await.map(drop)
}

/// Signs out the device that sent this refresh token, if it is a true one: a page that is being left has nothing else.
pub async fn sign_out_by_token(accounts: &Accounts, token: &str) -> Result<()> {
    let Some(token) = RefreshToken::parse(token) else {
        return Ok(());
    };
    let id = token.login.clone();
    let read = accounts.db.read(move |conn| Ok(store::logins::find_login(conn, &id)?));
    match read
        .await?
        .filter(|login| token.is_proved(&accounts.keys, &login.refresh_seed))
    {
        Some(login) => sign_out(accounts, login.person_id, login.id).await,
        None => Ok(()),
    }
}

/// Ends one of the caller's logins.
pub async fn end_login(accounts: &Accounts, caller: &Caller, login: LoginId) -> Result<()> {
    match end_one(accounts, caller.person.clone(), login, EndedWhy::Elsewhere).await? {
        true => Ok(()),
        false => Err(Error::not_found()),
    }
}

/// Ends all of the caller's logins, this one too (safety 57).
pub async fn end_every_login(accounts: &Accounts, caller: &Caller) -> Result<()> {
    let (me, person) = (accounts.clone(), caller.person.clone());
    let ended = accounts
        .db
        .write(move |tx| end_logins(tx, &me, &person, None, EndedWhy::Everywhere));
    accounts.revoked_logins.add(&ended.await?);
    Ok(())
}

async fn end_one(accounts: &Accounts, person: PersonId, login: LoginId, why: EndedWhy) -> Result<bool> {
    let (now, id) = (accounts.db.now(), login.clone());
    let is_ended = accounts
        .db
        .write(move |tx| {
            if store::logins::update_ended(tx.conn(), &id, &person, why, now)? == 0 {
                return Ok(false);
            }
            announce(tx, &person, vec![id.clone()])?;
            Ok(true)
        })
        .await?;
    if is_ended {
        accounts.revoked_logins.add(&[login]);
    }
    Ok(is_ended)
}
