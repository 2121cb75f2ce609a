//! This node among the others: what it hears from them, and what it tells them.

use super::Application;
use crate::accounts::Accounts;
use crate::chat::{Chat, RoomSource};
use crate::event::Event;
use crate::jobs;
use crate::realtime::Watch;
use crate::realtime::bus::{Bus, Hint, Wake};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;

/// Tells the other nodes of a committed event: which topic, and up to which number. Jobs are claimed by whoever wrote them.
pub(super) fn tell(bus: &dyn Bus, event: &Event) {
    if event.topic != jobs::TOPIC {
        bus.tell(Hint {
            topic: event.topic.clone(),
            number: event.number,
        });
    }
}

/// Tells the other nodes again and again which rooms are held by somebody on this one, until the task is ended.
pub(super) async fn say_who_is_here(chat: Chat, bus: Arc<dyn Bus>, every: Duration) {
    let mut tick = tokio::time::interval(every);
    loop {
        tick.tick().await;
        for topic in chat.held_here() {
            bus.tell(Hint { topic, number: 0 });
        }
    }
}

/// Does what other nodes' hints ask for, until the bus ends.
pub(super) async fn hear(app: Application, watch: Watch<RoomSource>, mut wakes: UnboundedReceiver<Wake>) {
    while let Some(wake) = wakes.recv().await {
        match wake {
            Wake::Hint(hint) if hint.number > 0 => watch.follow(hint.topic, hint.number),
            Wake::Hint(hint) if app.gate.hear(&hint.topic) || app.chat.hear(&hint.topic) => {}
            Wake::Hint(hint) => {
                let event = Event {
                    topic: hint.topic,
                    number: 0,
                    body: Bytes::new(),
                };
                if app.accounts.ended().hear(&event) {
                    learn_who_left(&app.accounts).await;
                }
                app.chat.rooms.offer_all([event]);
            }
            Wake::Missed => {
                watch.look();
                learn_who_left(&app.accounts).await;
            }
        }
    }
}

/// Reads which logins have ended; if the database does not answer, the next look will.
pub(super) async fn learn_who_left(accounts: &Accounts) {
    if let Err(error) = accounts.sweep().await {
        tracing::warn!(%error, "ended logins could not be read");
    }
}
