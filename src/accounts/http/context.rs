//! The context of a request, for whoever is signed in.

use crate::accounts::Context;
use crate::accounts::access::Caller;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::keys::Keys;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use std::future::Future;
use std::pin::Pin;

impl FromRequest for Context {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        let db = request.app_data::<Data<Db>>().cloned();
        let keys = request.app_data::<Data<Keys>>().cloned();
        let config = request.app_data::<Data<Config>>().cloned();
        Box::pin(async move {
            let (Some(db), Some(keys), Some(config)) = (db, keys, config) else {
                return Err(Error::internal("the application lacks its parts"));
            };
            Ok(Context {
                db: db.get_ref().clone(),
                keys: keys.get_ref().clone(),
                config: config.into_inner(),
                caller: caller.await?,
            })
        })
    }
}
