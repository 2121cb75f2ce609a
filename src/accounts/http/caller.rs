//! The access proof of a request: `Authorization: Bearer <access token>`.

use crate::accounts::Accounts;
use crate::accounts::access::{Caller, Holder};
use crate::accounts::lock::actions as lock;
use crate::accounts::sign_in::http::COOKIE;
use crate::error::{Code, Error, Result};
use crate::web::bearer::bearer;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// The caller, even if they are staff who still have to set up their second factor: only for the pages that do that.
pub struct CallerInSetup(pub Caller);

impl FromRequest for Holder {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let accounts = room(request);
        let cookie = request.cookie(COOKIE).ok_or_else(|| Error::from(Code::SignInNeeded));
        Box::pin(async move {
            let accounts = accounts?;
            lock::held_by(&accounts, cookie?.value()).await
        })
    }
}

struct Proved {
    caller: Caller,
    accounts: Data<Accounts>,
    is_for_setup: bool,
}

fn room(request: &HttpRequest) -> Result<Data<Accounts>> {
    let accounts = request.app_data::<Data<Accounts>>();
    accounts
        .cloned()
        .ok_or_else(|| Error::internal("the accounts room is not there"))
}

fn prove(request: &HttpRequest) -> Result<Proved> {
    let accounts = room(request)?;
    let token = bearer(request).ok_or(Code::SignInNeeded)?;
    let (caller, is_for_setup) = accounts.prove_caller(token)?;
    Ok(Proved {
        caller,
        accounts,
        is_for_setup,
    })
}

impl FromRequest for CallerInSetup {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(prove(request).map(|proved| CallerInSetup(proved.caller)))
    }
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let proved = prove(request);
        Box::pin(async move {
            let proved = proved?;
            if proved.is_for_setup && !proved.accounts.has_second_factor(&proved.caller.person).await? {
                return Err(Code::SecondFactorNeeded.into());
            }
            Ok(proved.caller)
        })
    }
}
