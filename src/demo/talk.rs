//! Messages in the room of the intake, and a team room. The room of the intake exists already.

use super::Stage;
use super::training::Intake;
use crate::chat::actions::{open, post_message};
use crate::chat::api::{self, find_room_of};
use crate::chat::model::{Cid, Draft, MessageKind, MessageText, NewRoom, OwnerKind, SeatRole};
use crate::chat::staffed::Hours;
use crate::error::Result;
use crate::ids::{ChatRoomId, mint};

const INTAKE: [(&str, &str); 6] = [
    ("青松", "大家好，这里是第五期的小组。有事随时说，不着急回。"),
    ("初晴", "收到。上周六的沙龙对我很有帮助。"),
    ("南风", "我也是，尤其是结束前那一轮。"),
    ("青松", "这周六九点是“角色与界限”，在云溪工作室大教室。"),
    ("小满", "请问要带什么吗？"),
    ("青松", "人来就好，茶水都有。"),
];

const TEAM: [(&str, &str); 4] = [
    ("青松", "周四晚上的小组还缺一位搭档，谁方便？"),
    ("阿泽", "我周四有事，周三可以多待一会儿。"),
    ("小河", "我看一下排班，晚点回。"),
    ("白桦", "需要的话我可以在隔壁。"),
];

/// Opens the team's room, sets the staffed hours, and posts the messages.
pub async fn plant(stage: &Stage<'_>, intake: &Intake) -> Result<()> {
    let chat = &stage.app.chat;
    let district = stage.district("云溪区")?;
    let new = NewRoom {
        owner_kind: OwnerKind::Team,
        owner_id: None,
        district_id: Some(district.clone()),
        name: "云溪带组人".into(),
    };
    let team = open(chat, stage.caller("青松")?, new).await?;
    let mut people = vec![];
    for (name, role) in [
        ("白桦", SeatRole::Facilitator),
        ("小河", SeatRole::Participant),
        ("麦田", SeatRole::Participant),
        ("阿泽", SeatRole::Participant),
        ("石榴", SeatRole::Participant),
    ] {
        people.push((stage.person(name)?, role));
    }
    let room = team.clone();
    let cohort = intake.cohort.to_string();
    let intake_room = stage
        .app
        .db
        .write(move |tx| {
            for (person, role) in &people {
                api::add_seat_in(tx, &room, person, *role)?;
            }
            let evenings: Vec<Hours> = (1..=7).map(|weekday| (weekday, 19 * 60, 22 * 60)).collect();
            api::set_staffed_hours_in(tx, &district, &evenings)?;
            Ok(find_room_of(tx.conn(), OwnerKind::Cohort, &cohort)?.map(|room| room.id))
        })
        .await?;
    post_lines(stage, &team, &TEAM).await?;
    match intake_room {
        Some(room) => post_lines(stage, &room, &INTAKE).await,
        None => Ok(()),
    }
}

async fn post_lines(stage: &Stage<'_>, room: &ChatRoomId, lines: &[(&str, &str)]) -> Result<()> {
    for (name, text) in lines {
        let draft = Draft {
            cid: Cid::parse("cid", &mint(&stage.app.clock, &stage.app.chance))?,
            text: MessageText::parse(text)?,
            kind: MessageKind::Message,
            reply: None,
            prev: None,
        };
        post_message(&stage.app.chat, stage.person(name)?, room.clone(), draft).await?;
    }
    Ok(())
}
