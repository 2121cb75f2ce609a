//! Reading a sheet. Whoever asks for names in order to correct them leaves a line in the audit, in the same transaction.

use super::super::Kit;
use crate::accounts::access::{Caller, Permissions, allowed};
use crate::audit::{AuditSubject, AuditVerb};
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::access::look;
use crate::scheduling::sheet::{self, Asked, AttendanceSheet};
use crate::scheduling::waiting::{self, WaitingLines};

/// The sheet of a session.
pub async fn read_sheet(kit: &Kit, caller: Caller, id: SessionId, asked: Asked) -> Result<AttendanceSheet> {
    let now = kit.clock.now();
    if !asked.names {
        let read = kit.db.read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            let seen = look(conn, &who, &id)?;
            sheet::sheet(conn, &who, &seen, &asked, now)
        });
        return read.await;
    }
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let who = Permissions::load(tx.conn(), &caller)?;
            let seen = look(tx.conn(), &who, &id)?;
            allowed(sheet::may_ask_names(&who, &seen, now))?;
            let shown = sheet::sheet(tx.conn(), &who, &seen, &asked, now)?;
            let entry = inner.audit(&caller.person, AuditVerb::SheetRead, AuditSubject::Session, &id);
            tx.audit(&entry)?;
            Ok(shown)
        })
        .await
}

/// Lines that wait for this supervisor.
pub async fn read_waiting(kit: &Kit, caller: Caller, limit: i64) -> Result<WaitingLines> {
    let now = kit.clock.now();
    kit.db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            waiting::lines(conn, &who, now, limit)
        })
        .await
}
