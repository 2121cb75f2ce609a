//! Refusals: every reason, as the caller may know it.

use crate::accounts::access::Scope;
use crate::error::{Code, Error, Result};
use crate::scheduling::rules::{Proposal, Reason, Rule, Severity, blocks};

/// Refuses with every reason, as the caller may know them, when one of them blocks.
pub(crate) fn must_stand(reasons: &[Reason], districts: &Scope) -> Result<()> {
    if blocks(reasons) {
        return Err(refused(reasons, districts));
    }
    Ok(())
}

/// Whoever plans nowhere does not read that people are kept apart: to them the session is full (M17).
pub(crate) fn refused(reasons: &[Reason], districts: &Scope) -> Error {
    let is_apart = |reason: &Reason| reason.rule == Rule::KeepApart && reason.severity == Severity::Block;
    if districts.is_empty() && reasons.iter().any(is_apart) {
        return Code::SessionFull.into();
    }
    let seen: Vec<Reason> = reasons.iter().map(|reason| reason.clone().seen_by(districts)).collect();
    Error::from(Code::SessionRefused).with("reasons", seen)
}

/// The reasons as they are stored with the session: what everybody may know who works on it in its own district.
pub(crate) fn warnings_text(reasons: &[Reason], proposal: &Proposal) -> Result<String> {
    let own = Scope::Districts(vec![proposal.studio.district_id.clone()]);
    let known = reasons.iter().filter(|reason| reason.rule != Rule::KeepApart);
    let seen: Vec<Reason> = known.map(|reason| reason.clone().seen_by(&own)).collect();
    Ok(serde_json::to_string(&seen)?)
}
