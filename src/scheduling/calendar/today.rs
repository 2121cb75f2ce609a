//! The first page: what is next, and for coordinators what needs a decision (M3).

use crate::accounts::access::{Permissions, Scope};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::local_time::{add_days, date_in};
use crate::scheduling::attendance::model::SHEET_CLOSES;
use crate::scheduling::calendar::line::{OwnPart, SessionBrief, briefs};
use crate::scheduling::calendar::store::{CalendarFilter, page_sessions};
use crate::scheduling::decisions;
use crate::scheduling::decisions::views::DecisionGroup;
use crate::scheduling::sessions::state::SessionState;
use jiff::civil::Date;
use serde::Serialize;

/// The first page of whoever asks.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Today {
    pub now_at: Millis,
    /// Today in the reader's zone.
    pub date: String,
    /// Sessions of the last day that the reader led and that nobody has closed: their sheet and closing come first.
    pub to_close: Vec<SessionBrief>,
    /// The reader's next session.
    #[schema(required = true)]
    pub next: Option<SessionBrief>,
    /// The reader's sessions today.
    pub mine: Vec<SessionBrief>,
    /// The reader's sessions of the next seven days, without today's.
    pub coming: Vec<SessionBrief>,
    /// For coordinators: what needs a decision, by kind, what lies ahead first.
    pub decisions: Vec<DecisionGroup>,
    /// For coordinators and supervisors: today in their districts; where that is too much, what is not over.
    pub day: Vec<SessionBrief>,
    /// There is more of today than `day` holds; the calendar has all of it.
    pub has_more_day: bool,
}

/// Most sessions of a day on this page.
const MOST_OF_DAY: usize = 100;

/// The first page of somebody.
pub(crate) fn today(conn: &mut Conn, who: &Permissions, now: Millis, zone_name: &str) -> Result<Today> {
    let date = date_in(zone_name, now)?;
    let (tomorrow, next_week) = (add_days(date, 1)?, add_days(date, 8)?);
    let mine = page_sessions(conn, &mine_between(who, add_days(date, -1)?, next_week))?;
    let mut mine = briefs(conn, who, &mine)?;
    let to_close: Vec<SessionBrief> = mine
        .iter()
        .filter(|brief| waits_to_be_closed(brief, now))
        .cloned()
        .collect();
    let from = date.to_string();
    mine.retain(|brief| brief.local_date >= from);
    mine.retain(|brief| !matches!(brief.state, SessionState::Cancelled | SessionState::Skipped));
    let next = mine
        .iter()
        .find(|brief| brief.ends_at > now && matches!(brief.state, SessionState::Published | SessionState::Running))
        .cloned();
    let is_today = |brief: &SessionBrief| brief.local_date < tomorrow.to_string();
    let (mine, coming) = mine.into_iter().partition(is_today);
    let read = who.coordinated_or_supervised();
    let mut day = vec![];
    if !read.is_empty() {
        let all = between(who, read, date, tomorrow);
        day = page_sessions(conn, &all)?;
        if day.len() > MOST_OF_DAY {
            let left = CalendarFilter {
                not_over_at: Some(now),
                ..all
            };
            day = page_sessions(conn, &left)?;
        }
    }
    let has_more_day = day.len() > MOST_OF_DAY;
    day.truncate(MOST_OF_DAY);
    Ok(Today {
        now_at: now,
        date: date.to_string(),
        to_close,
        next,
        mine,
        coming,
        decisions: decisions::views::groups(conn, who, now)?,
        day: briefs(conn, who, &day)?,
        has_more_day,
    })
}

/// Over, not closed, and the reader led it: as long as its sheet is theirs.
fn waits_to_be_closed(brief: &SessionBrief, now: Millis) -> bool {
    let is_over = brief.ends_at <= now && now < brief.ends_at + SHEET_CLOSES;
    let is_open = matches!(
        brief.state,
        SessionState::Published | SessionState::Running | SessionState::Delivered
    );
    let leads = |part| !matches!(part, OwnPart::Observer | OwnPart::Participant);
    is_over && is_open && brief.my_role.is_some_and(leads)
}

fn between(who: &Permissions, districts: Scope, from: Date, to: Date) -> CalendarFilter {
    CalendarFilter {
        from: from.to_string(),
        to: to.to_string(),
        district: None,
        studio: None,
        person: who.person.clone(),
        drafts: districts.clone(),
        districts,
        is_mine: false,
        not_over_at: None,
        after: None,
        limit: MOST_OF_DAY as i64 + 1,
    }
}

fn mine_between(who: &Permissions, from: Date, to: Date) -> CalendarFilter {
    CalendarFilter {
        is_mine: true,
        limit: 100,
        ..between(who, Scope::Districts(vec![]), from, to)
    }
}

/// Whose zone a date is in when no studio says so: that of the reader's first district, or of any.
pub(crate) fn home_zone(conn: &mut Conn, who: &Permissions) -> Result<String> {
    let districts = crate::districts::api::districts(conn)?;
    let scope = who.visible_districts();
    let own = districts.iter().find(|district| scope.contains(&district.id));
    let zone = own.or(districts.first()).map(|district| district.zone.clone());
    Ok(zone.unwrap_or_else(|| crate::local_time::DEFAULT_ZONE.to_owned()))
}
