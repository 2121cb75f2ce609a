//! Other people.

use crate::accounts::Accounts;
use crate::accounts::access::{Caller, Role};
use crate::accounts::activation::actions as activity;
use crate::accounts::model::{Language, NewGrant, Nickname, Purpose};
use crate::accounts::people::actions::{self as doing, NewMember, Search};
use crate::accounts::roles::actions as grants;
use crate::accounts::throttles::rate_limits::Attempt;
use crate::accounts::views::{GrantView, PersonBriefView, PersonView};
use crate::error::Result;
use crate::ids::{DistrictId, GrantId, PersonId};
use crate::web::address::ClientAddress;
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NicknamesQuery {
    /// `zh` when absent.
    language: Option<Language>,
}

/// Nicknames to choose from.
#[derive(Serialize, ToSchema)]
pub struct NicknamesView {
    suggestions: Vec<String>,
}

/// Nicknames that nobody has yet.
#[utoipa::path(get, path = "/api/v1/nicknames", tag = "accounts", params(NicknamesQuery), security(()),
    responses((status = 200, body = NicknamesView)))]
pub async fn nicknames(
    accounts: Data<Accounts>,
    from: ClientAddress,
    Query(query): Query<NicknamesQuery>,
) -> Result<HttpResponse> {
    accounts.limits.acquire(Attempt::Light, from.0)?;
    let suggestions = doing::suggest_nicknames(&accounts, query.language.unwrap_or(Language::Zh)).await?;
    Ok(json::ok(&NicknamesView { suggestions }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePersonBody {
    nickname: String,
    district_id: DistrictId,
    #[serde(default)]
    language: Option<Language>,
    /// What they agreed to when it was read to them.
    #[serde(default)]
    consents: Vec<Purpose>,
}

/// Writes a member down with nothing but a nickname.
#[utoipa::path(post, path = "/api/v1/people", tag = "accounts", request_body = CreatePersonBody, responses(
    (status = 201, body = PersonBriefView), (status = 403, description = "not_allowed"),
    (status = 404, description = "not_found"), (status = 409, description = "nickname_taken")))]
pub async fn create_person(
    accounts: Data<Accounts>,
    caller: Caller,
    Json(body): Json<CreatePersonBody>,
) -> Result<HttpResponse> {
    let new = NewMember {
        nickname: Nickname::parse("nickname", &body.nickname)?,
        district: body.district_id,
        language: body.language.unwrap_or(Language::Zh),
        consents: body.consents,
    };
    let person = doing::create_member(&accounts, &caller, new).await?;
    Ok(json::created(&PersonBriefView::from(&person)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Only in this district.
    district_id: Option<DistrictId>,
    /// Only in this role; members are found by a search only.
    role: Option<Role>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// 1 to 200.
    limit: Option<i64>,
}

/// The people whom I may know, without members.
#[utoipa::path(get, path = "/api/v1/people", tag = "accounts", params(PeopleQuery),
    responses((status = 200, body = Page<PersonBriefView>), (status = 403, description = "not_allowed"), (status = 404, description = "not_found"),
        (status = 422, description = "invalid: role search_only")))]
pub async fn people(
    accounts: Data<Accounts>,
    caller: Caller,
    Query(query): Query<PeopleQuery>,
) -> Result<HttpResponse> {
    let page = crate::accounts::cards::http::paging(query.cursor, query.limit);
    let search = Search {
        district: query.district_id,
        role: query.role,
        part: None,
        after: page.after()?,
        limit: page.limit() + 1,
    };
    let people = doing::list_people(&accounts, &caller, search).await?;
    let page = Page::cut(people, page.limit(), |person| person.id.clone());
    Ok(json::ok(&page.map(|person| PersonBriefView::from(&person))))
}

/// Whom to look for. A nickname stands in a body, never in an address that is kept in logs and histories.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchPeopleBody {
    /// Only in this district.
    #[serde(default)]
    district_id: Option<DistrictId>,
    /// Only in this role.
    #[serde(default)]
    role: Option<Role>,
    /// A part of the nickname: at least three characters, or two of Chinese.
    q: String,
}

/// At most ten people whom I may know with this in their nickname; the search is recorded.
#[utoipa::path(post, path = "/api/v1/people/search", tag = "accounts", request_body = SearchPeopleBody,
    responses((status = 200, body = Page<PersonBriefView>), (status = 403, description = "not_allowed"), (status = 404, description = "not_found"),
        (status = 422, description = "invalid: q too_short"), (status = 429, description = "throttled")))]
pub async fn search_people(
    accounts: Data<Accounts>,
    caller: Caller,
    Json(body): Json<SearchPeopleBody>,
) -> Result<HttpResponse> {
    let search = Search {
        district: body.district_id,
        role: body.role,
        part: Some(body.q),
        after: None,
        limit: 0,
    };
    let people = doing::search_people(&accounts, &caller, search).await?;
    Ok(json::ok(
        &Page::whole(people).map(|person| PersonBriefView::from(&person)),
    ))
}

/// One person; they can see that I looked.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = PersonView), (status = 404, description = "not_found")))]
pub async fn person(accounts: Data<Accounts>, caller: Caller, Path(id): Path<PersonId>) -> Result<HttpResponse> {
    let person = doing::look_at_person(&accounts, &caller, id).await?;
    Ok(json::ok(&PersonView::from(person)))
}

/// A role to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveRoleBody {
    role: Role,
    district_id: Option<DistrictId>,
    #[serde(default)]
    is_privacy_officer: bool,
}

#[utoipa::path(post, path = "/api/v1/people/{id}/grants", tag = "accounts", params(("id" = String, Path)), request_body = GiveRoleBody,
    responses((status = 201, body = GrantView), (status = 403, description = "not_allowed"), (status = 404, description = "not_found")))]
pub async fn give_role(
    accounts: Data<Accounts>,
    caller: Caller,
    Path(id): Path<PersonId>,
    Json(body): Json<GiveRoleBody>,
) -> Result<HttpResponse> {
    let new = NewGrant {
        role: body.role,
        district: body.district_id,
        is_privacy_officer: body.is_privacy_officer,
    };
    let grant = grants::give_role(&accounts, &caller, id, new).await?;
    Ok(json::created(&GrantView::from(grant)))
}

/// Takes a role away; the person's logins end.
#[utoipa::path(delete, path = "/api/v1/people/{id}/grants/{grant_id}", tag = "accounts",
    params(("id" = String, Path), ("grant_id" = String, Path)),
    responses((status = 204), (status = 403, description = "not_allowed"), (status = 404, description = "not_found")))]
pub async fn take_role(
    accounts: Data<Accounts>,
    caller: Caller,
    Path((id, grant)): Path<(PersonId, GrantId)>,
) -> Result<HttpResponse> {
    grants::revoke_role(&accounts, &caller, id, grant).await?;
    Ok(json::no_content())
}

/// Closes somebody's account; their logins end, and they are taken off what lies ahead.
#[utoipa::path(post, path = "/api/v1/people/{id}/deactivate", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = PersonView), (status = 403, description = "not_allowed"), (status = 404, description = "not_found"),
        (status = 409, description = "wrong_state: the last person of headquarters")))]
pub async fn deactivate(accounts: Data<Accounts>, caller: Caller, Path(id): Path<PersonId>) -> Result<HttpResponse> {
    let person = activity::deactivate(&accounts, &caller, id).await?;
    Ok(json::ok(&PersonView::from(person)))
}

/// Opens a closed account again.
#[utoipa::path(post, path = "/api/v1/people/{id}/activate", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = PersonView), (status = 403, description = "not_allowed"), (status = 404, description = "not_found")))]
pub async fn activate(accounts: Data<Accounts>, caller: Caller, Path(id): Path<PersonId>) -> Result<HttpResponse> {
    let person = activity::activate(&accounts, &caller, id).await?;
    Ok(json::ok(&PersonView::from(person)))
}
