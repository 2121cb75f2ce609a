//! Making people, listing them, looking at one.

use crate::accounts::access::{Caller, Permissions, Scope, allowed};
use crate::accounts::consents::actions::{self as consents, Giving};
use crate::accounts::model::{Language, NewPerson, Nickname, PersonSeen, Purpose, QualifiedBy, Role, look_of};
use crate::accounts::names::suggestions;
use crate::accounts::people::seen::{find_seen, load_seen, seen};
use crate::accounts::people::store::{NewPersonRow, Which};
use crate::accounts::policy::known_in;
use crate::accounts::qualifications::store::NewQualification;
use crate::accounts::roles::actions as grants;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chance::Chance;
use crate::db::dialect::violates;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, PersonId};

const MOST_FOUND: i64 = 10;
const SUGGESTIONS: usize = 5;
const WORKING: &[Role] = &[
    Role::Headquarters,
    Role::Coordinator,
    Role::Supervisor,
    Role::Counsellor,
    Role::Trainee,
];

/// Makes a person with their roles.
pub fn create_in(tx: &mut Tx<'_>, new: &NewPerson) -> Result<PersonId> {
    let (id, now) = (tx.mint::<PersonId>(), tx.now());
    let row = NewPersonRow {
        id: &id,
        nickname: new.nickname.as_str(),
        nickname_key: new.nickname.key(),
        nickname_look: new.nickname.look(),
        language: new.language,
        home_district_id: new.home_district.as_ref(),
        intake_no: new.intake_no,
        available: &new.available,
        is_active: true,
        passphrase: new.passphrase_hash.as_deref(),
        passphrase_changed_at: new.passphrase_hash.as_ref().map(|_| now),
        created_at: now,
        created_by: new.created_by.as_ref(),
    };
    let inserted = tx.attempt(|tx| store::people::insert_person(tx.conn(), &row));
    inserted.map_err(|error| match error {
        error if violates(&error, "people_nickname_key_key") || violates(&error, "people_nickname_look_key") => {
            Error::from(Code::NicknameTaken)
        }
        error => error.into(),
    })?;
    if let Some(home) = &new.home_district {
        let (row, by) = (tx.mint::<String>(), new.created_by.as_ref());
        store::home_districts::insert_home(tx.conn(), &row, &id, home, by, now)?;
    }
    if let Some(kind) = new.counsellor_status {
        let brought = NewQualification {
            row: &tx.mint::<String>(),
            person: &id,
            kind,
            from_at: 0,
            source: QualifiedBy::Brought,
            source_id: None,
        };
        store::qualifications::insert_qualification(tx.conn(), &brought)?;
    }
    for grant in &new.roles {
        grants::give_in(tx, &id, grant, new.created_by.as_ref())?;
    }
    Ok(id)
}

/// A member of whom nothing but the nickname is known (safety 1), with what they agreed to when it was read to them.
pub struct NewMember {
    pub nickname: Nickname,
    pub district: DistrictId,
    pub language: Language,
    pub consents: Vec<Purpose>,
}

/// A counsellor or coordinator of the district writes a newcomer down.
pub async fn create_member(accounts: &Accounts, caller: &Caller, new: NewMember) -> Result<PersonSeen> {
    let caller = caller.clone();
    let write = accounts.db.write(move |tx| {
        let who = Permissions::load(tx.conn(), &caller)?;
        who.must_see(&new.district)?;
        allowed(who.coordinates(&new.district) || who.has_in(Role::Counsellor, &new.district))?;
        store::roles::find_district_name(tx.conn(), &new.district)?.ok_or_else(Error::not_found)?;
        let person = NewPerson {
            language: new.language,
            created_by: Some(caller.person.clone()),
            ..NewPerson::new(new.nickname.clone()).with(Role::Member, Some(new.district.clone()))
        };
        let id = create_in(tx, &person)?;
        let giving = Giving {
            language: new.language,
            how: crate::accounts::model::ConsentHow::ReadAloud,
            witness: Some(caller.person.clone()),
        };
        for purpose in &new.consents {
            consents::give_in(tx, &id, *purpose, &giving)?;
        }
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::PersonCreated,
            AuditSubject::Person,
            &id,
        );
        tx.audit(&entry.detail(serde_json::json!({"district": new.district})))?;
        let profile = store::people::find_profile(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let grants = store::roles::list_grants(tx.conn(), &[id])?;
        Ok(seen(profile, None, grants.into_iter().map(Into::into).collect()))
    });
    write.await
}

/// What a list of people is about.
#[derive(Clone)]
pub struct Search {
    pub district: Option<DistrictId>,
    pub role: Option<Role>,
    /// A part of the nickname.
    pub part: Option<String>,
    pub after: Option<PersonId>,
    pub limit: i64,
}

/// The people whom the caller may know, by nickname. There is no list of members: whoever turned its pages would hold a
/// register (safety 13). They are found by [`search_people`].
pub async fn list_people(accounts: &Accounts, caller: &Caller, search: Search) -> Result<Vec<PersonSeen>> {
    if search.role == Some(Role::Member) {
        return Err(Error::field("role", "search_only"));
    }
    let caller = caller.clone();
    let read = accounts.db.read(move |conn| {
        let who = Permissions::load(conn, &caller)?;
        find_people(conn, &who, &search)
    });
    read.await
}

/// The first ten people whom the caller may know with this in their nickname; recorded in the same transaction, and limited
/// (safety 13).
pub async fn search_people(accounts: &Accounts, caller: &Caller, search: Search) -> Result<Vec<PersonSeen>> {
    let part = long_enough(search.part.as_deref().unwrap_or_default())?;
    accounts.limits.acquire_search(&caller.person)?;
    let search = Search {
        part: Some(part),
        limit: MOST_FOUND,
        ..search
    };
    let caller = caller.clone();
    let write = accounts.db.write(move |tx| {
        let who = Permissions::load(tx.conn(), &caller)?;
        let found = find_people(tx.conn(), &who, &search)?;
        let subject = search.district.as_ref().map_or("", DistrictId::as_str);
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::PeopleSearched,
            AuditSubject::District,
            subject,
        );
        let ids: Vec<_> = found.iter().map(|person| &person.id).collect();
        tx.audit(&entry.detail(serde_json::json!({"found": ids})))?;
        Ok(found)
    });
    write.await
}

/// At least three characters, or two of Chinese.
fn long_enough(part: &str) -> Result<String> {
    let key = Nickname::key_of(part);
    let han = key
        .chars()
        .filter(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'))
        .count();
    if han >= 2 || key.chars().filter(|c| c.is_alphanumeric()).count() >= 3 {
        Ok(key)
    } else {
        Err(Error::field("q", "too_short"))
    }
}

fn find_people(conn: &mut Conn, who: &Permissions, search: &Search) -> Result<Vec<PersonSeen>> {
    let asked: Vec<&[Role]> = match &search.role {
        Some(role) => vec![std::slice::from_ref(role)],
        None if search.part.is_some() => vec![WORKING, &[Role::Member]],
        None => vec![WORKING],
    };
    if let Some(district) = &search.district {
        who.must_see(district)?;
    }
    let mut keys: Vec<(String, PersonId)> = vec![];
    let mut is_anything_allowed = false;
    for roles in asked {
        let mut scope = known_in(who, roles[0]);
        if let Some(district) = &search.district {
            scope = scope.and(&Scope::Districts(vec![district.clone()]));
        }
        is_anything_allowed |= !scope.is_empty();
        let which = Which {
            scope: &scope,
            roles,
            part_of_key: search.part.as_deref(),
            after: search.after.as_ref(),
            limit: search.limit,
        };
        keys.extend(store::people::page_people(conn, &which)?);
    }
    allowed(is_anything_allowed)?;
    keys.sort();
    keys.dedup();
    keys.truncate(usize::try_from(search.limit).unwrap_or(1));
    let ids: Vec<PersonId> = keys.into_iter().map(|(_, id)| id).collect();
    let mut people = load_seen(conn, who, &ids, search.role)?;
    Ok(ids.iter().filter_map(|id| people.remove(id)).collect())
}

/// Looks at one person. That somebody else looked is recorded, and the person can see it (safety 19).
pub async fn look_at_person(accounts: &Accounts, caller: &Caller, id: PersonId) -> Result<PersonSeen> {
    let caller = caller.clone();
    let write = accounts.db.write(move |tx| {
        let who = Permissions::load(tx.conn(), &caller)?;
        let person = find_seen(tx.conn(), &who, &id)?;
        let role = who.highest_role();
        let entry = Entry::new(Some(&caller.person), AuditVerb::PersonRead, AuditSubject::Person, &id);
        tx.audit(&entry.detail(serde_json::json!({"role": role})))?;
        Ok(person)
    });
    write.await
}

/// Nicknames that nobody has yet.
pub async fn suggest_nicknames(accounts: &Accounts, language: Language) -> Result<Vec<String>> {
    let chance = accounts.db.chance().clone();
    accounts
        .db
        .read(move |conn| free_suggestions(conn, &chance, language))
        .await
}

/// Nicknames that nobody has yet: words first, then words with a number.
pub fn free_suggestions(conn: &mut Conn, chance: &Chance, language: Language) -> Result<Vec<String>> {
    let mut free = vec![];
    for is_numbered in [false, true] {
        let names = suggestions::suggest(chance, language, SUGGESTIONS * 3, is_numbered);
        let looks: Vec<_> = names.iter().map(|name| look_of(name)).collect();
        let taken = store::people::list_taken_looks(conn, &looks)?;
        let open = names.into_iter().zip(looks).filter(|(_, look)| !taken.contains(look));
        free.extend(open.map(|(name, _)| name));
        if free.len() >= SUGGESTIONS {
            break;
        }
    }
    free.truncate(SUGGESTIONS);
    Ok(free)
}

/// Changes what the caller reads.
pub async fn set_language(accounts: &Accounts, caller: &Caller, language: Language) -> Result<()> {
    let person = caller.person.clone();
    let write = accounts.db.write(move |tx| {
        store::people::update_language(tx.conn(), &person, language)?;
        Ok(())
    });
    write.await
}
