//! What sockets read: the rooms of a welcome, and logins that are still active.

use super::frames::WelcomeRoom;
use super::server::Gateway;
use super::store;
use crate::chat::model::UNREAD_AT_MOST;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{LoginId, PersonId};
use std::collections::HashMap;

/// The rooms of a person for `welcome`.
pub async fn list_welcome_rooms(gateway: &Gateway, person: &PersonId) -> Result<Vec<WelcomeRoom>> {
    let (person, at_most) = (person.clone(), gateway.config.rooms_per_socket as i64);
    let now = gateway.chat.db.now();
    let look = move |conn: &mut Conn| {
        let rooms = store::list_rooms(conn, &person, now, at_most)?;
        Ok((rooms, store::count_mentions(conn, &person)?))
    };
    let (rows, mentions) = gateway.chat.db.read(look).await?;
    let rooms = rows.into_iter().map(
        |(r, epoch, head, last_no, read_no, role, min_seq, muted_until, slow_seconds)| WelcomeRoom {
            mentions: mentions.get(&r).copied().unwrap_or(0).min(UNREAD_AT_MOST),
            r,
            epoch,
            head,
            last_no,
            read_no,
            role,
            min_seq,
            muted_until: muted_until.unwrap_or(0),
            slow_ms: slow_seconds.unwrap_or(0) * 1_000,
        },
    );
    Ok(rooms.collect())
}

/// Which of these logins are active, and whether their screens are locked.
pub async fn find_active_logins(gateway: &Gateway, ids: Vec<String>) -> Result<HashMap<LoginId, bool>> {
    let now = gateway.chat.db.now();
    let read = move |conn: &mut Conn| Ok(store::list_active_logins(conn, &ids, now)?);
    Ok(gateway.chat.db.read(read).await?.into_iter().collect())
}
