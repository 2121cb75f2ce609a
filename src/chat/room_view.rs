//! A room in memory: its members and newest messages, built from its own events. Every answer from it is one prefix of the log, so a removed
//! member cannot read past their removal even while an event is on its way.

use super::events::{self, Change, EventMetadata, Reacted};
use super::model::{EventKind, Reaction, Room, Seat, SeatRole};
use crate::clock::Millis;
use crate::event::Event;
use crate::realtime::{Broadcast, Projection};
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// Messages kept for the first page of a room's history.
pub(super) const RECENT_MESSAGES: usize = 100;

/// A member of a room in memory.
#[derive(Clone, Debug)]
pub struct RoomMember {
    pub seat: Arc<str>,
    pub name: String,
    pub role: SeatRole,
    /// The event of joining.
    pub joined_seq: i64,
    /// The last message before joining.
    pub joined_no: i64,
}

impl RoomMember {
    /// Whether a client that has everything up to this number had another seat then: the events in between are not for this member, so
    /// the client cannot resume from there. A client that has nothing begins with joining.
    pub fn was_elsewhere(&self, seq: i64) -> bool {
        (1..self.joined_seq - 1).contains(&seq)
    }
}

/// A message in memory: its JSON without the author's own client id.
struct RecentMessage {
    no: i64,
    seat: Arc<str>,
    cid: String,
    json: Bytes,
}

/// A room in memory.
pub struct RoomView {
    /// The room as it was loaded; its name and numbers follow its events.
    pub room: Room,
    pub last_no: i64,
    by_person: HashMap<String, RoomMember>,
    recent: VecDeque<RecentMessage>,
}

impl RoomView {
    pub(super) fn new(room: Room, last_no: i64, seats: Vec<Seat>) -> Self {
        let member = |seat: Seat| {
            let member = RoomMember {
                seat: seat.id.as_str().into(),
                name: seat.display_name,
                role: seat.role,
                joined_seq: seat.joined_seq,
                joined_no: seat.joined_no,
            };
            (seat.person_id.to_string(), member)
        };
        RoomView {
            room,
            last_no,
            by_person: seats.into_iter().map(member).collect(),
            recent: VecDeque::new(),
        }
    }

    /// Adds a message from the database, oldest first.
    pub(super) fn push_loaded(&mut self, no: i64, seat: Arc<str>, cid: String, json: Bytes) {
        self.recent.push_back(RecentMessage { no, seat, cid, json });
    }

    /// The membership of a person.
    pub fn member(&self, person: &str) -> Option<&RoomMember> {
        self.by_person.get(person)
    }

    pub fn members(&self) -> impl Iterator<Item = &RoomMember> {
        self.by_person.values()
    }

    /// Whether a seat is a facilitator's.
    pub fn is_facilitator(&self, seat: &str) -> bool {
        self.by_person
            .values()
            .any(|member| &*member.seat == seat && member.role == SeatRole::Facilitator)
    }

    /// The newest messages as a page for this member, if memory has enough of them.
    pub fn newest(&self, member: &RoomMember, limit: usize, head: i64) -> Option<Bytes> {
        let mine = self
            .recent
            .iter()
            .rev()
            .take_while(|recent| recent.no > member.joined_no);
        let mut items: Vec<&RecentMessage> = mine.take(limit + 1).collect();
        let has_more = items.len() > limit;
        items.truncate(limit);
        let reached_start = items.last().map_or(self.last_no, |recent| recent.no - 1) <= member.joined_no;
        if !has_more && !reached_start {
            return None;
        }
        let mut page = Vec::with_capacity(items.iter().map(|recent| recent.json.len() + 2).sum::<usize>() + 160);
        page.extend_from_slice(br#"{"items":["#);
        for (index, recent) in items.iter().rev().enumerate() {
            if index > 0 {
                page.push(b',');
            }
            if recent.seat == member.seat {
                page.extend_from_slice(&events::with_cid(&recent.json, &recent.cid, 1));
            } else {
                page.extend_from_slice(&recent.json);
            }
        }
        let end = format!(
            r#"],"has_more":{has_more},"epoch":"{}","head_seq":{head}}}"#,
            self.room.epoch
        );
        page.extend_from_slice(end.as_bytes());
        Some(Bytes::from(page))
    }

    fn insert_member(&mut self, inside: &EventMetadata, seat: Arc<str>) {
        let Some(member) = &inside.member else { return };
        let entry = RoomMember {
            seat,
            name: member.name.clone(),
            role: member.role,
            joined_seq: member.joined_seq,
            joined_no: member.joined_no,
        };
        self.by_person.insert(member.person.clone(), entry);
    }

    fn push_recent(&mut self, inside: &EventMetadata, seat: Arc<str>, text: &Bytes) {
        let Some(no) = inside.no else { return };
        self.last_no = no;
        let cid = inside.cid.clone().unwrap_or_default();
        self.recent.push_back(RecentMessage {
            no,
            seat,
            cid,
            json: events::detail(text, inside),
        });
        if self.recent.len() > RECENT_MESSAGES {
            self.recent.pop_front();
        }
    }

    /// Applies the changed parts to a message in memory, as every client does.
    fn change(&mut self, kind: EventKind, no: i64, parts: &Bytes) {
        let Some(index) = self.recent.iter().position(|recent| recent.no == no) else {
            return;
        };
        let json = &self.recent[index].json;
        let changed = match kind {
            EventKind::React => reacted(json, parts),
            _ => merged(json, parts),
        };
        match changed {
            Ok(json) => self.recent[index].json = json,
            Err(error) => {
                // drop it: the database has the current state
                tracing::error!(%error, no, "a message in memory could not be changed");
                self.recent.drain(..=index);
            }
        }
    }

    /// The seats that joined after a message and may not see it (safety 11).
    fn newcomers_since(&self, no: i64) -> Vec<Arc<str>> {
        let came_later = self.by_person.values().filter(|member| member.joined_no >= no);
        came_later.map(|member| member.seat.clone()).collect()
    }
}

type Parts = serde_json::Map<String, serde_json::Value>;

/// Replaces parts of a message; a part that is null is removed, apart from the text.
fn merged(json: &[u8], parts: &[u8]) -> serde_json::Result<Bytes> {
    let mut message: Parts = serde_json::from_slice(json)?;
    message.extend(serde_json::from_slice::<Parts>(parts)?);
    message.retain(|name, value| name == "body" || !value.is_null());
    serde_json::to_vec(&message).map(Bytes::from)
}

/// Adds or removes one reaction.
fn reacted(json: &[u8], parts: &[u8]) -> serde_json::Result<Bytes> {
    let Reacted {
        e, on, membership_id, ..
    } = serde_json::from_slice(parts)?;
    let mut message: Parts = serde_json::from_slice(json)?;
    let mut all: BTreeMap<Reaction, Vec<String>> = match message.remove("reactions") {
        Some(known) => serde_json::from_value(known)?,
        None => BTreeMap::new(),
    };
    let seats = all.entry(e).or_default();
    seats.retain(|seat| *seat != membership_id);
    if on {
        seats.push(membership_id);
    }
    all.retain(|_, seats| !seats.is_empty());
    if !all.is_empty() {
        message.insert("reactions".into(), serde_json::to_value(all)?);
    }
    serde_json::to_vec(&message).map(Bytes::from)
}

impl Projection for RoomView {
    fn apply(&mut self, event: &Event) -> Broadcast {
        let Some((text, inside)) = events::decode(event) else {
            tracing::error!(
                number = event.number,
                "an event of a room has another form than the code writes"
            );
            return Broadcast::of(Bytes::new());
        };
        let seat: Arc<str> = inside.seat.as_deref().unwrap_or_default().into();
        let mut broadcast = Broadcast::of(text.clone());
        broadcast.about = inside.no;
        match (inside.k, inside.member.as_ref().map(|member| member.change)) {
            (EventKind::MsgNew, _) => {
                self.push_recent(&inside, seat.clone(), &text);
                if let Some(cid) = &inside.cid {
                    broadcast.own = Some((seat, events::with_cid(&text, cid, 2)));
                }
            }
            (kind @ (EventKind::MsgEdit | EventKind::MsgDel | EventKind::React | EventKind::Pin), _) => {
                if let Some(no) = inside.no {
                    self.change(kind, no, &events::detail(&text, &inside));
                    let newcomers = self.newcomers_since(no);
                    if !newcomers.is_empty() {
                        broadcast.masked = Some((newcomers, events::masked(&self.room.id, event.number)));
                    }
                }
                broadcast.is_renewal = matches!(kind, EventKind::MsgEdit | EventKind::MsgDel);
            }
            (EventKind::Member, Some(Change::Removed)) => {
                self.by_person.retain(|_, member| member.seat != seat);
                broadcast.ends = Some(seat);
            }
            (EventKind::Member, change) => {
                self.insert_member(&inside, seat);
                if change == Some(Change::Renamed) {
                    // messages in memory carry the old name; the database has the new one
                    self.recent.clear();
                }
            }
            (EventKind::Mod, _) => {
                if inside.forgets {
                    self.recent.clear();
                    broadcast.is_renewal = true;
                    let newcomers = inside.no.map(|no| self.newcomers_since(no)).unwrap_or_default();
                    if !newcomers.is_empty() {
                        broadcast.masked = Some((newcomers, events::masked(&self.room.id, event.number)));
                    }
                }
                if let Some(own) = inside.own {
                    broadcast.own = Some((seat, Bytes::from(own)));
                }
            }
            (EventKind::Room, _) => {
                let detail = events::detail(&text, &inside);
                if let Ok(changed) = serde_json::from_slice::<Named>(&detail) {
                    self.room.name = changed.name;
                    self.room.open_until = changed.open_until.or(self.room.open_until);
                }
            }
        }
        broadcast
    }

    fn epoch(&self) -> &str {
        &self.room.epoch
    }

    fn admits(&self, tag: &str) -> bool {
        self.by_person.values().any(|member| &*member.seat == tag)
    }

    fn restart_text(&self, head: i64) -> Bytes {
        events::restarted(&self.room, head)
    }

    fn drop_before(&mut self, begin: i64) {
        self.room.min_seq = self.room.min_seq.max(begin);
        // messages in memory hold expired texts; the database has what may still be shown
        self.recent.clear();
    }

    fn text_for(&self, event: &Event, tag: &str) -> Bytes {
        let Some((text, inside)) = events::decode(event) else {
            return Bytes::new();
        };
        let is_own = inside.seat.as_deref() == Some(tag);
        if let Some(own) = inside.own.filter(|_| is_own) {
            return Bytes::from(own);
        }
        match (inside.k, inside.no, inside.cid) {
            (EventKind::MsgNew, _, Some(cid)) if is_own => events::with_cid(&text, &cid, 2),
            (
                EventKind::MsgEdit | EventKind::MsgDel | EventKind::React | EventKind::Pin | EventKind::Mod,
                Some(no),
                _,
            ) if self.newcomers_since(no).iter().any(|seat| &**seat == tag) => {
                events::masked(&self.room.id, event.number)
            }
            _ => text,
        }
    }
}

#[derive(serde::Deserialize)]
struct Named {
    name: String,
    /// The end of an aside that was ended.
    open_until: Option<Millis>,
}
