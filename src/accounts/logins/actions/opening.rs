//! Opening a login, and what its owner sees of themselves.

use crate::accounts::access::Permissions;
use crate::accounts::devices::actions as devices;
use crate::accounts::devices::origin::DeviceMark;
use crate::accounts::events::AccessChanged;
use crate::accounts::logins::store::LoginRow;
use crate::accounts::logins::tokens::RefreshToken;
use crate::accounts::model::{EndedWhy, Me};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::security::{SecurityEvent, SecurityKind};
use crate::clock::{MINUTE, Millis};
use crate::db::{Conn, Tx};
use crate::error::{Code, Result};
use crate::ids::{LoginId, PersonId};

/// As many devices at once (ASVS 7.1.2); the oldest makes room.
const MOST_LOGINS: usize = 20;

/// The device that somebody signs in on.
#[derive(Clone)]
pub struct Device {
    /// What its owner calls it; may be empty.
    pub name: String,
    /// Others use it too: all times are halved (safety 55).
    pub is_shared_computer: bool,
    /// What its cookie says.
    pub mark: Option<DeviceMark>,
}

/// An open login with its tokens.
#[derive(Clone)]
pub struct OpenedLogin {
    pub access_token: String,
    pub expires_at: Millis,
    pub login: LoginId,
    pub refresh_token: String,
    /// How long the refresh token's cookie is worth keeping.
    pub refresh_lasts: Millis,
    /// For the long-lived cookie of the device, after signing in.
    pub mark: Option<DeviceMark>,
    pub me: Me,
}

/// Opens a login for a person who has proved everything that they must.
/// Whoever holds no role any more has nothing to sign in to; only they themselves can learn that (safety 12).
pub fn open_login(tx: &mut Tx<'_>, accounts: &Accounts, person: &PersonId, device: &Device) -> Result<OpenedLogin> {
    if store::roles::list_roles(tx.conn(), person)?.is_empty() {
        return Err(Code::NoRole.into());
    }
    let (now, settings) = (accounts.db.now(), accounts.settings);
    let half = |minutes: u16| {
        let whole = Millis::from(minutes) * MINUTE;
        if device.is_shared_computer { whole / 2 } else { whole }
    };
    let row = LoginRow {
        id: tx.mint::<LoginId>(),
        person_id: person.clone(),
        device: device.name.clone(),
        is_shared_computer: device.is_shared_computer,
        refresh_seed: accounts.db.chance().bytes::<32>().to_vec(),
        refresh_no: 1,
        refreshed_at: now,
        created_at: now,
        last_used_at: now,
        idle_ms: half(settings.idle_minutes),
        expires_at: now + half(settings.absolute_minutes),
        ended_at: None,
    };
    let open = store::logins::list_open(tx.conn(), person, now)?;
    for old in open.iter().skip(MOST_LOGINS - 1) {
        store::logins::update_ended(tx.conn(), &old.id, person, EndedWhy::TooMany, now)?;
        announce(tx, person, vec![old.id.clone()])?;
    }
    store::logins::insert_login(tx.conn(), &row)?;
    let came = SecurityEvent::new(SecurityKind::SignIn, Some(person));
    tx.log_security(&came.detail(&row.id))?;
    let mark = devices::remember(tx, accounts, person, device.mark.as_ref(), device.is_shared_computer)?;
    Ok(OpenedLogin {
        mark,
        ..tokens_of(tx.conn(), accounts, &row)?
    })
}

/// The tokens of a login as it stands.
pub fn tokens_of(conn: &mut Conn, accounts: &Accounts, row: &LoginRow) -> Result<OpenedLogin> {
    let me = me_on(conn, accounts, &row.person_id, row.is_shared_computer)?;
    let expires_at = (accounts.db.now() + accounts.settings.access_ms()).min(row.expires_at);
    let lock = store::lock::find_lock(conn, &row.id)?.map_or(0, |lock| lock.number);
    Ok(OpenedLogin {
        access_token: accounts
            .tokens
            .issue(&row.person_id, &row.id, lock, expires_at, me.needs_totp)?,
        expires_at: expires_at.div_euclid(1000) * 1000,
        login: row.id.clone(),
        refresh_token: RefreshToken::make(&accounts.keys, &row.id, row.refresh_no, &row.refresh_seed),
        refresh_lasts: row.expires_at - accounts.db.now(),
        mark: None,
        me,
    })
}

/// What a person sees of themselves on the device of a login.
pub fn me(conn: &mut Conn, accounts: &Accounts, person: &PersonId, login: &LoginId) -> Result<Me> {
    let login = store::logins::find_login(conn, login)?.ok_or(Code::LoginEnded)?;
    me_on(conn, accounts, person, login.is_shared_computer)
}

fn me_on(conn: &mut Conn, accounts: &Accounts, person: &PersonId, is_shared_computer: bool) -> Result<Me> {
    let profile = store::people::find_profile(conn, person)?
        .filter(|profile| profile.is_active)
        .ok_or(Code::LoginEnded)?;
    let (who, has_totp) = Permissions::load_before_second_factor(conn, person)?;
    let qualified = store::qualifications::list_qualifications(conn, std::slice::from_ref(person))?;
    let settings = accounts.settings;
    let lock = if who.is_staff() {
        settings.staff_lock_minutes
    } else {
        settings.lock_minutes
    };
    let lock = Millis::from(lock) * MINUTE;
    Ok(Me {
        person: profile.id,
        nickname: profile.nickname,
        language: profile.language,
        grants: store::roles::list_grants(conn, std::slice::from_ref(person))?
            .into_iter()
            .map(Into::into)
            .collect(),
        has_totp,
        needs_totp: who.is_staff() && !has_totp,
        counsellor_status: qualified.get(person).and_then(|held| held.at(accounts.db.now())),
        idle_lock_ms: if is_shared_computer { lock / 2 } else { lock },
        is_shared_computer,
        has_pin: store::lock::has_pin(conn, person)?,
    })
}

/// Tells the gateways after the commit.
pub fn announce(tx: &mut Tx<'_>, person: &PersonId, ended: Vec<LoginId>) -> Result<()> {
    let change = AccessChanged {
        person: person.clone(),
        ended,
    };
    tx.after_commit(change.event()?);
    Ok(())
}

/// Ends every login of a person, `but` one if given, and announces it; which.
pub fn end_logins(
    tx: &mut Tx<'_>,
    accounts: &Accounts,
    person: &PersonId,
    but: Option<&LoginId>,
    why: EndedWhy,
) -> Result<Vec<LoginId>> {
    let ended = store::logins::update_all_ended(tx.conn(), person, but, why, accounts.db.now())?;
    announce(tx, person, ended.clone())?;
    Ok(ended)
}
