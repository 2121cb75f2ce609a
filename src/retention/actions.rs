//! One run of everything that is forgotten, for the operator.

use super::model::RetentionKind;
use crate::chat::api as chat;
use crate::db::Db;
use crate::error::Result;
use crate::scheduling::api as scheduling;

/// Deletes everything that is past its time; how many of each kind.
pub async fn forget(db: &Db) -> Result<Vec<(RetentionKind, usize)>> {
    let texts = chat::expire_messages(db).await?;
    let forgotten = scheduling::forget(db).await?;
    Ok(vec![
        (RetentionKind::MessageText, texts),
        (RetentionKind::MemberName, forgotten.names),
        (RetentionKind::Debrief, forgotten.debriefs),
    ])
}
