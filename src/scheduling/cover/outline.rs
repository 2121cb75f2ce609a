//! What somebody may know of a session that they are asked about: when, where and what kind, and no title or name (safety 8).

use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api as districts;
use crate::error::Result;
use crate::ids::{SessionId, StudioId};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::local_end;
use crate::scheduling::types;
use crate::scheduling::types::model::SessionType;
use crate::scheduling::validation::proposals::kind_of;
use serde::Serialize;
use std::collections::HashMap;

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionOutline {
    pub session_id: SessionId,
    #[schema(required = true)]
    pub type_name: Option<Bilingual>,
    pub studio: String,
    pub starts_at: Millis,
    pub ends_at: Millis,
    pub zone: String,
    /// `YYYY-MM-DD` on the studio's wall.
    pub local_date: String,
    /// `HH:MM` on the studio's wall.
    pub local_start: String,
    /// `HH:MM` on the studio's wall.
    pub local_end: String,
}

/// Names of types and studios for some sessions, loaded at once.
pub(crate) struct Outlines {
    types: HashMap<StudioId, Vec<SessionType>>,
    studios: HashMap<StudioId, String>,
}

impl Outlines {
    pub(crate) fn load(conn: &mut Conn, sessions: &[&Session]) -> Result<Self> {
        let mut ids: Vec<StudioId> = sessions.iter().map(|session| session.studio_id.clone()).collect();
        ids.sort();
        ids.dedup();
        let mut studios = HashMap::new();
        for id in &ids {
            let name = districts::studio(conn, id)?.map(|studio| studio.name);
            studios.insert(id.clone(), name.unwrap_or_default());
        }
        Ok(Outlines {
            types: types::store::types_of(conn, &ids)?,
            studios,
        })
    }

    pub(crate) fn outline(&self, session: &Session) -> Result<SessionOutline> {
        Ok(SessionOutline {
            session_id: session.id.clone(),
            type_name: kind_of(&self.types, session).map(SessionType::name),
            studio: self.studios.get(&session.studio_id).cloned().unwrap_or_default(),
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            zone: session.zone.clone(),
            local_date: session.local_date.clone(),
            local_start: session.local_start.clone(),
            local_end: local_end(&session.zone, session.ends_at)?,
        })
    }
}
