//! The one timer for all sockets of this node: heartbeats, expiry, slow sockets, read markers, and logins that have ended.

use super::close_reason::CloseReason;
use super::frames::Outgoing;
use super::peer::Peer;
use super::server::Gateway;
use super::{handlers, views};
use crate::chat::events::mark_of;
use crate::chat::moderation::events::measure_of;
use crate::event::Event;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{MissedTickBehavior, interval};

const TICK: Duration = Duration::from_millis(250);
const WARN_BEFORE: i64 = 60_000;
const CLEAN_EVERY: Duration = Duration::from_secs(60);

/// Runs until the task is aborted.
pub async fn run(gateway: Gateway) {
    let mut hints = gateway.chat.rooms.hints();
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let sweep = Duration::from_millis(gateway.config.sweep_ms);
    let (mut swept, mut cleaned) = (Instant::now(), Instant::now());
    let sweeping = Arc::new(Semaphore::new(1));
    loop {
        tokio::select! {
            hint = hints.recv() => match hint {
                Ok(event) => on_event(&gateway, &event),
                Err(RecvError::Lagged(_)) => check_logins(&gateway, gateway.registry.all(), None),
                Err(RecvError::Closed) => return,
            },
            _ = tick.tick() => {
                for peer in gateway.registry.all() {
                    check_peer(&gateway, &peer);
                }
                if swept.elapsed() >= sweep {
                    swept = Instant::now();
                    // one at a time: an unresponsive database does not get a query from each sweep
                    if let Ok(turn) = sweeping.clone().try_acquire_owned() {
                        check_logins(&gateway, gateway.registry.all(), Some(turn));
                    }
                }
                if cleaned.elapsed() >= CLEAN_EVERY {
                    cleaned = Instant::now();
                    gateway.chat.write_limits.forget_quiet();
                }
            }
        }
    }
}

/// A hint that concerns the sockets of a person.
fn on_event(gateway: &Gateway, event: &Event) {
    let topic = event.topic.as_str();
    if let Some(person) = topic.strip_prefix("access/") {
        check_logins(gateway, gateway.registry.of_person(person), None);
    } else if let Some(person) = topic.strip_prefix("rooms/") {
        notify_person(gateway, person, "rooms", None);
    } else if let Some((person, room, no)) = mark_of(topic) {
        let frame = Outgoing::Read { r: &room, no }.frame();
        for peer in gateway.registry.of_person(person.as_str()) {
            if peer.is_read_mark_news(&room, no) {
                peer.notify(&frame);
            }
        }
    } else if let Some((k, person)) = topic.strip_prefix("hint/").and_then(|rest| rest.split_once('/')) {
        notify_person(gateway, person, k, None);
    } else if let Some((person, verb, room)) = measure_of(topic) {
        notify_person(gateway, person, verb, Some(room));
    }
}

/// Sends a notice to every socket of a person.
fn notify_person(gateway: &Gateway, person: &str, k: &str, r: Option<&str>) {
    let notice = Outgoing::Notice { k, r }.frame();
    for peer in gateway.registry.of_person(person) {
        peer.notify(&notice);
    }
}

/// Closes every socket whose login has ended or whose screen is locked. The timer does not wait for it; if the database does not
/// answer, the next check repeats it.
fn check_logins(gateway: &Gateway, peers: Vec<Arc<Peer>>, turn: Option<OwnedSemaphorePermit>) {
    if peers.is_empty() {
        return;
    }
    let ids: HashSet<String> = peers.iter().map(|peer| peer.login.to_string()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let gateway = gateway.clone();
    tokio::spawn(async move {
        let _turn = turn;
        match views::find_active_logins(&gateway, ids).await {
            Ok(active) => {
                for peer in &peers {
                    match active.get(&peer.login) {
                        None => peer.end(CloseReason::Revoked, None),
                        Some(true) => peer.end(CloseReason::Locked, None),
                        Some(false) => {}
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the logins of open sockets could not be checked"),
        }
    });
}

fn check_peer(gateway: &Gateway, peer: &Arc<Peer>) {
    let config = &gateway.config;
    if peer.has_ended() {
        return;
    }
    if !peer.greeted(false) {
        // no ping before hello
        if peer.age() > Duration::from_millis(config.hello_ms) {
            peer.end(CloseReason::Silent, None);
        }
        return;
    }
    if peer.send_queue.stuck_for() > Duration::from_millis(config.stuck_ms) {
        peer.end(CloseReason::TooSlow, Some(0));
        return peer.send_queue.kill();
    }
    if peer
        .unanswered_for()
        .is_some_and(|since| since > Duration::from_millis(config.pong_ms))
    {
        return peer.end(CloseReason::Silent, None);
    }
    if let Some(ping) = peer.ping(|| Duration::from_millis(gateway.next_heartbeat_ms())) {
        peer.send_queue.send_control(&ping);
    }
    let (now, end) = (gateway.chat.db.now(), peer.auth_expires_at());
    if now >= end + config.grace_ms {
        return peer.end(CloseReason::AuthExpired, None);
    }
    if now >= end - WARN_BEFORE && peer.warn_of(end) {
        peer.send_queue.send_control(
            &Outgoing::AuthSoon {
                in_ms: (end - now).max(0),
            }
            .frame(),
        );
    }
    for (room, no) in peer.due_read_marks() {
        let (gateway, peer) = (gateway.clone(), peer.clone());
        tokio::spawn(async move {
            if let Err(error) = handlers::write_read_mark(&gateway, &peer, room, no).await {
                tracing::debug!(%error, "a read marker was not written");
            }
        });
    }
}
