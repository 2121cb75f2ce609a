//! How somebody's time is planned, on one page: their week and dates, leave, standby, ceilings, qualifications.

use crate::accounts::Context;
use crate::accounts::api as accounts;
use crate::accounts::model::CounsellorStatus;
use crate::clock::Millis;
use crate::db::Conn;
use crate::districts::api as districts;
use crate::error::Result;
use crate::ids::{DistrictId, LeaveId, PersonId, SessionId, StandbyId, StudioId};
use crate::local_time::{date_in, minute_text};
use crate::scheduling::availability::access::{PlannedPerson, planned_person};
use crate::scheduling::planning_rules::defaults::default_rule;
use crate::scheduling::planning_rules::model::{PlanningRule, RuleBook, RuleScope};
use crate::scheduling::rules::{LeaveRoles, Mood};
use crate::scheduling::validation::whom::Whom;
use crate::scheduling::{availability, ceilings, leave, planning_rules, standby};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A window of the usual week.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeeklyWindow {
    /// 1 is Monday.
    pub weekday: i64,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`, up to `24:00`.
    pub to: String,
    pub mood: Mood,
}

/// What is said of one date; it replaces the week on that date.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedWindow {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// `HH:MM`.
    pub from: String,
    /// `HH:MM`, up to `24:00`.
    pub to: String,
    pub mood: Mood,
}

/// A leave that is not over.
#[derive(Serialize, ToSchema)]
pub struct LeaveView {
    id: LeaveId,
    from_at: Millis,
    to_at: Millis,
    roles: LeaveRoles,
}

/// Somebody could step in.
#[derive(Serialize, ToSchema)]
pub struct StandbyView {
    id: StandbyId,
    /// `YYYY-MM-DD`.
    local_date: String,
    #[schema(required = true)]
    studio_id: Option<StudioId>,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    #[schema(required = true)]
    session_id: Option<SessionId>,
    /// What the studio or district is called; empty for a session.
    place: String,
}

/// A ceiling: what the rules say, and what somebody has set for themselves.
#[derive(Serialize, ToSchema)]
pub struct CeilingView {
    code: PlanningRule,
    /// `minutes`, `sessions` or `days`.
    #[schema(required = true)]
    unit: Option<String>,
    most: i64,
    /// Where they usually work.
    rule_amount: i64,
    #[schema(required = true)]
    own: Option<i64>,
}

/// What somebody is or was qualified for.
#[derive(Serialize, ToSchema)]
pub struct QualificationView {
    id: String,
    kind: CounsellorStatus,
    /// 0 where it is not known.
    from_at: Millis,
    #[schema(required = true)]
    to_at: Option<Millis>,
}

/// How somebody's time is planned.
#[derive(Serialize, ToSchema)]
pub struct PersonPlanning {
    person_id: PersonId,
    nickname: String,
    is_self: bool,
    may_change: bool,
    /// Whether the reader may give a qualification an end.
    may_limit: bool,
    /// Of the home district: dates of leave are read in it.
    zone: String,
    weekly: Vec<WeeklyWindow>,
    dates: Vec<DatedWindow>,
    leaves: Vec<LeaveView>,
    standbys: Vec<StandbyView>,
    ceilings: Vec<CeilingView>,
    qualifications: Vec<QualificationView>,
}

pub(crate) async fn person_planning(ctx: &Context, id: PersonId) -> Result<PersonPlanning> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let planned = planned_person(conn, who, &id)?;
        let zone = districts::zone_of(conn, planned.person.home_district.as_ref())?;
        let today = date_in(&zone, now)?.to_string();
        let me = std::slice::from_ref(&id);
        let weekly = planned.person.available.windows().iter().map(|window| WeeklyWindow {
            weekday: window.weekday,
            from: minute_text(window.from),
            to: minute_text(window.to),
            mood: window.mood,
        });
        let dates = availability::store::list_dates(conn, Whom::These(me), &today, None)?.into_iter();
        let dates = dates.map(|(_, window)| DatedWindow {
            date: window.date,
            from: minute_text(window.from),
            to: minute_text(window.to),
            mood: window.mood,
        });
        let leaves = leave::store::list_leaves(conn, &id, now)?.into_iter();
        let leaves = leaves.map(|row| LeaveView {
            id: row.id,
            from_at: row.from_at,
            to_at: row.to_at,
            roles: row.roles,
        });
        let held = accounts::qualification_rows(conn, &id)?.into_iter();
        let held = held.map(|row| QualificationView {
            id: row.id,
            kind: row.kind,
            from_at: row.from_at,
            to_at: row.to_at,
        });
        Ok(PersonPlanning {
            weekly: weekly.collect(),
            dates: dates.collect(),
            leaves: leaves.collect(),
            standbys: standbys(conn, &id, &today)?,
            ceilings: own_ceilings(conn, &planned)?,
            qualifications: held.collect(),
            person_id: id,
            nickname: planned.person.nickname,
            is_self: planned.is_self,
            may_change: planned.may_change,
            may_limit: planned.coordinates,
            zone,
        })
    })
    .await
}

fn standbys(conn: &mut Conn, person: &PersonId, today: &str) -> Result<Vec<StandbyView>> {
    let rows = standby::store::list_standbys(conn, person, today)?;
    rows.into_iter()
        .map(|row| {
            let studio = row
                .studio_id
                .as_ref()
                .map(|id| districts::studio(conn, id))
                .transpose()?;
            let district = row
                .district_id
                .as_ref()
                .map(|id| districts::district(conn, id))
                .transpose()?;
            let studio = studio.flatten().map(|studio| studio.name);
            let place = studio.or_else(|| district.flatten().map(|district| district.name));
            Ok(StandbyView {
                id: row.id,
                local_date: row.local_date,
                studio_id: row.studio_id,
                district_id: row.district_id,
                session_id: row.session_id,
                place: place.unwrap_or_default(),
            })
        })
        .collect()
}

/// The ceilings as they hold in the home district, each with the person's own.
fn own_ceilings(conn: &mut Conn, planned: &PlannedPerson) -> Result<Vec<CeilingView>> {
    let book = planning_rules::store::load_book(conn)?;
    let own = ceilings::store::list_ceilings(conn, Whom::These(std::slice::from_ref(&planned.person.id)))?;
    let home = planned.person.home_district.as_ref();
    let view = |code: &PlanningRule| {
        let shipped = default_rule(*code)?;
        Ok(CeilingView {
            code: *code,
            unit: shipped.unit,
            most: shipped.most,
            rule_amount: amount_in(&book, *code, home).unwrap_or(shipped.amount),
            own: own.iter().find(|own| own.rule == *code).map(|own| own.amount),
        })
    };
    PlanningRule::OWN.iter().map(view).collect()
}

fn amount_in(book: &RuleBook, code: PlanningRule, home: Option<&DistrictId>) -> Option<i64> {
    let of = |scope, id: &str| {
        let mut rows = book.rows().iter();
        let row = rows.find(|row| row.rule == code && row.scope == scope && row.scope_id == id)?;
        Some(row.setting.amount)
    };
    home.and_then(|home| of(RuleScope::District, home.as_str()))
        .or_else(|| of(RuleScope::All, ""))
}
