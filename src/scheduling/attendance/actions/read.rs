//! Reading a sheet. Whoever asks for names in order to correct them leaves a line in the audit, in the same transaction.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::audit::{AuditSubject, AuditVerb};
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::access::look;
use crate::scheduling::attendance;
use crate::scheduling::attendance::sheet::{AttendanceSheet, SheetRequest};

/// The sheet of a session.
pub async fn read_sheet(ctx: &Context, id: SessionId, asked: SheetRequest) -> Result<AttendanceSheet> {
    let now = ctx.now();
    if !asked.names {
        let read = ctx.read(move |conn, who| {
            let seen = look(conn, who, &id)?;
            attendance::sheet::sheet(conn, who, &seen, &asked, now)
        });
        return read.await;
    }
    ctx.write(move |tx, who| {
        let seen = look(tx.conn(), who, &id)?;
        allowed(attendance::sheet::may_ask_names(who, &seen, now))?;
        let shown = attendance::sheet::sheet(tx.conn(), who, &seen, &asked, now)?;
        let entry = who.entry(AuditVerb::SheetRead, AuditSubject::Session, &id);
        tx.audit(&entry)?;
        Ok(shown)
    })
    .await
}
