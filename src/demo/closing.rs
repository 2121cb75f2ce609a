//! What a studio closes and shares: a hall that divides, an online group, days on which the studio is closed, a room that is closed for
//! repair, and a public holiday. All of it in one studio and in the next week, so that the sessions that it hits are seen at once.

use super::Stage;
use crate::clock::MINUTE;
use crate::districts::api::{self, NewClosure, NewRoom, VenueHooks, add_room, close_studios};
use crate::error::{Error, Result};
use crate::imports::actions::{Choices, Importer, import_file};
use crate::scheduling;
use crate::scheduling::api::{BlockKind, NewBlock, block_room};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::sessions::actions::plan::plan_session;
use crate::scheduling::sessions::model::Plan;

const STUDIO: &str = "望湖工作室";
const BY: &str = "晨露";

pub async fn plant(stage: &Stage<'_>) -> Result<()> {
    stage.clock.set(stage.app.clock.now() - MINUTE);
    let studio = stage.studio(STUDIO)?;
    let ctx = stage.context(BY)?;
    let room = |name: &str, capacity, parts| NewRoom {
        name: name.into(),
        capacity,
        features: vec![],
        parts,
    };
    let big = stage.room(STUDIO, "大教室")?;
    let small = add_room(&ctx, studio.clone(), room("活动角", 10, vec![])).await?;
    let parts = vec![big, small.id.clone()];
    add_room(&ctx, studio.clone(), room("组合厅", 34, parts)).await?;
    plan_online_group(stage).await?;
    let hooks = VenueHooks(vec![scheduling::api::venue_changed()]);
    let closure = NewClosure {
        studios: vec![studio],
        from: stage.date(1, 2)?,
        to: stage.date(1, 3)?,
        reason: "电路检修".into(),
    };
    close_studios(&ctx, &hooks, closure, false).await?;
    let block = NewBlock {
        room: small.id,
        kind: BlockKind::Repair,
        from: stage.date(1, 4)?,
        to: stage.date(1, 6)?,
        minutes: None,
        note: "换地板".into(),
    };
    block_room(&ctx, block, false).await?;
    import_holiday(stage).await
}

async fn plan_online_group(stage: &Stage<'_>) -> Result<()> {
    let studio = stage.studio(STUDIO)?;
    let id = studio.clone();
    let room = stage.app.db.read(move |conn| api::online_room(conn, &id)).await?;
    let room = room.ok_or_else(|| Error::internal("the studio has no online room"))?;
    let plan = Plan {
        type_code: "online_room".into(),
        studio_id: studio,
        room_id: room.id,
        local_date: stage.date(1, 4)?,
        local_start: jiff::civil::time(20, 0, 0, 0),
        minutes: None,
        title: None,
        people: Some(6),
        note: String::new(),
        cohort_id: None,
        phase_module: None,
        staff: vec![
            (stage.person("松果")?, StaffRole::Lead),
            (stage.person("芦苇")?, StaffRole::CoLead),
        ],
        publish: true,
        overrides: vec![],
        is_past_meant: false,
    };
    plan_session(&stage.context(BY)?, plan).await.map(drop)
}

/// An invented holiday on next Sunday, as headquarters imports one.
async fn import_holiday(stage: &Stage<'_>) -> Result<()> {
    let sunday = stage.date(1, 7)?;
    let file = format!("region,date,kind,name_zh,name_en,source\nCN,{sunday},off,示例假日,Example holiday,示例\n");
    let kind = stage.app.imports.find("calendar_days")?;
    import_file(
        &stage.app.db,
        kind,
        file.into_bytes(),
        Importer::Operator,
        Choices::default(),
    )
    .await
    .map(drop)
}
