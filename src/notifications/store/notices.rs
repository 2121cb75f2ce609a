//! The inbox.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::notices;
use crate::error::Result;
use crate::ids::{NoticeId, PersonId};
use crate::notifications::model::{NewNotice, Notice, NoticeKind};
use diesel::prelude::*;

/// Where a page of the inbox ended.
pub type InboxKey = (Millis, String);

pub fn insert_notice(conn: &mut Conn, id: &NoticeId, new: &NewNotice, at: Millis) -> Result<()> {
    diesel::insert_into(notices::table)
        .values((
            notices::id.eq(id),
            notices::person_id.eq(&new.person),
            notices::kind.eq(new.kind),
            notices::params.eq(serde_json::to_string(&new.params)?),
            notices::link.eq(&new.link),
            notices::created_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A page of a person's inbox, newest first.
pub fn page_notices(conn: &mut Conn, person: &PersonId, after: Option<InboxKey>, limit: i64) -> Result<Vec<Notice>> {
    let mut query = notices::table
        .filter(notices::person_id.eq(person))
        .order((notices::created_at.desc(), notices::id.desc()))
        .limit(limit)
        .select((
            notices::id,
            notices::created_at,
            notices::kind,
            notices::params,
            notices::link,
            notices::read_at.is_not_null(),
        ))
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(
            notices::created_at
                .lt(at)
                .or(notices::created_at.eq(at).and(notices::id.lt(id))),
        );
    }
    let rows: Vec<(NoticeId, Millis, String, String, String, bool)> = query.load(conn)?;
    let read = |(id, at, kind, params, link, is_read): (NoticeId, Millis, String, String, String, bool)| {
        let kind = NoticeKind::parse(&kind);
        Ok(Notice {
            id,
            at,
            kind,
            params: serde_json::from_str(&params)?,
            link,
            is_read,
        })
    };
    rows.into_iter().map(read).collect()
}

/// How many notices a person has not read.
pub fn count_unread(conn: &mut Conn, person: &PersonId) -> Result<i64> {
    let unread = notices::table.filter(notices::person_id.eq(person).and(notices::read_at.is_null()));
    Ok(unread.count().get_result(conn)?)
}

/// Marks what these people were told of one thing as read: it is done.
pub fn update_settled(
    conn: &mut Conn,
    people: &[PersonId],
    kinds: &[NoticeKind],
    link: &str,
    now: Millis,
) -> Result<()> {
    diesel::update(notices::table)
        .filter(notices::person_id.eq_any(people))
        .filter(notices::read_at.is_null())
        .filter(notices::kind.eq_any(kinds))
        .filter(notices::link.eq(link))
        .set(notices::read_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Marks some or all of a person's notices as read.
pub fn update_read(conn: &mut Conn, person: &PersonId, ids: Option<&[NoticeId]>, now: Millis) -> Result<()> {
    let unread = notices::table.filter(notices::person_id.eq(person).and(notices::read_at.is_null()));
    match ids {
        Some(ids) => diesel::update(unread.filter(notices::id.eq_any(ids)))
            .set(notices::read_at.eq(now))
            .execute(conn)?,
        None => diesel::update(unread).set(notices::read_at.eq(now)).execute(conn)?,
    };
    Ok(())
}
