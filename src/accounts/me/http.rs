//! The caller's own account.

use crate::accounts::Accounts;
use crate::accounts::access::Caller;
use crate::accounts::consents::actions as consenting;
use crate::accounts::consents::texts::TEXTS;
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::http::CallerInSetup;
use crate::accounts::logins::actions as login_actions;
use crate::accounts::me::views;
use crate::accounts::model::{Language, Passphrase, Purpose};
use crate::accounts::passphrases::actions as passphrase;
use crate::accounts::people::actions as people;
use crate::accounts::second_factor::actions as second_factor;
use crate::accounts::sign_in::http::forgotten;
use crate::accounts::views::{ConsentTextView, ConsentView, LoginView, MeView};
use crate::error::{Error, Result};
use crate::ids::LoginId;
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

async fn view(accounts: &Accounts, caller: &Caller) -> Result<HttpResponse> {
    Ok(json::ok(&views::me(accounts, caller).await?))
}

#[utoipa::path(get, path = "/api/v1/me", tag = "accounts", responses((status = 200, body = MeView)))]
pub async fn me(accounts: Data<Accounts>, caller: CallerInSetup) -> Result<HttpResponse> {
    view(&accounts, &caller.0).await
}

/// What may be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMeBody {
    language: Option<Language>,
}

/// Changes what I read.
#[utoipa::path(patch, path = "/api/v1/me", tag = "accounts", request_body = ChangeMeBody, responses((status = 200, body = MeView)))]
pub async fn change_me(
    accounts: Data<Accounts>,
    caller: CallerInSetup,
    Json(body): Json<ChangeMeBody>,
) -> Result<HttpResponse> {
    if let Some(language) = body.language {
        people::set_language(&accounts, &caller.0, language).await?;
    }
    view(&accounts, &caller.0).await
}

/// The old and the new passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassphraseBody {
    #[schema(value_type = String, format = Password)]
    current: Passphrase,
    #[schema(value_type = String, format = Password)]
    next: Passphrase,
}

/// Changes the passphrase; the other logins end.
#[utoipa::path(post, path = "/api/v1/me/passphrase", tag = "accounts", request_body = ChangePassphraseBody,
    responses((status = 204), (status = 422, description = "invalid: current wrong; next too_short, too_long, too_common, like_nickname")))]
pub async fn change_passphrase(
    accounts: Data<Accounts>,
    caller: Caller,
    from: SignInOrigin,
    Json(body): Json<ChangePassphraseBody>,
) -> Result<HttpResponse> {
    passphrase::change_passphrase(&accounts, &caller, body.current, body.next, from.mark).await?;
    Ok(json::no_content())
}

/// The passphrase, needed when the login is older than 15 minutes.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferTotpBody {
    #[schema(value_type = Option<String>, format = Password)]
    passphrase: Option<Passphrase>,
}

/// What an authenticator needs; shown once.
#[derive(Serialize, ToSchema)]
pub struct OfferedView {
    secret: String,
    otpauth_url: String,
}

/// Begins to set up a second factor.
#[utoipa::path(post, path = "/api/v1/me/totp", tag = "accounts", request_body = OfferTotpBody,
    responses((status = 200, body = OfferedView), (status = 403, description = "passphrase_needed"), (status = 409, description = "wrong_state")))]
pub async fn offer_totp(
    accounts: Data<Accounts>,
    caller: CallerInSetup,
    Json(body): Json<OfferTotpBody>,
) -> Result<HttpResponse> {
    let offered = second_factor::offer_totp(&accounts, &caller.0, body.passphrase).await?;
    Ok(json::ok(&OfferedView {
        secret: offered.secret,
        otpauth_url: offered.otpauth_url,
    }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTotpBody {
    code: String,
}

/// Codes that replace the authenticator, once each; shown once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodesView {
    recovery_codes: Vec<String>,
}

/// Completes setting up a second factor; the other logins end.
#[utoipa::path(post, path = "/api/v1/me/totp/confirm", tag = "accounts", request_body = ConfirmTotpBody,
    responses((status = 200, body = RecoveryCodesView), (status = 401, description = "wrong_second_factor")))]
pub async fn confirm_totp(
    accounts: Data<Accounts>,
    caller: CallerInSetup,
    Json(body): Json<ConfirmTotpBody>,
) -> Result<HttpResponse> {
    let recovery_codes = second_factor::confirm_totp(&accounts, &caller.0, body.code).await?;
    Ok(json::ok(&RecoveryCodesView { recovery_codes }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveTotpBody {
    #[schema(value_type = String, format = Password)]
    passphrase: Passphrase,
}

/// Removes the second factor; the other logins end. Staff then have to set up a new one.
#[utoipa::path(post, path = "/api/v1/me/totp/remove", tag = "accounts", request_body = RemoveTotpBody, responses((status = 204)))]
pub async fn remove_totp(
    accounts: Data<Accounts>,
    caller: Caller,
    Json(body): Json<RemoveTotpBody>,
) -> Result<HttpResponse> {
    second_factor::remove_totp(&accounts, &caller, body.passphrase).await?;
    Ok(json::no_content())
}

/// Where I am signed in.
#[utoipa::path(get, path = "/api/v1/me/logins", tag = "accounts", responses((status = 200, body = Page<LoginView>)))]
pub async fn logins(accounts: Data<Accounts>, caller: Caller) -> Result<HttpResponse> {
    let rows = login_actions::list_logins(&accounts, &caller).await?;
    let views = rows.into_iter().map(|row| LoginView::new(row, &caller.login)).collect();
    Ok(json::ok(&Page::whole(views)))
}

/// Ends one of my logins.
#[utoipa::path(delete, path = "/api/v1/me/logins/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 204), (status = 404, description = "not_found")))]
pub async fn end_login(accounts: Data<Accounts>, caller: Caller, Path(id): Path<LoginId>) -> Result<HttpResponse> {
    let is_current = id == caller.login;
    login_actions::end_login(&accounts, &caller, id).await?;
    Ok(if is_current { forgotten() } else { json::no_content() })
}

/// Ends all my logins, this one too.
#[utoipa::path(delete, path = "/api/v1/me/logins", tag = "accounts", responses((status = 204)))]
pub async fn end_every_login(accounts: Data<Accounts>, caller: CallerInSetup) -> Result<HttpResponse> {
    login_actions::end_every_login(&accounts, &caller.0).await?;
    Ok(forgotten())
}

/// What I consented to, and the present texts.
#[derive(Serialize, ToSchema)]
pub struct ConsentsView {
    items: Vec<ConsentView>,
    texts: Vec<ConsentTextView>,
}

#[utoipa::path(get, path = "/api/v1/me/consents", tag = "accounts", responses((status = 200, body = ConsentsView)))]
pub async fn consents(accounts: Data<Accounts>, caller: Caller) -> Result<HttpResponse> {
    let rows = consenting::list_consents(&accounts, &caller).await?;
    Ok(json::ok(&ConsentsView {
        items: rows.into_iter().map(Into::into).collect(),
        texts: TEXTS.iter().map(Into::into).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetConsentBody {
    is_given: bool,
    /// In which language the text was read.
    language: Language,
}

/// Gives or withdraws one consent.
#[utoipa::path(put, path = "/api/v1/me/consents/{purpose}", tag = "accounts", params(("purpose" = Purpose, Path)),
    request_body = SetConsentBody, responses((status = 200, body = ConsentView), (status = 404, description = "not_found: never given")))]
pub async fn set_consent(
    accounts: Data<Accounts>,
    caller: Caller,
    Path(purpose): Path<String>,
    Json(body): Json<SetConsentBody>,
) -> Result<HttpResponse> {
    let purpose = Purpose::parse(&purpose).ok_or_else(Error::not_found)?;
    let row = consenting::set_consent(&accounts, &caller, purpose, body.is_given, body.language).await?;
    Ok(json::ok(&ConsentView::from(row)))
}
