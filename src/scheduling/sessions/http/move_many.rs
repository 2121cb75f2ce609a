//! Many sessions moved in one action.

use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::error::{Error, Result};
use crate::ids::{RoomId, SessionId};
use crate::scheduling::rules::Reason;
use crate::scheduling::sessions::actions::move_many::{self, MOST, MoveMany, Moved};
use crate::web::field;
use crate::web::json::{self, Json};
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A session with the version that the caller has seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionToMove {
    id: SessionId,
    row_version: i64,
}

/// Moves sessions to one room, or by some days, or both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveSessions {
    /// At most 200.
    sessions: Vec<SessionToMove>,
    /// The room that all of them get, of any studio that the caller plans in; theirs when absent.
    room_id: Option<RoomId>,
    /// How many days later, or earlier when negative.
    #[serde(default)]
    shift_days: i64,
}

/// With `?dry_run=true` nothing is written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MoveDryRun {
    /// Only say where they would go, and what speaks against it.
    #[serde(default)]
    dry_run: bool,
}

/// Where a session goes.
#[derive(Serialize, ToSchema)]
pub struct MovedSession {
    id: SessionId,
    /// The title that somebody wrote; empty where nobody wrote one.
    title: String,
    /// What its type is called.
    type_name: Bilingual,
    studio: String,
    room: String,
    /// It takes place online.
    is_online: bool,
    /// `YYYY-MM-DD` where it goes.
    local_date: String,
    /// `HH:MM` there.
    local_start: String,
    /// What speaks against it; empty when it can go.
    reasons: Vec<Reason>,
}

/// Where the sessions go. When something speaks against one of them, none has moved.
#[derive(Serialize, ToSchema)]
pub struct SessionsMoved {
    is_applied: bool,
    items: Vec<MovedSession>,
}

impl From<Moved> for MovedSession {
    fn from(moved: Moved) -> Self {
        let to = moved.to;
        MovedSession {
            id: moved.session.id,
            type_name: to.kind.name(),
            title: moved.session.title,
            studio: to.studio.name,
            is_online: to.room.is_online,
            room: to.room.name,
            local_date: to.slot.local_date,
            local_start: to.slot.local_start,
            reasons: moved.reasons,
        }
    }
}

impl MoveSessions {
    fn read(self) -> Result<MoveMany> {
        let count = i64::try_from(self.sessions.len()).unwrap_or(i64::MAX);
        field::number("sessions", count, 1, MOST as i64)?;
        field::number("shift_days", self.shift_days, -366, 366)?;
        let mut sessions: Vec<(SessionId, i64)> =
            self.sessions.into_iter().map(|one| (one.id, one.row_version)).collect();
        sessions.sort();
        if sessions.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Error::field("sessions", "twice"));
        }
        if self.room_id.is_none() && self.shift_days == 0 {
            return Err(Error::field("shift_days", "required"));
        }
        Ok(MoveMany {
            sessions,
            room: self.room_id,
            shift_days: self.shift_days,
        })
    }
}

/// Moves many sessions in one transaction, all or none, or says where they would go.
#[utoipa::path(post, path = "/api/v1/sessions/move-many", tag = "scheduling", request_body = MoveSessions, params(MoveDryRun),
    responses((status = 200, body = SessionsMoved), (status = 409, description = "row_changed, wrong_state or in_past")))]
pub async fn move_sessions(ctx: Context, query: Query<MoveDryRun>, body: Json<MoveSessions>) -> Result<HttpResponse> {
    let (moved, is_applied) = move_many::move_sessions(&ctx, body.0.read()?, query.0.dry_run).await?;
    Ok(json::ok(&SessionsMoved {
        is_applied,
        items: moved.into_iter().map(MovedSession::from).collect(),
    }))
}
