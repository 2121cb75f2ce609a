//! Set one's own ceilings.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::error::{Error, Result};
use crate::field;
use crate::ids::PersonId;
use crate::scheduling::availability::access::planned_person;
use crate::scheduling::ceilings::store;
use crate::scheduling::planning_rules::defaults::default_rule;
use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::problems::people::{lock_with_sessions, refresh_person};
use crate::scheduling::problems::views::{ChangeHit, hit_of};

/// Makes somebody's own ceilings exactly these; only they themselves may.
pub async fn set_ceilings(ctx: &Context, id: PersonId, ceilings: Vec<(PlanningRule, i64)>) -> Result<ChangeHit> {
    for (index, (code, amount)) in ceilings.iter().enumerate() {
        let is_twice = ceilings[..index].iter().any(|(other, _)| other == code);
        if is_twice || !PlanningRule::OWN.contains(code) {
            return Err(Error::field("code", "not_allowed"));
        }
        field::number("amount", *amount, 0, default_rule(*code)?.most)?;
    }
    ctx.write(move |tx, who| {
        let planned = planned_person(tx.conn(), who, &id)?;
        allowed(planned.is_self)?;
        lock_with_sessions(tx, &id, None)?;
        store::replace_ceilings(tx.conn(), &id, &ceilings)?;
        let hit = refresh_person(tx, &id, None)?;
        hit_of(tx.conn(), who, true, hit)
    })
    .await
}
