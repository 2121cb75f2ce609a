//! Debriefs: each of the staff writes their own, few read them, and each reading is audited (safety 8, 16).

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role, allowed};
use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::{DAY, Millis};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::keys::Keys;
use crate::scheduling::access::{look, look_locked};
use crate::scheduling::debriefs;
use crate::scheduling::debriefs::model::DebriefAnswers;
use crate::scheduling::debriefs::store::Debrief;
use crate::scheduling::debriefs::views::DebriefView;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use serde_json::json;

/// So long after the session somebody may write or change what they say of it.
const WRITTEN_WITHIN: Millis = 14 * DAY;

/// One's own four answers about a session that has begun; the same again changes nothing, others replace them.
pub async fn write_debrief(ctx: &Context, id: SessionId, answers: DebriefAnswers) -> Result<()> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        allowed(seen.role.is_some())?;
        let (session, now) = (seen.session, tx.now());
        let took_place = matches!(
            session.state,
            SessionState::Published | SessionState::Running | SessionState::Delivered | SessionState::Closed
        );
        if !took_place || now < session.starts_at || now >= session.ends_at + WRITTEN_WITHIN {
            return Err(Error::new(
                Code::WrongState,
                "Nothing is written about it at this time.",
            ));
        }
        save(tx, &keys, &session, &who.person, &answers)
    })
    .await
}

/// Writes or replaces somebody's debrief of a session whose row is locked.
pub(crate) fn save(
    tx: &mut Tx<'_>,
    keys: &Keys,
    session: &Session,
    author: &PersonId,
    answers: &DebriefAnswers,
) -> Result<()> {
    let old = debriefs::store::find_debrief(tx.conn(), &session.id, author)?;
    let is_new = old.is_none();
    let id = old.map_or_else(|| tx.mint::<String>(), |old| old.id);
    let body = json!({
        "went_well": answers.went_well,
        "hard": answers.hard,
        "follow_up": answers.follow_up,
    });
    let row = Debrief {
        body: keys.seal("debriefs.body", &id, body.to_string().as_bytes())?,
        how_am_i: keys.seal("debriefs.how_am_i", &id, answers.how_am_i.as_bytes())?,
        id,
        session_id: session.id.clone(),
        author_id: author.clone(),
        written_at: tx.now(),
    };
    if is_new {
        debriefs::store::insert_debrief(tx.conn(), &row)?;
    } else {
        debriefs::store::update_debrief(tx.conn(), &row)?;
    }
    Ok(())
}

/// The debriefs of a session that the caller may read: one's own whole; the answers about the session as coordinator or
/// supervisor of its district; "how am I" as a supervisor of where the author works, and never in between. Each reading of
/// another's is a line of the audit in the same transaction, and the author can see it (safety 16, 19).
pub async fn read_debriefs(ctx: &Context, id: SessionId) -> Result<Vec<DebriefView>> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, who| {
        let rows = debriefs::store::list_debriefs(tx.conn(), &id)?;
        let reads_answers = match look(tx.conn(), who, &id) {
            Ok(seen) if seen.corrects(who) => true,
            Ok(seen) if seen.role.is_some() => false,
            // whoever supervises an author need not know the session otherwise
            _ if supervises_one(tx.conn(), who, &rows)? => false,
            Ok(_) => return Err(Code::NotAllowed.into()),
            Err(error) => return Err(error),
        };
        let mut shown = vec![];
        for (row, nickname) in rows {
            let is_own = row.author_id == who.person;
            let is_supervised = !is_own && supervises(tx.conn(), who, &row.author_id)?;
            if !(is_own || is_supervised || reads_answers) {
                continue;
            }
            if !is_own {
                let verb = AuditVerb::DebriefRead;
                let entry = who.entry(verb, AuditSubject::Person, &row.author_id);
                let detail = json!({ "session": id, "how_am_i": is_supervised });
                tx.audit(&entry.detail(detail))?;
            }
            let view = DebriefView::open(
                &keys,
                &row,
                nickname,
                (is_own || reads_answers, is_own || is_supervised),
            )?;
            shown.push(view);
        }
        Ok(shown)
    })
    .await
}

fn supervises(conn: &mut Conn, who: &Permissions, author: &PersonId) -> Result<bool> {
    let supervised = who.scope(Role::Supervisor);
    if supervised.is_empty() || *author == who.person {
        return Ok(false);
    }
    let districts = debriefs::store::list_work_districts(conn, author)?;
    Ok(districts.iter().any(|district| supervised.contains(district)))
}

fn supervises_one(conn: &mut Conn, who: &Permissions, rows: &[(Debrief, String)]) -> Result<bool> {
    for (row, _) in rows {
        if supervises(conn, who, &row.author_id)? {
            return Ok(true);
        }
    }
    Ok(false)
}
