//! Reading the calendar.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role, Scope};
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api;
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, SessionId, StudioId};
use crate::local_time::{add_days, date_in};
use crate::scheduling::calendar;
use crate::scheduling::calendar::line::{SessionBrief, briefs};
use crate::scheduling::calendar::store::{Wanted, page_sessions};
use crate::scheduling::calendar::today::{Today, home_zone};
use crate::web::page::{Page, decode, encode};
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;

/// The longest range of one list, in days.
const LONGEST_RANGE: i64 = 400;

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
    pub(crate) fn read(&self, conn: &mut Conn, who: &Permissions, now: Millis) -> Result<Wanted> {
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
pub(crate) fn read_districts(who: &Permissions) -> Scope {
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

/// The first page.
#[utoipa::path(get, path = "/api/v1/today", tag = "scheduling", responses((status = 200, body = Today)))]
pub async fn today(ctx: Context) -> Result<HttpResponse> {
    let now = ctx.now();
    let bytes = ctx
        .read(move |conn, who| {
            let zone = home_zone(conn, who)?;
            let today = calendar::today::today(conn, who, now, &zone)?;
            Ok(serde_json::to_vec(&today)?)
        })
        .await?;
    Ok(json::ready(bytes.into()))
}
