//! Giving and ending places.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role};
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::places::model::CohortPlace;
use crate::cohorts::places::store;
use crate::cohorts::{access, chat_room};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, PersonId};

/// Gives somebody a place in a cohort: lead, trainer or mentor.
pub async fn give_place(ctx: &Context, cohort: CohortId, person: PersonId, place: CohortPlace) -> Result<()> {
    ctx.write(move |tx, who| {
        let cohort = access::managed_cohort(tx.conn(), who, &cohort)?;
        let theirs = Permissions::of_person(tx.conn(), &person).map_err(|_| Error::not_found())?;
        let fits = match &cohort.district_id {
            Some(district) => theirs.visible_districts().contains(district),
            None => true,
        };
        if !fits {
            return Err(Error::not_found());
        }
        if !theirs.is_staff() && !theirs.has(Role::Counsellor) {
            return Err(Error::field("person_id", "not_allowed"));
        }
        place_in(tx, &cohort.id, &person, place)?;
        tx.audit(&who.entry(AuditVerb::GivePlace, AuditSubject::Cohort, cohort.id.as_str()))?;
        Ok(())
    })
    .await
}

pub fn place_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId, place: CohortPlace) -> Result<()> {
    let is_there = store::list_places(tx.conn(), cohort)?.contains(&(person.clone(), place));
    if !is_there {
        let now = tx.now();
        let row = tx.mint::<String>();
        store::insert_place(tx.conn(), &row, cohort, person, place, now)?;
    }
    chat_room::actions::seat_staff_in(tx, cohort, person)
}

/// Ends somebody's place in a cohort.
pub async fn end_place(ctx: &Context, cohort: CohortId, person: PersonId, place: CohortPlace) -> Result<()> {
    ctx.write(move |tx, who| {
        let cohort = access::managed_cohort(tx.conn(), who, &cohort)?;
        let now = tx.now();
        if store::update_place_ended(tx.conn(), &cohort.id, &person, place, now)? == 0 {
            return Err(Code::NotFound.into());
        }
        if !store::list_places(tx.conn(), &cohort.id)?
            .iter()
            .any(|(other, _)| *other == person)
        {
            chat_room::actions::unseat_in(tx, &cohort.id, &person)?;
        }
        tx.audit(&who.entry(AuditVerb::EndPlace, AuditSubject::Cohort, cohort.id.as_str()))?;
        Ok(())
    })
    .await
}
