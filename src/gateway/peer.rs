//! One connection as the rest of the node sees it.

use super::ear::Ear;
use super::farewell::Farewell;
use super::frames::{HeadOf, Outgoing};
use super::markings::Markings;
use super::moment::Presence;
use super::outbox::Outbox;
use super::tickets::Admission;
use crate::chat::RoomView;
use crate::clock::Millis;
use crate::ids::{ChatRoomId, LoginId, PersonId};
use crate::realtime::{Delivery, Reader as _, Topic, frame};
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A connection.
pub struct Peer {
    /// Unique on this node.
    pub id: u64,
    /// Who is at the other end.
    pub person: PersonId,
    /// On which device.
    pub login: LoginId,
    /// The page's origin, if a page asked.
    pub origin: Option<String>,
    /// What still has to be sent.
    pub outbox: Arc<Outbox>,
    auth_expires_at: AtomicI64,
    is_greeted: AtomicBool,
    is_welcome: AtomicBool,
    wants_moments: AtomicBool,
    presence: Arc<Presence>,
    state: Mutex<State>,
}

struct State {
    born: Instant,
    has_ended: bool,
    next_ping: Instant,
    pings: u64,
    unanswered: Option<Instant>,
    warned_of: Millis,
    rooms: HashMap<ChatRoomId, Listening>,
    reads: Markings,
    /// The room on screen, if the client has said so.
    focus: Option<ChatRoomId>,
    /// When it was last told that this client writes, and whether it still does.
    typing: HashMap<ChatRoomId, (Instant, bool)>,
}

/// A room that a connection listens to.
#[derive(Clone)]
pub struct Listening {
    /// The room.
    pub topic: Arc<Topic<RoomView>>,
    /// Where the topic delivers.
    ear: Arc<Ear>,
    /// The head that the client was last told of.
    told: i64,
    /// Bytes of batches since it was last up to date.
    pub owed: usize,
}

const TYPING_EVERY: Duration = Duration::from_secs(3);

impl Peer {
    /// A new connection of somebody who was admitted.
    pub fn new(id: u64, who: Admission, outbox: Arc<Outbox>, first_ping: Duration, presence: Arc<Presence>) -> Self {
        let now = Instant::now();
        Peer {
            id,
            person: who.person,
            login: who.login,
            origin: who.origin,
            outbox,
            auth_expires_at: AtomicI64::new(who.auth_expires_at),
            is_greeted: AtomicBool::new(false),
            is_welcome: AtomicBool::new(false),
            wants_moments: AtomicBool::new(false),
            presence,
            state: Mutex::new(State {
                born: now,
                has_ended: false,
                next_ping: now + first_ping,
                pings: 0,
                unanswered: None,
                warned_of: 0,
                rooms: HashMap::new(),
                reads: Markings::default(),
                focus: None,
                typing: HashMap::new(),
            }),
        }
    }

    /// Queues an answer, which leaves when all has been done that its frame asked for. It may overtake what waits if the queue is full.
    pub fn answer(&self, frame: &Bytes) {
        if self.outbox.deliver(frame) == Delivery::Full {
            self.outbox.control(frame);
        }
    }

    /// Sends `welcome`; before it nothing else goes out.
    pub fn welcome(&self, frame: &Bytes) {
        self.answer(frame);
        self.is_welcome.store(true, Relaxed);
    }

    /// Tells something that was not asked for, once the client has been welcomed.
    pub fn inform(&self, frame: &Bytes) {
        if self.is_welcome.load(Relaxed) {
            self.answer(frame);
            self.outbox.flush();
        }
    }

    /// Ends the connection with the reason; nothing more is delivered from this moment.
    pub fn end(&self, why: Farewell, retry_ms: Option<u64>) {
        let rooms = {
            let mut state = self.lock();
            if std::mem::replace(&mut state.has_ended, true) {
                return;
            }
            std::mem::take(&mut state.rooms)
        };
        let bye = Outgoing::Bye {
            code: why.code(),
            reason: why.reason(),
            retry_ms,
            resume: why.may_resume(),
        };
        self.outbox
            .finish([bye.frame(), frame::close(why.code(), why.reason())]);
        self.leave_all(rooms);
    }

    /// The client has said goodbye, or is gone.
    pub fn close(&self, answer: Option<Bytes>) {
        let rooms = {
            let mut state = self.lock();
            state.has_ended = true;
            std::mem::take(&mut state.rooms)
        };
        self.outbox.finish(answer);
        self.leave_all(rooms);
    }

    fn leave_all(&self, rooms: HashMap<ChatRoomId, Listening>) {
        for listening in rooms.values() {
            listening.topic.leave(self.id);
        }
        self.presence.stir(rooms.into_keys());
    }

    /// Whether it was ended.
    pub fn has_ended(&self) -> bool {
        self.lock().has_ended
    }

    /// How long it has existed.
    pub fn age(&self) -> Duration {
        self.lock().born.elapsed()
    }

    /// Whether `hello` has come; sets it when `now` is true.
    pub fn greeted(&self, now: bool) -> bool {
        if now {
            self.is_greeted.swap(true, Relaxed)
        } else {
            self.is_greeted.load(Relaxed)
        }
    }

    /// When its authorisation ends.
    pub fn auth_expires_at(&self) -> Millis {
        self.auth_expires_at.load(Relaxed)
    }

    /// A new ticket was good.
    pub fn extend(&self, until: Millis) {
        self.auth_expires_at.store(until, Relaxed);
    }

    /// Whether to warn of this end of authorisation: once.
    pub fn warn_of(&self, end: Millis) -> bool {
        std::mem::replace(&mut self.lock().warned_of, end) != end
    }

    /// How long a ping has been without an answer.
    pub fn unanswered_for(&self) -> Option<Duration> {
        self.lock().unanswered.map(|since| since.elapsed())
    }

    /// A ping with the heads that have moved since the last one, if it is time for one.
    pub fn ping(&self, next: impl FnOnce() -> Duration) -> Option<Bytes> {
        let mut state = self.lock();
        let now = Instant::now();
        if state.next_ping > now || state.unanswered.is_some() {
            return None;
        }
        state.next_ping = now + next();
        state.pings += 1;
        state.unanswered = Some(now);
        let mut heads = vec![];
        for (room, listening) in &mut state.rooms {
            let head = listening.topic.head();
            if head > listening.told {
                listening.told = head;
                heads.push(HeadOf {
                    r: room.clone(),
                    seq: head,
                });
            }
        }
        Some(Outgoing::Ping { n: state.pings, heads }.frame())
    }

    /// The answer to a ping.
    pub fn pong(&self, n: u64) {
        let mut state = self.lock();
        if n == state.pings {
            state.unanswered = None;
        }
    }

    /// Listens to a room from now on; where to deliver, or nothing if it has ended meanwhile or listens to too many.
    pub fn listen(&self, room: &ChatRoomId, topic: &Arc<Topic<RoomView>>, at_most: usize) -> Option<Arc<Ear>> {
        let mut state = self.lock();
        let is_new = !state.rooms.contains_key(room);
        if state.has_ended || is_new && state.rooms.len() >= at_most {
            return None;
        }
        let is_in_background = state.focus.as_ref().is_some_and(|focus| focus != room);
        let ear = Ear::new(&self.outbox, is_in_background);
        let listening = Listening {
            topic: topic.clone(),
            ear: ear.clone(),
            told: topic.head(),
            owed: 0,
        };
        state.rooms.insert(room.clone(), listening);
        drop(state);
        self.presence.stir([room.clone()]);
        Some(ear)
    }

    /// From now on it hears what is true for a moment.
    pub fn ask_for_moments(&self) {
        self.wants_moments.store(true, Relaxed);
    }

    /// Whether it wants to hear what is true for a moment in this room.
    pub fn wants_moments_of(&self, room: &ChatRoomId) -> bool {
        self.wants_moments.load(Relaxed) && self.lock().focus.as_ref().is_none_or(|focus| focus == room)
    }

    /// The room on screen.
    pub fn focus(&self, room: Option<ChatRoomId>) {
        let mut state = self.lock();
        for (other, listening) in &state.rooms {
            let is_in_background = room.as_ref().is_some_and(|focus| focus != other);
            listening.ear.set_in_background(is_in_background);
        }
        state.focus = room;
    }

    /// Whether the others may be told that this client writes, or no longer: once in three seconds.
    pub fn may_tell_typing(&self, room: &ChatRoomId, on: bool) -> bool {
        let mut state = self.lock();
        if state.typing.len() > 1_000 {
            state.typing.clear();
        }
        let is_due = match state.typing.get(room) {
            Some((_, was_on)) if !on => *was_on,
            Some((at, _)) => at.elapsed() >= TYPING_EVERY,
            None => on,
        };
        if is_due {
            let at = match state.typing.get(room) {
                Some((at, _)) if !on => *at,
                _ => Instant::now(),
            };
            state.typing.insert(room.clone(), (at, on));
        }
        is_due
    }

    /// What the client says that it has.
    pub fn acknowledge(&self, room: &ChatRoomId, seq: i64) {
        if let Some(listening) = self.lock().rooms.get_mut(room) {
            listening.told = listening.told.max(seq.min(listening.topic.head()));
        }
    }

    /// Listens to a room no longer.
    pub fn forget(&self, room: &ChatRoomId) {
        let left = self.lock().rooms.remove(room);
        if let Some(listening) = left {
            listening.topic.leave(self.id);
            self.presence.stir([room.clone()]);
        }
    }

    /// The rooms that it listens to.
    pub fn rooms(&self) -> Vec<(ChatRoomId, Listening)> {
        self.lock()
            .rooms
            .iter()
            .map(|(room, listening)| (room.clone(), listening.clone()))
            .collect()
    }

    /// Counts bytes of batches in a room; `None` starts again from nothing.
    pub fn owe(&self, room: &ChatRoomId, bytes: Option<usize>) -> usize {
        self.lock().rooms.get_mut(room).map_or(0, |listening| {
            listening.owed = bytes.map_or(0, |bytes| listening.owed + bytes);
            listening.owed
        })
    }

    /// A read marker; given back if it may be written now, kept for later otherwise.
    pub fn mark(&self, room: &ChatRoomId, no: i64) -> Option<i64> {
        self.lock().reads.mark(room, no)
    }

    /// The client's own marker stands there.
    pub fn knows_mark(&self, room: &ChatRoomId, no: i64) {
        self.lock().reads.knows(room, no);
    }

    /// Whether a marker of another device is news to this one.
    pub fn learns_of_mark(&self, room: &ChatRoomId, no: i64) -> bool {
        self.lock().reads.learns(room, no)
    }

    /// Read markers whose time has come.
    pub fn due_marks(&self) -> Vec<(ChatRoomId, i64)> {
        self.lock().reads.due()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
