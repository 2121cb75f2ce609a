//! Invitations: printed cards with a one-time code that make a person; and the list of all cards.

pub(in crate::accounts) mod first_card;
pub(in crate::accounts) mod validity;

use crate::accounts::access::{Caller, Permissions, Scope, allowed};
use crate::accounts::access_change::AccessChange;
use crate::accounts::cards::store::CardRow;
use crate::accounts::consents::actions::{self as consents, Giving};
use crate::accounts::consents::texts as consent_texts;
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::logins::actions::opening::{Device, OpenedLogin, open_login};
use crate::accounts::model::{
    CardKind, CardState, ConsentHow, CounsellorStatus, Language, NewGrant, NewInvitation, NewPerson, Nickname,
    OneTimeCode, Passphrase, Purpose, Role,
};
use crate::accounts::people::actions as people;
use crate::accounts::people::seen::find_seen;
use crate::accounts::policy::{is_possible, may_give, may_recover};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::throttles::rate_limits::Attempt;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, DistrictId, InvitationId, PersonId};
use crate::keys::Keys;
use std::collections::HashMap;

/// What became of a card by `now`.
pub fn state_of(card: &CardRow, now: Millis) -> CardState {
    if card.used_at.is_some() {
        CardState::Used
    } else if card.withdrawn_at.is_some() {
        CardState::Withdrawn
    } else if card.expires_at <= now {
        CardState::Expired
    } else {
        CardState::Open
    }
}

/// The keyed hash under which a code stands.
pub fn hash_of(keys: &Keys, code: &OneTimeCode) -> String {
    keys.token("card", code.as_str())
}

/// The keyed hashes under which a code may stand, one for each key that is accepted.
fn hashes_of(keys: &Keys, code: &OneTimeCode) -> Vec<String> {
    keys.tokens("card", code.as_str())
}

/// The hashes of what somebody typed; nonsense is charged to the address like a wrong code.
pub fn hashes_in(accounts: &Accounts, code: &str, from: &SignInOrigin) -> Result<Vec<String>> {
    let parsed = OneTimeCode::parse(code).ok_or_else(|| Error::from(Code::BadCode));
    charge_wrong(accounts, from, parsed).map(|code| hashes_of(&accounts.keys, &code))
}

/// Counts a wrong code for its address. A right one is never held up by those of others: with 60 bits nobody finds one by trying,
/// and looking one up costs no hash.
pub fn charge_wrong<T>(accounts: &Accounts, from: &SignInOrigin, found: Result<T>) -> Result<T> {
    if matches!(&found, Err(error) if error.code == Code::BadCode) {
        accounts.limits.acquire(Attempt::Secret, from.address)?;
    }
    found
}

/// Makes an invitation and its code.
pub fn invite_in(tx: &mut Tx<'_>, keys: &Keys, new: &NewInvitation) -> Result<(CardRow, OneTimeCode)> {
    if !is_possible(new.role, new.district.as_ref(), false) {
        return Err(Error::field("district_id", "required"));
    }
    let code = OneTimeCode::for_card(tx.chance());
    let row = CardRow {
        id: tx.mint::<InvitationId>(),
        kind: CardKind::Invitation,
        code_hash: hash_of(keys, &code),
        role: Some(new.role),
        district_id: new.district.clone(),
        cohort_id: new.cohort.clone(),
        person_id: None,
        resets_second_factor: false,
        created_by: new.created_by.clone(),
        created_at: tx.now(),
        expires_at: new.expires_at,
        used_at: None,
        withdrawn_at: None,
    };
    store::cards::insert_card(tx.conn(), &row)?;
    Ok((row, code))
}

/// Invites somebody for a role that the caller may give.
pub async fn invite(
    accounts: &Accounts,
    caller: &Caller,
    role: Role,
    district: Option<DistrictId>,
    cohort: Option<CohortId>,
) -> Result<(CardRow, OneTimeCode)> {
    let (me, caller) = (accounts.clone(), caller.clone());
    let write = accounts.db.write(move |tx| {
        // nobody takes the maker's role away while the card is being made
        store::people::lock_person(tx.conn(), &caller.person)?;
        let who = Permissions::load(tx.conn(), &caller)?;
        if let Some(district) = &district {
            who.must_see(district)?;
            store::roles::find_district_name(tx.conn(), district)?.ok_or_else(Error::not_found)?;
        }
        allowed(may_give(&who, role, district.as_ref()))?;
        if let Some(cohort) = &cohort {
            if role != Role::Trainee {
                return Err(Error::field("cohort_id", "not_allowed"));
            }
            let place = store::cards::find_cohort_district(tx.conn(), cohort)?.ok_or_else(Error::not_found)?;
            if place.is_some_and(|place| !who.coordinates(&place)) {
                return Err(Error::not_found());
            }
        }
        let new = NewInvitation {
            role,
            district: district.clone(),
            cohort: cohort.clone(),
            created_by: Some(caller.person.clone()),
            expires_at: tx.now() + Millis::from(me.settings.invitation_days) * DAY,
        };
        let made = invite_in(tx, &me.keys, &new)?;
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::InvitationMade,
            AuditSubject::Invitation,
            &made.0.id,
        );
        tx.audit(&entry.detail(serde_json::json!({"role": role, "district": district})))?;
        Ok(made)
    });
    write.await
}

/// A card with the names that belong to it.
pub struct CardSeen {
    pub card: CardRow,
    /// Who made it; nobody for a card of the command line.
    pub maker: Option<String>,
    /// Whose account it opens again.
    pub whose: Option<String>,
}

/// The cards of the districts that the caller coordinates: invitations, and recovery cards of people whom they may know.
pub async fn list_cards(
    accounts: &Accounts,
    caller: &Caller,
    district: Option<DistrictId>,
    before: Option<InvitationId>,
    limit: i64,
) -> Result<Vec<CardSeen>> {
    let caller = caller.clone();
    let read = accounts.db.read(move |conn| {
        let who = Permissions::load(conn, &caller)?;
        let (mut scope, mut members_of) = (who.coordinated(), who.scope(Role::Coordinator));
        if let Some(district) = district {
            who.must_coordinate(&district)?;
            scope = Scope::Districts(vec![district]);
            members_of = members_of.and(&scope);
        }
        allowed(!scope.is_empty())?;
        let rows = store::cards::page_cards(conn, &scope, &members_of, before.as_ref(), limit)?;
        let is_recovery = |card: &CardRow| card.kind == CardKind::Recovery;
        let named: Vec<PersonId> = rows
            .iter()
            .flat_map(|card| {
                card.created_by
                    .iter()
                    .chain(card.person_id.iter().filter(|_| is_recovery(card)))
            })
            .cloned()
            .collect();
        let names: HashMap<_, _> = store::people::list_nicknames(conn, &named)?.into_iter().collect();
        let name = |person: &Option<PersonId>| person.as_ref().and_then(|person| names.get(person).cloned());
        Ok(rows
            .into_iter()
            .map(|card| CardSeen {
                maker: name(&card.created_by),
                whose: name(&card.person_id).filter(|_| is_recovery(&card)),
                card,
            })
            .collect())
    });
    read.await
}

/// Takes a card back that the caller could make.
pub async fn withdraw_card(accounts: &Accounts, caller: &Caller, id: InvitationId) -> Result<()> {
    let caller = caller.clone();
    let write = accounts.db.write(move |tx| {
        let who = Permissions::load(tx.conn(), &caller)?;
        let card = store::cards::find_card(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        match (&card.role, &card.person_id) {
            (Some(role), _) => {
                if let Some(district) = &card.district_id {
                    who.must_coordinate(district)?;
                } else if !who.is_headquarters() {
                    return Err(Error::not_found());
                }
                allowed(may_give(&who, *role, card.district_id.as_ref()))?;
            }
            (None, Some(person)) => {
                find_seen(tx.conn(), &who, person)?;
                let theirs = Permissions::of(person.clone(), store::roles::list_roles(tx.conn(), person)?);
                allowed(may_recover(&who, &theirs, false))?;
            }
            (None, None) => return Err(Error::not_found()),
        }
        let now = tx.now();
        if store::cards::update_withdrawn(tx.conn(), &id, now)? == 0 {
            return Err(Code::WrongState.into());
        }
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::InvitationWithdrawn,
            AuditSubject::Invitation,
            &id,
        );
        Ok(tx.audit(&entry)?)
    });
    write.await
}

/// What the holder of a code is told before they decide.
pub struct Opening {
    pub role: Role,
    pub district: Option<String>,
    /// Of a city-wide intake: the districts of which one is home.
    pub homes: Vec<(DistrictId, String)>,
    pub suggestions: Vec<String>,
}

/// Looks a code up without using it.
pub async fn look_up(accounts: &Accounts, code: &str, from: &SignInOrigin) -> Result<Opening> {
    let hash = hashes_in(accounts, code, from)?;
    let (now, chance) = (accounts.db.now(), accounts.db.chance().clone());
    let read = accounts.db.read(move |conn| {
        let card = store::cards::find_open_by_hash(conn, CardKind::Invitation, &hash, now)?.ok_or(Code::BadCode)?;
        if !validity::could_make(conn, &card)? {
            return Err(Code::BadCode.into());
        }
        let district = match &card.district_id {
            Some(district) => store::roles::find_district_name(conn, district)?,
            None => None,
        };
        let mut suggestions = vec![];
        for language in Language::ALL {
            suggestions.extend(people::free_suggestions(conn, &chance, *language)?.into_iter().take(3));
        }
        Ok(Opening {
            role: card.role.ok_or(Code::BadCode)?,
            homes: match asks_home(&card) {
                true => store::home_districts::list_districts(conn)?,
                false => vec![],
            },
            district,
            suggestions,
        })
    });
    charge_wrong(accounts, from, read.await)
}

/// What somebody who accepts an invitation says.
pub struct Acceptance {
    pub code: String,
    pub nickname: Nickname,
    pub passphrase: Passphrase,
    pub language: Language,
    pub consents: Vec<Purpose>,
    /// Where they live, when the card is for a city-wide intake.
    pub home_district: Option<DistrictId>,
    pub device: Device,
}

/// A city-wide intake does not say where somebody lives, so it is asked at the door.
fn asks_home(card: &CardRow) -> bool {
    card.role == Some(Role::Trainee) && card.district_id.is_none()
}

/// Makes a person of a card, with their consents, and signs them in.
pub async fn accept_invitation(accounts: &Accounts, ask: Acceptance, from: &SignInOrigin) -> Result<OpenedLogin> {
    let hash = hashes_in(accounts, &ask.code, from)?;
    ask.passphrase.check_new("passphrase", &ask.nickname)?;
    // a code that is not valid costs no hash
    let now = accounts.db.now();
    let card = {
        let hash = hash.clone();
        let read = accounts.db.read(move |conn| {
            store::cards::find_open_by_hash(conn, CardKind::Invitation, &hash, now)?
                .ok_or_else(|| Error::from(Code::BadCode))
        });
        charge_wrong(accounts, from, read.await)?
    };
    let role = card.role.ok_or(Code::BadCode)?;
    if consent_texts::required_for(role).any(|purpose| !ask.consents.contains(&purpose)) {
        return Err(Error::field("consents", "required"));
    }
    if asks_home(&card) && ask.home_district.is_none() {
        return Err(Error::field("home_district_id", "required"));
    }
    let passphrase_hash = accounts.hasher.hash(ask.passphrase.clone()).await?;
    let me = accounts.clone();
    let write = accounts.db.write(move |tx| {
        validity::lock_valid_card(tx, &card)?;
        let said = ask.home_district.as_ref().filter(|_| asks_home(&card));
        if let Some(home) = said {
            let is_known = store::roles::find_district_name(tx.conn(), home)?.is_some();
            is_known
                .then_some(())
                .ok_or_else(|| Error::field("home_district_id", "unknown"))?;
        }
        let is_local = matches!(role, Role::Counsellor | Role::Trainee);
        // a deployment has a privacy officer from its first person on
        let is_first = card.created_by.is_none();
        let new = NewPerson {
            language: ask.language,
            counsellor_status: match role {
                Role::Counsellor => Some(CounsellorStatus::Provisional),
                Role::Trainee => Some(CounsellorStatus::Candidate),
                _ => None,
            },
            home_district: card.district_id.clone().filter(|_| is_local).or(said.cloned()),
            passphrase_hash: Some(passphrase_hash.clone()),
            created_by: card.created_by.clone(),
            roles: vec![NewGrant {
                role,
                district: card.district_id.clone(),
                is_privacy_officer: is_first && role == Role::Headquarters,
            }],
            ..NewPerson::new(ask.nickname.clone())
        };
        let id = people::create_in(tx, &new)?;
        let now = tx.now();
        if store::cards::update_used(tx.conn(), &card.id, &id, now)? == 0 {
            return Err(Code::BadCode.into());
        }
        if is_first {
            let now = tx.now();
            store::cards::update_first_withdrawn(tx.conn(), now)?;
        }
        let giving = Giving {
            language: ask.language,
            how: ConsentHow::Yourself,
            witness: None,
        };
        for purpose in &ask.consents {
            consents::give_in(tx, &id, *purpose, &giving)?;
        }
        if let Some(cohort) = &card.cohort_id {
            me.run_access_change_hooks(tx, &id, &AccessChange::CameIn(cohort.clone()))?;
        }
        let entry = Entry::new(
            Some(&id),
            AuditVerb::InvitationAccepted,
            AuditSubject::Invitation,
            &card.id,
        );
        tx.audit(&entry)?;
        open_login(tx, &me, &id, &ask.device)
    });
    write.await
}
