//! The access proof of a request: `Authorization: Bearer <access token>`.

use crate::accounts::Accounts;
use crate::accounts::access::Caller;
use crate::error::{Code, Error, Result};
use crate::web::bearer::bearer;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Future, Ready, ready};
use std::pin::Pin;

/// The caller, even if they are staff who still have to set up their second factor: only for the pages that do that.
pub struct CallerInSetup(pub Caller);

struct Proved {
    caller: Caller,
    accounts: Data<Accounts>,
    is_for_setup: bool,
}

fn prove(request: &HttpRequest) -> Result<Proved> {
    let accounts = request
        .app_data::<Data<Accounts>>()
        .ok_or_else(|| Error::internal("the accounts room is not there"))?
        .clone();
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
