//! Credit from attendance: brings the ledger to what the attendance says now.

use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::clock::DAY;
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::{EnrolmentId, PersonId, SessionId};
use crate::training::gates::approvals;
use crate::training::ledger::credit::{Attended, Posting, entangled, settle};
use crate::training::ledger::lines::first_line;
use crate::training::ledger::lines::reversal;
use crate::training::ledger::manual::actions::end_in;
use crate::training::ledger::manual::model::Closed;
use crate::training::ledger::model::{InForce, NewCredit, Source};
use crate::training::ledger::{manual, store};
use crate::training::programmes::model::Version;
use crate::training::progress::enrolment_progress::version_of;
use crate::training::progress::facts::is_elsewhere;
use crate::training::progress::history::Histories;
use crate::training::progress::timetable;

/// Brings the ledger of everybody concerned to what the attendance of a session says. Doing it again changes nothing (T2).
pub async fn credit_session(db: &Db, session: SessionId) -> Result<()> {
    db.write(move |tx| {
        for person in store::list_concerned(tx.conn(), &session)? {
            credit_person(tx, &session, &person)?;
        }
        Ok(())
    })
    .await
}

fn credit_person(tx: &mut Tx<'_>, session: &SessionId, person: &PersonId) -> Result<()> {
    let enrolments = cohorts::list_of_people(tx.conn(), std::slice::from_ref(person))?;
    for enrolment in &enrolments {
        cohorts::lock_enrolment(tx.conn(), &enrolment.id)?;
    }
    // everything from a day before to a day after, so that sessions that overlap this one are settled together with it
    let Some(past) = timetable::store::find_session(tx.conn(), session)? else {
        return Ok(());
    };
    // what took place while the file was closed is never recorded, also not after it was opened again (safety 15)
    let closed = accounts::times_without(tx.conn(), person, Purpose::TrainingFile)?;
    if closed.iter().any(|(_, until)| until.is_none()) {
        return Ok(());
    }
    let is_closed_at = |at| {
        let covers = |(from, until): &(i64, Option<i64>)| *from <= at && until.is_none_or(|until| at < until);
        closed.iter().any(covers)
    };
    let around = timetable::store::list_attended(tx.conn(), person, past.starts_at - DAY, past.ends_at + DAY)?;
    let history = Histories::load(tx.conn(), &enrolments)?;
    let attended: Vec<(usize, Attended)> = around
        .into_iter()
        .filter(|row| !is_closed_at(row.session.starts_at))
        .filter_map(|row| {
            let (index, phase) = history.enrolment_at(&enrolments, &row.session)?;
            let attended = Attended {
                is_elsewhere: is_elsewhere(&enrolments[index], &row.session.district_id),
                session: row.session.id,
                starts_at: row.session.starts_at,
                ends_at: row.session.ends_at,
                minutes: row.minutes,
                place: row.place,
                type_code: row.session.type_code,
                module: row.session.module,
                phase: Some(phase),
                recorder: row.recorder,
            };
            Some((index, attended))
        })
        .collect();
    let all: Vec<Attended> = attended.iter().map(|(_, attended)| attended.clone()).collect();
    let touched = entangled(&all, session, past.starts_at, past.ends_at);
    let (in_force, rounds) = store::list_in_force(tx.conn(), person, &touched)?;
    let mut wanted: Vec<(usize, Version, Posting)> = vec![];
    for (index, enrolment) in enrolments.iter().enumerate() {
        let of_enrolment: Vec<Attended> = attended
            .iter()
            .filter(|(of, attended)| *of == index && touched.contains(&attended.session))
            .map(|(_, attended)| attended.clone())
            .collect();
        if of_enrolment.is_empty() {
            continue;
        }
        let version = version_of(tx.conn(), enrolment)?;
        let postings = settle(&version, &of_enrolment);
        wanted.extend(postings.into_iter().map(|posting| (index, version.clone(), posting)));
    }
    let mut taken_back = vec![];
    for line in &in_force {
        let stays = |(index, version, posting): &(usize, Version, Posting)| {
            is_same(line, &enrolments[*index], version, posting)
        };
        match wanted.iter().position(stays) {
            Some(at) => drop(wanted.remove(at)),
            None => {
                take_back(tx, line)?;
                taken_back.push(line.enrolment_id.clone());
            }
        }
    }
    let mut touched_ways: Vec<&EnrolmentId> = vec![];
    let ids: Vec<EnrolmentId> = enrolments.iter().map(|enrolment| enrolment.id.clone()).collect();
    for manual in manual::store::list_manual_for(tx.conn(), &ids, &touched)? {
        let replaces = |(index, version, posting): &(usize, Version, Posting)| {
            enrolments[*index].id == manual.enrolment_id
                && manual.session_id.as_ref() == Some(&posting.session)
                && version.requirements[posting.requirement].id == manual.requirement_id
        };
        if wanted.iter().any(replaces) {
            end_in(tx, &manual, Closed::Replaced, None, None)?;
        }
    }
    for (index, version, posting) in wanted {
        touched_ways.push(&enrolments[index].id);
        let requirement = &version.requirements[posting.requirement];
        let source = (Source::Session, posting.session.to_string());
        let amounts = (posting.amount, posting.minutes);
        let credit = NewCredit {
            round: rounds.next(&posting.session, &enrolments[index].id, &requirement.id),
            recorded_by: Some(posting.recorder),
            span: Some((posting.from_at, posting.to_at)),
            ..first_line(tx, &enrolments[index].id, person, requirement, source, amounts)
        };
        store::insert_credit(tx.conn(), &credit)?;
    }
    touched_ways.extend(taken_back.iter());
    touched_ways.sort();
    touched_ways.dedup();
    for way in touched_ways {
        approvals::actions::settle_undermined(tx, way)?;
    }
    Ok(())
}

fn is_same(line: &InForce, enrolment: &Enrolment, version: &Version, posting: &Posting) -> bool {
    line.enrolment_id == enrolment.id
        && line.source_id == posting.session.as_str()
        && line.requirement_id == version.requirements[posting.requirement].id
        && (line.amount, line.minutes) == (posting.amount, posting.minutes)
        && (line.from_at, line.to_at) == (Some(posting.from_at), Some(posting.to_at))
}

/// A correction is a line of the negative amount; the line itself stays.
fn take_back(tx: &mut Tx<'_>, line: &InForce) -> Result<()> {
    let reversal = reversal(tx, line, Source::Session);
    store::insert_credit(tx.conn(), &reversal)
}
