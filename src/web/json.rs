//! JSON bodies of requests and responses.

use super::admission::unread;
use crate::error::{Code, Error, Result};
use actix_web::dev::Payload;
use actix_web::error::JsonPayloadError;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;

/// A request body as `T`; anything else is answered with a problem document.
pub struct Json<T>(pub T);

/// The largest JSON body, in bytes; imports read their own.
pub const MAX_BYTES: usize = 256 * 1024;

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = web::Json::<T>::from_request(request, payload);
        Box::pin(async move { json.await.map(|json| Json(json.into_inner())).map_err(refusal) })
    }
}

/// How actix reads JSON for us: one size for all, errors through our table.
pub fn config() -> web::JsonConfig {
    web::JsonConfig::default().limit(MAX_BYTES).error_handler(|error, _| {
        let error = match &error {
            JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => Code::TooLarge.into(),
            JsonPayloadError::Payload(cause) => unread(cause).into(),
            JsonPayloadError::ContentType => Error::new(Code::BadBody, "The content type must be application/json."),
            JsonPayloadError::Deserialize(cause) if cause.is_data() => Error::new(Code::BadBody, shape(cause)),
            _ => Code::BadBody.into(),
        };
        error.into()
    })
}

fn shape(cause: &serde_json::Error) -> String {
    let (text, line, column) = (cause.to_string(), cause.line(), cause.column());
    // An answer never repeats what was sent, not even the name of a field; it may name what was expected.
    if text.starts_with("missing field") {
        return text;
    }
    match text
        .strip_prefix("unknown field")
        .and_then(|text| text.rsplit_once("`, expected "))
    {
        Some((_, expected)) => format!("A field is not known here; expected {expected}"),
        None => format!("A value has the wrong form at line {line} column {column}."),
    }
}

fn refusal(error: actix_web::Error) -> Error {
    match error.as_error::<Error>() {
        Some(own) => {
            let mut copy = Error::new(own.code, own.detail.clone());
            copy.fields.clone_from(&own.fields);
            copy
        }
        None => Code::BadBody.into(),
    }
}

/// 200 with `body`.
pub fn ok<T: Serialize>(body: &T) -> HttpResponse {
    HttpResponse::Ok().json(body)
}

/// 201 with `body`.
pub fn created<T: Serialize>(body: &T) -> HttpResponse {
    HttpResponse::Created().json(body)
}

/// 202 with `body`: it goes on by itself.
pub fn accepted<T: Serialize>(body: &T) -> HttpResponse {
    HttpResponse::Accepted().json(body)
}

/// 204.
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// 200 with JSON that was serialised on a reading thread.
pub fn ready(bytes: bytes::Bytes) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(bytes)
}
