//! THE table: every path and its handler, read from top to bottom, one block a room.

use crate::error::Result;
use crate::web::{assets, health, metrics, openapi, problem};
use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get, scope};
use utoipa::OpenApi as _;

/// Everything under one origin: the API, the health pages, then the interface.
pub fn all(cfg: &mut ServiceConfig) {
    cfg.route("/healthz", get().to(health::alive))
        .route("/readyz", get().to(health::ready))
        .route("/metrics", get().to(metrics::page))
        .service(
            scope("/api/v1")
                .configure(api)
                .default_service(actix_web::web::to(problem::no_route)),
        )
        .default_service(actix_web::web::to(assets::serve));
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

/// The whole API document; one line a room.
fn document() -> utoipa::openapi::OpenApi {
    openapi::Frame::openapi()
}

/// The API document as it is committed in `openapi.json` and served.
pub fn openapi_json() -> Result<String> {
    Ok(document().to_pretty_json()?)
}

/// `GET /api/v1/openapi.json`
async fn served_document() -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(openapi_json()?))
}
