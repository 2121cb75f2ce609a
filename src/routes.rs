//! THE table: every path and its handler, read from top to bottom, one block a room.

use crate::web::{health, metrics, problem};
use actix_web::web::{ServiceConfig, get, scope};

/// Everything under one origin: the API, the health pages, then the interface.
pub fn all(cfg: &mut ServiceConfig) {
    cfg.route("/healthz", get().to(health::alive))
        .route("/readyz", get().to(health::ready))
        .route("/metrics", get().to(metrics::page))
        .service(
            scope("/api/v1")
                .configure(api)
                .default_service(actix_web::web::to(problem::no_route)),
        );
}

/// The API. Paths here are relative to `/api/v1`.
fn api(_cfg: &mut ServiceConfig) {
    // ---- accounts

    // ---- districts

    // ---- scheduling

    // ---- training

    // ---- chat

    // ---- notifications
}
