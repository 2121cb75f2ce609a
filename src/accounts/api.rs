//! What other rooms may ask of this one inside their own transaction or read.

pub use crate::accounts::cards::actions::first_card::make_first_card;
pub use crate::accounts::consents::actions::Giving;
pub use crate::accounts::deployment::actions::{Unfit, open_as};
pub use crate::accounts::lock::actions::keep_login;
pub use crate::accounts::passphrases::hashing::hash_now;
pub use crate::accounts::roles::actions::operator::{appoint_officer, make_operator_card};
pub use crate::accounts::second_factor::totp::{base32, code_at};

use crate::accounts::cards::actions as cards;
use crate::accounts::consents::actions as consents;
use crate::accounts::home_districts::actions as home;
use crate::accounts::model::{CounsellorStatus, Nickname, Purpose, Qualifications, QualifiedBy, Role};
pub use crate::accounts::model::{Deployment, NewGrant, NewInvitation, NewPerson};
use crate::accounts::people::actions as people;
use crate::accounts::qualifications::store::NewQualification;
use crate::accounts::roles::actions as grants;
use crate::accounts::second_factor::actions as second_factor;
use crate::accounts::store;
use crate::clock::Millis;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{DistrictId, InvitationId, PersonId};
use crate::keys::Keys;
use std::collections::HashMap;

/// Makes a person; `nickname_taken` if somebody has the name.
pub fn create_person_in(tx: &mut Tx<'_>, new: &NewPerson) -> Result<PersonId> {
    people::create_in(tx, new)
}

/// Whether anybody has an account here.
pub fn has_people(conn: &mut Conn) -> Result<bool> {
    Ok(store::people::has_any(conn)?)
}

/// Ends everything that somebody was and closes their account, for seeds: they have left and have nothing ahead of them.
pub fn leave_in(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    let now = tx.now();
    for grant in store::roles::list_grants(tx.conn(), std::slice::from_ref(person))? {
        store::roles::update_ended(tx.conn(), &grant.id, None, now)?;
    }
    store::people::update_active(tx.conn(), person, false)?;
    Ok(())
}

/// Makes an invitation; the code is readable only here and now.
pub fn invite_in(tx: &mut Tx<'_>, keys: &Keys, new: &NewInvitation) -> Result<(InvitationId, String)> {
    let (row, code) = cards::invite_in(tx, keys, new)?;
    Ok((row.id, code.printed()))
}

/// Gives a role; nothing happens if it is held already.
pub fn grant_in(tx: &mut Tx<'_>, person: &PersonId, new: &NewGrant, by: Option<&PersonId>) -> Result<()> {
    grants::give_in(tx, person, new, by).map(drop)
}

/// Records a consent to the present text.
pub fn consent_in(tx: &mut Tx<'_>, person: &PersonId, purpose: Purpose, giving: &Giving) -> Result<()> {
    consents::give_in(tx, person, purpose, giving).map(drop)
}

/// Writes that somebody is qualified from now on, unless they are for this or for more already. Nothing that they hold is
/// touched, so nobody is ever lowered. Whoever calls it holds the row of the person, or of what it comes from.
pub fn qualify_in(
    tx: &mut Tx<'_>,
    person: &PersonId,
    kind: CounsellorStatus,
    (source, source_id): (QualifiedBy, &str),
) -> Result<()> {
    let held = qualifications(tx.conn(), std::slice::from_ref(person))?;
    if held.get(person).and_then(Qualifications::lasting) >= Some(kind) {
        return Ok(());
    }
    let new = NewQualification {
        row: &tx.mint::<String>(),
        person,
        kind,
        from_at: tx.now(),
        source,
        source_id: Some(source_id),
    };
    store::qualifications::insert_qualification(tx.conn(), &new)?;
    Ok(())
}

/// What came from this does not qualify from now on; what was before stays true of its time.
pub fn end_qualification_in(tx: &mut Tx<'_>, (source, source_id): (QualifiedBy, &str)) -> Result<()> {
    let now = tx.now();
    store::qualifications::update_ended(tx.conn(), source, source_id, now)?;
    Ok(())
}

/// A qualification as it is stored, with the id by which its end is changed.
pub struct QualificationRow {
    pub id: String,
    pub kind: CounsellorStatus,
    /// 0 where it is not known.
    pub from_at: Millis,
    /// The first moment at which it does not hold any more.
    pub to_at: Option<Millis>,
}

/// Everything that somebody is or was qualified for, the oldest first.
pub fn qualification_rows(conn: &mut Conn, person: &PersonId) -> Result<Vec<QualificationRow>> {
    let rows = store::qualifications::list_rows(conn, person)?.into_iter();
    let read = |(id, kind, from_at, to_at)| QualificationRow {
        id,
        kind,
        from_at,
        to_at,
    };
    Ok(rows.map(read).collect())
}

/// Whose a qualification is, and since when.
pub fn qualification_owner(conn: &mut Conn, id: &str) -> Result<Option<(PersonId, Millis)>> {
    Ok(store::qualifications::find_owner(conn, id)?)
}

/// Says until when a qualification holds; none is for good. Whoever calls it holds the person's row.
pub fn limit_qualification_in(tx: &mut Tx<'_>, id: &str, to_at: Option<Millis>) -> Result<()> {
    store::qualifications::update_end(tx.conn(), id, to_at)?;
    Ok(())
}

/// Writes the usual week in which somebody is available, as `scheduling` reads it.
pub fn set_available_in(tx: &mut Tx<'_>, person: &PersonId, available: &str) -> Result<()> {
    store::people::update_available(tx.conn(), person, available)?;
    Ok(())
}

/// What people are and were qualified for; who never was is not in the answer.
pub fn qualifications(conn: &mut Conn, people: &[PersonId]) -> Result<HashMap<PersonId, Qualifications>> {
    Ok(store::qualifications::list_qualifications(conn, people)?)
}

/// Gives somebody a second factor with a known secret: for seeds.
pub fn set_second_factor_in(tx: &mut Tx<'_>, keys: &Keys, person: &PersonId, secret: &[u8; 20]) -> Result<()> {
    second_factor::set_in(tx, keys, person, secret)
}

/// Who has this nickname.
pub fn find_by_nickname(conn: &mut Conn, nickname: &str) -> Result<Option<PersonId>> {
    if nickname.chars().any(char::is_control) {
        // nobody is called that, and not every database takes it
        return Ok(None);
    }
    Ok(store::people::find_id_by_key(conn, &Nickname::key_of(nickname))?)
}

/// The nicknames of people.
pub fn nicknames(conn: &mut Conn, people: &[PersonId]) -> Result<HashMap<PersonId, String>> {
    Ok(store::people::list_nicknames(conn, people)?.into_iter().collect())
}

/// Active people who hold one of these roles in a district, or, without one, in none (headquarters); with their nicknames.
pub fn holders(conn: &mut Conn, roles: &[Role], district: Option<&DistrictId>) -> Result<Vec<(PersonId, String)>> {
    Ok(store::roles::list_holders(conn, roles, district)?)
}

/// Whether somebody else who works in a district, or for all of them, has a nickname that looks so; anywhere, without a district.
pub fn is_look_of_staff(conn: &mut Conn, look: &str, district: Option<&DistrictId>, but: &PersonId) -> Result<bool> {
    Ok(store::people::is_look_of_staff(conn, look, district, but)?)
}

/// The privacy officers who can sign in.
pub fn officers(conn: &mut Conn) -> Result<Vec<PersonId>> {
    Ok(store::roles::list_officers(conn)?)
}

/// Whether somebody's consent for a purpose stands now (safety 15).
pub fn has_consent(conn: &mut Conn, person: &PersonId, purpose: Purpose) -> Result<bool> {
    Ok(store::consents::find_standing(conn, person, purpose)?.is_some())
}

/// Of whom of these people the consent for a purpose stands now.
pub fn list_consenting(conn: &mut Conn, people: &[PersonId], purpose: Purpose) -> Result<Vec<PersonId>> {
    let all = store::consents::list_for_purpose(conn, people, purpose)?;
    let standing = all.into_iter().filter(|(_, withdrawn)| withdrawn.is_none());
    Ok(standing.map(|(person, _)| person).collect())
}

/// Whether somebody gave a consent and took it back: unlike one that was never asked for, that is a decision to be kept.
pub fn has_withdrawn(conn: &mut Conn, person: &PersonId, purpose: Purpose) -> Result<bool> {
    let withdrawn = list_withdrawn(conn, std::slice::from_ref(person), purpose)?;
    Ok(!withdrawn.is_empty())
}

/// Who of these people gave a consent and took it back.
pub fn list_withdrawn(conn: &mut Conn, people: &[PersonId], purpose: Purpose) -> Result<Vec<PersonId>> {
    let all = store::consents::list_for_purpose(conn, people, purpose)?;
    let standing: Vec<_> = all.iter().filter(|(_, withdrawn)| withdrawn.is_none()).collect();
    let is_gone = |person: &PersonId| !standing.iter().any(|(other, _)| other == person);
    let mut gone: Vec<PersonId> = all
        .iter()
        .map(|(person, _)| person)
        .filter(|id| is_gone(id))
        .cloned()
        .collect();
    gone.dedup();
    Ok(gone)
}

/// The times in which a consent that was given once did not stand: from each withdrawal to the next giving, or until now.
pub fn times_without(conn: &mut Conn, person: &PersonId, purpose: Purpose) -> Result<Vec<(Millis, Option<Millis>)>> {
    let mut of_purpose = store::consents::list_consents(conn, person)?;
    of_purpose.retain(|row| row.purpose == purpose);
    of_purpose.reverse();
    let next = |after: usize| of_purpose.get(after + 1).map(|row| row.given_at);
    let rows = of_purpose.iter().enumerate();
    Ok(rows
        .filter_map(|(at, row)| row.withdrawn_at.map(|withdrawn| (withdrawn, next(at))))
        .collect())
}

/// Those of these people who hold a role anywhere now.
pub fn holding(conn: &mut Conn, people: &[PersonId], role: Role) -> Result<Vec<PersonId>> {
    let grants = store::roles::list_grants(conn, people)?;
    let mut holders: Vec<PersonId> = grants
        .into_iter()
        .filter(|grant| grant.role == role)
        .map(|grant| grant.person_id)
        .collect();
    holders.sort();
    holders.dedup();
    Ok(holders)
}

/// Where somebody works or trains, if it is known.
pub fn home_district(conn: &mut Conn, person: &PersonId) -> Result<Option<DistrictId>> {
    Ok(store::home_districts::find_home(conn, person)?)
}

/// Says where somebody works or trains from now on. Whoever calls it holds the person's row.
pub fn set_home_district_in(
    tx: &mut Tx<'_>,
    person: &PersonId,
    district: &DistrictId,
    by: Option<&PersonId>,
) -> Result<()> {
    home::set_in(tx, person, district, by)
}

/// Holds somebody's row until the commit, so that neither their roles nor their consents change meanwhile.
pub fn hold_person_in(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    Ok(store::people::lock_person(tx.conn(), person)?)
}
