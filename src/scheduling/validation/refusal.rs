//! Refusals: every reason, as the caller may know it.

use crate::accounts::access::Scope;
use crate::error::{Code, Error, Result};
use crate::scheduling::rules::{Proposal, Reason, blocks};

/// Refuses with every reason, as the caller may know them, when one of them blocks.
pub(crate) fn must_stand(reasons: &[Reason], districts: &Scope) -> Result<()> {
    if blocks(reasons) {
        return Err(refused(reasons, districts));
    }
    Ok(())
}

pub(crate) fn refused(reasons: &[Reason], districts: &Scope) -> Error {
    let seen: Vec<Reason> = reasons.iter().map(|reason| reason.clone().seen_by(districts)).collect();
    Error::from(Code::SessionRefused).with("reasons", seen)
}

/// The reasons as they are stored with the session: what its own district may know.
pub(crate) fn warnings_text(reasons: &[Reason], proposal: &Proposal) -> Result<String> {
    let own = Scope::Districts(vec![proposal.studio.district_id.clone()]);
    let seen: Vec<Reason> = reasons.iter().map(|reason| reason.clone().seen_by(&own)).collect();
    Ok(serde_json::to_string(&seen)?)
}
