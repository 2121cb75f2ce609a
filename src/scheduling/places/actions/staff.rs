//! What staff of a session do with its places: add somebody, choose from the list, put first, take off.

use super::confirm::confirm;
use super::fill::{fill, free_places, offer};
use super::give_back::end_place;
use super::{find_waiting, join, lock_places, settle};
use crate::accounts::Context;
use crate::accounts::access::{Permissions, allowed};
use crate::accounts::model::Nickname;
use crate::audit::{AuditSubject, AuditVerb};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::notifications::api::NoticeKind;
use crate::scheduling::access::{look, look_locked};
use crate::scheduling::attendance::actions::find_by_nickname;
use crate::scheduling::events::session_changed;
use crate::scheduling::keep_apart::access::may_read;
use crate::scheduling::notices::actions::{Snapshot, schedule_notices};
use crate::scheduling::places::access::looks_after_places;
use crate::scheduling::places::eligibility::skip_reason;
use crate::scheduling::places::model::{BookingRule, FIRST, IN_TURN, RegistrationState, SkipReason};
use crate::scheduling::places::notices::{notify_waiting, settle_offer};
use crate::scheduling::places::offer_times;
use crate::scheduling::places::staff_view::{PlacesView, places_view};
use crate::scheduling::places::store::{Registration, rule_of, update_registration};
use crate::scheduling::roles::Place;
use crate::scheduling::rules::{Reason, Rule, Severity, SubjectKind};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::validation::refusal::refused;
use crate::text_enum;

text_enum! {
    /// What staff do with somebody who waits.
    pub PlaceChoice {
        /// They have said yes: the place is theirs.
        Give = "give",
        /// A place is kept for them, and they are asked.
        Offer = "offer",
        /// Asked next, whoever came before.
        First = "first",
        /// After those who came before.
        InTurn = "in_turn",
    }
}

/// Who has a place and who waits, with the reasons; recorded in the audit.
pub(crate) async fn read_places(ctx: &Context, id: SessionId) -> Result<PlacesView> {
    let now = ctx.now();
    ctx.write(move |tx, who| {
        let seen = look(tx.conn(), who, &id)?;
        allowed(looks_after_places(who, &seen))?;
        let entry = who.entry(AuditVerb::PlacesRead, AuditSubject::Session, &id);
        tx.audit(&entry)?;
        places_view(tx.conn(), who, &seen, now)
    })
    .await
}

/// A session that the caller looks after, as it stands before the change.
fn lock(tx: &mut Tx<'_>, who: &Permissions, id: &SessionId) -> Result<Session> {
    let seen = look_locked(tx.conn(), who, id)?;
    allowed(looks_after_places(who, &seen))?;
    seen.must_be_time_for(SessionVerb::Book, tx.now())?;
    Ok(seen.session)
}

/// Adds somebody by nickname: to a place, or to the end of the list where there is none.
pub(crate) async fn add_person(ctx: &Context, id: SessionId, nickname: String) -> Result<()> {
    ctx.write(move |tx, who| {
        let mut session = lock(tx, who, &id)?;
        let name = Nickname::key_of(&nickname);
        let found = find_by_nickname(tx, &session, &who.person, &name)?;
        let person = found.ok_or_else(|| Error::from(Code::UnknownNickname))?;
        let was = Snapshot::read(tx.conn(), &session)?;
        let before = lock_places(tx, &session, &person)?;
        let rule = rule_of(tx.conn(), &session)?;
        if find_waiting(tx, &session, &person)?.is_some() {
            return Err(Error::field("nickname", "waits_already"));
        }
        must_be_possible(tx, who, (&session, &rule), &person)?;
        let (free, _) = free_places(tx, &session)?;
        if free > 0 {
            confirm(tx, &mut session, &before, (&person, Place::Participant), &who.person)?;
            return schedule_notices(tx, &was, &session, &who.person);
        }
        if !rule.mode.has_list() {
            return Err(Code::SessionFull.into());
        }
        join(tx, &session, &person, &who.person)?;
        fill(tx, &session, None)
    })
    .await
}

/// Chooses somebody from the list.
pub(crate) async fn choose(ctx: &Context, id: SessionId, person: PersonId, choice: PlaceChoice) -> Result<()> {
    ctx.write(move |tx, who| {
        let mut session = lock(tx, who, &id)?;
        let was = Snapshot::read(tx.conn(), &session)?;
        let before = lock_places(tx, &session, &person)?;
        let row = find_waiting(tx, &session, &person)?.ok_or_else(Error::not_found)?;
        let rule = rule_of(tx.conn(), &session)?;
        let priority = match choice {
            PlaceChoice::First => FIRST,
            PlaceChoice::InTurn => IN_TURN,
            PlaceChoice::Give => {
                let is_kept = row.state == RegistrationState::Offered;
                must_be_possible(tx, who, (&session, &rule), &person)?;
                must_have_room(tx, &session, is_kept)?;
                settle(tx, &row, RegistrationState::Confirmed, Some(&who.person))?;
                settle_offer(tx, &session, &person)?;
                confirm(tx, &mut session, &before, (&person, Place::Participant), &who.person)?;
                return schedule_notices(tx, &was, &session, &who.person);
            }
            PlaceChoice::Offer => {
                if row.state == RegistrationState::Offered {
                    return Ok(());
                }
                must_be_possible(tx, who, (&session, &rule), &person)?;
                must_have_room(tx, &session, false)?;
                let until = offer_times::expires_at(tx.now(), session.starts_at, &session.zone);
                let until = until.ok_or_else(|| Error::field("choice", "too_near"))?;
                offer(tx, &session, &row, until, Some(&who.person))?;
                tx.after_commit(session_changed(&session));
                return Ok(());
            }
        };
        update_registration(tx.conn(), &Registration { priority, ..row })?;
        fill(tx, &session, None)
    })
    .await
}

/// Takes somebody off the session or off its list. They are notified of a place that they had.
pub(crate) async fn take_off(ctx: &Context, id: SessionId, person: PersonId) -> Result<()> {
    ctx.write(move |tx, who| {
        let mut session = lock(tx, who, &id)?;
        let was = Snapshot::read(tx.conn(), &session)?;
        lock_places(tx, &session, &person)?;
        let state = RegistrationState::CancelledByStaff;
        if find_waiting(tx, &session, &person)?.is_some() {
            notify_waiting(tx, &session, NoticeKind::SessionRemoved, &person)?;
        }
        if !end_place(tx, &mut session, &person, state, &who.person)? {
            return Err(Error::not_found());
        }
        schedule_notices(tx, &was, &session, &who.person)
    })
    .await
}

/// Whoever plans here reads that two people are not planned together; to others the session is full (M17).
fn must_be_possible(
    tx: &mut Tx<'_>,
    who: &Permissions,
    (session, rule): (&Session, &BookingRule),
    person: &PersonId,
) -> Result<()> {
    match skip_reason(tx.conn(), session, rule, person)? {
        // another session at that time is for the two of them to sort out; places to take part claim nothing
        None | Some(SkipReason::Busy | SkipReason::NearStart) => Ok(()),
        Some(SkipReason::NotHere) => Err(Error::field("person", "not_here")),
        Some(SkipReason::OnStaff) => Err(Error::field("person", "has_seat")),
        Some(SkipReason::HasPlace) => Err(Error::field("person", "has_place")),
        Some(SkipReason::KeepApart) if !may_read(who, &session.district_id) => Err(Code::SessionFull.into()),
        Some(SkipReason::KeepApart) => {
            let (kind, id) = (SubjectKind::Person, Some(person.as_str()));
            let reason = Reason::about(Rule::KeepApart, Severity::Block, kind, id, "");
            Err(refused(&[reason], &who.coordinated_or_supervised()))
        }
    }
}

fn must_have_room(tx: &mut Tx<'_>, session: &Session, is_kept: bool) -> Result<()> {
    let (free, _) = free_places(tx, session)?;
    if free > 0 || (is_kept && free == 0) {
        Ok(())
    } else {
        Err(Code::SessionFull.into())
    }
}
