//! Hints through PostgreSQL: one thread with one connection that listens and sends.
//!
//! diesel exposes no descriptor of libpq to wait on, so the thread polls every few milliseconds for notifications, and wakes at once for
//! hints to be sent. It sends itself a heartbeat: the bus is healthy while the heartbeat comes back, which proves the whole way and not
//! only that a connection is open.

use super::counts::Counts;
use super::message::{BusMessage, Hint};
use super::pending::PendingHints;
use super::transport::{Bus, Wake};
use crate::config::BusConfig;
use crate::db::{self, SignalChannel, Signals};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// So many pending topics are sent without waiting for the flush interval.
const TOPICS: usize = 100;
/// The bus is healthy as long as one of this many heartbeats came back.
const MISSED_HEARTBEATS: u32 = 3;

/// The bus of one node.
pub struct Postgres {
    out: Mutex<Option<Sender<Hint>>>,
    is_healthy: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Postgres {
    /// Starts the thread; received hints go to `wakes`.
    pub fn start(
        channel: SignalChannel,
        node: &str,
        config: &BusConfig,
        counts: &Counts,
        wakes: UnboundedSender<Wake>,
    ) -> Result<Postgres, db::Error> {
        let (out, hints) = std::sync::mpsc::channel();
        let is_healthy = Arc::new(AtomicBool::new(false));
        let worker = BusThread {
            channel,
            node: node.to_owned(),
            config: config.clone(),
            counts: counts.clone(),
            wakes,
            hints,
            is_healthy: is_healthy.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("bus".into())
            .spawn(move || worker.run())
            .map_err(|why| db::Error::down(format!("no thread for the bus: {why}")))?;
        Ok(Postgres {
            out: Mutex::new(Some(out)),
            is_healthy,
            thread: Mutex::new(Some(thread)),
        })
    }
}

impl Bus for Postgres {
    fn publish(&self, hint: Hint) {
        if let Some(out) = &*self.out.lock().unwrap_or_else(PoisonError::into_inner) {
            // the thread ends after this sender only
            let _ = out.send(hint);
        }
    }

    fn is_healthy(&self) -> bool {
        self.is_healthy.load(Relaxed)
    }

    fn close(&self) {
        self.out.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the bus ended with a panic");
        }
    }
}

struct BusThread {
    channel: SignalChannel,
    node: String,
    config: BusConfig,
    counts: Counts,
    wakes: UnboundedSender<Wake>,
    hints: Receiver<Hint>,
    is_healthy: Arc<AtomicBool>,
}

impl BusThread {
    fn run(self) {
        loop {
            match self.channel.listen().and_then(|signals| self.serve(signals)) {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "the bus is down; this node polls meanwhile"),
            }
            self.set_healthy(false);
            // hints that cannot be sent now are found by the sweeps of the other nodes
            let again = Instant::now() + Duration::from_millis(self.config.reconnect_ms);
            loop {
                match self.hints.recv_timeout(again.saturating_duration_since(Instant::now())) {
                    Ok(_) => {}
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        }
    }

    /// One connection, until it fails or the node ends.
    fn serve(&self, mut signals: Signals) -> Result<(), db::Error> {
        let [look, flush, heartbeat] =
            [self.config.listen_ms, self.config.flush_ms, self.config.beat_ms].map(Duration::from_millis);
        let mut pending = PendingHints::default();
        let (mut flushed, mut echoed) = (Instant::now(), Instant::now());
        let mut next_heartbeat = Instant::now();
        loop {
            let mut wait = look;
            if pending.len() > 0 {
                wait = wait.min(flush.saturating_sub(flushed.elapsed()));
            }
            let is_last = match self.hints.recv_timeout(wait) {
                Ok(hint) => {
                    pending.add(hint);
                    self.hints.try_iter().take(TOPICS).for_each(|hint| pending.add(hint));
                    false
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => true,
            };
            // at once after a quiet time, together under load
            if pending.len() > 0 && (is_last || flushed.elapsed() >= flush || pending.len() >= TOPICS) {
                for message in pending.take(&self.node) {
                    signals.send(&message.to_text())?;
                    self.counts.sent.inc_by(message.hints.len() as u64);
                }
                flushed = Instant::now();
            }
            if is_last {
                return Ok(());
            }
            if next_heartbeat <= Instant::now() {
                next_heartbeat = Instant::now() + heartbeat;
                let message = BusMessage {
                    node: self.node.clone(),
                    hints: vec![],
                };
                signals.send(&message.to_text())?;
            }
            for text in signals.received()? {
                if self.on_message(&text) {
                    echoed = Instant::now();
                    self.set_healthy(true);
                }
            }
            if echoed.elapsed() > heartbeat * MISSED_HEARTBEATS {
                self.set_healthy(false);
            }
        }
    }

    /// Handles a message; true if we sent it.
    fn on_message(&self, text: &str) -> bool {
        let message = BusMessage::parse(text);
        if message.node == self.node {
            return true;
        }
        self.counts.received.inc_by(message.hints.len() as u64);
        for hint in message.hints {
            let _ = self.wakes.send(Wake::Hint(hint)); // the receiver is gone when the node ends
        }
        false
    }

    fn set_healthy(&self, is_healthy: bool) {
        if self.is_healthy.swap(is_healthy, Relaxed) != is_healthy {
            self.counts.healthy.set(i64::from(is_healthy));
            if is_healthy {
                tracing::info!("the bus is up");
                let _ = self.wakes.send(Wake::Missed);
            }
        }
    }
}
