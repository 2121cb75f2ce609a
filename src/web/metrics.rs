//! Numbers for Prometheus: no names, no ids, only counts and times by route.

use crate::error::{Error, Result};
use crate::web::bearer::bearer;
use actix_web::{HttpRequest, HttpResponse, web};
use prometheus::core::Collector;
use prometheus::{Encoder as _, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq as _;

/// The counters of this node.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    watched: Arc<Mutex<Vec<WatchedGauge>>>,
    /// What retention deleted, by kind.
    forgotten: IntCounterVec,
    token: Option<String>,
}

/// A number that is looked up when the page is made.
type WatchedGauge = (IntGauge, Box<dyn Fn() -> i64 + Send>);

impl Metrics {
    /// Starts counting; `token` guards the page, without one it is not served.
    pub fn new(token: Option<String>) -> std::result::Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = HistogramVec::new(
            HistogramOpts::new(
                "tongxing_request_seconds",
                "Time to answer, by method, route and status",
            )
            .buckets(vec![0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0]),
            &["method", "route", "status"],
        )?;
        let forgotten = IntCounterVec::new(
            Opts::new(
                "tongxing_forgotten_total",
                "What was forgotten because its time was over, by kind",
            ),
            &["what"],
        )?;
        registry.register(Box::new(forgotten.clone()))?;
        registry.register(Box::new(requests.clone()))?;
        Ok(Metrics {
            registry,
            requests,
            watched: Arc::default(),
            forgotten,
            token,
        })
    }

    /// Adds a gauge whose value is read each time the page is made.
    pub fn watch(
        &self,
        name: &str,
        help: &str,
        read: impl Fn() -> i64 + Send + 'static,
    ) -> std::result::Result<(), prometheus::Error> {
        let gauge = IntGauge::with_opts(Opts::new(name, help))?;
        self.registry.register(Box::new(gauge.clone()))?;
        self.watched().push((gauge, Box::new(read)));
        Ok(())
    }

    fn watched(&self) -> std::sync::MutexGuard<'_, Vec<WatchedGauge>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows what another part of this node counts.
    pub fn show(&self, collectors: Vec<Box<dyn Collector>>) -> std::result::Result<(), prometheus::Error> {
        collectors
            .into_iter()
            .try_for_each(|collector| self.registry.register(collector))
    }

    /// Counts what retention deleted. Zero is exported too, so that a job that stands still is seen.
    pub fn forgotten(&self, what: &str, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.forgotten.with_label_values(&[what]).inc_by(count);
    }

    /// Counts one answered request. Unknown methods share one label, so that a client cannot grow the table.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        self.requests
            .with_label_values(&[known_method(method), route, &status.to_string()])
            .observe(took.as_secs_f64());
    }
}

/// A method that this product takes, or `other`: whatever else a client writes there is not repeated, in no log and no number.
pub fn known_method(method: &str) -> &str {
    match method {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" => method,
        _ => "other",
    }
}

/// `GET /metrics` with `Authorization: Bearer <TONGXING_METRICS_TOKEN>`; 404 when no token is set or it is not right.
pub async fn page(metrics: web::Data<Metrics>, request: HttpRequest) -> Result<HttpResponse> {
    let is_right = match (&metrics.token, bearer(&request)) {
        (Some(token), Some(given)) => bool::from(token.as_bytes().ct_eq(given.as_bytes())),
        _ => false,
    };
    if !is_right {
        return Err(Error::not_found());
    }
    for (gauge, read) in metrics.watched().iter() {
        gauge.set(read());
    }
    let mut text = Vec::new();
    let encoder = TextEncoder::new();
    encoder
        .encode(&metrics.registry.gather(), &mut text)
        .map_err(Error::internal)?;
    Ok(HttpResponse::Ok().content_type(encoder.format_type()).body(text))
}
