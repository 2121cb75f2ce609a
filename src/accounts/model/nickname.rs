//! The only name that a person has here, and also what they type to sign in.

use crate::content::holds_identity_number;
use crate::error::{Code, Error, Result};
use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

const MOST: usize = 24;
const DIGITS_IN_A_ROW: usize = 6;

/// A nickname that breaks no rule: 1 to 24 letters, digits and a few signs; no telephone number, no identity number, no
/// email address (safety 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nickname {
    text: String,
    key: String,
}

impl Nickname {
    /// Checks what somebody wants to be called; `field` names it in the refusal.
    pub fn parse(field: &str, value: &str) -> Result<Self> {
        let refuse = |code: &str| Err(Error::field(field, code));
        let text: String = value.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
        if text.is_empty() {
            return refuse("required");
        }
        if text.chars().count() > MOST {
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
        let key = Nickname::key_of(&text);
        if !text.chars().all(is_allowed) || !key.chars().any(char::is_alphanumeric) {
            return refuse("not_allowed");
        }
        Ok(Nickname { text, key })
    }

    /// What makes two nicknames the same: NFKC and case folding, so that `Ａnna` is `anna`.
    pub fn key_of(text: &str) -> String {
        let mut key = fold(text);
        // a sign that falls apart into a blank and a mark needs another turn
        for _ in 0..3 {
            let next = fold(&key);
            if next == key {
                break;
            }
            key = next;
        }
        key
    }

    /// As the person wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What is unique.
    pub fn key(&self) -> &str {
        &self.key
    }
}

fn fold(text: &str) -> String {
    let folded: String = text
        .nfd()
        .default_case_fold()
        .nfkc()
        .default_case_fold()
        .nfkc()
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
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
        let error = Nickname::parse("nickname", text).unwrap_err();
        error.fields[0].code.clone()
    }

    // safety 2
    #[test]
    fn what_could_identify_somebody_is_refused() {
        assert_eq!(refusal("13812345678"), "phone_number");
        assert_eq!(refusal("小云 138-1234-5678"), "phone_number");
        assert_eq!(refusal("小云１３８１２３４５６７８"), "phone_number");
        assert_eq!(refusal("11010519491231002X"), "identity_number");
        assert_eq!(refusal("yun@example.org"), "email_address");
        assert_eq!(refusal("yun＠example"), "email_address");
    }

    #[test]
    fn ordinary_nicknames_are_taken_as_written() {
        for text in [
            "大枫",
            "阿麦石",
            "Quiet Maple",
            "O’Neil",
            "雨天·晴",
            "Élan",
            "R2D2",
            "四季2026",
        ] {
            assert_eq!(Nickname::parse("nickname", text).unwrap().as_str(), text);
        }
        assert_eq!(Nickname::parse("nickname", "  小   云 ").unwrap().as_str(), "小 云");
    }

    #[test]
    fn invisible_and_empty_ones_are_refused() {
        assert_eq!(refusal(" "), "required");
        assert_eq!(refusal("小\u{200b}云"), "not_allowed");
        assert_eq!(refusal("\u{3164}"), "not_allowed");
        assert_eq!(refusal("---"), "not_allowed");
        assert_eq!(refusal("\u{202e}abc"), "not_allowed");
        assert_eq!(refusal(&"云".repeat(25)), "too_long");
    }

    #[test]
    fn the_same_name_in_another_dress_has_the_same_key() {
        let key = Nickname::key_of;
        assert_eq!(key("Ａｎｎａ"), key("anna"));
        assert_eq!(key("ANNA"), key("anna"));
        assert_eq!(key("Straße"), key("STRASSE"));
        assert_eq!(key("É"), key("e\u{301}"));
        assert_ne!(key("小云"), key("小芸"));
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(text in "\\PC{0,30}") {
            let key = Nickname::key_of(&text);
            prop_assert_eq!(Nickname::key_of(&key), key);
        }

        #[test]
        fn an_accepted_nickname_parses_to_itself(text in "[a-zA-Z0-9云松é ._-]{0,26}") {
            if let Ok(name) = Nickname::parse("nickname", &text) {
                prop_assert_eq!(Nickname::parse("nickname", name.as_str()).unwrap(), name.clone());
                prop_assert!(name.as_str().chars().count() <= MOST);
            }
        }

        #[test]
        fn a_mobile_number_is_seen_wherever_it_stands(before in "[a-z云 ]{0,4}", number in "1[3-9][0-9]{9}", after in "[a-z云 ]{0,4}") {
            let text = format!("{before}{number}{after}");
            prop_assert!(Nickname::parse("nickname", &text).is_err());
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = Nickname::parse("nickname", &text);
        }
    }
}
