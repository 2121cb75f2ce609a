//! A room in memory: who is in it and its newest messages, kept up to date by the room's own events. Whatever is answered
//! from here is one prefix of the log, so a removed member cannot see past their removal even while an event is on its way.

use super::events::{self, Change, Inside, Reacted};
use super::model::{EventKind, Reaction, Room, Seat, SeatRole};
use super::{actions, store};
use crate::chance::Chance;
use crate::clock::Millis;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::ids::ChatRoomId;
use crate::keys::Keys;
use crate::realtime::{Broadcast, Head, Hub, Projection, Source};
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// Messages kept for the first page of a room's history.
const KEPT_MESSAGES: usize = 100;
/// Events loaded from the log in one go.
pub(super) const LOADED_EVENTS: i64 = 200;

/// All rooms that are in use on this node.
pub type Rooms = Hub<RoomSource>;

/// A member of a room in memory.
#[derive(Clone, Debug)]
pub struct Sitter {
    /// Their membership.
    pub seat: Arc<str>,
    /// Their name in the room.
    pub name: String,
    /// Their role.
    pub role: SeatRole,
    /// The event of their joining.
    pub joined_seq: i64,
    /// The last message before they came.
    pub joined_no: i64,
}

impl Sitter {
    /// Whether somebody who has everything up to this number sat elsewhere then, or in an earlier place here: what happened between
    /// is not theirs to hear, so they cannot go on from there. Whoever has nothing begins with their joining.
    pub fn was_elsewhere(&self, seq: i64) -> bool {
        (1..self.joined_seq - 1).contains(&seq)
    }
}

/// A message in memory: its JSON without the author's own client id.
struct Kept {
    no: i64,
    seat: Arc<str>,
    cid: String,
    json: Bytes,
}

/// A room in memory.
pub struct RoomView {
    /// The room as it was loaded; its name and numbers follow its events.
    pub room: Room,
    /// The newest message.
    pub last_no: i64,
    by_person: HashMap<String, Sitter>,
    kept: VecDeque<Kept>,
}

impl RoomView {
    /// The place of a person in this room, if they have one.
    pub fn sitter(&self, person: &str) -> Option<&Sitter> {
        self.by_person.get(person)
    }

    /// Everybody in the room.
    pub fn sitters(&self) -> impl Iterator<Item = &Sitter> {
        self.by_person.values()
    }

    /// Whether a membership holds the room.
    pub fn is_facilitator(&self, seat: &str) -> bool {
        self.by_person
            .values()
            .any(|sitter| &*sitter.seat == seat && sitter.role == SeatRole::Facilitator)
    }

    /// The newest messages as a page for this member, if memory has enough of them.
    pub fn newest(&self, sitter: &Sitter, limit: usize, head: i64) -> Option<Bytes> {
        let mine = self.kept.iter().rev().take_while(|kept| kept.no > sitter.joined_no);
        let mut items: Vec<&Kept> = mine.take(limit + 1).collect();
        let has_more = items.len() > limit;
        items.truncate(limit);
        let reached_start = items.last().map_or(self.last_no, |kept| kept.no - 1) <= sitter.joined_no;
        if !has_more && !reached_start {
            return None;
        }
        let mut page = Vec::with_capacity(items.iter().map(|kept| kept.json.len() + 2).sum::<usize>() + 160);
        page.extend_from_slice(br#"{"items":["#);
        for (index, kept) in items.iter().rev().enumerate() {
            if index > 0 {
                page.push(b',');
            }
            if kept.seat == sitter.seat {
                page.extend_from_slice(&events::with_cid(&kept.json, &kept.cid, 1));
            } else {
                page.extend_from_slice(&kept.json);
            }
        }
        let end = format!(
            r#"],"has_more":{has_more},"epoch":"{}","head_seq":{head}}}"#,
            self.room.epoch
        );
        page.extend_from_slice(end.as_bytes());
        Some(Bytes::from(page))
    }

    fn seat_down(&mut self, inside: &Inside, seat: Arc<str>) {
        let Some(member) = &inside.member else { return };
        let sitter = Sitter {
            seat,
            name: member.name.clone(),
            role: member.role,
            joined_seq: member.joined_seq,
            joined_no: member.joined_no,
        };
        self.by_person.insert(member.person.clone(), sitter);
    }

    fn keep(&mut self, inside: &Inside, seat: Arc<str>, text: &Bytes) {
        let Some(no) = inside.no else { return };
        self.last_no = no;
        let cid = inside.cid.clone().unwrap_or_default();
        self.kept.push_back(Kept {
            no,
            seat,
            cid,
            json: events::detail(text, inside),
        });
        if self.kept.len() > KEPT_MESSAGES {
            self.kept.pop_front();
        }
    }

    /// Puts the parts of a kept message that are now otherwise in their place, as every client does.
    fn change(&mut self, kind: EventKind, no: i64, parts: &Bytes) {
        let Some(index) = self.kept.iter().position(|kept| kept.no == no) else {
            return;
        };
        let json = &self.kept[index].json;
        let changed = match kind {
            EventKind::React => reacted(json, parts),
            _ => merged(json, parts),
        };
        match changed {
            Ok(json) => self.kept[index].json = json,
            Err(error) => {
                // what cannot be changed must not stay as it was; the database has it
                tracing::error!(%error, no, "a message in memory could not be changed");
                self.kept.drain(..=index);
            }
        }
    }

    /// Whose a message is not: those who came after it was said (safety 11).
    fn newcomers_since(&self, no: i64) -> Vec<Arc<str>> {
        let came_later = self.by_person.values().filter(|sitter| sitter.joined_no >= no);
        came_later.map(|sitter| sitter.seat.clone()).collect()
    }
}

type Parts = serde_json::Map<String, serde_json::Value>;

/// A message with some of its parts replaced; a part that is nothing now goes, apart from the text.
fn merged(json: &[u8], parts: &[u8]) -> serde_json::Result<Bytes> {
    let mut message: Parts = serde_json::from_slice(json)?;
    message.extend(serde_json::from_slice::<Parts>(parts)?);
    message.retain(|name, value| name == "body" || !value.is_null());
    serde_json::to_vec(&message).map(Bytes::from)
}

/// A message with one reaction more or less.
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
                self.keep(&inside, seat.clone(), &text);
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
                self.by_person.retain(|_, sitter| sitter.seat != seat);
                broadcast.ends = Some(seat);
            }
            (EventKind::Member, change) => {
                self.seat_down(&inside, seat);
                if change == Some(Change::Renamed) {
                    // the kept messages carry the old name; the database has the new one
                    self.kept.clear();
                }
            }
            (EventKind::Mod, _) => {
                if inside.forgets {
                    self.kept.clear();
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
        self.by_person.values().any(|sitter| &*sitter.seat == tag)
    }

    fn restart_text(&self, head: i64) -> Bytes {
        events::restarted(&self.room, head)
    }

    fn drop_before(&mut self, begin: i64) {
        self.room.min_seq = self.room.min_seq.max(begin);
        // what is kept holds texts; the database has what may still be shown
        self.kept.clear();
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

/// The log behind the rooms.
pub struct RoomSource {
    /// The database.
    pub db: Db,
    /// Opens what is sealed.
    pub keys: Keys,
    /// For new epochs.
    pub chance: Chance,
}

impl Source for RoomSource {
    type Projection = RoomView;

    async fn open(&self, topic: &str) -> Result<(RoomView, i64)> {
        let room = events::room_of(topic).ok_or_else(Error::not_found)?;
        let keys = self.keys.clone();
        self.db
            .read(move |conn| {
                // the head first: whatever commits after this read comes as an event, and twins are dropped
                let head = store::rooms::head(conn, &room)?.ok_or_else(Error::not_found)?;
                let found = store::rooms::find_room(conn, &room)?.ok_or_else(Error::not_found)?;
                let seats = store::seats::list_seats_at(conn, &room, head.seq)?;
                let rows = store::messages::newest_before(conn, &room, head.no + 1, 0, KEPT_MESSAGES as i64)?;
                let mut view = RoomView {
                    room: found,
                    last_no: head.no,
                    by_person: seats
                        .into_iter()
                        .map(|seat| (seat.person_id.to_string(), sitter(seat)))
                        .collect(),
                    kept: VecDeque::new(),
                };
                let marks = store::marks::of(conn, &rows)?;
                for row in rows.into_iter().rev() {
                    let json = Bytes::from(row.json(&keys, marks.of(&row.id))?);
                    let seat = row.seat_id.as_str().into();
                    view.kept.push_back(Kept {
                        no: row.no.unwrap_or(0),
                        seat,
                        cid: row.cid,
                        json,
                    });
                }
                Ok((view, head.seq))
            })
            .await
    }

    async fn log(&self, topic: &str, after: i64, upto: i64) -> Result<Vec<Event>> {
        let room = events::room_of(topic).ok_or_else(Error::not_found)?;
        let keys = self.keys.clone();
        self.db
            .read(move |conn| store::log::events(conn, &keys, &room, after, upto, LOADED_EVENTS))
            .await
    }

    async fn heads(&self, topics: Vec<String>) -> Result<Vec<Head>> {
        let rooms: Vec<ChatRoomId> = topics.iter().filter_map(|topic| events::room_of(topic)).collect();
        let heads = self
            .db
            .read(move |conn| store::rooms::list_heads(conn, &rooms).map_err(Error::from))
            .await?;
        let heads = heads.into_iter().map(|(room, number, epoch)| Head {
            topic: events::topic(&room),
            number,
            epoch,
        });
        Ok(heads.collect())
    }

    async fn renew(&self, topic: &str, epoch: &str) -> Result<()> {
        let room = events::room_of(topic).ok_or_else(Error::not_found)?;
        actions::renew_epoch(&self.db, &self.chance, room, epoch.to_owned()).await
    }
}

fn sitter(seat: Seat) -> Sitter {
    Sitter {
        seat: seat.id.as_str().into(),
        name: seat.display_name,
        role: seat.role,
        joined_seq: seat.joined_seq,
        joined_no: seat.joined_no,
    }
}
