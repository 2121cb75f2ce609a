//! A peer: one connection as the rest of the node sees it.

use super::close_reason::CloseReason;
use super::frames::{Outgoing, RoomHead};
use super::presence::tracker::PresenceTracker;
use super::read_marks::ReadMarks;
use super::room_reader::RoomReader;
use super::send_queue::SendQueue;
use super::subscription::Subscription;
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

/// One connection. It is shared by its loops, the heartbeat and the topics.
pub struct Peer {
    /// Unique on this node.
    pub id: u64,
    pub person: PersonId,
    pub login: LoginId,
    /// The origin of the page; none for a native client.
    pub origin: Option<String>,
    pub send_queue: Arc<SendQueue>,
    auth_expires_at: AtomicI64,
    is_greeted: AtomicBool,
    is_welcome: AtomicBool,
    wants_presence: AtomicBool,
    presence: Arc<PresenceTracker>,
    state: Mutex<State>,
}

struct State {
    born: Instant,
    has_ended: bool,
    next_ping: Instant,
    pings: u64,
    unanswered: Option<Instant>,
    warned_of: Millis,
    rooms: HashMap<ChatRoomId, Subscription>,
    reads: ReadMarks,
    /// The room on screen, if the client has sent `focus`.
    focus: Option<ChatRoomId>,
    /// By room: when typing was last broadcast, and whether it was on.
    typing: HashMap<ChatRoomId, (Instant, bool)>,
}

const TYPING_EVERY: Duration = Duration::from_secs(3);

impl Peer {
    /// A new connection of an admitted person.
    pub fn new(
        id: u64,
        who: Admission,
        send_queue: Arc<SendQueue>,
        first_ping: Duration,
        presence: Arc<PresenceTracker>,
    ) -> Self {
        let now = Instant::now();
        Peer {
            id,
            person: who.person,
            login: who.login,
            origin: who.origin,
            send_queue,
            auth_expires_at: AtomicI64::new(who.auth_expires_at),
            is_greeted: AtomicBool::new(false),
            is_welcome: AtomicBool::new(false),
            wants_presence: AtomicBool::new(false),
            presence,
            state: Mutex::new(State {
                born: now,
                has_ended: false,
                next_ping: now + first_ping,
                pings: 0,
                unanswered: None,
                warned_of: 0,
                rooms: HashMap::new(),
                reads: ReadMarks::default(),
                focus: None,
                typing: HashMap::new(),
            }),
        }
    }

    /// Queues a reply; it leaves with the next flush. If the queue is full, it overtakes the frames that wait.
    pub fn reply(&self, frame: &Bytes) {
        if self.send_queue.deliver(frame) == Delivery::Full {
            self.send_queue.send_control(frame);
        }
    }

    /// Queues `welcome`; before it only replies go out.
    pub fn welcome(&self, frame: &Bytes) {
        self.reply(frame);
        self.is_welcome.store(true, Relaxed);
    }

    /// Sends a frame that the client has not asked for, after `welcome`.
    pub fn notify(&self, frame: &Bytes) {
        if self.is_welcome.load(Relaxed) {
            self.reply(frame);
            self.send_queue.flush();
        }
    }

    /// Ends the connection with a reason; from now on nothing else is delivered.
    pub fn end(&self, why: CloseReason, retry_ms: Option<u64>) {
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
        self.send_queue
            .finish([bye.frame(), frame::close(why.code(), why.reason())]);
        self.leave_all(rooms);
    }

    /// Ends the connection because the client has closed it or is gone.
    pub fn close(&self, answer: Option<Bytes>) {
        let rooms = {
            let mut state = self.lock();
            state.has_ended = true;
            std::mem::take(&mut state.rooms)
        };
        self.send_queue.finish(answer);
        self.leave_all(rooms);
    }

    fn leave_all(&self, rooms: HashMap<ChatRoomId, Subscription>) {
        for subscription in rooms.values() {
            subscription.topic.leave(self.id);
        }
        self.presence.mark_changed(rooms.into_keys());
    }

    pub fn has_ended(&self) -> bool {
        self.lock().has_ended
    }

    /// The time since the upgrade.
    pub fn age(&self) -> Duration {
        self.lock().born.elapsed()
    }

    /// Whether `hello` has come; records it when `now` is true.
    pub fn greeted(&self, now: bool) -> bool {
        if now {
            self.is_greeted.swap(true, Relaxed)
        } else {
            self.is_greeted.load(Relaxed)
        }
    }

    pub fn auth_expires_at(&self) -> Millis {
        self.auth_expires_at.load(Relaxed)
    }

    /// Extends the authorisation after a new ticket.
    pub fn extend(&self, until: Millis) {
        self.auth_expires_at.store(until, Relaxed);
    }

    /// Whether to send `auth.soon` for this end of the authorisation: once.
    pub fn warn_of(&self, end: Millis) -> bool {
        std::mem::replace(&mut self.lock().warned_of, end) != end
    }

    /// The time that a ping has been without a pong.
    pub fn unanswered_for(&self) -> Option<Duration> {
        self.lock().unanswered.map(|since| since.elapsed())
    }

    /// The next ping, if it is due, with the heads that have moved since the last one.
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
        for (room, subscription) in &mut state.rooms {
            let head = subscription.topic.head();
            if head > subscription.announced_head {
                subscription.announced_head = head;
                heads.push(RoomHead {
                    r: room.clone(),
                    seq: head,
                });
            }
        }
        Some(Outgoing::Ping { n: state.pings, heads }.frame())
    }

    /// Records the pong of a ping.
    pub fn pong(&self, n: u64) {
        let mut state = self.lock();
        if n == state.pings {
            state.unanswered = None;
        }
    }

    /// Subscribes to a room; none if the connection has ended or has too many subscriptions.
    pub fn subscribe(
        &self,
        room: &ChatRoomId,
        topic: &Arc<Topic<RoomView>>,
        at_most: usize,
    ) -> Option<Arc<RoomReader>> {
        let mut state = self.lock();
        let is_new = !state.rooms.contains_key(room);
        if state.has_ended || is_new && state.rooms.len() >= at_most {
            return None;
        }
        let is_in_background = state.focus.as_ref().is_some_and(|focus| focus != room);
        let reader = RoomReader::new(&self.send_queue, is_in_background);
        let subscription = Subscription {
            topic: topic.clone(),
            reader: reader.clone(),
            announced_head: topic.head(),
            owed: 0,
        };
        state.rooms.insert(room.clone(), subscription);
        drop(state);
        self.presence.mark_changed([room.clone()]);
        Some(reader)
    }

    /// The client wants typing and presence frames.
    pub fn enable_presence(&self) {
        self.wants_presence.store(true, Relaxed);
    }

    /// Whether the client wants typing and presence frames of this room: it is in focus, or no room is.
    pub fn wants_presence_in(&self, room: &ChatRoomId) -> bool {
        self.wants_presence.load(Relaxed) && self.lock().focus.as_ref().is_none_or(|focus| focus == room)
    }

    /// Sets the room in focus.
    pub fn focus(&self, room: Option<ChatRoomId>) {
        let mut state = self.lock();
        for (other, subscription) in &state.rooms {
            let is_in_background = room.as_ref().is_some_and(|focus| focus != other);
            subscription.reader.set_in_background(is_in_background);
        }
        state.focus = room;
    }

    /// Whether typing may be broadcast: once in three seconds, and its end once.
    pub fn may_broadcast_typing(&self, room: &ChatRoomId, on: bool) -> bool {
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

    /// Records the position that the client has.
    pub fn acknowledge(&self, room: &ChatRoomId, seq: i64) {
        if let Some(subscription) = self.lock().rooms.get_mut(room) {
            subscription.announced_head = subscription.announced_head.max(seq.min(subscription.topic.head()));
        }
    }

    pub fn unsubscribe(&self, room: &ChatRoomId) {
        let left = self.lock().rooms.remove(room);
        if let Some(subscription) = left {
            subscription.topic.leave(self.id);
            self.presence.mark_changed([room.clone()]);
        }
    }

    pub fn subscriptions(&self) -> Vec<(ChatRoomId, Subscription)> {
        self.lock()
            .rooms
            .iter()
            .map(|(room, subscription)| (room.clone(), subscription.clone()))
            .collect()
    }

    /// Counts bytes of batches in a room; `None` resets the count.
    pub fn owe(&self, room: &ChatRoomId, bytes: Option<usize>) -> usize {
        self.lock().rooms.get_mut(room).map_or(0, |subscription| {
            subscription.owed = bytes.map_or(0, |bytes| subscription.owed + bytes);
            subscription.owed
        })
    }

    /// A read marker of the client; returned if it may be written now, otherwise it becomes due later.
    pub fn set_read_mark(&self, room: &ChatRoomId, no: i64) -> Option<i64> {
        self.lock().reads.set(room, no)
    }

    /// The database has this read marker now.
    pub fn acknowledge_read_mark(&self, room: &ChatRoomId, no: i64) {
        self.lock().reads.acknowledge(room, no);
    }

    /// Whether a read marker of another device is news to this one.
    pub fn is_read_mark_news(&self, room: &ChatRoomId, no: i64) -> bool {
        self.lock().reads.is_news(room, no)
    }

    /// Read markers that may be written now.
    pub fn due_read_marks(&self) -> Vec<(ChatRoomId, i64)> {
        self.lock().reads.due()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
