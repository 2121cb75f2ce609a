//! Sessions of five past weeks, the present one and the next: planned, staffed, attended and closed by the people whose work it is.

use super::Stage;
use super::training::{Intake, TRAINEES};
use crate::clock::MINUTE;
use crate::error::{Error, Result};
use crate::ids::{DeviceId, SessionId, TapId};
use crate::scheduling::attendance::actions::record_attendance;
use crate::scheduling::attendance::model::{AttendanceStatus, HeadCount, Sender, TapOutcome};
use crate::scheduling::attendance::recording::{Entry, Recording, Who};
use crate::scheduling::debriefs::model::DebriefAnswers;
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::sessions::actions::lifecycle::close;
use crate::scheduling::sessions::actions::plan::plan_session;
use crate::scheduling::sessions::model::Plan;

struct Line {
    week: i64,
    weekday: i64,
    hour: i8,
    kind: &'static str,
    studio: &'static str,
    room: &'static str,
    title: &'static str,
    module: Option<&'static str>,
    /// Who runs it; two coordinators have their own districts.
    staff: &'static [(&'static str, StaffRole)],
    by: &'static str,
    is_for_the_intake: bool,
}

const PAIR: &[(&str, StaffRole)] = &[("小河", StaffRole::Lead), ("麦田", StaffRole::CoLead)];
const OTHER_PAIR: &[(&str, StaffRole)] = &[("阿泽", StaffRole::Lead), ("石榴", StaffRole::CoLead)];
const ALONE: &[(&str, StaffRole)] = &[("麦田", StaffRole::Lead)];
const TRAINER: &[(&str, StaffRole)] = &[("白桦", StaffRole::Trainer)];
const WANGHU_PAIR: &[(&str, StaffRole)] = &[("松果", StaffRole::Lead), ("芦苇", StaffRole::CoLead)];

/// What happens in one week. Whatever day it is, a group comes together in the present week's studio on it.
fn lines(week: i64, today: i64) -> Vec<Line> {
    let line = |weekday, hour, kind, room, title, staff, by| Line {
        week,
        weekday,
        hour,
        kind,
        studio: "云溪工作室",
        room,
        title,
        module: None,
        staff,
        by,
        is_for_the_intake: false,
    };
    let mut lines = vec![
        line(1, 19, "peer_group_open", "小组室", "周一同伴小组", PAIR, "青松"),
        line(3, 19, "peer_group_open", "小组室", "周三同伴小组", OTHER_PAIR, "青松"),
        line(5, 15, "peer_talk", "谈心室", "同伴访谈", ALONE, "青松"),
        // the present week's has nobody beside the lead: something for the coordinator to decide
        line(
            4,
            19,
            "peer_group_open",
            "小组室",
            "周四同伴小组",
            if week >= 0 { ALONE } else { PAIR },
            "青松",
        ),
    ];
    lines.push(Line {
        studio: "望湖工作室",
        ..line(2, 19, "salon", "大教室", "周二沙龙", WANGHU_PAIR, "晨露")
    });
    if week == 0 && ![1, 3, 4].contains(&today) {
        let hour = if today > 5 { 15 } else { 19 }; // the studio closes early at the weekend
        lines.push(line(
            today,
            hour,
            "peer_group_open",
            "小组室",
            "同伴小组",
            OTHER_PAIR,
            "青松",
        ));
    }
    let intake = |line: Line| Line {
        is_for_the_intake: true,
        ..line
    };
    if (-4..0).contains(&week) {
        lines.push(intake(line(6, 10, "salon", "大教室", "同伴沙龙", OTHER_PAIR, "青松")));
    }
    match week {
        -5 => lines.push(intake(Line {
            module: Some("taster"),
            ..line(6, 10, "salon", "大教室", "体验活动", PAIR, "青松")
        })),
        -3 => lines.push(intake(Line {
            module: Some("safety_briefing"),
            ..line(6, 14, "class", "大教室", "安全与资料说明", TRAINER, "青松")
        })),
        0 | 1 => lines.push(intake(Line {
            module: Some(if week == 0 {
                "role_and_limits"
            } else {
                "recovery_and_many_pathways"
            }),
            ..line(
                6,
                9,
                "class",
                "大教室",
                if week == 0 {
                    "角色与界限"
                } else {
                    "康复与多种路径"
                },
                TRAINER,
                "青松",
            )
        })),
        _ => {}
    }
    lines
}

/// Plans every week; what lies behind is attended and closed.
pub async fn plant(stage: &Stage<'_>, intake: &Intake) -> Result<()> {
    let now = stage.app.clock.now();
    let today = crate::local_time::weekday_of(stage.today);
    for week in -5..=1 {
        for line in lines(week, today) {
            let date = stage.date(line.week, line.weekday)?;
            // Next week is planned today, not on a day that has not come.
            let planned_at = stage.at(stage.date(week, 1)?, 6, 0)?.min(now);
            stage.clock.set(planned_at);
            let id = plan(stage, intake, &line, date).await?;
            let ends_at = stage.at(date, line.hour, 0)? + 190 * MINUTE;
            if ends_at < now {
                stage.clock.set(ends_at - 100 * MINUTE);
                attend(stage, &line, &id).await?;
            }
        }
    }
    Ok(())
}

async fn plan(stage: &Stage<'_>, intake: &Intake, line: &Line, date: jiff::civil::Date) -> Result<SessionId> {
    let mut staff = vec![];
    for (name, role) in line.staff {
        staff.push((stage.person(name)?, *role));
    }
    let plan = Plan {
        type_code: line.kind.into(),
        studio_id: stage.studio(line.studio)?,
        room_id: stage.room(line.studio, line.room)?,
        local_date: date,
        local_start: jiff::civil::time(line.hour, 0, 0, 0),
        minutes: (line.module == Some("safety_briefing")).then_some(60),
        title: Some(line.title.into()),
        people: Some(if line.kind == "peer_talk" { 1 } else { 6 }),
        note: String::new(),
        cohort_id: line.is_for_the_intake.then(|| intake.cohort.clone()),
        phase_module: line.module.map(Into::into),
        staff,
        publish: true,
        overrides: vec![],
        is_past_meant: false,
    };
    plan_session(&stage.context(line.by)?, plan).await
}

async fn attend(stage: &Stage<'_>, line: &Line, id: &SessionId) -> Result<()> {
    let who: &[&str] = match (line.is_for_the_intake, line.kind) {
        (true, _) => &TRAINEES,
        (false, "peer_talk") => &["向阳"],
        (false, "salon") => &["蓝鲸"],
        _ => &["木棉", "橘子", "星河", "豆芽"],
    };
    let entry = |name: &str, status, place| {
        Ok::<_, Error>(Entry {
            cid: TapId::mint(&stage.clock, &stage.app.chance),
            who: Who::Person(stage.person(name)?),
            status,
            minutes: None,
            place,
            recorded_at: stage.clock.now(),
        })
    };
    let mut entries = vec![];
    for (at, name) in who.iter().enumerate() {
        // the last trainees of the list missed one salon each, so that the coordinator sees them first
        let is_missing = line.is_for_the_intake && at >= 4 && line.week == -2;
        let status = if is_missing {
            AttendanceStatus::NotSeen
        } else {
            AttendanceStatus::Here
        };
        // members who came without an appointment are known by their nicknames only
        let who = if line.is_for_the_intake {
            Who::Person(stage.person(name)?)
        } else {
            Who::Nickname((*name).into())
        };
        entries.push(Entry {
            who,
            ..entry(name, status, Some(Place::Participant))?
        });
    }
    // nobody records their own line if somebody else can: it would wait for a supervisor
    let (lead, other) = (line.staff[0].0, line.staff.get(1).map(|(name, _)| *name));
    for (name, _) in line.staff.iter().skip(usize::from(other.is_some())) {
        entries.push(entry(name, AttendanceStatus::Here, None)?);
    }
    let is_counted = !line.is_for_the_intake && line.kind != "peer_talk";
    let unnamed = is_counted.then(|| HeadCount {
        cid: TapId::mint(&stage.clock, &stage.app.chance),
        press: 1,
        count: 2,
        device_at: stage.clock.now(),
    });
    write(stage, lead, id, entries, unnamed).await?;
    if let Some(other) = other {
        let of_lead = entry(lead, AttendanceStatus::Here, None)?;
        write(stage, other, id, vec![of_lead], None).await?;
    }
    stage.clock.advance(110 * MINUTE);
    let debrief = DebriefAnswers {
        went_well: "大家都说了几句，气氛安静。".into(),
        hard: "开头有点冷场。".into(),
        follow_up: "下次早十分钟开门。".into(),
        how_am_i: "有点累，还好。".into(),
    };
    close(&stage.context(lead)?, id.clone(), Some(debrief)).await
}

async fn write(
    stage: &Stage<'_>,
    by: &str,
    id: &SessionId,
    entries: Vec<Entry>,
    unnamed: Option<HeadCount>,
) -> Result<()> {
    let recording = Recording {
        sender: Sender {
            device: DeviceId::mint(&stage.clock, &stage.app.chance),
            sent_at: None,
        },
        entries,
        unnamed,
        reason: None,
    };
    let (_, verdicts) = record_attendance(&stage.context(by)?, id.clone(), recording).await?;
    let is_written = |outcome| matches!(outcome, TapOutcome::Saved | TapOutcome::Waiting);
    match verdicts.iter().find(|verdict| !is_written(verdict.outcome)) {
        Some(verdict) => Err(Error::internal(format!("the demo's sheet: {}", verdict.outcome))),
        None => Ok(()),
    }
}
