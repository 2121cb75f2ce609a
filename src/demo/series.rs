//! A group that meets every second Sunday afternoon: one of its dates is later than the others and has its own title, and one is
//! skipped, since the room is taken.

use super::Stage;
use crate::error::{Error, Result};
use crate::local_time::add_days;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::series::actions::plan::plan_series;
use crate::scheduling::series::model::{NewSeries, OffDays, OnConflict};
use crate::scheduling::series::recurrence::Recurrence;
use crate::scheduling::sessions::actions::plan::{edit_session, plan_session};
use crate::scheduling::sessions::actions::reschedule::move_session;
use crate::scheduling::sessions::model::{Plan, Reschedule, SessionEdit};
use jiff::civil::time;

pub async fn plant(stage: &Stage<'_>) -> Result<()> {
    stage.clock.set(stage.app.clock.now());
    let ctx = stage.context("青松")?;
    let first = stage.date(2, 7)?;
    let plan = Plan {
        type_code: "peer_group_open".into(),
        studio_id: stage.studio("云溪工作室")?,
        room_id: stage.room("云溪工作室", "小组室")?,
        local_date: first,
        local_start: time(14, 0, 0, 0),
        minutes: Some(90),
        title: Some("周日同伴小组".into()),
        people: Some(8),
        note: "带上新的话题卡。".into(),
        cohort_id: None,
        phase_module: None,
        staff: vec![
            (stage.person("阿泽")?, StaffRole::Lead),
            (stage.person("石榴")?, StaffRole::CoLead),
        ],
        publish: true,
        overrides: vec![],
        is_past_meant: false,
    };
    let other = Plan {
        local_date: add_days(first, 28)?,
        title: Some("家属开放日".into()),
        staff: vec![
            (stage.person("小河")?, StaffRole::Lead),
            (stage.person("麦田")?, StaffRole::CoLead),
        ],
        ..plan.clone()
    };
    plan_session(&ctx, other).await?;
    let new = NewSeries {
        plan,
        name: None,
        rule: Recurrence::parse("FREQ=WEEKLY;INTERVAL=2;COUNT=6")?,
        off_days: OffDays::Ask,
        on_conflict: OnConflict::Skip,
    };
    let made = plan_series(&ctx, new, false).await?;
    let second = made.created.get(1).cloned();
    let second = second.ok_or_else(|| Error::internal("the demo's group has no second date"))?;
    let edit = SessionEdit {
        row_version: 1,
        title: Some("周日同伴小组：请了一位老学员".into()),
        note: None,
        people: None,
    };
    edit_session(&ctx, second.clone(), edit).await?;
    let later = Reschedule {
        row_version: 2,
        local_date: add_days(first, 14)?,
        local_start: time(15, 0, 0, 0),
        room_id: None,
        minutes: None,
        overrides: vec![],
        is_past_meant: false,
    };
    move_session(&ctx, second, later).await
}
