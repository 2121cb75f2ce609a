//! The session types as somebody reads them.

use super::model::SessionType;
use super::store;
use crate::accounts::Context;
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::StudioId;

/// The types of a studio that the caller sees, or the defaults.
pub(crate) async fn session_types(ctx: &Context, studio: Option<StudioId>) -> Result<Vec<SessionType>> {
    ctx.read(move |conn, who| {
        if let Some(studio) = &studio {
            let studio = districts::studio(conn, studio)?.ok_or_else(Error::not_found)?;
            who.must_see(&studio.district_id)?;
        }
        store::list_types(conn, studio.as_ref())
    })
    .await
}
