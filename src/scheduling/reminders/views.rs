//! How the caller wants to be reminded.

use super::model::LeadTime;
use super::store;
use crate::accounts::Context;
use crate::error::Result;

pub(crate) async fn reminders(ctx: &Context) -> Result<LeadTime> {
    ctx.read(|conn, who| {
        let chosen = store::list_choices(conn, std::slice::from_ref(&who.person))?.pop();
        Ok(chosen.map_or(LeadTime::Evening, |(_, choice)| choice))
    })
    .await
}
