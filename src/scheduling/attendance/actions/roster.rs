//! Whom a sheet knows, and whom it finds (safety 13): by id whoever stands on it or is expected, by nickname whoever comes to
//! groups of the district. Everybody else gets the same answer as a nickname that nobody has.

use crate::accounts::model::Nickname;
use crate::audit;
use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::{HOUR, Millis};
use crate::content::holds_identity_number;
use crate::db::{Conn, Tx};
use crate::error::{Code, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::attendance::model::TapOutcome;
use crate::scheduling::attendance::recording::{Entry, Who};
use crate::scheduling::attendance::sheet::ExpectedPerson;
use crate::scheduling::roles::Place;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::{attendance, sessions};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Nicknames that one recorder may try in an hour, and how many of them in vain.
const TRIES_AN_HOUR: i64 = 100;

const VAIN_AN_HOUR: i64 = 20;

/// Whom a line means.
pub enum Found {
    Person(PersonId),
    /// Nobody, and the answer to the recorder.
    Refused(TapOutcome),
}

impl Found {
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Found::Person(person) => Some(person),
            Found::Refused(_) => None,
        }
    }
}

/// Everybody whom the sheet knows.
pub struct Roster {
    by_key: HashMap<String, PersonId>,
    people: HashSet<PersonId>,
    staff: HashSet<PersonId>,
    /// Every place that somebody has, booked or by assignment.
    booked: HashSet<(PersonId, Place)>,
    usual: HashMap<PersonId, Place>,
}

impl Roster {
    pub fn load(conn: &mut Conn, session: &Session) -> Result<Self> {
        let mut roster = Roster {
            by_key: HashMap::new(),
            people: HashSet::new(),
            staff: HashSet::new(),
            booked: attendance::sheet::places(conn, &session.id)?,
            usual: HashMap::new(),
        };
        let expected = attendance::sheet::expected(conn, session)?;
        for ExpectedPerson {
            person_id,
            nickname,
            place,
            is_staff,
        } in expected
        {
            if is_staff {
                roster.staff.insert(person_id.clone());
            }
            roster.usual.insert(person_id.clone(), place);
            roster.add(person_id, &nickname);
        }
        for (row, nickname) in attendance::store::list_attendances(conn, &session.id)? {
            roster.add(row.person_id, &nickname);
        }
        for (person, nickname) in attendance::sheet::regulars(conn, session)? {
            roster.add(person, &nickname);
        }
        Ok(roster)
    }

    fn add(&mut self, person: PersonId, nickname: &str) {
        self.by_key.insert(Nickname::key_of(nickname), person.clone());
        self.people.insert(person);
    }

    /// Is on the staff: being there is their work, and needs no consent to be counted.
    pub fn is_staff(&self, person: &PersonId) -> bool {
        self.staff.contains(person)
    }

    /// As what somebody is usually written.
    pub fn usual_place(&self, person: &PersonId) -> Place {
        self.usual.get(person).copied().unwrap_or(Place::Participant)
    }

    /// Whether somebody has this place on the session.
    pub fn is_booked(&self, person: &PersonId, place: Place) -> bool {
        self.booked.contains(&(person.clone(), place))
    }

    /// Whom each entry means. Locks the recorder and everybody found; nicknames that the sheet does not know are tries: they
    /// are counted, and recorded in the audit without what was typed.
    pub fn find(
        &mut self,
        tx: &mut Tx<'_>,
        session: &Session,
        recorder: &PersonId,
        entries: &[Entry],
        now: Millis,
    ) -> Result<Vec<Found>> {
        let tried = self.tried(entries);
        let district = &session.district_id;
        let candidates = attendance::store::list_by_nickname_keys(tx.conn(), &tried, district)?;
        let mut people: Vec<PersonId> = candidates.into_iter().map(|(_, person)| person).collect();
        people.extend(entries.iter().filter_map(|entry| self.known(&entry.who)).cloned());
        people.push(recorder.clone());
        sessions::store::lock_people(tx.conn(), &people)?;
        // again, now that nobody's roles or account can change
        let by_name: HashMap<String, PersonId> = attendance::store::list_by_nickname_keys(tx.conn(), &tried, district)?
            .into_iter()
            .collect();
        let mut budget = Budget::of(tx.conn(), recorder, now)?;
        let mut answers: HashMap<String, Option<PersonId>> = HashMap::new();
        let mut found = vec![];
        for entry in entries {
            if let Some(person) = self.known(&entry.who) {
                found.push(Found::Person(person.clone()));
                continue;
            }
            let Who::Nickname(name) = &entry.who else {
                found.push(Found::Refused(TapOutcome::UnknownNickname));
                continue;
            };
            if holds_identity_number(name) {
                found.push(Found::Refused(TapOutcome::IdentityNumber));
                continue;
            }
            let key = Nickname::key_of(name);
            if !answers.contains_key(&key) {
                if budget.is_spent() {
                    found.push(Found::Refused(TapOutcome::Throttled));
                    continue;
                }
                let person = by_name.get(&key).cloned();
                budget.spend(person.is_some());
                let id = tx.mint::<String>();
                attendance::store::insert_try(tx.conn(), &id, recorder, person.is_some(), now)?;
                answers.insert(key.clone(), person);
            }
            found.push(match answers.get(&key) {
                Some(Some(person)) => Found::Person(person.clone()),
                _ => Found::Refused(TapOutcome::UnknownNickname),
            });
        }
        audit_tries(tx, recorder, &session.id, &answers)?;
        Ok(found)
    }

    fn known(&self, who: &Who) -> Option<&PersonId> {
        match who {
            Who::Person(id) => self.people.get(id),
            Who::Nickname(name) => self.by_key.get(&Nickname::key_of(name)),
        }
    }

    fn tried(&self, entries: &[Entry]) -> Vec<String> {
        let names = entries.iter().filter_map(|entry| match &entry.who {
            Who::Nickname(name) if self.known(&entry.who).is_none() => Some(Nickname::key_of(name)),
            _ => None,
        });
        names.collect()
    }
}

/// Somebody who comes to groups of the district, by the key of a nickname: a try like every other, counted and recorded.
pub(crate) fn find_by_nickname(
    tx: &mut Tx<'_>,
    session: &Session,
    recorder: &PersonId,
    key: &str,
) -> Result<Option<PersonId>> {
    sessions::store::lock_people(tx.conn(), std::slice::from_ref(recorder))?;
    let now = tx.now();
    if Budget::of(tx.conn(), recorder, now)?.is_spent() {
        return Err(Code::Throttled.into());
    }
    let keys = [key.to_owned()];
    let found = attendance::store::list_by_nickname_keys(tx.conn(), &keys, &session.district_id)?.pop();
    let person = found.map(|(_, person)| person);
    let id = tx.mint::<String>();
    attendance::store::insert_try(tx.conn(), &id, recorder, person.is_some(), now)?;
    audit_tries(
        tx,
        recorder,
        &session.id,
        &HashMap::from([(key.to_owned(), person.clone())]),
    )?;
    Ok(person)
}

/// What is left of an hour's tries.
struct Budget {
    all: i64,
    vain: i64,
}

impl Budget {
    fn of(conn: &mut Conn, recorder: &PersonId, now: Millis) -> Result<Self> {
        let (all, vain) = attendance::store::count_tries(conn, recorder, now - HOUR)?;
        Ok(Budget { all, vain })
    }

    fn is_spent(&self) -> bool {
        self.all >= TRIES_AN_HOUR || self.vain >= VAIN_AN_HOUR
    }

    fn spend(&mut self, is_found: bool) {
        self.all += 1;
        self.vain += i64::from(!is_found);
    }
}

fn audit_tries(
    tx: &mut Tx<'_>,
    recorder: &PersonId,
    session: &SessionId,
    answers: &HashMap<String, Option<PersonId>>,
) -> Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    // counts only: whom the sheet keeps as a number, the audit does not name either
    let found = answers.values().flatten().count();
    let detail = json!({ "found": found, "not_found": answers.len() - found });
    let entry = audit::Entry::new(
        Some(recorder),
        AuditVerb::NicknamesTried,
        AuditSubject::Session,
        session,
    );
    Ok(tx.audit(&entry.detail(detail))?)
}
