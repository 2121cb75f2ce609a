//! The report on what is past its time: the same figures for the command line and for headquarters.

use super::model::{RetentionKind, RetentionLine};
use crate::accounts::Context;
use crate::chat::api::{self as chat, Due};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::scheduling::api as scheduling;

/// What a run at `now` would delete; it changes nothing.
pub fn report(conn: &mut Conn, now: Millis) -> Result<Vec<RetentionLine>> {
    Ok(vec![
        line(RetentionKind::MessageText, &chat::messages_due(conn, now)?),
        line(RetentionKind::MemberName, &scheduling::member_names_due(conn, now)?),
        line(RetentionKind::Debrief, &scheduling::debriefs_due(conn, now)?),
    ])
}

fn line(what: RetentionKind, due: &Due) -> RetentionLine {
    RetentionLine {
        what,
        due: due.count,
        due_since: due.oldest_at,
    }
}

/// The same report for headquarters.
pub(super) async fn retention(ctx: &Context) -> Result<Vec<RetentionLine>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        who.must_be_headquarters()?;
        report(conn, now)
    })
    .await
}
