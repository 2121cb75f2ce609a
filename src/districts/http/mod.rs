//! Requests and answers of this room.

mod districts;
mod hours;
mod rooms;
mod studios;

pub use districts::*;
pub use hours::*;
pub use rooms::*;
pub use studios::*;

use super::actions::Desk;
use crate::accounts::access::Caller;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::Db;
use crate::districts::api::PlaceHooks;
use crate::error::{Error, Result};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use std::future::Future;
use std::pin::Pin;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    districts::list,
    districts::open,
    districts::edit,
    districts::list_service_points,
    districts::add_service_point,
    studios::list_studios,
    studios::open_studio,
    studios::studio,
    studios::edit_studio,
    studios::clone_studio,
    rooms::add_room,
    rooms::edit_room,
    hours::set_opening_rules,
    hours::add_exception,
    hours::remove_exception,
))]
pub struct Doc;

impl FromRequest for Desk {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        let parts = (
            request.app_data::<Data<Db>>().cloned(),
            request.app_data::<Data<Clock>>().cloned(),
            request.app_data::<Data<Chance>>().cloned(),
            request.app_data::<Data<PlaceHooks>>().cloned(),
        );
        Box::pin(async move {
            let caller = caller.await?;
            let (Some(db), Some(clock), Some(chance), Some(places)) = parts else {
                return Err(Error::internal("the application lacks its parts"));
            };
            Ok(Desk {
                db: db.get_ref().clone(),
                caller,
                clock: clock.get_ref().clone(),
                chance: chance.get_ref().clone(),
                places: places.get_ref().clone(),
            })
        })
    }
}
