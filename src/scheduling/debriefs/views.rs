//! A debrief as somebody may read it.

use crate::clock::Millis;
use crate::error::Result;
use crate::ids::PersonId;
use crate::keys::Keys;
use crate::scheduling::debriefs::store::Debrief;
use serde::{Deserialize, Serialize};

/// What somebody of the staff says of a session.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Debrief)]
pub struct DebriefView {
    pub author_id: PersonId,
    pub author: String,
    /// When it was last written.
    pub written_at: Millis,
    /// The three answers about the session; none where the reader may not read them.
    #[schema(required = true)]
    pub about: Option<AboutSession>,
    /// How the author is; none for everybody but them and their supervisor.
    #[schema(required = true)]
    pub how_am_i: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AboutSession {
    pub went_well: String,
    pub hard: String,
    /// What should happen next.
    pub follow_up: String,
}

impl DebriefView {
    /// Opens the parts that the reader may read: the answers, and how the author is.
    pub(crate) fn open(
        keys: &Keys,
        row: &Debrief,
        author: String,
        (reads_answers, reads_how): (bool, bool),
    ) -> Result<Self> {
        let answers = || -> Result<AboutSession> {
            Ok(serde_json::from_slice(&keys.open(
                "debriefs.body",
                &row.id,
                &row.body,
            )?)?)
        };
        let how = || keys.open_text("debriefs.how_am_i", &row.id, &row.how_am_i);
        Ok(DebriefView {
            author_id: row.author_id.clone(),
            author,
            written_at: row.written_at,
            about: reads_answers.then(answers).transpose()?,
            how_am_i: reads_how.then(how).transpose()?,
        })
    }
}
