//! Which handler does which kind of job.

use super::model::{Failure, Job};
use crate::clock::Millis;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

type Done = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;
type Handler = Box<dyn Fn(Job) -> Done + Send + Sync>;

/// The handlers by kind; built once at start-up.
#[derive(Default)]
pub struct Registry {
    handlers: HashMap<&'static str, Handler>,
    recurring: Vec<(&'static str, Millis)>,
}

impl Registry {
    pub fn new() -> Self {
        Registry::default()
    }

    /// `handler` does jobs of this kind. It may run twice for one job.
    #[must_use]
    pub fn on<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        self.handlers.insert(kind, Box::new(move |job| Box::pin(handler(job))));
        self
    }

    /// `handler` runs once in each period on one of the nodes, at whole multiples of the period.
    #[must_use]
    pub fn every<F, Fut>(mut self, kind: &'static str, period: Millis, handler: F) -> Self
    where
        F: Fn(Job) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        self.recurring.push((kind, period.max(1)));
        self.on(kind, handler)
    }

    pub(super) fn find(&self, kind: &str) -> Option<&Handler> {
        self.handlers.get(kind)
    }

    pub(super) fn is_recurring(&self, kind: &str) -> bool {
        self.recurring.iter().any(|(name, _)| *name == kind)
    }

    /// The next run of everything recurring.
    pub(super) fn next_runs(&self, now: Millis) -> impl Iterator<Item = (&'static str, Millis)> {
        self.recurring
            .iter()
            .map(move |(kind, period)| (*kind, (now.div_euclid(*period) + 1) * period))
    }
}
