//! A salon that is full: two have its places or an offer of one, and two more wait. Booked by the people themselves.

use super::Stage;
use crate::clock::MINUTE;
use crate::error::Result;
use crate::scheduling::places::actions::book::book_place;
use crate::scheduling::places::actions::give_back::give_back_place;
use crate::scheduling::places::actions::settings::{BookingChange, set_booking};
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::sessions::actions::plan::plan_session;
use crate::scheduling::sessions::model::Plan;

pub async fn plant(stage: &Stage<'_>) -> Result<()> {
    let studio = "云溪工作室";
    let coordinator = stage.context("青松")?;
    let plan = Plan {
        type_code: "salon".into(),
        studio_id: stage.studio(studio)?,
        room_id: stage.room(studio, "大教室")?,
        local_date: stage.date(1, 2)?,
        local_start: jiff::civil::time(19, 0, 0, 0),
        minutes: Some(90),
        title: Some("手工沙龙".into()),
        people: Some(6),
        note: String::new(),
        cohort_id: None,
        phase_module: None,
        staff: vec![
            (stage.person("小河")?, StaffRole::Lead),
            (stage.person("麦田")?, StaffRole::CoLead),
        ],
        publish: true,
        overrides: vec![],
        is_past_meant: false,
    };
    let now = stage.app.clock.now();
    stage.clock.set(now - 9 * MINUTE);
    let id = plan_session(&coordinator, plan).await?;
    let places = BookingChange {
        row_version: 1,
        mode: None,
        capacity: Some(2),
    };
    set_booking(&coordinator, id.clone(), places).await?;
    for (minutes, name) in (1..).zip(["木棉", "橘子", "星河", "向阳", "豆芽"]) {
        stage.clock.set(now - (9 - minutes) * MINUTE);
        book_place(&stage.context(name)?, id.clone(), Place::Participant).await?;
    }
    stage.clock.set(now - 2 * MINUTE);
    give_back_place(&stage.context("橘子")?, id).await
}
