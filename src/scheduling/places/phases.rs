//! Which practice places the phase of a trainee allows (T12): those that a requirement of the open phase asks for. The programme
//! is data, so a new version changes this and no code does.

use crate::accounts::model::CounsellorStatus;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::crediting;
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::rules::{Reason, Rule, Severity, StaffMember, SubjectKind};
use crate::scheduling::slot::Slot;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Gives {
    places: Vec<Place>,
}

/// The practice places that each of these people may have now. Who never began a programme is not in it, and no phase speaks
/// against them; who pauses or has left may have none.
pub(crate) struct PhasePlaces(HashMap<PersonId, HashSet<Place>>);

impl PhasePlaces {
    pub(crate) fn of(conn: &mut Conn, people: &[PersonId]) -> Result<Self> {
        let mut found: HashMap<PersonId, HashSet<Place>> = HashMap::new();
        for person in crediting::store::list_enrolled(conn, people)? {
            found.insert(person, HashSet::new());
        }
        for (person, gives) in crediting::store::list_gives_of(conn, people)? {
            let Gives { places } = serde_json::from_str(&gives)?;
            found.entry(person).or_default().extend(places);
        }
        Ok(PhasePlaces(found))
    }

    pub(crate) fn allows(&self, person: &PersonId, place: Place) -> bool {
        !place.claims() || self.0.get(person).is_none_or(|places| places.contains(&place))
    }
}

/// The reason with which a place that the phase does not have is refused.
pub(crate) fn refusal(person: &PersonId, nickname: &str) -> Reason {
    Reason::about(
        Rule::PhaseNotAllowed,
        Severity::Block,
        SubjectKind::Person,
        Some(person.as_str()),
        nickname,
    )
}

/// Who of those that come on the staff is still a trainee and has no such place in their phase. Whoever is a counsellor when
/// the session begins works, and does not practise.
pub(crate) fn untimely(conn: &mut Conn, staff: &[StaffMember], slot: &Slot) -> Result<Vec<Reason>> {
    let practising: Vec<&StaffMember> = staff
        .iter()
        .filter(|seat| matches!(seat.role, StaffRole::Lead | StaffRole::CoLead | StaffRole::Observer))
        .filter(|seat| {
            !matches!(
                seat.person.status_on(slot),
                Some(CounsellorStatus::Provisional | CounsellorStatus::Certified)
            ) && !seat.person.is_staff
        })
        .collect();
    let ids: Vec<PersonId> = practising.iter().map(|seat| seat.person.id.clone()).collect();
    let phases = PhasePlaces::of(conn, &ids)?;
    Ok(practising
        .into_iter()
        .filter(|seat| !phases.allows(&seat.person.id, seat.role.place()))
        .map(|seat| refusal(&seat.person.id, &seat.person.nickname))
        .collect())
}
