//! Writes the defaults, and sets a rule.

use super::defaults::default_rules;
use crate::accounts::Context;
use crate::db::Db;
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::StudioId;
use crate::scheduling::places::model::BookingRule;
use crate::scheduling::places::store::{RuleRow, insert_default_rule, list_rules, save_rule};
use crate::scheduling::types;

/// Writes the default rules that the database lacks. Safe to run by several nodes at once, and again.
pub(crate) async fn plant_default_rules(db: &Db) -> Result<()> {
    let rules = default_rules().map_err(|why| Error::internal(std::io::Error::other(why)))?;
    let there = db.read(|conn| Ok(list_rules(conn, &[])?)).await?;
    let rows: Vec<RuleRow> = rules
        .iter()
        .map(|(code, rule)| RuleRow::new(code, None, *rule))
        .filter(|row| !there.iter().any(|old| old.id == row.id))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    db.write(move |tx| {
        for row in &rows {
            insert_default_rule(tx.conn(), row)?;
        }
        Ok(())
    })
    .await
}

/// How a type is booked: the default by headquarters, a studio's own by whoever coordinates there.
pub(crate) async fn set_rule(ctx: &Context, code: String, studio: Option<StudioId>, rule: BookingRule) -> Result<()> {
    let limits = [rule.observers, rule.co_leads, rule.leads];
    if limits.iter().any(|limit| !(0..=20).contains(limit)) {
        return Err(Error::field("observers", "out_of_range"));
    }
    ctx.write(move |tx, who| {
        match &studio {
            None => who.must_be_headquarters()?,
            Some(studio) => {
                let studio = districts::studio(tx.conn(), studio)?.ok_or_else(Error::not_found)?;
                who.must_coordinate(&studio.district_id)?;
            }
        }
        let kinds = types::store::list_types(tx.conn(), studio.as_ref())?;
        if !kinds.iter().any(|kind| kind.code == code) {
            return Err(Error::field("type", "unknown"));
        }
        Ok(save_rule(tx.conn(), &RuleRow::new(&code, studio.as_ref(), rule))?)
    })
    .await
}
