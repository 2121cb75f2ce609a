//! The lock of the screen, and the digits that open it.

use crate::accounts::Accounts;
use crate::accounts::access::Caller;
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::lock::actions::{self as locking, Key};
use crate::accounts::model::{Passphrase, Pin};
use crate::accounts::sign_in::http::{COOKIE, own_origin, signed_in};
use crate::accounts::views::SignedInView;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::web::json::{self, Json};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use utoipa::ToSchema;

/// Locks the login in the cookie: nothing is taken from it any more but `unlock`, `sign-out` and `asked`.
#[utoipa::path(post, path = "/api/v1/lock", tag = "accounts", security(()),
    responses((status = 204), (status = 401, description = "login_ended")))]
pub async fn lock(accounts: Data<Accounts>, config: Data<Config>, request: HttpRequest) -> Result<HttpResponse> {
    own_origin(&config, &request)?;
    locking::lock(&accounts, &cookie(&request)?).await?;
    Ok(json::no_content())
}

/// One of the two.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockBody {
    /// Four to eight digits.
    #[schema(value_type = Option<String>, format = Password)]
    pin: Option<Pin>,
    #[schema(value_type = Option<String>, format = Password)]
    passphrase: Option<Passphrase>,
    /// With the passphrase: the digits from now on.
    #[schema(value_type = Option<String>, format = Password)]
    next_pin: Option<Pin>,
}

/// Opens the lock. After five wrong tries the login ends.
#[utoipa::path(post, path = "/api/v1/unlock", tag = "accounts", request_body = UnlockBody, security(()), responses(
    (status = 200, body = SignedInView), (status = 401, description = "wrong_unlock, login_ended"),
    (status = 422, description = "invalid: next_pin pin_digits, too_common")))]
pub async fn unlock(
    accounts: Data<Accounts>,
    config: Data<Config>,
    from: SignInOrigin,
    request: HttpRequest,
    Json(body): Json<UnlockBody>,
) -> Result<HttpResponse> {
    own_origin(&config, &request)?;
    let cookie = cookie(&request)?;
    let key = match (body.pin, body.passphrase, body.next_pin) {
        (Some(pin), None, None) => Key::Pin(pin),
        (None, Some(passphrase), next) => Key::Passphrase(passphrase, next),
        _ => return Err(Error::field("pin", "required")),
    };
    Ok(signed_in(locking::unlock(&accounts, &cookie, key, from).await?))
}

/// The passphrase and the digits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPinBody {
    #[schema(value_type = String, format = Password)]
    passphrase: Passphrase,
    #[schema(value_type = String, format = Password)]
    pin: Pin,
}

/// Chooses the digits that open my screen.
#[utoipa::path(put, path = "/api/v1/me/pin", tag = "accounts", request_body = SetPinBody,
    responses((status = 204), (status = 422, description = "invalid: passphrase wrong; pin pin_digits, too_common")))]
pub async fn set_pin(accounts: Data<Accounts>, caller: Caller, Json(body): Json<SetPinBody>) -> Result<HttpResponse> {
    locking::set_pin(&accounts, &caller, body.passphrase, body.pin).await?;
    Ok(json::no_content())
}

/// From now on the passphrase opens my screen.
#[utoipa::path(delete, path = "/api/v1/me/pin", tag = "accounts", responses((status = 204)))]
pub async fn remove_pin(accounts: Data<Accounts>, caller: Caller) -> Result<HttpResponse> {
    locking::remove_pin(&accounts, &caller).await?;
    Ok(json::no_content())
}

fn cookie(request: &HttpRequest) -> Result<String> {
    let cookie = request.cookie(COOKIE).ok_or(Code::SignInNeeded)?;
    Ok(cookie.value().to_owned())
}
