//! The clock of a device when it sends. The difference is recorded and never decides anything.

use crate::clock::Millis;
use crate::error::Error;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// The header that carries it, in milliseconds UTC.
pub const HEADER: &str = "device-time";

/// The device's own time; none where it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceTime(pub Option<Millis>);

impl FromRequest for DeviceTime {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
        ready(Ok(DeviceTime(text.and_then(|text| text.trim().parse().ok()))))
    }
}
