//! Path parameters.

use crate::error::{Error, Result};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// Path parameters as `T`. What does not parse is nothing that exists: 404.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(
            web::Path::<T>::from_request(request, payload)
                .into_inner()
                .map(|path| Path(path.into_inner()))
                .map_err(|_| Error::not_found()),
        )
    }
}
