//! Finds what no hint has brought: events that are missing before a buffered one, topics that are behind their log, and topics whose log has
//! lost events.

use super::hub::{HOLE, Hub};
use super::projection::Projection as _;
use super::source::Source;
use super::topic::Topic;
use crate::error::{Error, Result};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Topics that a sweep loads at the same time.
const AT_ONCE: usize = 4;

/// The result of a sweep.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sweep {
    /// Topics that were behind their log.
    pub(super) moved: u64,
    /// Topics that began a new epoch.
    pub(super) renewed: u64,
}

impl<S: Source> Hub<S> {
    /// Compares the topics in memory with their logs, loads what is new, and begins a new epoch where the log has lost events that
    /// readers got.
    pub(super) async fn sweep(&self) -> Result<Sweep> {
        let topics: Vec<_> = self
            .all()
            .into_iter()
            .filter(|topic| topic.opened.initialized())
            .collect();
        // our own heads first: events that are sent later cannot be in the answer
        let known: HashMap<String, i64> = topics.iter().map(|topic| (topic.name.clone(), topic.head())).collect();
        if known.is_empty() {
            return Ok(Sweep::default());
        }
        let heads = self.0.source.heads(known.keys().cloned().collect()).await?;
        let found = Mutex::new(Sweep::default());
        let looked = stream::iter(heads)
            .map(Ok::<_, Error>)
            .try_for_each_concurrent(AT_ONCE, |head| {
                let (known, found) = (&known, &found);
                async move {
                    let Some(topic) = self.find(&head.topic) else {
                        return Ok(());
                    };
                    let is_same_epoch = topic.with(|projection, _| projection.epoch() == head.epoch) == Some(true);
                    let has_lost = known.get(&head.topic).is_some_and(|known| head.number < *known);
                    if !is_same_epoch {
                        // another node has renewed the epoch, or somebody has repaired the database
                        self.restart(&topic, None).await?;
                    } else if has_lost {
                        self.restart(&topic, Some(&head.epoch)).await?;
                        found.lock().unwrap_or_else(PoisonError::into_inner).renewed += 1;
                    } else if head.number > topic.head() {
                        found.lock().unwrap_or_else(PoisonError::into_inner).moved += 1;
                        self.load_up_to(&head.topic, head.number).await?;
                    }
                    Ok(())
                }
            });
        looked.await?;
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads a topic again from its log; its readers learn that the numbers they know are void.
    async fn restart(&self, topic: &Topic<S::Projection>, lost_in: Option<&str>) -> Result<()> {
        let _turn = topic.loading.lock().await;
        if let Some(epoch) = lost_in {
            tracing::error!("the database has lost events that were handed out; the room begins a new epoch");
            self.0.source.renew(&topic.name, epoch).await?;
        }
        let (projection, head) = self.0.source.open(&topic.name).await?;
        topic.restart(projection, head);
        Ok(())
    }

    /// Loads events that have been missing for [`HOLE`].
    pub(super) async fn load_missing(&self) {
        for topic in self.all() {
            if let Some((after, upto)) = topic.hole(HOLE) {
                match self.0.source.log(&topic.name, after, upto).await {
                    Ok(events) => topic.offer(events),
                    Err(error) => tracing::warn!(%error, "a hole in a topic could not be loaded yet"),
                }
            }
        }
    }
}
