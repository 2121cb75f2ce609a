//! What staff recorded.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{evidence_items, evidence_taken_back, manual_credits, people};
use crate::error::Result;
use crate::ids::{EnrolmentId, PersonId, RequirementId};
use crate::training::ledger::evidence::model::Evidence;
use crate::training::ledger::manual::model::{Closed, ManualKind};
use diesel::prelude::*;

/// Writes that somebody saw something.
#[allow(clippy::too_many_arguments)] // a row
pub fn insert_evidence(
    conn: &mut Conn,
    row: &str,
    enrolment: &EnrolmentId,
    requirement: &RequirementId,
    amount: i64,
    sealed_note: Option<&[u8]>,
    (by, cid): (&PersonId, Option<&str>),
    now: Millis,
) -> Result<()> {
    diesel::insert_into(evidence_items::table)
        .values((
            evidence_items::id.eq(row),
            evidence_items::enrolment_id.eq(enrolment),
            evidence_items::requirement_id.eq(requirement),
            evidence_items::amount.eq(amount),
            evidence_items::sealed_note.eq(sealed_note),
            evidence_items::recorded_by.eq(by),
            evidence_items::at.eq(now),
            evidence_items::cid.eq(cid),
        ))
        .execute(conn)?;
    Ok(())
}

/// Who stands behind what counts for a requirement: who recorded a paper, and who asked for credit by hand.
pub fn list_recorders(conn: &mut Conn, enrolment: &EnrolmentId, requirement: &RequirementId) -> Result<Vec<PersonId>> {
    let mut people: Vec<PersonId> = evidence_items::table
        .filter(evidence_items::enrolment_id.eq(enrolment))
        .filter(evidence_items::requirement_id.eq(requirement))
        .filter(evidence_items::id.ne_all(evidence_taken_back::table.select(evidence_taken_back::evidence_id)))
        .select(evidence_items::recorded_by)
        .load(conn)?;
    people.extend(
        manual_credits::table
            .filter(manual_credits::enrolment_id.eq(enrolment))
            .filter(manual_credits::requirement_id.eq(requirement))
            .filter(manual_credits::closed_at.is_null())
            .select(manual_credits::asked_by)
            .load::<PersonId>(conn)?,
    );
    Ok(people)
}

/// Whether this press was recorded already.
pub fn has_evidence_cid(conn: &mut Conn, enrolment: &EnrolmentId, cid: &str) -> Result<bool> {
    let count: i64 = evidence_items::table
        .filter(evidence_items::enrolment_id.eq(enrolment))
        .filter(evidence_items::cid.eq(cid))
        .count()
        .get_result(conn)?;
    Ok(count > 0)
}

/// A recorded paper: whose way, and who recorded it; none if there is no such paper or it was taken back.
pub fn find_evidence(conn: &mut Conn, id: &str) -> Result<Option<(EnrolmentId, PersonId)>> {
    Ok(evidence_items::table
        .find(id)
        .filter(evidence_items::id.ne_all(evidence_taken_back::table.select(evidence_taken_back::evidence_id)))
        .select((evidence_items::enrolment_id, evidence_items::recorded_by))
        .first(conn)
        .optional()?)
}

/// Takes a paper back; it stays.
pub fn insert_taken_back(conn: &mut Conn, id: &str, by: &PersonId, because: &str, now: Millis) -> Result<()> {
    diesel::insert_into(evidence_taken_back::table)
        .values((
            evidence_taken_back::evidence_id.eq(id),
            evidence_taken_back::by_id.eq(by),
            evidence_taken_back::because.eq(because),
            evidence_taken_back::at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Everything that was recorded or credited by hand, the oldest first, also what counts no more. Notes of papers are sealed.
pub fn list_evidence(conn: &mut Conn, id: &EnrolmentId) -> Result<Vec<Evidence>> {
    let (asker, second) = diesel::alias!(people as asker, people as second);
    type Paper = (
        String,
        RequirementId,
        i64,
        Option<Vec<u8>>,
        String,
        Millis,
        Option<String>,
    );
    let papers: Vec<Paper> = evidence_items::table
        .inner_join(people::table.on(people::id.eq(evidence_items::recorded_by)))
        .left_join(evidence_taken_back::table.on(evidence_taken_back::evidence_id.eq(evidence_items::id)))
        .filter(evidence_items::enrolment_id.eq(id))
        .select((
            evidence_items::id,
            evidence_items::requirement_id,
            evidence_items::amount,
            evidence_items::sealed_note,
            people::nickname,
            evidence_items::at,
            evidence_taken_back::because.nullable(),
        ))
        .load(conn)?;
    let paper = |(id, requirement_id, amount, sealed_note, by, at, because): Paper| Evidence {
        id,
        requirement_id,
        by_hand: None,
        amount: Some(amount),
        by,
        confirmed_by: None,
        sealed_note,
        note: None,
        at,
        is_over: because.is_some(),
        ended_because: because,
    };
    type ByHand = (
        String,
        RequirementId,
        ManualKind,
        Option<i64>,
        String,
        String,
        Option<String>,
        Millis,
        Option<Closed>,
        Option<String>,
    );
    let by_hand: Vec<ByHand> = manual_credits::table
        .inner_join(asker.on(asker.field(people::id).eq(manual_credits::asked_by)))
        .left_join(second.on(second.field(people::id).nullable().eq(manual_credits::confirmed_by)))
        .filter(manual_credits::enrolment_id.eq(id))
        .select((
            manual_credits::id,
            manual_credits::requirement_id,
            manual_credits::kind,
            manual_credits::amount,
            manual_credits::reason,
            asker.field(people::nickname),
            second.field(people::nickname).nullable(),
            manual_credits::asked_at,
            manual_credits::closed_how,
            manual_credits::closed_because,
        ))
        .load(conn)?;
    let hand = |(id, requirement_id, kind, amount, reason, by, confirmed_by, at, how, because): ByHand| Evidence {
        id,
        requirement_id,
        by_hand: Some(kind),
        amount,
        by,
        confirmed_by,
        sealed_note: None,
        note: Some(reason),
        at,
        ended_because: because,
        is_over: how.is_some(),
    };
    let mut all: Vec<Evidence> = papers.into_iter().map(paper).collect();
    all.extend(by_hand.into_iter().map(hand));
    all.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    Ok(all)
}
