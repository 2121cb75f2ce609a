//! The rule for every name that a person picks: a nickname, and the name in a room. Whoever reads it must not take the person for
//! somebody else, least of all for whoever holds the room (safety 2, 4).

use crate::accounts::names::lookalike::look_of;
use crate::content::holds_identity_number;
use crate::error::{Code, Error, Result};
use unicode_normalization::UnicodeNormalization;
use unicode_security::{RestrictionLevel, RestrictionLevelDetection};

const DIGITS_IN_A_ROW: usize = 6;

/// Words that say what somebody does here. A name that holds one is refused, whatever stands around it.
const OFFICES: &[&str] = &[
    "督导",
    "督導",
    "管理员",
    "管理員",
    "管理者",
    "协调员",
    "協調員",
    "总社",
    "總社",
    "辅导员",
    "輔導員",
    "主持人",
    "带领人",
    "带领者",
    "帶領人",
    "负责人",
    "負責人",
    "版主",
    "群主",
    "系统",
    "系統",
    "客服",
    "官方",
    "社工",
    "值班",
    "工作人员",
    "工作人員",
    "隐私专员",
    "supervisor",
    "coordinator",
    "administrator",
    "facilitator",
    "moderator",
    "headquarters",
    "counsellor",
    "counselor",
    "socialworker",
    "roomhost",
    "privacyofficer",
    "helpdesk",
    "tongxing",
];

/// The same, but so short that other words hold them: refused as a word of its own, or as all there is.
const SHORT_OFFICES: &[&str] = &[
    "admin", "admins", "host", "hosts", "system", "staff", "support", "mod", "mods", "root", "official", "operator",
    "service",
];

/// A name of 1 to `most` letters, digits and a few signs, as it is written; `field` names it in the refusal. No telephone number,
/// no identity number, no address of electronic mail; no mixture of scripts but those that are written together; no office.
pub fn check_name(field: &str, value: &str, most: usize) -> Result<String> {
    let refuse = |code: &str| Err(Error::field(field, code));
    let text: String = value.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
    if text.is_empty() {
        return refuse("required");
    }
    if text.chars().count() > most {
        return refuse("too_long");
    }
    if holds_identity_number(&text) {
        return Err(Error::from(Code::RefusedContent).and_field(field, "identity_number"));
    }
    if text.nfkc().any(|c| c == '@') {
        return refuse("email_address");
    }
    if holds_long_number(&text) {
        return refuse("phone_number");
    }
    if !text.chars().all(is_allowed) || !text.nfkc().any(char::is_alphanumeric) {
        return refuse("not_allowed");
    }
    let letters: String = text.nfkc().filter(|c| c.is_alphanumeric()).collect();
    if !letters.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
        return refuse("mixed_scripts");
    }
    if is_office(&text) {
        return refuse("reserved");
    }
    Ok(text)
}

/// Whether a name says that somebody works here.
fn is_office(text: &str) -> bool {
    let whole = look_of(text);
    if OFFICES.iter().any(|office| whole.contains(&look_of(office))) {
        return true;
    }
    let bare = |part: &str| look_of(part.trim_matches(|c: char| c.is_numeric() || !c.is_alphanumeric()));
    let plain: String = text.nfkc().collect();
    let mut words: Vec<String> = plain.split(|c: char| !c.is_alphanumeric()).map(bare).collect();
    words.push(bare(&plain));
    SHORT_OFFICES
        .iter()
        .map(|office| look_of(office))
        .any(|office| words.contains(&office))
}

/// Letters and digits of any script, and signs that names are joined with. Letters that look like nothing are out.
fn is_allowed(c: char) -> bool {
    let is_blank = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    (c.is_alphanumeric() && !is_blank) || matches!(c, ' ' | '-' | '_' | '.' | '·' | '・' | '\'' | '’' | '~')
}

/// A mobile number, or any other run of more than six digits that could be a number to reach somebody by, also when
/// broken up by signs.
fn holds_long_number(text: &str) -> bool {
    let mut run = 0;
    for c in text.nfkc() {
        if c.is_numeric() {
            run += 1;
            if run > DIGITS_IN_A_ROW {
                return true;
            }
        } else if c.is_alphabetic() {
            run = 0;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str) -> String {
        let error = check_name("name", text, 24).unwrap_err();
        error.fields[0].code.clone()
    }

    #[test]
    fn what_says_that_somebody_works_here_is_refused_in_every_dress() {
        for text in [
            "督导",
            "督 导",
            "王督导 2",
            "1管理员1",
            "协调员小李",
            "总社",
            "系统消息",
            "Supervisor",
            "SUPERVIS0R",
            "s u p e r v i s o r",
            "Facilitator 7",
            "the moderator",
            "admin",
            "Admin 1",
            "4 admin",
            "a d m i n",
            "system",
            "Staff-2",
        ] {
            assert_eq!(refusal(text), "reserved", "{text}");
        }
    }

    #[test]
    fn ordinary_words_that_hold_a_short_one_are_fine() {
        for text in [
            "Badminton",
            "Modern Fern",
            "Supporting Oak",
            "Rooted",
            "导航",
            "系鞋带",
            "会社",
            "Ghost",
        ] {
            assert_eq!(check_name("name", text, 24).unwrap(), text);
        }
    }

    #[test]
    fn scripts_that_are_not_written_together_are_refused() {
        assert_eq!(refusal("p\u{430}vel"), "mixed_scripts"); // a Cyrillic a
        assert_eq!(refusal("\u{3b1}nna"), "mixed_scripts"); // a Greek alpha
        for text in ["小云 Anna", "さくら 桜", "민지", "Павел", "四季2026", "Élan", "阿Q"] {
            assert_eq!(check_name("name", text, 24).unwrap(), text);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for hidden in [
            "\u{200b}",
            "\u{200c}",
            "\u{200d}",
            "\u{2060}",
            "\u{feff}",
            "\u{ad}",
            "\u{34f}",
            "\u{61c}",
            "\u{180e}",
            "\u{202e}",
            "\u{2066}",
            "\u{fe0f}",
            "\u{115f}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{e0061}",
        ] {
            assert_eq!(
                refusal(&format!("青{hidden}松")),
                "not_allowed",
                "{}",
                hidden.escape_unicode()
            );
        }
    }

    proptest! {
        #[test]
        fn no_office_passes_with_anything_harmless_around_it(
            office in prop::sample::select(OFFICES), before in "[0-9 _.-]{0,3}", after in "[0-9 _.-]{0,3}",
        ) {
            let text = [before.as_str(), office, after.as_str()].concat();
            prop_assert!(check_name("name", &text, 60).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = check_name("name", &text, 24);
        }
    }
}
