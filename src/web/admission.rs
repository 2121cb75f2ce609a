//! Admission control: checks the reserve and the limit of an address before any handler runs, and gives each body a deadline.

use super::address::{client_address, comes_by_proxy};
use super::connection_slots::{ConnectionSlot, ConnectionSlots, Full};
use super::guarded_stream::Visit;
use crate::config::{AdmissionConfig, Config};
use crate::error::{Code, Error};
use actix_http::BoxedPayloadStream;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, web};
use bytes::Bytes;
use futures_util::Stream;
use std::cell::Cell;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// Paths that are answered when only reserved slots are left: these, and everything under those that end in a slash.
#[derive(Clone, Copy, Debug)]
pub struct Reserved(pub &'static [&'static str]);

impl Reserved {
    fn holds(self, path: &str) -> bool {
        let fits = |one: &&str| path == one.trim_end_matches('/') || (one.ends_with('/') && path.starts_with(*one));
        // the interface is files in memory, and without it nobody finds the button for help
        !path.starts_with("/api/") && path != "/ws" && path != "/metrics" || self.0.iter().any(fits)
    }
}

/// Imports, whose bodies have more time.
const SHEETS: &str = "/api/v1/imports/";

/// How long a refused client is asked to wait.
const WAIT_MS: i64 = 2_000;

/// Refuses requests for which there is no slot, and gives every body its deadline.
pub async fn pass<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<BoxBody, B>>, actix_web::Error> {
    let visit = request.conn_data::<Visit>().cloned();
    let is_reserve = visit.as_ref().is_some_and(|visit| visit.slot.is_reserve());
    let under_way = visit.as_ref().map(Visit::begin);
    if let Some(code) = refusal(&request, is_reserve) {
        let error = Error::from(code).retry_after(WAIT_MS);
        let mut response = request.error_response(error).map_into_left_body();
        close(&mut response);
        return Ok(response);
    }
    let is_late = Rc::new(Cell::new(false));
    let time = time_for_body(&request);
    let body = match request.take_payload() {
        Payload::None => Payload::None,
        body => {
            let timed: BoxedPayloadStream = Box::pin(Timed {
                body,
                deadline: Box::pin(sleep(time)),
                is_late: is_late.clone(),
            });
            Payload::Stream { payload: timed }
        }
    };
    request.set_payload(body);
    let mut response = next.call(request).await?.map_into_right_body();
    drop(under_way);
    let goes_on = response.status() == StatusCode::SWITCHING_PROTOCOLS;
    if (is_late.get() || is_reserve) && !goes_on {
        close(&mut response);
    }
    Ok(response)
}

/// Why this request has to be refused, if it has.
fn refusal(request: &ServiceRequest, is_reserve: bool) -> Option<Code> {
    let reserved = request.app_data::<web::Data<Reserved>>().map(|reserved| ***reserved);
    if is_reserve && !reserved.is_some_and(|reserved| reserved.holds(request.path())) {
        return Some(Code::Busy);
    }
    if comes_by_proxy(request.request()) {
        let slots = request.app_data::<web::Data<ConnectionSlots>>()?;
        match slots.request(client_address(request.request())) {
            Ok(slot) => drop(request.extensions_mut().insert(slot)),
            Err(Full::Address | Full::Node) => return Some(Code::Throttled),
        }
    }
    None
}

/// The slots that a connection keeps after it left HTTP: its own and, behind a proxy, its client's.
pub fn slots_of(request: &HttpRequest) -> Vec<ConnectionSlot> {
    let own = request.conn_data::<Visit>().map(|visit| visit.slot.clone());
    let of_client = request.extensions().get::<ConnectionSlot>().cloned();
    own.into_iter().chain(of_client).collect()
}

fn time_for_body(request: &ServiceRequest) -> Duration {
    let config = request.app_data::<web::Data<Config>>();
    let admission = config.map_or_else(AdmissionConfig::default, |config| config.admission);
    Duration::from_millis(if request.path().starts_with(SHEETS) {
        admission.import_ms
    } else {
        admission.body_ms
    })
}

fn close<B>(response: &mut ServiceResponse<B>) {
    let head = response.response_mut().head_mut();
    head.set_connection_type(ConnectionType::Close);
}

/// The error for a body that could not be read: it was too slow, or it is not what the endpoint reads.
pub fn unread(error: &PayloadError) -> Code {
    match error {
        PayloadError::Io(error) if error.kind() == io::ErrorKind::TimedOut => Code::TooSlow,
        PayloadError::Overflow => Code::TooLarge,
        _ => Code::BadBody,
    }
}

/// A body with a deadline.
struct Timed {
    body: Payload,
    deadline: Pin<Box<Sleep>>,
    is_late: Rc<Cell<bool>>,
}

impl Stream for Timed {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(next) = Pin::new(&mut self.body).poll_next(cx) {
            return Poll::Ready(next);
        }
        if self.deadline.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.is_late.set(true);
        Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))))
    }
}

#[cfg(test)]
mod tests {
    use super::Reserved;

    #[test]
    fn the_reserve_holds_its_paths_and_the_interface_and_nothing_else() {
        let reserved = Reserved(&["/api/v1/refresh", "/api/v1/sign-in/", "/api/v1/escalations/"]);
        for path in [
            "/",
            "/today",
            "/healthz",
            "/api/v1/refresh",
            "/api/v1/sign-in",
            "/api/v1/escalations/7/close",
        ] {
            assert!(reserved.holds(path), "{path}");
        }
        for path in [
            "/ws",
            "/metrics",
            "/api/v1/refreshing",
            "/api/v1/me",
            "/api/v1/sign-inn",
            "/api/v1/imports/rooms",
        ] {
            assert!(!reserved.holds(path), "{path}");
        }
    }
}
