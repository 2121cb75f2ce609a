//! The ledger: lines are written and read, never changed.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{attendances, credit_entries, enrolments, sessions};
use crate::error::Result;
use crate::ids::{CreditId, EnrolmentId, PersonId, RequirementId, SessionId, StudioId};
use crate::training::ledger::model::{InForce, LedgerLine, NewCredit, Rounds, Source, Sum};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// What these enrolments have of each requirement from each source, reversals taken off (T1).
pub fn list_sums(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<Sum>> {
    let rows: Vec<(EnrolmentId, RequirementId, Source, String, i64)> = credit_entries::table
        .filter(credit_entries::enrolment_id.eq_any(ids))
        .select((
            credit_entries::enrolment_id,
            credit_entries::requirement_id,
            credit_entries::source_kind,
            credit_entries::source_id,
            credit_entries::amount,
        ))
        .load(conn)?;
    let mut sums: HashMap<(EnrolmentId, RequirementId, Source, String), i64> = HashMap::new();
    for (enrolment, requirement, source, source_id, amount) in rows {
        *sums.entry((enrolment, requirement, source, source_id)).or_default() += amount;
    }
    let sum = |((enrolment_id, requirement_id, source, source_id), amount)| Sum {
        enrolment_id,
        requirement_id,
        source,
        source_id,
        amount,
    };
    Ok(sums.into_iter().map(sum).collect())
}

/// An enrolment's lines as people read them, the newest first; those behind `after` alone.
pub fn page_ledger(
    conn: &mut Conn,
    id: &EnrolmentId,
    after: Option<(Millis, CreditId)>,
    limit: i64,
) -> Result<Vec<LedgerLine>> {
    type Row = (
        CreditId,
        Millis,
        RequirementId,
        Source,
        String,
        i64,
        Option<CreditId>,
        Option<(String, StudioId, String)>,
    );
    let mut query = credit_entries::table
        .left_join(sessions::table.on(sessions::id.eq(credit_entries::source_id)))
        .filter(credit_entries::enrolment_id.eq(id))
        .order((credit_entries::at.desc(), credit_entries::id.desc()))
        .limit(limit)
        .select((
            credit_entries::id,
            credit_entries::at,
            credit_entries::requirement_id,
            credit_entries::source_kind,
            credit_entries::source_id,
            credit_entries::amount,
            credit_entries::reversal_of,
            (sessions::title, sessions::studio_id, sessions::type_code).nullable(),
        ))
        .into_boxed();
    if let Some((at, id)) = after {
        let same_time = credit_entries::at.eq(at).and(credit_entries::id.lt(id));
        query = query.filter(credit_entries::at.lt(at).or(same_time));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let line = |(id, at, requirement_id, source, source_id, amount, reversal_of, session): Row| LedgerLine {
        id,
        at,
        requirement_id,
        source,
        source_id,
        amount,
        is_reversal: reversal_of.is_some(),
        title: session.as_ref().map(|(title, ..)| title.clone()),
        kind: session.map(|(_, studio, kind)| (studio, kind)),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The lines of a person for these sessions that nothing has taken back, and the highest round of each session and requirement.
pub fn list_in_force(conn: &mut Conn, person: &PersonId, sessions: &[SessionId]) -> Result<(Vec<InForce>, Rounds)> {
    let ids: Vec<&str> = sessions.iter().map(SessionId::as_str).collect();
    let of_sessions = credit_entries::table
        .filter(credit_entries::person_id.eq(person))
        .filter(credit_entries::source_kind.eq(Source::Session))
        .filter(credit_entries::source_id.eq_any(ids));
    let lines: Vec<InForce> = of_sessions
        .clone()
        .filter(credit_entries::reversal_of.is_null())
        .order(credit_entries::id)
        .select(InForce::as_select())
        .load(conn)?;
    let taken_back: HashSet<CreditId> = of_sessions
        .select(credit_entries::reversal_of)
        .load::<Option<CreditId>>(conn)?
        .into_iter()
        .flatten()
        .collect();
    let mut rounds = Rounds::default();
    for line in &lines {
        let key = (
            line.source_id.clone(),
            line.enrolment_id.clone(),
            line.requirement_id.clone(),
        );
        let highest = rounds.0.entry(key).or_default();
        *highest = line.round.max(*highest);
    }
    let in_force = lines.into_iter().filter(|line| !taken_back.contains(&line.id));
    Ok((in_force.collect(), rounds))
}

/// The line of one source that nothing has taken back.
pub fn find_in_force(
    conn: &mut Conn,
    id: &EnrolmentId,
    (source, source_id): (Source, &str),
) -> Result<Option<InForce>> {
    let of_source = credit_entries::table
        .filter(credit_entries::enrolment_id.eq(id))
        .filter(credit_entries::source_kind.eq(source))
        .filter(credit_entries::source_id.eq(source_id));
    let taken_back: Vec<CreditId> = of_source
        .filter(credit_entries::reversal_of.is_not_null())
        .select(credit_entries::reversal_of.assume_not_null())
        .load(conn)?;
    let lines: Vec<InForce> = of_source
        .filter(credit_entries::reversal_of.is_null())
        .order(credit_entries::round.desc())
        .select(InForce::as_select())
        .load(conn)?;
    Ok(lines.into_iter().find(|line| !taken_back.contains(&line.id)))
}

pub fn insert_credit(conn: &mut Conn, credit: &NewCredit) -> Result<()> {
    diesel::insert_into(credit_entries::table)
        .values((
            credit_entries::id.eq(&credit.id),
            credit_entries::enrolment_id.eq(&credit.enrolment_id),
            credit_entries::person_id.eq(&credit.person_id),
            credit_entries::requirement_id.eq(&credit.requirement_id),
            credit_entries::source_kind.eq(credit.source),
            credit_entries::source_id.eq(&credit.source_id),
            credit_entries::round.eq(credit.round),
            credit_entries::amount.eq(credit.amount),
            credit_entries::minutes.eq(credit.minutes),
            credit_entries::from_at.eq(credit.span.map(|(from, _)| from)),
            credit_entries::to_at.eq(credit.span.map(|(_, to)| to)),
            credit_entries::reversal_of.eq(&credit.reversal_of),
            credit_entries::recorded_by.eq(&credit.recorded_by),
            credit_entries::domain.eq(credit.domain),
            credit_entries::at.eq(credit.at),
        ))
        .execute(conn)?;
    Ok(())
}

/// People with attendance of a session or with credit for it, who are or were enrolled.
pub fn list_concerned(conn: &mut Conn, session: &SessionId) -> Result<Vec<PersonId>> {
    let mut people: Vec<PersonId> = attendances::table
        .inner_join(enrolments::table.on(enrolments::person_id.eq(attendances::person_id)))
        .filter(attendances::session_id.eq(session))
        .select(attendances::person_id)
        .load(conn)?;
    people.extend(
        credit_entries::table
            .filter(credit_entries::source_kind.eq(Source::Session))
            .filter(credit_entries::source_id.eq(session.as_str()))
            .select(credit_entries::person_id)
            .load::<PersonId>(conn)?,
    );
    people.sort();
    people.dedup();
    Ok(people)
}
