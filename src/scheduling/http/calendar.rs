//! Reading the calendar.

use super::plan::page_of;
use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role, Scope};
use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api;
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, SessionId, StudioId};
use crate::local_time::date_in;
use crate::scheduling::model::slot::add_days;
use crate::scheduling::model::{self, Extra, Need};
use crate::scheduling::store;
use crate::scheduling::store::week::{Wanted, page_sessions};
use crate::scheduling::today::{self, Today, home_zone};
use crate::scheduling::view::{SessionBrief, SessionView, briefs};
use crate::web::field;
use crate::web::json;
use crate::web::page::{Page, decode, encode};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The longest range of one list, in days.
const LONGEST_RANGE: i64 = 400;

/// A kind of session.
#[derive(Serialize, ToSchema)]
pub struct SessionType {
    code: String,
    name: Bilingual,
    minutes: i64,
    min_people: i64,
    max_people: i64,
    needs: Vec<Need>,
    #[schema(required = true)]
    per_extra: Option<Extra>,
    is_training: bool,
    is_online: bool,
    #[schema(required = true)]
    domain: Option<String>,
}

impl From<model::SessionType> for SessionType {
    fn from(kind: model::SessionType) -> Self {
        SessionType {
            name: kind.name(),
            code: kind.code,
            minutes: kind.minutes,
            min_people: kind.min_people,
            max_people: kind.max_people,
            needs: kind.needs,
            per_extra: kind.per_extra,
            is_training: kind.is_training,
            is_online: kind.is_online,
            domain: kind.domain,
        }
    }
}

/// Kinds of sessions.
#[derive(Serialize, ToSchema)]
pub struct SessionTypes {
    items: Vec<SessionType>,
}

/// Of one studio; the defaults when absent.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TypesQuery {
    /// The studio.
    studio_id: Option<StudioId>,
}

/// Which part of the calendar.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The first local date; today when absent.
    from: Option<String>,
    /// The local date after the last; seven days later when absent.
    to: Option<String>,
    /// Only this district.
    district_id: Option<DistrictId>,
    /// Only this studio.
    studio_id: Option<StudioId>,
    /// Only those that the caller is on or expected at.
    mine: Option<bool>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

type Key = (String, Millis, SessionId);

impl CalendarQuery {
    /// The query as this person may ask it; what is not given is today and the week after.
    pub(super) fn read(&self, conn: &mut Conn, who: &Permissions, now: Millis) -> Result<Wanted> {
        let from = match &self.from {
            Some(date) => field::date("from", date)?,
            None => today_of(conn, who, now)?,
        };
        let to = match &self.to {
            Some(date) => field::date("to", date)?,
            None => add_days(from, 7)?,
        };
        if to < from || add_days(from, LONGEST_RANGE)? < to {
            return Err(Error::new(Code::BadQuery, "The range of dates is empty or too long."));
        }
        let districts = seen_districts(who);
        Ok(Wanted {
            from: from.to_string(),
            to: to.to_string(),
            district: self.district_id.clone(),
            studio: self.studio_id.clone(),
            person: who.person.clone(),
            drafts: read_districts(who),
            districts,
            is_mine: self.mine.unwrap_or(false),
            not_over_at: None,
            after: self.cursor.as_deref().map(decode::<Key>).transpose()?,
            limit: self.limit.unwrap_or(50).clamp(1, 200),
        })
    }
}

fn today_of(conn: &mut Conn, who: &Permissions, now: Millis) -> Result<Date> {
    let name = home_zone(conn, who)?;
    date_in(&name, now)
}

/// Where somebody sees every session, at least as booked: not as member or trainee.
fn seen_districts(who: &Permissions) -> Scope {
    either(read_districts(who), who.scope(Role::Counsellor))
}

/// Where somebody sees every session by its title, drafts included.
pub(super) fn read_districts(who: &Permissions) -> Scope {
    either(who.coordinated(), who.scope(Role::Supervisor))
}

fn either(a: Scope, b: Scope) -> Scope {
    match (a, b) {
        (Scope::Districts(mut a), Scope::Districts(b)) => {
            a.extend(b);
            Scope::Districts(a)
        }
        _ => Scope::All,
    }
}

/// One page of what somebody sees.
fn page(conn: &mut Conn, who: &Permissions, wanted: &Wanted) -> Result<Page<SessionBrief>> {
    let more = Wanted {
        limit: wanted.limit + 1,
        ..wanted.clone()
    };
    let mut sessions = page_sessions(conn, &more)?;
    let limit = usize::try_from(wanted.limit).unwrap_or(1);
    let has_more = sessions.len() > limit;
    sessions.truncate(limit);
    let last = sessions.last().filter(|_| has_more);
    let next = last.map(|last| encode(&(&last.local_date, last.starts_at, &last.id)));
    Ok(Page {
        items: briefs(conn, who, &sessions)?,
        next,
    })
}

/// The kinds of sessions.
#[utoipa::path(get, path = "/api/v1/session-types", tag = "scheduling", params(TypesQuery),
    responses((status = 200, body = SessionTypes)))]
pub async fn session_types(ctx: Context, query: Query<TypesQuery>) -> Result<HttpResponse> {
    let types = ctx
        .read(move |conn, who| {
            if let Some(studio) = &query.0.studio_id {
                let studio = api::studio(conn, studio)?.ok_or_else(Error::not_found)?;
                who.must_see(&studio.district_id)?;
            }
            store::types::list_types(conn, query.0.studio_id.as_ref())
        })
        .await?;
    Ok(json::ok(&SessionTypes {
        items: types.into_iter().map(SessionType::from).collect(),
    }))
}

/// The calendar.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "scheduling", params(CalendarQuery),
    responses((status = 200, body = Page<SessionBrief>)))]
pub async fn list_sessions(ctx: Context, query: Query<CalendarQuery>) -> Result<HttpResponse> {
    let now = ctx.now();
    let bytes = ctx
        .read(move |conn, who| {
            let wanted = query.0.read(conn, who, now)?;
            let page = page(conn, who, &wanted)?;
            Ok(serde_json::to_vec(&page)?)
        })
        .await?;
    Ok(json::ready(bytes.into()))
}

/// One session.
#[utoipa::path(get, path = "/api/v1/sessions/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = SessionView), (status = 404)))]
pub async fn session(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    Ok(json::ok(&page_of(&ctx, id.0).await?))
}

/// The first page.
#[utoipa::path(get, path = "/api/v1/today", tag = "scheduling", responses((status = 200, body = Today)))]
pub async fn today(ctx: Context) -> Result<HttpResponse> {
    let now = ctx.now();
    let bytes = ctx
        .read(move |conn, who| {
            let zone = home_zone(conn, who)?;
            let today = today::today(conn, who, now, &zone)?;
            Ok(serde_json::to_vec(&today)?)
        })
        .await?;
    Ok(json::ready(bytes.into()))
}
