//! `POST /imports/{kind}` with the file's bytes as the body.

use super::actions::{Choices, Importer, import_file};
use super::kind::Registry;
use super::report::Report;
use super::values::Month;
use crate::accounts::Context;
use crate::error::{Code, Error, Result};
use crate::web::path::Path;
use crate::web::query::Query;
use crate::web::{admission, json};
use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};
use futures_util::StreamExt as _;
use serde::Deserialize;

pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(import))]
pub struct Doc;

/// `?dry_run=&skip_refused=&month=`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Judge only; `false` when absent.
    #[serde(default)]
    dry_run: bool,
    /// Bring in the accepted lines even if others are refused; false when absent.
    #[serde(default)]
    skip_refused: bool,
    /// `YYYY-MM`: the month that the sheet is about.
    month: Option<String>,
}

impl ImportQuery {
    fn choices(&self) -> Result<Choices> {
        let read = |text: &str| Month::parse(text).ok_or_else(|| Error::field("month", "bad_month"));
        Ok(Choices {
            is_dry_run: self.dry_run,
            skips_refused: self.skip_refused,
            month: self.month.as_deref().map(read).transpose()?,
        })
    }
}

/// Judges a sheet of one kind line by line and brings it in, all lines or none, unless refused ones may be skipped.
#[utoipa::path(post, path = "/api/v1/imports/{kind}", tag = "imports", params(("kind" = String, Path), ImportQuery),
    request_body(content = Vec<u8>, content_type = "text/csv"), responses((status = 200, body = Report)))]
pub async fn import(
    ctx: Context,
    registry: Data<Registry>,
    kind: Path<String>,
    query: Query<ImportQuery>,
    body: Payload,
) -> Result<HttpResponse> {
    let kind = registry.find(&kind.0)?;
    let choices = query.0.choices()?;
    let bytes = read_all(body).await?;
    let report = import_file(&ctx.db, kind, bytes, Importer::Caller(ctx.caller.clone()), choices).await?;
    Ok(json::ok(&report))
}

async fn read_all(mut body: Payload) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| admission::unread(&error))?;
        if bytes.len() + piece.len() > MAX_BYTES {
            return Err(Error::new(
                Code::TooLarge,
                format!("a sheet has at most {MAX_BYTES} bytes"),
            ));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}
