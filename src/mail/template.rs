//! The fixed list of what emails say.

use crate::text_enum;

text_enum! {
    /// What an email says.
    pub Template {
        /// There is something new behind the sign-in.
        Update = "update",
        /// How emails look, asked for by the person.
        Test = "test",
        /// Somebody on duty is asked to look; reads like any other update.
        Call = "call",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    Chinese,
    English,
}

impl Template {
    /// The subject; the same for all emails, so that an inbox shows no pattern.
    pub fn subject(self, tongue: Tongue) -> &'static str {
        match tongue {
            Tongue::Chinese => "您有一条新消息",
            Tongue::English => "You have an update",
        }
    }

    /// The whole text. `address` is where the product is; nothing else is filled in.
    pub fn body(self, tongue: Tongue, address: &str) -> String {
        let address = address.trim_end_matches('/');
        match (self, tongue) {
            (Template::Update | Template::Call, Tongue::Chinese) => {
                format!("您有一条新消息，登录后查看：\n\n{address}/\n")
            }
            (Template::Update | Template::Call, Tongue::English) => {
                format!("You have an update. Sign in to read it:\n\n{address}/\n")
            }
            (Template::Test, Tongue::Chinese) => {
                format!("这是您要求的测试邮件，以后的邮件也是这个样子。登录：\n\n{address}/\n")
            }
            (Template::Test, Tongue::English) => {
                format!("This is the test that you asked for; later letters look like it. Sign in:\n\n{address}/\n")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORBIDDEN: &[&str] = &[
        "recover",
        "drug",
        "counsel",
        "group",
        "peer",
        "session",
        "studio",
        "programme",
        "program",
        "train",
        "cohort",
        "phase",
        "gate",
        "chat",
        "member",
        "addict",
        "rehab",
        "sober",
        "clean",
        "tongxing",
        "district",
        "supervis",
        "戒",
        "毒",
        "康复",
        "同伴",
        "辅导",
        "禁",
        "小组",
        "活动",
        "工作室",
        "学员",
        "成员",
        "督导",
        "培训",
        "阶段",
        "同行",
        "聊天",
        "社工",
        "区",
    ];

    fn all() -> Vec<(Template, Tongue, String)> {
        let tongues = [Tongue::Chinese, Tongue::English];
        let each = |template: &Template| tongues.map(|tongue| (*template, tongue));
        let shown = |(template, tongue): (Template, Tongue)| {
            let text = format!(
                "{}\n{}",
                template.subject(tongue),
                template.body(tongue, "https://notes.example/")
            );
            (template, tongue, text)
        };
        Template::ALL.iter().flat_map(each).map(shown).collect()
    }

    fn names_of_the_agency() -> Vec<String> {
        let read = |file: &str| {
            let path = format!("{}/tests/data/agency/{file}.csv", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).unwrap()
        };
        let texts = ["districts", "studios", "rooms", "service_points", "counsellors"].map(read);
        let cells = texts
            .iter()
            .flat_map(|text| text.lines().skip(1))
            .flat_map(|line| line.split(',').take(2));
        cells
            .filter(|cell| !cell.is_ascii() && cell.chars().count() > 1)
            .map(str::to_owned)
            .collect()
    }

    // safety 47
    #[test]
    fn no_letter_says_a_word_that_tells() {
        let names = names_of_the_agency();
        assert!(names.len() > 200);
        for (template, tongue, text) in all() {
            let text = text.to_lowercase();
            for word in FORBIDDEN.iter().copied().chain(names.iter().map(String::as_str)) {
                assert!(!text.contains(word), "{template} in {tongue:?} says {word}");
            }
        }
    }

    // safety 47: whoever changes a word changes it here too, and thinks
    #[test]
    fn the_letters_are_these() {
        let shown: Vec<String> = all().into_iter().map(|(_, _, text)| text).collect();
        assert_eq!(
            shown,
            [
                "您有一条新消息\n您有一条新消息，登录后查看：\n\nhttps://notes.example/\n",
                "You have an update\nYou have an update. Sign in to read it:\n\nhttps://notes.example/\n",
                "您有一条新消息\n这是您要求的测试邮件，以后的邮件也是这个样子。登录：\n\nhttps://notes.example/\n",
                "You have an update\nThis is the test that you asked for; later letters look like it. Sign in:\n\nhttps://notes.example/\n",
                "您有一条新消息\n您有一条新消息，登录后查看：\n\nhttps://notes.example/\n",
                "You have an update\nYou have an update. Sign in to read it:\n\nhttps://notes.example/\n",
            ]
        );
    }

    // safety 49
    #[test]
    fn the_only_link_is_the_front_page() {
        for (_, _, text) in all() {
            let links: Vec<_> = text.split_whitespace().filter(|word| word.contains("://")).collect();
            assert_eq!(links, ["https://notes.example/"]);
        }
    }
}
