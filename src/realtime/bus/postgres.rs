//! Hints through PostgreSQL: one thread with one connection that listens and sends.
//!
//! libpq gives no descriptor to wait on through diesel, so the thread looks every few milliseconds for what has arrived, and
//! is woken at once by what is to be sent. It writes to itself every now and then: the bus is healthy while such a letter
//! comes back, which proves the whole way and not only that a connection is open.

use super::gathered::Gathered;
use super::{Bus, Counts, Hint, Letter, Wake};
use crate::config::BusConfig;
use crate::db::{self, SignalChannel, Signals};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// Topics that are enough for a letter of their own.
const TOPICS: usize = 100;
/// A bus is healthy as long as one of this many letters to itself came back.
const BEATS: u32 = 3;

/// The bus of one node.
pub struct Postgres {
    out: Mutex<Option<Sender<Hint>>>,
    is_healthy: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Postgres {
    /// Starts the thread; what arrives goes to `wakes`.
    pub fn start(
        channel: SignalChannel,
        node: &str,
        config: &BusConfig,
        counts: &Counts,
        wakes: UnboundedSender<Wake>,
    ) -> Result<Postgres, db::Error> {
        let (out, hints) = std::sync::mpsc::channel();
        let is_healthy = Arc::new(AtomicBool::new(false));
        let post = PostOffice {
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
            .spawn(move || post.run())
            .map_err(|why| db::Error::down(format!("no thread for the bus: {why}")))?;
        Ok(Postgres {
            out: Mutex::new(Some(out)),
            is_healthy,
            thread: Mutex::new(Some(thread)),
        })
    }
}

impl Bus for Postgres {
    fn tell(&self, hint: Hint) {
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

struct PostOffice {
    channel: SignalChannel,
    node: String,
    config: BusConfig,
    counts: Counts,
    wakes: UnboundedSender<Wake>,
    hints: Receiver<Hint>,
    is_healthy: Arc<AtomicBool>,
}

impl PostOffice {
    fn run(self) {
        loop {
            match self.channel.listen().and_then(|signals| self.serve(signals)) {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "the bus is down; this node looks for itself meanwhile"),
            }
            self.set_healthy(false);
            // what cannot be told now is found by the others' own looking
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
        let [look, flush, beat] =
            [self.config.listen_ms, self.config.flush_ms, self.config.beat_ms].map(Duration::from_millis);
        let mut gathered = Gathered::default();
        let (mut flushed, mut echoed) = (Instant::now(), Instant::now());
        let mut next_beat = Instant::now();
        loop {
            let mut wait = look;
            if gathered.len() > 0 {
                wait = wait.min(flush.saturating_sub(flushed.elapsed()));
            }
            let is_last = match self.hints.recv_timeout(wait) {
                Ok(hint) => {
                    gathered.add(hint);
                    self.hints.try_iter().take(TOPICS).for_each(|hint| gathered.add(hint));
                    false
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => true,
            };
            // at once after a silence, together where there is much
            if gathered.len() > 0 && (is_last || flushed.elapsed() >= flush || gathered.len() >= TOPICS) {
                for letter in gathered.take(&self.node) {
                    signals.send(&letter.to_text())?;
                    self.counts.sent.inc_by(letter.hints.len() as u64);
                }
                flushed = Instant::now();
            }
            if is_last {
                return Ok(());
            }
            if next_beat <= Instant::now() {
                next_beat = Instant::now() + beat;
                let letter = Letter {
                    node: self.node.clone(),
                    hints: vec![],
                };
                signals.send(&letter.to_text())?;
            }
            for text in signals.heard()? {
                if self.take(&text) {
                    echoed = Instant::now();
                    self.set_healthy(true);
                }
            }
            if echoed.elapsed() > beat * BEATS {
                self.set_healthy(false);
            }
        }
    }

    /// A letter; true if it is our own.
    fn take(&self, text: &str) -> bool {
        let letter = Letter::read(text);
        if letter.node == self.node {
            return true;
        }
        self.counts.heard.inc_by(letter.hints.len() as u64);
        for hint in letter.hints {
            let _ = self.wakes.send(Wake::Hint(hint)); // a node that ends hears nothing any more
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
