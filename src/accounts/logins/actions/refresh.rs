//! A new access token for a login that goes on. The refresh token is replaced each time; one that comes again later than
//! its grace was stolen, or its successor was: the login ends.

use crate::accounts::logins::actions::opening::{OpenedLogin, announce, tokens_of};
use crate::accounts::logins::store::LoginRow;
use crate::accounts::logins::tokens::RefreshToken;
use crate::accounts::model::EndedWhy;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::throttles::rate_limits::Attempt;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::clock::{Millis, SECOND};
use crate::db::{Conn, Tx};
use crate::error::{Code, Result};
use crate::ids::LoginId;
use std::net::IpAddr;

/// Two tabs at once, or an answer that was lost: the previous token gets the same successor for so long.
const GRACE: Millis = 10 * SECOND;

/// What becomes of a login.
pub enum Outcome {
    /// It has new tokens.
    GoesOn(Box<OpenedLogin>),
    Ended(LoginId, Code),
}

/// Takes a refresh token and hands out the next.
pub async fn refresh(accounts: &Accounts, token: &str, from: IpAddr) -> Result<OpenedLogin> {
    accounts.limits.acquire(Attempt::Light, from)?;
    let token = RefreshToken::parse(token).ok_or(Code::LoginEnded)?;
    let me = accounts.clone();
    match accounts.db.write(move |tx| rotate(tx, &me, &token)).await? {
        Outcome::GoesOn(opened) => Ok(*opened),
        Outcome::Ended(login, code) => {
            accounts.revoked_logins.add(&[login]);
            Err(code.into())
        }
    }
}

/// Ending a login is a change that must stand, so it is no error in here.
pub fn rotate(tx: &mut Tx<'_>, accounts: &Accounts, token: &RefreshToken) -> Result<Outcome> {
    let now = accounts.db.now();
    let mut login = find_open(tx.conn(), token)?;
    if !token.is_proved(&accounts.keys, &login.refresh_seed) {
        return Err(Code::LoginEnded.into());
    }
    if login.expires_at <= now {
        return end(tx, accounts, login, EndedWhy::Expired);
    }
    if login.last_used_at + login.idle_ms < now {
        return end(tx, accounts, login, EndedWhy::Idle);
    }
    if store::lock::find_lock(tx.conn(), &login.id)?.is_some_and(|lock| lock.is_locked) {
        return Err(Code::LoginLocked.into());
    }
    let is_newest = token.number == login.refresh_no;
    if is_newest && store::logins::update_refreshed(tx.conn(), &login.id, token.number, now)? == 1 {
        login.refresh_no += 1;
        return go_on(tx, accounts, &login);
    }
    // not the newest, or another request with the same token was quicker just now
    let login = find_open(tx.conn(), token)?;
    if token.number == login.refresh_no - 1 && now - login.refreshed_at <= GRACE {
        return go_on(tx, accounts, &login);
    }
    end(tx, accounts, login, EndedWhy::Reuse)
}

/// The login of a token, if it has not ended; the token is not proved by that.
pub fn find_open(conn: &mut Conn, token: &RefreshToken) -> Result<LoginRow> {
    let login = store::logins::find_login(conn, &token.login)?;
    login
        .filter(|login| login.ended_at.is_none())
        .ok_or_else(|| Code::LoginEnded.into())
}

fn go_on(tx: &mut Tx<'_>, accounts: &Accounts, login: &LoginRow) -> Result<Outcome> {
    tokens_of(tx.conn(), accounts, login).map(|opened| Outcome::GoesOn(Box::new(opened)))
}

/// Ends a login for good.
pub fn end(tx: &mut Tx<'_>, accounts: &Accounts, login: LoginRow, why: EndedWhy) -> Result<Outcome> {
    store::logins::update_ended(tx.conn(), &login.id, &login.person_id, why, accounts.db.now())?;
    announce(tx, &login.person_id, vec![login.id.clone()])?;
    if why != EndedWhy::Reuse {
        return Ok(Outcome::Ended(login.id, Code::LoginEnded));
    }
    let entry = Entry::new(None, AuditVerb::RefreshReused, AuditSubject::Person, &login.person_id);
    tx.audit(&entry.detail(serde_json::json!({"login": login.id})))?;
    Ok(Outcome::Ended(login.id, Code::RefreshReused))
}
