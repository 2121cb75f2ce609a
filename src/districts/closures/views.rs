//! Closures as people see them.

use super::model::Closure;
use crate::accounts::Context;
use crate::districts::model::a_month_before;
use crate::districts::store;
use crate::error::Result;
use crate::ids::{ClosureId, StudioId};
use serde::Serialize;
use utoipa::ToSchema;

/// A studio by name.
#[derive(Serialize, ToSchema)]
pub struct ClosedStudio {
    id: StudioId,
    name: String,
}

/// A closure with the studios that the caller sees.
#[derive(Serialize, ToSchema)]
#[schema(as = Closure)]
pub struct ClosureView {
    id: ClosureId,
    /// `YYYY-MM-DD`; both dates are included.
    from_date: String,
    to_date: String,
    reason: String,
    studios: Vec<ClosedStudio>,
}

/// Every closure that is not over for a month.
#[derive(Serialize, ToSchema)]
pub struct Closures {
    items: Vec<ClosureView>,
}

/// Groups the rows of a list by closure.
fn grouped(rows: Vec<(Closure, String)>) -> Vec<ClosureView> {
    let mut closures: Vec<ClosureView> = vec![];
    for (row, name) in rows {
        let studio = ClosedStudio {
            id: row.studio_id,
            name,
        };
        match closures.iter_mut().find(|closure| closure.id == row.id) {
            Some(closure) => closure.studios.push(studio),
            None => closures.push(ClosureView {
                id: row.id,
                from_date: row.from_date,
                to_date: row.to_date,
                reason: row.reason,
                studios: vec![studio],
            }),
        }
    }
    closures
}

/// The closures of the districts that the caller has a role in.
pub(super) async fn closures(ctx: &Context) -> Result<Closures> {
    let from = a_month_before(ctx.now());
    ctx.read(move |conn, who| {
        let rows = store::list_closures(conn, &who.visible_districts(), &from)?;
        Ok(Closures { items: grouped(rows) })
    })
    .await
}
