//! This node and the others: hints to them and from them.

use super::Application;
use crate::accounts::Accounts;
use crate::chat::{Chat, RoomSource};
use crate::event::Event;
use crate::jobs;
use crate::realtime::Sweeper;
use crate::realtime::bus::{Bus, Hint, Wake};
use bytes::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;

/// Publishes a committed event to the other nodes: its topic and number. Jobs are claimed by whoever wrote them.
pub(super) fn publish(bus: &dyn Bus, event: &Event) {
    if event.topic != jobs::TOPIC {
        bus.publish(Hint {
            topic: event.topic.clone(),
            number: event.number,
        });
    }
}

/// Publishes at an interval the rooms whose facilitators are connected to this node, until the task is aborted.
pub(super) async fn publish_staffed_rooms(chat: Chat, bus: Arc<dyn Bus>, every: Duration) {
    let mut tick = tokio::time::interval(every);
    loop {
        tick.tick().await;
        for topic in chat.facilitated_topics() {
            bus.publish(Hint { topic, number: 0 });
        }
    }
}

/// Applies the hints of other nodes until the bus ends.
pub(super) async fn listen(app: Application, sweeper: Sweeper<RoomSource>, mut wakes: UnboundedReceiver<Wake>) {
    while let Some(wake) = wakes.recv().await {
        match wake {
            Wake::Hint(hint) if hint.number > 0 => sweeper.on_hint(hint.topic, hint.number),
            Wake::Hint(hint) if app.gateway.on_hint(&hint.topic) || app.chat.on_hint(&hint.topic) => {}
            Wake::Hint(hint) => {
                let event = Event {
                    topic: hint.topic,
                    number: 0,
                    body: Bytes::new(),
                };
                if app.accounts.revoked_logins().on_event(&event) {
                    learn_who_left(&app.accounts).await;
                }
                app.chat.rooms.publish_all([event]);
            }
            Wake::Missed => {
                sweeper.sweep_now();
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
