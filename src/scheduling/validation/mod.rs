//! Validation: gathers the facts around proposals and lets the rules judge them, in a handful of queries however many
//! proposals there are.
//!
//! [`proposals`] says what a plan would be and what a session is as it stands, [`facts`] gathers what is true around it,
//! `rules::judge` decides, [`refusal`] turns the reasons into an answer.

pub(crate) mod facts;
pub(crate) mod proposals;
pub(crate) mod refusal;
pub(crate) mod store;
pub(crate) mod whom;

use crate::db::Conn;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::rules::{Proposal, Reason, Rule, blocks, brought, judge};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::validation::facts::GatheredFacts;

/// The reasons for each proposal, in their order.
pub(crate) fn validate(conn: &mut Conn, proposals: &[Proposal]) -> Result<Vec<Vec<Reason>>> {
    let around = GatheredFacts::gather(conn, proposals)?;
    proposals
        .iter()
        .map(|proposal| Ok(judge(proposal, &around.facts(proposal)?)))
        .collect()
}

/// The reasons for one proposal.
pub(crate) fn validate_one(conn: &mut Conn, proposal: &Proposal) -> Result<Vec<Reason>> {
    let mut reasons = validate(conn, std::slice::from_ref(proposal))?;
    Ok(reasons.pop().unwrap_or_default())
}

/// The reasons against a change: what a session is before it, if it stands on the calendar, and what it would be. Troubles
/// that stood before and are no worse come back as warnings.
pub(crate) fn validate_change(conn: &mut Conn, before: Option<&Proposal>, after: &Proposal) -> Result<Vec<Reason>> {
    let Some(before) = before else {
        return validate_one(conn, after);
    };
    let both = [before.clone(), after.clone()];
    let around = GatheredFacts::gather(conn, &both)?;
    let stood = judge(before, &around.facts(before)?);
    Ok(brought(&stood, judge(after, &around.facts(after)?)))
}

/// A session as it is and as it would be; `is_on_calendar` says whether it claims anything.
pub(crate) struct Change {
    pub before: Proposal,
    pub after: Proposal,
    pub is_on_calendar: bool,
}

/// The reasons against changes that are made at once: all of them give back what they have claimed before the first takes its
/// new time. A change that may not stand keeps its old one, if `keeps_refused`, and is in the way of those that come
/// after it.
pub(crate) fn validate_together(conn: &mut Conn, changes: &[Change], keeps_refused: bool) -> Result<Vec<Vec<Reason>>> {
    let all: Vec<Proposal> = changes
        .iter()
        .flat_map(|change| [change.before.clone(), change.after.clone()])
        .collect();
    let mut around = GatheredFacts::gather(conn, &all)?;
    let mut stood = vec![];
    for change in changes {
        let reasons = judge(&change.before, &around.facts(&change.before)?);
        stood.push(if change.is_on_calendar { reasons } else { vec![] });
    }
    let ids: Vec<SessionId> = all.iter().filter_map(|proposal| proposal.session.clone()).collect();
    if !keeps_refused {
        around.release(&ids);
    }
    let mut judged = vec![];
    for (change, stood) in changes.iter().zip(&stood) {
        let own: Vec<SessionId> = change.after.session.iter().cloned().collect();
        let reasons = brought(stood, judge(&change.after, &around.facts(&change.after)?));
        let is_refused = keeps_refused && blocks(&reasons);
        if change.is_on_calendar && !is_refused {
            around.release(&own);
            if let Some(session) = &change.after.session {
                around.put(session, &change.after);
            }
        }
        judged.push(reasons);
    }
    Ok(judged)
}

/// The reasons against putting a session back where it stood: whatever was so before may be so again, but not what has come
/// into its time since.
pub(crate) fn validate_restore(conn: &mut Conn, proposal: &Proposal) -> Result<Vec<Reason>> {
    let reasons = validate_one(conn, proposal)?;
    let stood: Vec<Reason> = reasons
        .iter()
        .filter(|reason| reason.other_session.is_none() && reason.rule != Rule::RoomBlocked)
        .cloned()
        .collect();
    Ok(brought(&stood, reasons))
}

/// What a session is before a change, for the difference: a draft does not stand yet.
pub(crate) fn on_calendar<'a>(session: &Session, before: &'a Proposal) -> Option<&'a Proposal> {
    session.state.claims().then_some(before)
}
