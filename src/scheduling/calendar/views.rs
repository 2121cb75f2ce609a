//! What somebody sees of the calendar: a page of it, the page of a session, the first page, the groups to come, an export.

use super::line::{SessionBrief, briefs};
use super::session_page::{SessionView, page};
use super::store;
pub(crate) use super::store::{CalendarFilter, OpenGroup};
use super::today::{home_zone, today as today_of};
use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role};
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, SessionId, StudioId};
use crate::local_time::{add_days, date_in};
use crate::scheduling::access::look;
use crate::scheduling::places::views::{OwnPlace, own_places};
use crate::scheduling::sessions::store::Session;
pub(crate) use crate::scheduling::types::store::TypeNames;
use crate::scheduling::types::store::type_names;
use crate::scheduling::{places, sessions};
use crate::web::page::Page;
use jiff::civil::Date;
use std::collections::HashMap;

/// The longest range of one list, in days.
const LONGEST_RANGE: i64 = 400;
/// Most lines of one export; more are refused, because a file that ends early would be believed.
const MOST_LINES: usize = 5000;
/// How far ahead open groups are shown on the first page, and how many.
const GROUPS_AHEAD: Millis = 14 * DAY;
const MOST_GROUPS: i64 = 5;
/// The same on a page of their own.
const ALL_AHEAD: Millis = 28 * DAY;
const MOST_OF_ALL: i64 = 100;

/// Where a page of the calendar ended: local date, start and id of its last line.
pub(crate) type CalendarKey = (String, Millis, SessionId);

/// Which part of the calendar somebody asks for.
pub(crate) struct CalendarRequest {
    /// The first local date; today when absent.
    pub from: Option<Date>,
    /// The local date after the last; seven days later when absent.
    pub to: Option<Date>,
    pub district: Option<DistrictId>,
    pub studio: Option<StudioId>,
    pub is_mine: bool,
    pub after: Option<CalendarKey>,
    pub limit: i64,
}

impl CalendarRequest {
    /// The sessions that this person may ask for.
    fn wanted(self, conn: &mut Conn, who: &Permissions, now: Millis) -> Result<CalendarFilter> {
        let from = match self.from {
            Some(date) => date,
            None => date_in(&home_zone(conn, who)?, now)?,
        };
        let to = match self.to {
            Some(date) => date,
            None => add_days(from, 7)?,
        };
        if to < from || add_days(from, LONGEST_RANGE)? < to {
            return Err(Error::new(Code::BadQuery, "The range of dates is empty or too long."));
        }
        let read = who.coordinated_or_supervised();
        Ok(CalendarFilter {
            from: from.to_string(),
            to: to.to_string(),
            district: self.district,
            studio: self.studio,
            person: who.person.clone(),
            // not as member or trainee
            districts: read.clone().or(who.scope(Role::Counsellor)),
            drafts: read,
            is_mine: self.is_mine,
            not_over_at: None,
            after: self.after,
            limit: self.limit,
        })
    }
}

/// One page of the calendar, as JSON: it is serialised where it was read.
pub(crate) async fn calendar_page(ctx: &Context, request: CalendarRequest) -> Result<Vec<u8>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let limit = request.limit;
        let more = CalendarFilter {
            limit: limit + 1,
            ..request.wanted(conn, who, now)?
        };
        let key = |last: &Session| -> CalendarKey { (last.local_date.clone(), last.starts_at, last.id.clone()) };
        let sessions = Page::cut(store::page_sessions(conn, &more)?, limit, key);
        let page = Page {
            items: briefs(conn, who, &sessions.items)?,
            next: sessions.next,
        };
        Ok(serde_json::to_vec(&page)?)
    })
    .await
}

/// Writes an export by `file`, which gets the lines and which part of the calendar they are, off the threads that poll sockets.
pub(crate) async fn export<T: Send + 'static>(
    ctx: &Context,
    request: CalendarRequest,
    file: impl FnOnce(&[SessionBrief], &CalendarFilter) -> Result<T> + Send + 'static,
) -> Result<T> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        if !who.is_staff() {
            return Err(Code::NotAllowed.into());
        }
        let wanted = CalendarFilter {
            limit: MOST_LINES as i64 + 1,
            after: None,
            ..request.wanted(conn, who, now)?
        };
        let sessions = store::page_sessions(conn, &wanted)?;
        if sessions.len() > MOST_LINES {
            return Err(Error::field("to", "out_of_range"));
        }
        let mut lines = Vec::new();
        for part in sessions.chunks(200) {
            lines.extend(briefs(conn, who, part)?);
        }
        file(&lines, &wanted)
    })
    .await
}

/// The page of a session.
pub(crate) async fn session_page(ctx: &Context, id: SessionId) -> Result<SessionView> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let seen = look(conn, who, &id)?;
        page(conn, who, &seen, now)
    })
    .await
}

/// The first page, as JSON: it is serialised where it was read.
pub(crate) async fn today(ctx: &Context) -> Result<Vec<u8>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let zone = home_zone(conn, who)?;
        Ok(serde_json::to_vec(&today_of(conn, who, now, &zone)?)?)
    })
    .await
}

/// The next open groups in the caller's districts, what their types are called, and how the caller stands with each.
pub(crate) async fn coming_groups(
    ctx: &Context,
    is_all: bool,
) -> Result<(Vec<OpenGroup>, TypeNames, HashMap<SessionId, OwnPlace>)> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let scope = who.visible_districts();
        let (ahead, most) = if is_all {
            (ALL_AHEAD, MOST_OF_ALL)
        } else {
            (GROUPS_AHEAD, MOST_GROUPS)
        };
        let types = places::store::list_listed_types(conn)?;
        let groups = store::list_open_groups(conn, scope.districts(), &types, (now, now + ahead), most)?;
        let ids: Vec<SessionId> = groups.iter().map(|group| group.id.clone()).collect();
        let sessions = sessions::store::list_sessions(conn, &ids)?;
        let own = own_places(conn, who, &sessions, now)?;
        let own = own.into_iter().map(|place| (place.brief.id.clone(), place)).collect();
        let studios: Vec<_> = groups.iter().map(|group| group.studio_id.clone()).collect();
        let types = type_names(conn, &studios)?;
        Ok((groups, types, own))
    })
    .await
}
