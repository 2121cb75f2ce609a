//! The reviews that wait for one person, counted.

use super::gates::{GateRow, Sight};
use crate::accounts::access::Permissions;
use crate::accounts::context::Context;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::GateId;
use crate::training::access::watched_districts;
use crate::training::model::Gate;
use crate::training::store;
use crate::web::json;
use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// How many of them stand in the answer.
const SHOWN: usize = 5;
/// How many are read at once.
const CHUNK: i64 = 200;

/// Reviews that wait for the caller's signature, and those that wait for headquarters to name somebody.
#[derive(Serialize, ToSchema)]
pub struct GatesToSign {
    /// How many.
    count: usize,
    /// The first of them; `/gates` has all.
    items: Vec<GateRow>,
}

/// Reviews that wait for the caller, the oldest first.
#[utoipa::path(get, path = "/api/v1/gates/to-sign", tag = "training", responses((status = 200, body = GatesToSign)))]
pub async fn gates_to_sign(ctx: Context) -> Result<HttpResponse> {
    let now = ctx.now();
    let found = ctx.read(move |conn, who| to_sign(conn, who, now)).await?;
    Ok(json::ok(&found))
}

fn to_sign(conn: &mut Conn, who: &Permissions, now: Millis) -> Result<GatesToSign> {
    let districts = watched_districts(who);
    let mut found = GatesToSign {
        count: 0,
        items: vec![],
    };
    let mut after: Option<(Millis, GateId)> = None;
    loop {
        let gates: Vec<Gate> =
            store::page_waiting_gates(conn, districts.as_deref(), &who.person, after.as_ref(), CHUNK)?;
        let Some(last) = gates.last() else {
            return Ok(found);
        };
        after = Some((last.requested_at, last.id.clone()));
        for gate in gates {
            let row = Sight::load(conn, who, gate, now)?.row(&who.person);
            if row.waits_for(who) {
                found.count += 1;
                if found.items.len() < SHOWN {
                    found.items.push(row);
                }
            }
        }
    }
}
