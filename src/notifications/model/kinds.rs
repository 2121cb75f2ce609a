//! What a notice says, in both languages. Shown only after sign-in.

use crate::text_enum;
use jiff::civil::{Date, Weekday};
use serde_json::Value;

text_enum! {
    pub NoticeKind {
        /// The person is on a session now.
        SessionAdded = "session_added",
        /// The person is no longer on a session that takes place.
        SessionRemoved = "session_removed",
        /// A session has another time or room.
        SessionMoved = "session_moved",
        /// Several dates of a series have changed or are cancelled.
        SeriesChanged = "series_changed",
        /// A session does not take place.
        SessionCancelled = "session_cancelled",
        /// A cancelled session takes place after all.
        SessionRestored = "session_restored",
        /// Somebody who was to lead a session is no longer there, and people are missing.
        SessionUnderstaffed = "session_understaffed",
        /// A place on a session is offered to the person, who was waiting for one.
        PlaceOffered = "place_offered",
        /// The offered place was not taken in time.
        PlaceOfferExpired = "place_offer_expired",
        /// The offered place is gone because there are fewer; the person waits again.
        PlaceOfferWithdrawn = "place_offer_withdrawn",
        /// A session that the person is on begins soon.
        SessionReminder = "session_reminder",
        /// The person is asked whether they can take somebody's part in a session.
        CoverAsked = "cover_asked",
        /// Somebody else has taken what the person was asked for.
        CoverFilled = "cover_filled",
        /// What the person was asked for is not needed any more.
        CoverNotNeeded = "cover_not_needed",
        /// Somebody has taken over from the person, or in the reader's district.
        CoverApplied = "cover_applied",
        /// Somebody in the reader's district cannot come, and another is looked for.
        CoverNeeded = "cover_needed",
        /// A coordinator looks for somebody in the person's place.
        CoverOpened = "cover_opened",
        /// Everybody who could be asked was asked, and nobody takes over.
        CoverNobody = "cover_nobody",
        /// The person is asked whether they come to a session of tomorrow.
        ConfirmAsked = "confirm_asked",
        /// Somebody wants to exchange a session with the person.
        SwapProposed = "swap_proposed",
        /// The exchange that the person proposed is made.
        SwapApplied = "swap_applied",
        /// The exchange that the person proposed, or was asked for, will not be made.
        SwapClosed = "swap_closed",
        /// A gate waits for the person's signature.
        GateWaiting = "gate_waiting",
        /// Somebody signed the person's gate.
        GateSigned = "gate_signed",
        /// The person's gate is approved.
        GateApproved = "gate_approved",
        /// The person's gate was sent back.
        GateReturned = "gate_returned",
        /// An approval of the person was taken back.
        ApprovalReverted = "approval_reverted",
        /// Something of an approved phase is missing now.
        ApprovalUndermined = "approval_undermined",
        /// Nobody can give a signature that a review needs.
        GateStuck = "gate_stuck",
        /// A manual credit waits for a second person.
        CreditWaiting = "credit_waiting",
        /// A manual credit was confirmed.
        CreditConfirmed = "credit_confirmed",
        /// The person belongs to a cohort now.
        Enrolled = "enrolled",
        /// The person has a new role.
        RoleGranted = "role_granted",
        /// The person is in a chat room now.
        ChatAdded = "chat_added",
        /// The person on duty is asked to come.
        HelpAsked = "help_asked",
        /// Something was written down that the person looks after.
        IncidentRecorded = "incident_recorded",
        /// The person is offered a talk with a supervisor.
        SupervisionOffered = "supervision_offered",
        /// Nobody knows yet whether the offered talk is wanted.
        SupervisionOpen = "supervision_open",
        /// The talk with those involved has not been written down yet.
        DebriefMissing = "debrief_missing",
        /// Something in a chat room concerns the person.
        ChatMeasure = "chat_measure",
        /// Something in a district's rooms waits for a supervisor's look.
        ReviewWaiting = "review_waiting",
        /// There is another privacy officer, one fewer, or a new way into an account of one.
        OfficersChanged = "officers_changed",
    }
}

impl NoticeKind {
    /// The words with `{names}` of values.
    fn pattern(self) -> (&'static str, &'static str) {
        match self {
            NoticeKind::SessionAdded => (
                "给您排了：{title}，{date} {time}，{studio}",
                "You are on: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::SessionRemoved => (
                "您不再参与：{title}，{date} {time}",
                "You are no longer on: {title}, {date} {time}",
            ),
            NoticeKind::SessionMoved => (
                "有变动：{title}，现为 {date} {time}，{studio}",
                "Moved: {title}, now {date} {time}, {studio}",
            ),
            NoticeKind::SeriesChanged => (
                "“{title}”有 {count} 次活动有变动，请看小组页面",
                "{count} dates of {title} have changed; please see the page of the group",
            ),
            NoticeKind::SessionCancelled => ("已取消：{title}，{date} {time}", "Cancelled: {title}, {date} {time}"),
            NoticeKind::SessionRestored => (
                "恢复举行：{title}，{date} {time}，{studio}",
                "Takes place after all: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::SessionUnderstaffed => (
                "人手不足，请安排：{title}，{date} {time}，{studio}",
                "People are missing on: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::PlaceOffered => (
                "有名额了：{title}，{date} {time}，{studio}。请确认要不要",
                "A place is free: {title}, {date} {time}, {studio}. Please say whether you want it",
            ),
            NoticeKind::PlaceOfferExpired => (
                "名额没有及时确认，已让给别人：{title}，{date} {time}",
                "The offered place was not confirmed in time: {title}, {date} {time}",
            ),
            NoticeKind::PlaceOfferWithdrawn => (
                "名额减少了，您仍在候补名单上：{title}，{date} {time}",
                "There are fewer places now; you are on the waiting list again: {title}, {date} {time}",
            ),
            NoticeKind::SessionReminder => (
                "提醒：{title}，{date} {time}，{studio}",
                "Reminder: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::CoverAsked => (
                "想请您顶班：{title}，{date} {time}，{studio}",
                "Can you cover: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::CoverFilled => (
                "已有人顶班，谢谢：{title}，{date} {time}",
                "Filled by somebody else, thank you: {title}, {date} {time}",
            ),
            NoticeKind::CoverNotNeeded => (
                "不用顶班了：{title}，{date} {time}",
                "Cover is no longer needed: {title}, {date} {time}",
            ),
            NoticeKind::CoverApplied => (
                "已有人顶班：{title}，{date} {time}，{studio}",
                "Somebody has taken over: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::CoverNeeded => (
                "需要有人顶班：{title}，{date} {time}，{studio}",
                "Cover is needed: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::CoverOpened => (
                "正在为您找人顶班：{title}，{date} {time}，找到以前仍由您负责",
                "Cover is being found for you: {title}, {date} {time}. Until then it stays yours",
            ),
            NoticeKind::CoverNobody => (
                "还没有人顶班，请决定：{title}，{date} {time}，{studio}",
                "Nobody takes over, please decide: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::ConfirmAsked => (
                "请确认您来不来：{title}，{date} {time}，{studio}",
                "Please confirm: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::SwapProposed => (
                "有人想和您换班：{title}，{date} {time}，{studio}",
                "Somebody would like to swap: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::SwapApplied => (
                "已换班，现在由您负责：{title}，{date} {time}，{studio}",
                "Swapped, yours is now: {title}, {date} {time}, {studio}",
            ),
            NoticeKind::SwapClosed => (
                "换班没有成：{title}，{date} {time}",
                "The swap will not be made: {title}, {date} {time}",
            ),
            NoticeKind::GateWaiting => (
                "有一份第 {phase} 阶段审核等您签核",
                "A review of phase {phase} waits for your signature",
            ),
            NoticeKind::GateSigned => (
                "您的第 {phase} 阶段审核已有人签核",
                "Somebody signed your review of phase {phase}",
            ),
            NoticeKind::GateApproved => ("您的第 {phase} 阶段已通过", "Your phase {phase} is approved"),
            NoticeKind::GateReturned => (
                "您的第 {phase} 阶段审核被退回，请查看原因",
                "Your review of phase {phase} was sent back; see why",
            ),
            NoticeKind::ApprovalReverted => (
                "您的第 {phase} 阶段通过已撤回，请查看原因",
                "The approval of your phase {phase} was taken back; see why",
            ),
            NoticeKind::ApprovalUndermined => (
                "{cohort} 有一个已通过的第 {phase} 阶段缺了内容",
                "Something is missing from an approved phase {phase} in {cohort}",
            ),
            NoticeKind::GateStuck => (
                "第 {phase} 阶段审核有一处没有人可以签核",
                "Nobody can give one signature for a review of phase {phase}",
            ),
            NoticeKind::CreditWaiting => (
                "有一笔补记等第二人确认：{requirement}",
                "A credit waits for a second person: {requirement}",
            ),
            NoticeKind::CreditConfirmed => ("补记已确认：{requirement}", "A credit was confirmed: {requirement}"),
            NoticeKind::Enrolled => ("您已加入：{cohort}", "You belong to: {cohort}"),
            NoticeKind::RoleGranted => ("您有了新的角色", "You have a new role"),
            NoticeKind::ChatMeasure => (
                "聊天室“{room}”里有一件与您有关的事",
                "Something in the room {room} concerns you",
            ),
            NoticeKind::ReviewWaiting => ("有聊天内容等您查看", "Something in the chat waits for your review"),
            NoticeKind::OfficersChanged => (
                "隐私专员有变动，或有人为隐私专员开了新的登录途径，请查看记录",
                "There is a change among the privacy officers, or a new way into an account of one; please look at the audit",
            ),
            NoticeKind::ChatAdded => ("您已加入聊天室：{room}", "You are in the room: {room}"),
            NoticeKind::HelpAsked => ("有人请您过来看一看", "Somebody asks you to come and look"),
            NoticeKind::IncidentRecorded => (
                "有一件事已记录，请您看一看",
                "Something was written down that needs your look",
            ),
            NoticeKind::SupervisionOffered => (
                "最近的事不容易。我们为您留了一次督导，请告诉我们您想不想要",
                "What happened was hard. A talk with a supervisor is kept for you; please say whether you want it",
            ),
            NoticeKind::SupervisionOpen => (
                "一次督导的邀请还没有着落，请您跟进",
                "An offered talk is still open; please follow it up",
            ),
            NoticeKind::DebriefMissing => (
                "与相关同事的复盘还没有记录",
                "The talk with those involved has not been written down yet",
            ),
        }
    }

    /// The text in Chinese and in English. Values that are missing stay empty.
    pub fn text(self, params: &Value) -> (String, String) {
        let (zh, en) = self.pattern();
        (
            fill(zh, params, "zh", day_in_chinese),
            fill(en, params, "en", day_in_english),
        )
    }
}

/// 12月1日周二
fn day_in_chinese(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    };
    format!("{}月{}日周{weekday}", date.month(), date.day())
}

/// Tue 1 Dec
fn day_in_english(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// Only the value called `date` is a day: the title of a session that looks like one stays as it is. What the product named
/// itself has a value for each language.
fn fill(pattern: &str, params: &Value, language: &str, day: fn(Date) -> String) -> String {
    let mut text = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(before);
        match &params[name] {
            Value::String(value) => match (name, value.parse()) {
                ("date", Ok(date)) => text.push_str(&day(date)),
                _ => text.push_str(value),
            },
            Value::Number(value) => text.push_str(&value.to_string()),
            Value::Object(both) => text.push_str(both.get(language).and_then(Value::as_str).unwrap_or_default()),
            _ => {}
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_filled_in_once_and_missing_ones_stay_empty() {
        let params = json!({"title": "{date}", "date": "2026-12-01", "time": 5});
        let (zh, en) = NoticeKind::SessionCancelled.text(&params);
        assert_eq!(zh, "已取消：{date}，12月1日周二 5");
        assert_eq!(en, "Cancelled: {date}, Tue 1 Dec 5");
        assert_eq!(NoticeKind::Enrolled.text(&json!({})).1, "You belong to: ");
    }

    #[test]
    fn a_day_is_said_as_people_say_it_and_a_title_that_looks_like_one_is_not() {
        let params = json!({"title": "2026-12-06", "date": "2026-12-06", "time": "09:00"});
        let (zh, en) = NoticeKind::SessionRemoved.text(&params);
        assert_eq!(zh, "您不再参与：2026-12-06，12月6日周日 09:00");
        assert_eq!(en, "You are no longer on: 2026-12-06, Sun 6 Dec 09:00");
    }

    #[test]
    fn what_the_product_named_itself_is_said_in_the_readers_language() {
        let title = json!({"zh": "沙龙", "en": "Salon"});
        let params = json!({"title": title, "date": "2026-12-06", "time": "09:00"});
        let (zh, en) = NoticeKind::SessionRemoved.text(&params);
        assert_eq!(zh, "您不再参与：沙龙，12月6日周日 09:00");
        assert_eq!(en, "You are no longer on: Salon, Sun 6 Dec 09:00");
    }

    #[test]
    fn every_kind_uses_the_same_values_in_both_languages() {
        let names = |pattern: &str| {
            let mut names: Vec<_> = pattern
                .split('{')
                .skip(1)
                .filter_map(|part| part.split('}').next())
                .map(str::to_owned)
                .collect();
            names.sort();
            names
        };
        for kind in NoticeKind::ALL {
            let (zh, en) = kind.pattern();
            assert_eq!(names(zh), names(en), "{kind}");
            assert!(!zh.is_ascii() && en.is_ascii(), "{kind}");
        }
    }
}
