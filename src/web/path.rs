//! Path parameters.

use crate::error::{Error, Result};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// Path parameters as `T`. What does not parse is a 404, and so is a name with a null character, which no database holds.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut parts = request.match_info().iter();
        if parts.any(|(_, part)| part.contains('\0') || part.contains("%00")) {
            return ready(Err(Error::not_found()));
        }
        ready(
            web::Path::<T>::from_request(request, payload)
                .into_inner()
                .map(|path| Path(path.into_inner()))
                .map_err(|_| Error::not_found()),
        )
    }
}
