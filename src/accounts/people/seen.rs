//! A person as far as somebody else may know them.

use crate::accounts::access::Permissions;
use crate::accounts::model::{CounsellorStatus, Grant, PersonSeen, Qualifications, Role};
use crate::accounts::people::store::Profile;
use crate::accounts::policy::known_grants;
use crate::accounts::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use std::collections::HashMap;

pub(super) fn load_seen(
    conn: &mut Conn,
    who: &Permissions,
    ids: &[PersonId],
    only: Option<Role>,
) -> Result<HashMap<PersonId, PersonSeen>> {
    let mut grants: HashMap<PersonId, Vec<Grant>> = HashMap::new();
    for row in store::roles::list_grants(conn, ids)? {
        if only.is_none_or(|role| role == row.role) {
            grants.entry(row.person_id.clone()).or_default().push(row.into());
        }
    }
    let profiles = store::people::list_profiles(conn, ids)?;
    let qualified = store::qualifications::list_qualifications(conn, ids)?;
    Ok(profiles
        .into_iter()
        .map(|profile| {
            let known = known_grants(who, grants.remove(&profile.id).unwrap_or_default());
            let status = qualified.get(&profile.id).and_then(Qualifications::lasting);
            (profile.id.clone(), seen(profile, status, known))
        })
        .collect())
}

pub(super) fn seen(profile: Profile, status: Option<CounsellorStatus>, grants: Vec<Grant>) -> PersonSeen {
    let is_counsellor = grants.iter().any(|grant| grant.role != Role::Member);
    PersonSeen {
        id: profile.id,
        nickname: profile.nickname,
        counsellor_status: status.filter(|_| is_counsellor),
        is_active: profile.is_active,
        grants,
    }
}

/// One person, as far as the reader may know them; nobody otherwise.
pub fn find_seen(conn: &mut Conn, who: &Permissions, id: &PersonId) -> Result<PersonSeen> {
    let person = load_seen(conn, who, std::slice::from_ref(id), None)?.remove(id);
    person
        .filter(|person| !person.grants.is_empty())
        .ok_or_else(Error::not_found)
}
