//! The one timer of this node: heartbeats, expiry, slow sockets, read markers, and logins that have ended.

use super::farewell::Farewell;
use super::frames::Outgoing;
use super::peer::Peer;
use super::{Gateway, connection, store};
use crate::chat::events::mark_of;
use crate::chat::moderation::events::measure_of;
use crate::event::Event;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{MissedTickBehavior, interval};

const TICK: Duration = Duration::from_millis(250);
const WARN_BEFORE: i64 = 60_000;
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Runs until the task is ended.
pub async fn run(gate: Gateway) {
    let mut hints = gate.chat.rooms.hints();
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let sweep = Duration::from_millis(gate.config.sweep_ms);
    let (mut swept, mut forgot) = (Instant::now(), Instant::now());
    let sweeping = Arc::new(Semaphore::new(1));
    loop {
        tokio::select! {
            hint = hints.recv() => match hint {
                Ok(event) => hear(&gate, &event),
                Err(RecvError::Lagged(_)) => check_logins(&gate, gate.connections.all(), None),
                Err(RecvError::Closed) => return,
            },
            _ = tick.tick() => {
                for peer in gate.connections.all() {
                    look_after(&gate, &peer);
                }
                if swept.elapsed() >= sweep {
                    swept = Instant::now();
                    // one at a time: a database that does not answer is not asked again by each sweep
                    if let Ok(turn) = sweeping.clone().try_acquire_owned() {
                        check_logins(&gate, gate.connections.all(), Some(turn));
                    }
                }
                if forgot.elapsed() >= FORGET_EVERY {
                    forgot = Instant::now();
                    gate.chat.pace.forget_quiet();
                }
            }
        }
    }
}

fn hear(gate: &Gateway, event: &Event) {
    let topic = event.topic.as_str();
    if let Some(person) = topic.strip_prefix("access/") {
        check_logins(gate, gate.connections.of(person), None);
    } else if let Some(person) = topic.strip_prefix("rooms/") {
        inform(gate, person, "rooms", None);
    } else if let Some((person, room, no)) = mark_of(topic) {
        let told = Outgoing::Read { r: &room, no }.frame();
        for peer in gate.connections.of(person.as_str()) {
            if peer.learns_of_mark(&room, no) {
                peer.inform(&told);
            }
        }
    } else if let Some((k, person)) = topic.strip_prefix("hint/").and_then(|rest| rest.split_once('/')) {
        inform(gate, person, k, None);
    } else if let Some((person, verb, room)) = measure_of(topic) {
        inform(gate, person, verb, Some(room));
    }
}

/// Tells every device of a person.
fn inform(gate: &Gateway, person: &str, k: &str, r: Option<&str>) {
    let notice = Outgoing::Notice { k, r }.frame();
    for peer in gate.connections.of(person) {
        peer.inform(&notice);
    }
}

/// Ends every socket whose login no longer stands, or whose screen is locked. The timer does not wait for it; if the database
/// does not answer, the next look will.
fn check_logins(gate: &Gateway, peers: Vec<Arc<Peer>>, turn: Option<OwnedSemaphorePermit>) {
    if peers.is_empty() {
        return;
    }
    let ids: HashSet<String> = peers.iter().map(|peer| peer.login.to_string()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let (db, now) = (gate.chat.db.clone(), gate.chat.clock.now());
    tokio::spawn(async move {
        let _turn = turn;
        let looked = db.read(move |conn| Ok(store::list_standing(conn, &ids, now)?)).await;
        match looked {
            Ok(standing) => {
                let standing: HashMap<_, _> = standing.into_iter().collect();
                for peer in &peers {
                    match standing.get(&peer.login) {
                        None => peer.end(Farewell::Revoked, None),
                        Some(true) => peer.end(Farewell::Locked, None),
                        Some(false) => {}
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the logins of open sockets could not be looked up"),
        }
    });
}

fn look_after(gate: &Gateway, peer: &Arc<Peer>) {
    let config = &gate.config;
    if peer.has_ended() {
        return;
    }
    if !peer.greeted(false) {
        // nothing comes before its hello, so it is asked nothing that it would have to answer
        if peer.age() > Duration::from_millis(config.hello_ms) {
            peer.end(Farewell::Silent, None);
        }
        return;
    }
    if peer.outbox.stuck_for() > Duration::from_millis(config.stuck_ms) {
        peer.end(Farewell::TooSlow, Some(0));
        return peer.outbox.kill();
    }
    if peer
        .unanswered_for()
        .is_some_and(|since| since > Duration::from_millis(config.pong_ms))
    {
        return peer.end(Farewell::Silent, None);
    }
    if let Some(ping) = peer.ping(|| Duration::from_millis(gate.heartbeat())) {
        peer.outbox.control(&ping);
    }
    let (now, end) = (gate.chat.clock.now(), peer.auth_expires_at());
    if now >= end + config.grace_ms {
        return peer.end(Farewell::AuthExpired, None);
    }
    if now >= end - WARN_BEFORE && peer.warn_of(end) {
        peer.outbox.control(
            &Outgoing::AuthSoon {
                in_ms: (end - now).max(0),
            }
            .frame(),
        );
    }
    for (room, no) in peer.due_marks() {
        let (gate, peer) = (gate.clone(), peer.clone());
        tokio::spawn(async move {
            if let Err(error) = connection::write_mark(&gate, &peer, room, no).await {
                tracing::debug!(%error, "a read marker was not written");
            }
        });
    }
}
