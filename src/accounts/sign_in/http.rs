//! Coming in and going out.

use crate::accounts::Accounts;
use crate::accounts::devices::http::device_cookie;
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::logins::actions as logins;
use crate::accounts::logins::actions::opening::OpenedLogin;
use crate::accounts::logins::actions::refresh as refreshing;
use crate::accounts::model::Passphrase;
use crate::accounts::recovery::actions as recovery;
use crate::accounts::second_factor::actions as second;
use crate::accounts::sign_in::actions as signing;
use crate::accounts::sign_in::actions::{Entered, SignIn};
use crate::accounts::views::{ChallengeView, EnteredView, SecondFactorAskedView, SignedInView};
use crate::config::Config;
use crate::error::{Code, Result};
use crate::web::address::ClientAddress;
use crate::web::bearer::bearer;
use crate::web::json::{self, Json};
use crate::web::query::Query;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{HOST, HeaderValue, ORIGIN};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// The prefix binds it to this host, HTTPS and `Path=/` (RFC 6265bis).
pub const COOKIE: &str = "__Host-tongxing";

/// A name and a passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBody {
    nickname: String,
    #[schema(value_type = String, format = Password)]
    passphrase: Passphrase,
    /// Others use this computer too: all times are halved.
    #[serde(default)]
    is_shared_computer: bool,
    /// What to call this device in the list of logins.
    #[serde(default)]
    device: String,
}

#[utoipa::path(post, path = "/api/v1/sign-in", tag = "accounts", request_body = SignInBody, security(()), responses(
    (status = 200, body = EnteredView, description = "Signed in, or `second_factor` with a challenge."),
    (status = 401, description = "wrong_sign_in"), (status = 429, description = "throttled")))]
pub async fn sign_in(
    accounts: Data<Accounts>,
    from: SignInOrigin,
    request: HttpRequest,
    Json(body): Json<SignInBody>,
) -> Result<HttpResponse> {
    let ask = SignIn {
        nickname: body.nickname,
        passphrase: body.passphrase,
        device: from.device(&body.device, body.is_shared_computer)?,
    };
    let entered = signing::sign_in(&accounts, ask, from).await?;
    end_old_login(&accounts, &request).await?;
    Ok(answer(entered))
}

/// A code for a challenge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorBody {
    challenge: String,
    /// Six digits of the authenticator, or one of the recovery codes.
    code: String,
}

#[utoipa::path(post, path = "/api/v1/sign-in/second-factor", tag = "accounts", request_body = SecondFactorBody, security(()),
    responses((status = 200, body = SignedInView), (status = 401, description = "wrong_second_factor")))]
pub async fn second_factor(
    accounts: Data<Accounts>,
    from: SignInOrigin,
    Json(body): Json<SecondFactorBody>,
) -> Result<HttpResponse> {
    let opened = second::complete_sign_in(&accounts, &body.challenge, body.code, from).await?;
    Ok(signed_in(opened))
}

/// A new access token for the login in the cookie.
#[utoipa::path(post, path = "/api/v1/refresh", tag = "accounts", security(()),
    responses((status = 200, body = SignedInView), (status = 204, description = "nobody has signed in here"),
        (status = 401, description = "login_ended, refresh_reused"), (status = 423, description = "login_locked")))]
pub async fn refresh(
    accounts: Data<Accounts>,
    config: Data<Config>,
    from: ClientAddress,
    request: HttpRequest,
) -> Result<HttpResponse> {
    own_origin(&config, &request)?;
    let Some(cookie) = request.cookie(COOKIE) else {
        return Ok(json::no_content());
    };
    Ok(signed_in(refreshing::refresh(&accounts, cookie.value(), from.0).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Leaving {
    /// The screen locked by itself (safety 55): what was not sent yet may wait on the device, sealed, for its writer.
    #[serde(default)]
    is_lock: bool,
}

/// Signs out on this device, by the access token or, from a page that is being left, by the cookie alone.
#[utoipa::path(post, path = "/api/v1/sign-out", tag = "accounts", params(Leaving), responses((status = 204)))]
pub async fn sign_out(
    accounts: Data<Accounts>,
    config: Data<Config>,
    Query(leaving): Query<Leaving>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    own_origin(&config, &request)?;
    if let Some(Ok((caller, _))) = bearer(&request).map(|token| accounts.prove_caller(token)) {
        logins::sign_out(&accounts, caller.person, caller.login).await?;
    }
    end_old_login(&accounts, &request).await?;
    Ok(if leaving.is_lock { left() } else { forgotten() })
}

/// A code from a recovery card and the new passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoverBody {
    code: String,
    #[schema(value_type = String, format = Password)]
    passphrase: Passphrase,
    #[serde(default)]
    is_shared_computer: bool,
    #[serde(default)]
    device: String,
}

/// Gets an account back.
#[utoipa::path(post, path = "/api/v1/recover", tag = "accounts", request_body = RecoverBody, security(()), responses(
    (status = 200, body = EnteredView, description = "Signed in, or `second_factor` with a challenge."),
    (status = 404, description = "bad_code")))]
pub async fn recover(
    accounts: Data<Accounts>,
    from: SignInOrigin,
    Json(body): Json<RecoverBody>,
) -> Result<HttpResponse> {
    let device = from.device(&body.device, body.is_shared_computer)?;
    let entered = recovery::recover(&accounts, &body.code, body.passphrase, device, &from).await?;
    Ok(answer(entered))
}

fn answer(entered: Entered) -> HttpResponse {
    match entered {
        Entered::In(opened) => signed_in(*opened),
        Entered::SecondFactor { challenge, expires_at } => {
            json::ok(&EnteredView::SecondFactor(SecondFactorAskedView {
                second_factor: ChallengeView { challenge, expires_at },
            }))
        }
    }
}

/// The tokens: one in the body, for the page's memory; one in a cookie that no script can read. The mark of the device is a
/// cookie of its own.
pub fn signed_in(opened: OpenedLogin) -> HttpResponse {
    let cookie = cookie(
        opened.refresh_token.clone(),
        Duration::milliseconds(opened.refresh_lasts),
    );
    let mark = opened.mark.as_ref().map(device_cookie);
    let mut response = json::ok(&EnteredView::In(opened.into()));
    // a cookie that cannot be written leaves a login that ends with its access token
    let _ = response.add_cookie(&cookie);
    if let Some(mark) = mark {
        let _ = response.add_cookie(&mark);
    }
    response
}

/// 204, and nothing that says anything of anybody stays in the browser (safety 54): the login's cookie is taken back, and the mark
/// of the device, which is a random value, stays.
pub fn forgotten() -> HttpResponse {
    cleared("\"cache\", \"storage\"")
}

/// 204, and what the page keeps sealed is the page's own to clear.
fn left() -> HttpResponse {
    cleared("\"cache\"")
}

fn cleared(what: &'static str) -> HttpResponse {
    let mut response = json::no_content();
    let _ = response.add_cookie(&cookie(String::new(), Duration::ZERO));
    response.headers_mut().insert(
        actix_web::http::header::HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static(what),
    );
    response
}

fn cookie(value: String, lasts: Duration) -> Cookie<'static> {
    Cookie::build(COOKIE, value)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(lasts)
        .finish()
}

/// Signing in again ends the login that the browser still carried (ASVS 7.2.4).
async fn end_old_login(accounts: &Accounts, request: &HttpRequest) -> Result<()> {
    match request.cookie(COOKIE) {
        Some(cookie) => logins::sign_out_by_token(accounts, cookie.value()).await,
        None => Ok(()),
    }
}

/// A browser says where a request comes from; a page of another origin has no business with the cookie. Ours is the
/// address that the request was sent to, or the public one where a proxy changed it.
pub fn own_origin(config: &Config, request: &HttpRequest) -> Result<()> {
    let Some(origin) = request.headers().get(ORIGIN) else {
        return Ok(());
    };
    let host = request.headers().get(HOST).map_or(&b""[..], HeaderValue::as_bytes);
    let is_host = [&b"http://"[..], b"https://"]
        .iter()
        .any(|scheme| origin.as_bytes() == [scheme, host].concat());
    if is_host || origin.as_bytes() == config.public_url.as_bytes() {
        Ok(())
    } else {
        Err(Code::LoginEnded.into())
    }
}
