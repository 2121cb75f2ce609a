//! One line per request: method, route pattern, status, time, request id. Never a query, a body, a name or a full address.

use super::metrics::{Metrics, known_method};
use super::problem::{MEDIA_TYPE, Problem};
use crate::chance::Chance;
use crate::error::{Code, Error};
use crate::keys::hex;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, ResponseError, web};
use std::error::Error as _;
use std::time::Instant;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id under which a request stands in the log; also in the answer's `x-request-id` and in problem documents.
#[derive(Clone)]
pub struct RequestId(pub String);

/// Gives the request an id, logs it when answered, counts it, and completes problem documents.
pub async fn log<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<BoxBody, B>>, actix_web::Error> {
    let started = Instant::now();
    let id = request
        .app_data::<web::Data<Chance>>()
        .map_or_else(String::new, |chance| hex(&chance.bytes::<8>()));
    let metrics = request.app_data::<web::Data<Metrics>>().cloned();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let pattern = request.match_pattern().unwrap_or_else(|| "(none)".into());
    let is_api = request.path().starts_with("/api/");

    let response = next.call(request).await?;
    let failure = response
        .response()
        .error()
        .and_then(|error| error.as_error::<Error>())
        .map(|error| {
            if error.code == Code::Internal {
                let causes = causes(error);
                tracing::error!(request = %id, route = %pattern, causes = %causes, "request failed");
            }
            let mut document = serde_json::to_value(Problem::from(error)).unwrap_or_default();
            document["request_id"] = id.clone().into();
            let ends = response.response().head().connection_type();
            let mut answer = error.error_response().map_into_boxed_body();
            let headers = answer.headers().clone();
            answer = HttpResponse::build(answer.status())
                .content_type(MEDIA_TYPE)
                .json(document);
            if ends == ConnectionType::Close {
                answer.head_mut().set_connection_type(ends);
            }
            for (name, value) in &headers {
                if !answer.headers().contains_key(name) {
                    answer.headers_mut().insert(name.clone(), value.clone());
                }
            }
            answer
        });
    let mut response = match failure {
        Some(answer) => {
            let (request, _) = response.into_parts();
            ServiceResponse::new(request, answer.map_into_left_body())
        }
        None => response.map_into_right_body(),
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if is_api && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store")); // safety 54
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    if let Some(metrics) = metrics {
        metrics.answered(method.as_str(), &pattern, status, took);
    }
    tracing::info!(request = %id, method = known_method(method.as_str()), route = %pattern, status, ms = took.as_secs_f64() * 1e3, "answered");
    Ok(response)
}

fn causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
