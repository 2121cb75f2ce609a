//! Appeals.

use crate::chat::model::Due;
use crate::chat::moderation::model::Reason;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{appeals, chat_rooms, moderation_acts as acts};
use crate::ids::{ActId, AppealId, DistrictId, PersonId};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

/// An appeal: its id, its act, the sealed words, when, what was decided, and whose district it is.
pub type Row = (AppealId, ActId, Vec<u8>, Millis, Option<String>, Option<DistrictId>);

/// Adds an appeal; false if there is one already.
pub fn insert_appeal(conn: &mut Conn, id: &AppealId, act: &ActId, words: &[u8], now: Millis) -> QueryResult<bool> {
    let values = (
        appeals::id.eq(id),
        appeals::act_id.eq(act),
        appeals::words.eq(words),
        appeals::at.eq(now),
    );
    let added = crate::native!(conn, |c| diesel::insert_into(appeals::table)
        .values(values)
        .on_conflict(appeals::act_id)
        .do_nothing()
        .execute(c))?;
    Ok(added > 0)
}

pub fn find_appeal(conn: &mut Conn, id: &AppealId) -> QueryResult<Option<Row>> {
    appeals::table
        .inner_join(acts::table.on(acts::id.eq(appeals::act_id)))
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(acts::room_id)))
        .filter(appeals::id.eq(id))
        .select((
            appeals::id,
            appeals::act_id,
            appeals::words,
            appeals::at,
            appeals::decision,
            chat_rooms::district_id,
        ))
        .first(conn)
        .optional()
}

/// Decides an appeal that is open; false if somebody has decided it before. Its words have served and go with that.
pub fn decide(
    conn: &mut Conn,
    id: &AppealId,
    decision: &str,
    reason: Reason,
    by: &PersonId,
    now: Millis,
) -> QueryResult<bool> {
    let open = appeals::table.filter(appeals::id.eq(id).and(appeals::decided_at.is_null()));
    let decided = diesel::update(open)
        .set((
            appeals::decision.eq(decision),
            appeals::reason.eq(reason),
            appeals::decided_by.eq(by),
            appeals::decided_at.eq(now),
            appeals::words.eq(Vec::new()),
        ))
        .execute(conn)?;
    Ok(decided > 0)
}

/// How many appeals still hold words although they are from before then, or decided, and the oldest of them.
pub fn count_due(conn: &mut Conn, then: Millis) -> QueryResult<Due> {
    let (count, oldest_at): (i64, Option<Millis>) = appeals::table
        .filter(appeals::at.le(then).or(appeals::decided_at.is_not_null()))
        .filter(appeals::words.ne(Vec::new()))
        .select((count_star(), min(appeals::at)))
        .first(conn)?;
    Ok(Due { count, oldest_at })
}

/// Takes their words; the appeals stay open.
pub fn delete_words(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    diesel::update(appeals::table)
        .filter(appeals::at.le(then).or(appeals::decided_at.is_not_null()))
        .filter(appeals::words.ne(Vec::new()))
        .set(appeals::words.eq(Vec::new()))
        .execute(conn)
}
