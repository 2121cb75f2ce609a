//! The only name that a person has here, and also what they type to sign in.

use crate::accounts::names::lookalike::look_of;
use crate::accounts::names::name::check_name;
use crate::error::Result;
use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

const MOST: usize = 24;

/// A nickname that breaks no rule of [`check_name`]: 1 to 24 letters, digits and a few signs (safety 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nickname {
    text: String,
    key: String,
    look: String,
}

impl Nickname {
    /// Checks what somebody wants to be called; `field` names it in the refusal.
    pub fn parse(field: &str, value: &str) -> Result<Self> {
        check_name(field, value, MOST).map(|text| Nickname::known(&text))
    }

    /// A nickname that somebody has already; what may be chosen now does not matter for it.
    pub fn known(text: &str) -> Self {
        Nickname {
            key: Nickname::key_of(text),
            look: look_of(text),
            text: text.to_owned(),
        }
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

    /// What is unique, and what somebody signs in with.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is unique too: what it looks like.
    pub fn look(&self) -> &str {
        &self.look
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
