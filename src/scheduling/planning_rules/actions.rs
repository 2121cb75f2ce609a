//! Change a rule, reset it, and the time of travel between two places.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::audit::{AuditSubject, AuditVerb};
use crate::db::{Conn, Db};
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{DistrictId, StudioId};
use crate::scheduling::planning_rules::defaults::{default_rule, default_rules};
use crate::scheduling::planning_rules::model::{
    PlaceKind, PlanningRule, RuleRow, RuleScope, RuleSeverity, Setting, in_order,
};
use crate::scheduling::planning_rules::store;
use crate::scheduling::problems::actions::refresh;
use crate::scheduling::problems::store::Ahead;
use crate::scheduling::problems::views::{ChangeHit, hit_of};
use crate::scheduling::{problems, sessions};
use serde_json::json;

/// Writes the rules that the database lacks. Safe to run by several nodes at once, and again.
pub async fn plant_planning_rules(db: &Db) -> Result<()> {
    let there = db.read(|conn| Ok(store::count_rules_for_all(conn)?)).await?;
    let rules = default_rules()?;
    if usize::try_from(there).is_ok_and(|there| there >= rules.len()) {
        return Ok(());
    }
    db.write(move |tx| {
        let now = tx.now();
        store::insert_defaults(tx.conn(), &rules, now)
    })
    .await
}

/// Makes a rule say this for a scope; the sessions ahead that could not be planned like this any more.
pub async fn set_rule(ctx: &Context, row: RuleRow) -> Result<ChangeHit> {
    let shipped = default_rule(row.rule)?;
    field::number("amount", row.setting.amount, 0, shipped.most)?;
    if row.rule.always_blocks() && row.setting.severity != RuleSeverity::BlockPublish {
        return Err(Error::field("severity", "not_allowed"));
    }
    change(ctx, row, false).await
}

/// Takes the row of a scope away, so that the one above holds; the one for all is as it ships again.
pub async fn reset_rule(ctx: &Context, rule: PlanningRule, scope: RuleScope, scope_id: String) -> Result<ChangeHit> {
    let setting = default_rule(rule)?.setting();
    let row = RuleRow {
        rule,
        scope,
        scope_id,
        setting,
    };
    change(ctx, row, true).await
}

async fn change(ctx: &Context, row: RuleRow, is_reset: bool) -> Result<ChangeHit> {
    let written = row.clone();
    let studios = ctx
        .write(move |tx, who| {
            let row = &written;
            let studios = may_change(tx.conn(), who, row.scope, &row.scope_id)?;
            let now = tx.now();
            if is_reset && row.scope != RuleScope::All {
                store::delete_rule(tx.conn(), row.rule, row.scope, &row.scope_id)?;
            } else {
                store::replace_rule(tx.conn(), row, &who.person, now)?;
            }
            let Setting { severity, amount } = row.setting;
            let scope = json!({ "scope": row.scope, "scope_id": row.scope_id });
            let detail = if is_reset {
                scope
            } else {
                json!({ "scope": row.scope, "scope_id": row.scope_id, "severity": severity, "amount": amount })
            };
            let verb = if is_reset {
                AuditVerb::ResetPlanningRule
            } else {
                AuditVerb::SetPlanningRule
            };
            tx.audit(&who.entry(verb, AuditSubject::PlanningRule, row.rule).detail(detail))?;
            Ok(studios)
        })
        .await?;
    let kind = (row.scope == RuleScope::Type).then_some(row.scope_id);
    judge_anew(ctx, studios, kind).await
}

/// Headquarters for all and for a kind of session; whoever coordinates the place otherwise. The studios in which it holds.
fn may_change(conn: &mut Conn, who: &Permissions, scope: RuleScope, id: &str) -> Result<Vec<StudioId>> {
    let unknown = || Error::field("scope_id", "not_found");
    let district = match scope {
        RuleScope::All | RuleScope::Type => {
            who.must_be_headquarters()?;
            if (scope == RuleScope::All) != id.is_empty() {
                return Err(unknown());
            }
            None
        }
        RuleScope::District => {
            let id = DistrictId::parse(id).ok_or_else(unknown)?;
            districts::district(conn, &id)?.ok_or_else(Error::not_found)?;
            who.must_coordinate(&id)?;
            Some(id)
        }
        RuleScope::Studio => {
            let id = StudioId::parse(id).ok_or_else(unknown)?;
            let studio = districts::studio(conn, &id)?.ok_or_else(Error::not_found)?;
            who.must_coordinate(&studio.district_id)?;
            return Ok(vec![id]);
        }
    };
    let studios = districts::studios(conn)?.into_iter();
    let inside = studios.filter(|studio| district.as_ref().is_none_or(|id| studio.district_id == *id));
    Ok(inside.map(|studio| studio.id).collect())
}

/// One transaction a studio, so that a rule for all does not stop everybody's planning. Whoever plans meanwhile read the new rule,
/// or is judged here; should the server stop between two studios, the hourly job goes on.
async fn judge_anew(ctx: &Context, studios: Vec<StudioId>, kind: Option<String>) -> Result<ChangeHit> {
    let mut all = ChangeHit::default();
    for studio in studios {
        let kind = kind.clone();
        let hit = ctx
            .write(move |tx, who| {
                let now = tx.now();
                sessions::store::lock_studio(tx.conn(), &studio)?;
                let ahead = Ahead {
                    studio: Some(studio.clone()),
                    ..Ahead::default()
                };
                let mut sessions = problems::store::list_ahead(tx.conn(), &ahead, now)?;
                sessions.retain(|session| kind.as_ref().is_none_or(|kind| session.type_code == *kind));
                let hit = refresh(tx, &sessions, now)?;
                hit_of(tx.conn(), who, false, hit)
            })
            .await?;
        all.sessions_hit.extend(hit.sessions_hit);
        all.elsewhere += hit.elsewhere;
    }
    Ok(all)
}

/// Minutes between two studios or districts, both ways; none gives the two back to the rule.
#[derive(Clone, Debug)]
pub struct TravelChange {
    pub kind: PlaceKind,
    pub one: String,
    pub other: String,
    pub minutes: Option<i64>,
}

pub async fn set_travel_time(ctx: &Context, change: TravelChange) -> Result<ChangeHit> {
    if let Some(minutes) = change.minutes {
        field::number("minutes", minutes, 0, 600)?;
    }
    if change.one == change.other {
        return Err(Error::field("other_id", "same"));
    }
    let studios = ctx
        .write(move |tx, who| {
            let one = place_of(tx.conn(), who, change.kind, &change.one)?;
            let other = place_of(tx.conn(), who, change.kind, &change.other)?;
            if !one.1 && !other.1 {
                return Err(crate::error::Code::NotAllowed.into());
            }
            let pair = in_order(&change.one, &change.other);
            store::replace_travel_time(tx.conn(), change.kind, pair, change.minutes)?;
            let detail = json!({ "kind": change.kind, "places": [pair.0, pair.1], "minutes": change.minutes });
            let entry = who.entry(
                AuditVerb::SetTravelTime,
                AuditSubject::PlanningRule,
                PlanningRule::RestOtherStudio,
            );
            tx.audit(&entry.detail(detail))?;
            let mut studios = one.0;
            studios.extend(other.0);
            Ok(studios)
        })
        .await?;
    judge_anew(ctx, studios, None).await
}

/// The studios of a place, and whether the caller coordinates it. Every worker may name every place: their names are no secret.
fn place_of(conn: &mut Conn, who: &Permissions, kind: PlaceKind, id: &str) -> Result<(Vec<StudioId>, bool)> {
    let missing = || Error::field("place", "not_found");
    match kind {
        PlaceKind::Studio => {
            let id = StudioId::parse(id).ok_or_else(missing)?;
            let studio = districts::studio(conn, &id)?.ok_or_else(missing)?;
            Ok((vec![id], who.coordinates(&studio.district_id)))
        }
        PlaceKind::District => {
            let id = DistrictId::parse(id).ok_or_else(missing)?;
            districts::district(conn, &id)?.ok_or_else(missing)?;
            let all = districts::studios(conn)?.into_iter();
            let inside = all.filter(|studio| studio.district_id == id).map(|studio| studio.id);
            Ok((inside.collect(), who.coordinates(&id)))
        }
    }
}
