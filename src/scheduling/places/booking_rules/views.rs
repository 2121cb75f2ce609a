//! The booking rules as somebody reads them who plans.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::bilingual::Bilingual;
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::StudioId;
use crate::scheduling::places::model::{BookingMode, BookingRule};
use crate::scheduling::places::store::{RuleRow, list_rules};
use crate::scheduling::types;
use serde::Serialize;

/// How one type is booked.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct BookingRuleView {
    #[serde(rename = "type")]
    pub kind: String,
    pub name: Bilingual,
    pub mode: BookingMode,
    pub is_listed: bool,
    pub observers: i64,
    pub co_leads: i64,
    pub leads: i64,
    /// The studio has set this itself.
    pub is_own: bool,
}

/// Of a studio that the caller sees, or the defaults; for staff.
pub(crate) async fn booking_rules(ctx: &Context, studio: Option<StudioId>) -> Result<Vec<BookingRuleView>> {
    ctx.read(move |conn, who| {
        allowed(who.is_staff())?;
        if let Some(studio) = &studio {
            let studio = districts::studio(conn, studio)?.ok_or_else(Error::not_found)?;
            who.must_see(&studio.district_id)?;
        }
        let rows = list_rules(conn, studio.as_slice())?;
        let kinds = types::store::list_types(conn, studio.as_ref())?;
        let view = |kind: types::model::SessionType| {
            let of_type = || rows.iter().filter(|row| row.type_code == kind.code);
            let own = of_type().find(|row| row.studio_id.is_some());
            let row = own.or_else(|| of_type().next());
            let rule = row.map_or(BookingRule::UNSET, RuleRow::rule);
            BookingRuleView {
                name: kind.name(),
                kind: kind.code,
                mode: rule.mode,
                is_listed: rule.is_listed,
                observers: rule.observers,
                co_leads: rule.co_leads,
                leads: rule.leads,
                is_own: own.is_some(),
            }
        };
        Ok(kinds.into_iter().map(view).collect())
    })
    .await
}
