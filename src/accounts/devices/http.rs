//! Where a try to come in comes from: its address, and the mark of its device.

use crate::accounts::devices::origin::{DEVICE_KEPT, DeviceMark, SignInOrigin};
use crate::accounts::logins::actions::opening::Device;
use crate::error::{Error, Result};
use crate::web::address::ClientAddress;
use crate::web::field;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// A neutral name: it stays when the person has signed out (safety 48).
const COOKIE: &str = "__Host-device";

impl FromRequest for SignInOrigin {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let address = ClientAddress::from_request(request, payload).into_inner();
        let mark = request
            .cookie(COOKIE)
            .and_then(|cookie| DeviceMark::parse(cookie.value()));
        ready(address.map(|address| SignInOrigin {
            address: address.0,
            mark,
        }))
    }
}

impl SignInOrigin {
    /// The device that somebody signs in on, by the name that its owner gives it.
    pub fn device(&self, name: &str, is_shared_computer: bool) -> Result<Device> {
        Ok(Device {
            name: field::text("device", name, 0, 60)?,
            is_shared_computer,
            mark: self.mark.clone(),
        })
    }
}

/// The cookie of a device on which somebody has signed in.
pub fn device_cookie(mark: &DeviceMark) -> Cookie<'static> {
    Cookie::build(COOKIE, mark.as_str().to_owned())
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(Duration::milliseconds(DEVICE_KEPT))
        .finish()
}
