//! When people can work: a leave that hits a session, somebody on standby, a usual week, and a limit of somebody's own.

use super::Stage;
use crate::error::Result;
use crate::local_time::{add_days, weekday_of};
use crate::scheduling::availability::actions::set_availability;
use crate::scheduling::ceilings::actions::set_ceilings;
use crate::scheduling::leave::actions::{LeaveRequest, enter_leave};
use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::rules::{LeaveRoles, Mood, Window};
use crate::scheduling::standby::actions::{StandbyFor, add_standby};

/// Planted at the present time, after the weeks: the leave is entered over sessions that are planned already.
pub async fn plant(stage: &Stage<'_>) -> Result<()> {
    stage.clock.set(stage.app.clock.now());
    // nine days hold a Wednesday, on which the two lead their group
    let leave = LeaveRequest {
        from: (add_days(stage.today, 1)?, None),
        to: (add_days(stage.today, 9)?, None),
        roles: LeaveRoles::All,
    };
    enter_leave(&stage.context("石榴")?, stage.person("石榴")?, leave).await?;
    let wednesday = add_days(stage.today, (2 - weekday_of(stage.today)).rem_euclid(7) + 1)?;
    let studio = stage.studio("云溪工作室")?;
    let standby = StandbyFor::Studio(wednesday, studio);
    add_standby(&stage.context("小河")?, stage.person("小河")?, standby).await?;
    let week = [
        (1, 18, 21, Mood::Gladly),
        (3, 18, 21, Mood::Gladly),
        (6, 9, 17, Mood::Possible),
    ];
    let week = week.map(|(weekday, from, to, mood)| Window {
        weekday,
        from: from * 60,
        to: to * 60,
        mood,
    });
    set_availability(&stage.context("阿泽")?, stage.person("阿泽")?, week.to_vec(), vec![]).await?;
    // three sessions a week are led already
    let ceiling = vec![(PlanningRule::LedAWeek, 3)];
    set_ceilings(&stage.context("麦田")?, stage.person("麦田")?, ceiling)
        .await
        .map(drop)
}
