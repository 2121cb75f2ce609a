//! Invitations and recovery cards.

use crate::accounts::Accounts;
use crate::accounts::access::{Caller, Role};
use crate::accounts::cards::actions::{self as cards, Acceptance};
use crate::accounts::consents::texts::TEXTS;
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::model::{Language, Nickname, Passphrase, Purpose};
use crate::accounts::recovery::actions as recovery;
use crate::accounts::sign_in::http::signed_in;
use crate::accounts::views::{CardView, ConsentTextView, InvitationView, SignedInView};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, InvitationId, PersonId};
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteBody {
    role: Role,
    /// None only for headquarters, and for trainees of a city-wide intake.
    district_id: Option<DistrictId>,
    /// For trainees: the intake that they join.
    cohort_id: Option<CohortId>,
}

/// Makes an invitation; the code is shown only here.
#[utoipa::path(post, path = "/api/v1/invitations", tag = "accounts", request_body = InviteBody,
    responses((status = 201, body = InvitationView), (status = 403, description = "not_allowed"), (status = 404, description = "not_found")))]
pub async fn invite(accounts: Data<Accounts>, caller: Caller, Json(body): Json<InviteBody>) -> Result<HttpResponse> {
    let (row, code) = cards::invite(&accounts, &caller, body.role, body.district_id, body.cohort_id).await?;
    let now = accounts.db.now();
    Ok(json::created(&InvitationView::new(row, Some(code.printed()), now)?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InvitationsQuery {
    /// Only of this district.
    district_id: Option<DistrictId>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// 1 to 200.
    limit: Option<i64>,
}

/// The cards of my districts: invitations, and recovery cards of people whom I may know; with who made them.
#[utoipa::path(get, path = "/api/v1/invitations", tag = "accounts", params(InvitationsQuery),
    responses((status = 200, body = Page<CardView>)))]
pub async fn invitations(
    accounts: Data<Accounts>,
    caller: Caller,
    Query(query): Query<InvitationsQuery>,
) -> Result<HttpResponse> {
    let (page, now) = (paging(query.cursor, query.limit), accounts.db.now());
    let rows = cards::list_cards(&accounts, &caller, query.district_id, page.after()?, page.limit() + 1).await?;
    let page = Page::cut(rows, page.limit(), |row| row.card.id.clone());
    Ok(json::ok(&page.map(|row| CardView::new(row, now))))
}

/// The paging part of a query that has more.
pub fn paging(cursor: Option<String>, limit: Option<i64>) -> PageQuery {
    PageQuery { cursor, limit }
}

/// Takes an invitation or a recovery card back.
#[utoipa::path(delete, path = "/api/v1/invitations/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 204), (status = 404, description = "not_found"), (status = 409, description = "wrong_state")))]
pub async fn withdraw_card(
    accounts: Data<Accounts>,
    caller: Caller,
    Path(id): Path<InvitationId>,
) -> Result<HttpResponse> {
    cards::withdraw_card(&accounts, &caller, id).await?;
    Ok(json::no_content())
}

/// A code from a card.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookUpBody {
    code: String,
}

/// What a card is for.
#[derive(Serialize, ToSchema)]
pub struct OpeningView {
    role: Role,
    #[schema(required = true)]
    district: Option<String>,
    /// Of a city-wide intake: one of these is home, and has to be said.
    homes: Vec<HomeChoice>,
    suggestions: Vec<String>,
    consent_texts: Vec<ConsentTextView>,
}

/// A district that can be home.
#[derive(Serialize, ToSchema)]
pub struct HomeChoice {
    id: DistrictId,
    name: String,
}

/// Looks a code up without using it.
#[utoipa::path(post, path = "/api/v1/invitations/look-up", tag = "accounts", request_body = LookUpBody, security(()),
    responses((status = 200, body = OpeningView), (status = 404, description = "bad_code")))]
pub async fn look_up(
    accounts: Data<Accounts>,
    from: SignInOrigin,
    Json(body): Json<LookUpBody>,
) -> Result<HttpResponse> {
    let opening = cards::look_up(&accounts, &body.code, &from).await?;
    Ok(json::ok(&OpeningView {
        role: opening.role,
        district: opening.district,
        homes: opening
            .homes
            .into_iter()
            .map(|(id, name)| HomeChoice { id, name })
            .collect(),
        suggestions: opening.suggestions,
        consent_texts: TEXTS.iter().map(Into::into).collect(),
    }))
}

/// A code, a name, a passphrase and what is agreed to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptBody {
    code: String,
    nickname: String,
    #[schema(value_type = String, format = Password)]
    passphrase: Passphrase,
    language: Language,
    consents: Vec<Purpose>,
    /// Where they live; needed when the look-up gave `homes`.
    home_district_id: Option<DistrictId>,
    #[serde(default)]
    is_shared_computer: bool,
    #[serde(default)]
    device: String,
}

/// Becomes a person with a card.
#[utoipa::path(post, path = "/api/v1/invitations/accept", tag = "accounts", request_body = AcceptBody, security(()),
    responses((status = 200, body = SignedInView), (status = 404, description = "bad_code"), (status = 409, description = "nickname_taken")))]
pub async fn accept(
    accounts: Data<Accounts>,
    from: SignInOrigin,
    Json(body): Json<AcceptBody>,
) -> Result<HttpResponse> {
    let ask = Acceptance {
        nickname: Nickname::parse("nickname", &body.nickname)?,
        device: from.device(&body.device, body.is_shared_computer)?,
        code: body.code,
        passphrase: body.passphrase,
        language: body.language,
        consents: body.consents,
        home_district: body.home_district_id,
    };
    Ok(signed_in(cards::accept_invitation(&accounts, ask, &from).await?))
}

/// What the card does besides.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryCardBody {
    /// Also removes a lost second factor; for staff only headquarters can.
    #[serde(default)]
    resets_second_factor: bool,
}

/// The code, shown only here.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCardView {
    code: String,
    expires_at: Millis,
}

/// Makes a card that gives somebody their account back; their logins end.
#[utoipa::path(post, path = "/api/v1/people/{id}/recovery-card", tag = "accounts", params(("id" = String, Path)),
    request_body = RecoveryCardBody, responses((status = 201, body = RecoveryCardView), (status = 403, description = "not_allowed"), (status = 404, description = "not_found")))]
pub async fn recovery_card(
    accounts: Data<Accounts>,
    caller: Caller,
    Path(id): Path<PersonId>,
    Json(body): Json<RecoveryCardBody>,
) -> Result<HttpResponse> {
    let (row, code) = recovery::make_recovery_card(&accounts, &caller, id, body.resets_second_factor).await?;
    Ok(json::created(&RecoveryCardView {
        code: code.printed(),
        expires_at: row.expires_at,
    }))
}
