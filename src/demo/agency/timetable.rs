//! What happens in a studio in one week: twelve or thirteen sessions, so that sixteen studios have two hundred.

use crate::scheduling::roles::StaffRole;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RoomChoice {
    Hall,
    Small,
}

/// One line of the week. Times lie within the hours of `places`, and lines of one room leave its buffers free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) weekday: i64,
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) minutes: i64,
    pub(super) room: RoomChoice,
    pub(super) type_code: &'static str,
    /// How many are expected.
    pub(super) people: i64,
    pub(super) staff: &'static [StaffRole],
    /// The same group each week, planned as a series.
    pub(super) is_series: bool,
}

const PAIR: &[StaffRole] = &[StaffRole::Lead, StaffRole::CoLead];
const ALONE: &[StaffRole] = &[StaffRole::Lead];
const WITH_SOCIAL_WORKER: &[StaffRole] = &[StaffRole::Lead, StaffRole::SocialWorker];
const TRAINER: &[StaffRole] = &[StaffRole::Trainer];
const SUPERVISOR: &[StaffRole] = &[StaffRole::Supervisor];

const GROUP: &str = "peer_group_open";
pub(super) const SALON: &str = "salon";
pub(super) const CLASS: &str = "class";

const fn line(
    (weekday, hour, minute, minutes): (i64, i8, i8, i64),
    room: RoomChoice,
    type_code: &'static str,
    people: i64,
    staff: &'static [StaffRole],
) -> Line {
    Line {
        weekday,
        hour,
        minute,
        minutes,
        room,
        type_code,
        people,
        staff,
        is_series: weekday < 5 && hour == 19,
    }
}

const WEEK: [Line; 12] = [
    line((1, 19, 0, 90), RoomChoice::Small, GROUP, 8, PAIR),
    line((2, 14, 0, 40), RoomChoice::Small, "orientation", 4, ALONE),
    line((2, 19, 0, 90), RoomChoice::Small, GROUP, 8, PAIR),
    line((3, 14, 0, 50), RoomChoice::Hall, "peer_talk", 1, ALONE),
    line((3, 19, 0, 90), RoomChoice::Small, GROUP, 8, PAIR),
    line((4, 14, 0, 50), RoomChoice::Hall, "peer_talk", 1, ALONE),
    line((4, 19, 0, 90), RoomChoice::Small, GROUP, 8, PAIR),
    line((5, 19, 0, 120), RoomChoice::Hall, SALON, 12, PAIR),
    line((6, 9, 0, 120), RoomChoice::Hall, SALON, 10, PAIR),
    line((6, 14, 0, 90), RoomChoice::Small, GROUP, 8, PAIR),
    line((7, 9, 0, 90), RoomChoice::Small, "growth_group", 7, WITH_SOCIAL_WORKER),
    line((7, 14, 0, 90), RoomChoice::Hall, "family_group", 8, WITH_SOCIAL_WORKER),
];

/// Where a studio has an intake, its class takes the place of the salon on Saturday.
const INTAKE_CLASS: Line = line((6, 9, 0, 180), RoomChoice::Hall, CLASS, 12, TRAINER);

/// Every second studio has the supervision of its district's counsellors.
const SUPERVISION: Line = line((3, 16, 30, 90), RoomChoice::Hall, "group_supervision", 5, SUPERVISOR);

/// The week of a studio.
pub(super) fn week(studio: usize, has_class: bool) -> Vec<Line> {
    let mut lines = WEEK.to_vec();
    if has_class {
        for line in lines.iter_mut().filter(|line| line.weekday == 6 && line.hour == 9) {
            *line = INTAKE_CLASS;
        }
    }
    if !studio.is_multiple_of(2) {
        lines.push(SUPERVISION);
    }
    lines
}

/// The modules that an intake is taught, in the order of the weeks; `None` repeats what was taught.
const MODULES: [Option<&str>; 12] = [
    Some("taster"),
    Some("safety_briefing"),
    Some("role_and_limits"),
    Some("recovery_and_many_pathways"),
    None,
    Some("listening_and_asking"),
    None,
    Some("telling_my_story_safely"),
    Some("boundaries"),
    None,
    Some("confidentiality_records_and_chat"),
    Some("leading_a_group"),
];

/// The module of the class so many weeks after the intake began; no class after the last.
pub(super) fn module(weeks: i64) -> Option<Option<&'static str>> {
    let at = usize::try_from(weeks).ok()?;
    MODULES.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_studios_have_two_hundred_sessions_a_week_and_no_room_is_used_twice() {
        let weeks: Vec<_> = (0..16).map(|studio| week(studio, false)).collect();
        assert_eq!(weeks.iter().map(Vec::len).sum::<usize>(), 200);
        for (studio, has_class) in [(0, true), (1, false), (1, true)] {
            let lines = week(studio, has_class);
            let from = |line: &Line| i64::from(line.hour) * 60 + i64::from(line.minute);
            for (at, a) in lines.iter().enumerate() {
                for b in &lines[at + 1..] {
                    let is_apart = from(a) + a.minutes + 30 <= from(b) || from(b) + b.minutes + 30 <= from(a);
                    assert!(is_apart || a.room != b.room || a.weekday != b.weekday, "{a:?} {b:?}");
                }
            }
        }
    }
}
