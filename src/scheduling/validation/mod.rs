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
use crate::scheduling::rules::{Proposal, Reason, Rule, brought, judge};
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
