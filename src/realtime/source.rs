//! The source of topics: the log in the database.

use super::projection::Projection;
use crate::error::Result;
use crate::event::Event;
use std::future::Future;

/// Loads topics and their events from the log.
pub trait Source: Send + Sync + 'static {
    type Projection: Projection;
    /// The projection of a topic as of its newest number.
    fn open(&self, topic: &str) -> impl Future<Output = Result<(Self::Projection, i64)>> + Send;
    /// Events after one number up to another, in order; it may return fewer.
    fn log(&self, topic: &str, after: i64, upto: i64) -> impl Future<Output = Result<Vec<Event>>> + Send;
    /// The heads of these topics, in one query; topics that do not exist are left out.
    fn heads(&self, topics: Vec<String>) -> impl Future<Output = Result<Vec<Head>>> + Send;
    /// Gives a topic a new epoch, because its log has lost events that readers got in `epoch`; nothing happens if it has another epoch already.
    fn renew(&self, topic: &str, epoch: &str) -> impl Future<Output = Result<()>> + Send;
}

/// The newest number of a topic in its log.
#[derive(Clone, Debug)]
pub struct Head {
    pub topic: String,
    pub number: i64,
    pub epoch: String,
}
