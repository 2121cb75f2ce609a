//! What people consent to, in both languages (safety 14). A changed text gets a new version: a consent names the one that
//! the person read.

use crate::accounts::model::{Language, Purpose, Role};

/// The present text for one purpose.
pub struct ConsentText {
    pub purpose: Purpose,
    pub version: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Who cannot take part without it.
    pub required_for: &'static [Role],
}

/// One text for each purpose.
pub const TEXTS: &[ConsentText] = &[
    ConsentText {
        purpose: Purpose::Attend,
        version: "2026-11",
        zh: "我同意用昵称参加活动，并同意把我是否到场记下来、计入人数。只记昵称，不记真实姓名、证件号和住址。\
             一年以后，这些记录只留下数字。我可以随时收回同意。",
        en: "I agree to take part under a nickname, and that it is noted whether I was there and counted. Only the \
             nickname is kept: no legal name, no identity number, no address. After a year only numbers remain. I can \
             take this back at any time.",
        required_for: &[Role::Member],
    },
    ConsentText {
        purpose: Purpose::OnlineRooms,
        version: "2026-12",
        zh: "我同意加入线上小组聊天。只有同组的人和带组的人看得到我写的话。话会加密保存，30 天后删除（学员小组 90 天）。\
             这里不是紧急求助服务。我可以随时退出并收回同意；收回后我马上离开期和小组的聊天室，说过的话到期删除。\
             再次同意，就能回到原来的聊天室，但看不到中间说的话。",
        en: "I agree to join online group chat. Only people in the room and those who lead it see what I write. It is \
             stored encrypted and deleted after 30 days (90 in training groups). This is not an emergency service. I \
             can leave and take this back at any time: I then leave the rooms of groups and cohorts at once, and what I \
             wrote is deleted when its time is over. If I agree again I am back in them, without what was said meanwhile.",
        required_for: &[],
    },
    ConsentText {
        purpose: Purpose::ContactNotices,
        version: "2026-11",
        zh: "我同意收到提醒。提醒里只写“您有一条新消息”，不提活动、地点和任何人。时间和方式由我定。我可以随时收回同意，\
             收回后还没发出的提醒也不会再发。",
        en: "I agree to get notices. They only say \u{201c}You have an update\u{201d}: no session, no place, no person. I choose when \
             and how. I can take this back at any time; notices that have not been sent yet are then not sent.",
        required_for: &[],
    },
    ConsentText {
        purpose: Purpose::TrainingFile,
        version: "2026-12",
        zh: "我同意为我的培训建一份档案：参加了多少课时、写过的反思、签核的结果。只有我自己、本区协调员和我的督导看得到。\
             反思只有我和我的督导看得到。我可以随时收回同意；收回后不再记录新的课时、\
             材料和签核，以前记下的保留。收回期间参加的活动以后也不补记。",
        en: "I agree that a file of my training is kept: hours, reflections, sign-offs. Only I, the coordinator of my \
             district and my supervisor see it; reflections only I and my supervisor. I can take this back at any time; \
             no new hours, papers or sign-offs are then recorded, and what was recorded stays. Sessions held meanwhile are \
             not added later either.",
        required_for: &[Role::Trainee],
    },
];

/// The text for a purpose.
pub fn of(purpose: Purpose) -> &'static ConsentText {
    TEXTS.iter().find(|text| text.purpose == purpose).unwrap_or(&TEXTS[0])
}

/// What somebody with this role has to consent to.
pub fn required_for(role: Role) -> impl Iterator<Item = Purpose> {
    TEXTS
        .iter()
        .filter(move |text| text.required_for.contains(&role))
        .map(|text| text.purpose)
}

impl ConsentText {
    pub fn text(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.zh,
            Language::En => self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // safety 14
    #[test]
    fn every_purpose_has_one_text_in_both_languages() {
        for purpose in Purpose::ALL {
            assert_eq!(TEXTS.iter().filter(|text| text.purpose == *purpose).count(), 1);
            assert_eq!(of(*purpose).purpose, *purpose);
            assert!(
                Language::ALL
                    .iter()
                    .all(|language| of(*purpose).text(*language).len() > 50)
            );
        }
    }

    // safety 14: refusing one does not block others
    #[test]
    fn nothing_but_the_basics_is_required() {
        assert_eq!(required_for(Role::Member).collect::<Vec<_>>(), [Purpose::Attend]);
        assert_eq!(required_for(Role::Trainee).collect::<Vec<_>>(), [Purpose::TrainingFile]);
        for role in [
            Role::Counsellor,
            Role::Supervisor,
            Role::Coordinator,
            Role::Headquarters,
        ] {
            assert_eq!(required_for(role).count(), 0);
        }
    }
}
