//! Liveness and readiness.

use crate::db::Db;
use crate::error::Result;
use actix_web::{HttpResponse, web};

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// `GET /readyz`: the database answers too and has space to write, or 503.
pub async fn ready(db: web::Data<Db>) -> Result<HttpResponse> {
    db.ping().await?;
    db.find_space().await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n"))
}
