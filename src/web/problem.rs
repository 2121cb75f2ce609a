//! Failures as problem documents (RFC 9457).

use crate::error::{Code, Error, FieldError};
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};

/// The media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A problem document (RFC 9457).
#[derive(Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// `urn:tongxing:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// One short sentence in English.
    pub title: String,
    pub status: u16,
    /// The stable name; clients translate and decide by it.
    pub code: String,
    /// A sentence for a developer.
    pub detail: String,
    /// Refused fields, if the request's fields were the reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// How long to wait before another try, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = i64, required = false)]
    pub retry_after_ms: Option<i64>,
    /// Further members, such as `reasons`.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let slug = error.code.slug();
        // The caller gets the title; the cause goes to the log.
        let is_ours = error.code == Code::Internal;
        Problem {
            kind: format!("urn:tongxing:problem:{slug}"),
            title: error.code.title().into(),
            status: error.code.status(),
            code: slug.into(),
            detail: if is_ours {
                error.code.title().into()
            } else {
                error.detail.clone()
            },
            errors: error.fields.clone(),
            retry_after_ms: error.retry_after_ms,
            more: error.more.clone(),
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(wait) = self.retry_after_ms {
            response.insert_header((RETRY_AFTER, (wait.max(0) + 999) / 1000));
        }
        // RFC 9110, 15.5.6: an answer 405 says what would do
        if let Some(Value::String(allowed)) = self.more.get("allow") {
            response.insert_header((ALLOW, allowed.as_str()));
        }
        response.content_type(MEDIA_TYPE).json(Problem::from(self))
    }
}
