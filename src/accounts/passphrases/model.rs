//! What a passphrase may be (ASVS 6.2): long enough, not one of the commonest, not made of the nickname or of our own
//! words. Any characters; no rule about their kinds; never changed or cut before it is hashed.

use crate::accounts::model::Nickname;
use crate::error::{Error, Result};
use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

const LEAST: usize = 8;
const MOST: usize = 256;

/// The commonest passphrases of 8 characters and more, lower case, sorted by byte.
const COMMONEST: &str = include_str!("commonest_passphrases.txt");

/// Words of this product and programme; a passphrase made of nothing else is refused (ASVS 6.1.2, 6.2.11).
const OUR_WORDS: &[&str] = &[
    "tongxing",
    "同行",
    "peer",
    "counsellor",
    "counselor",
    "coordinator",
    "supervisor",
    "trainee",
    "member",
    "headquarters",
    "studio",
    "station",
    "district",
    "session",
    "cohort",
    "notes",
    "login",
    "admin",
    "password",
    "passphrase",
    "welcome",
    "shanghai",
    "总社",
    "工作室",
    "辅导员",
    "同伴",
    "督导",
    "学员",
    "成员",
    "社工",
    "密码",
    "口令",
    "上海",
];

/// A passphrase as it was typed. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(passphrase)")
    }
}

impl<'de> serde::Deserialize<'de> for Passphrase {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Passphrase::from)
    }
}

impl From<String> for Passphrase {
    fn from(text: String) -> Self {
        Passphrase(Zeroizing::new(text))
    }
}

impl Passphrase {
    /// For the hash, exactly as received (ASVS 6.2.8).
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Something to compare with a hash may be anything, but not without end.
    pub fn check_length(&self, field: &str) -> Result<()> {
        if self.0.chars().count() > MOST {
            return Err(Error::field(field, "too_long"));
        }
        Ok(())
    }

    /// Whether it may become somebody's passphrase.
    pub fn check_new(&self, field: &str, nickname: &Nickname) -> Result<()> {
        self.check_length(field)?;
        if self.0.chars().count() < LEAST {
            return Err(Error::field(field, "too_short"));
        }
        let plain = Zeroizing::new(fold(&self.0));
        if is_common(&plain) {
            return Err(Error::field(field, "too_common"));
        }
        if is_like(&plain, nickname.key()) {
            return Err(Error::field(field, "like_nickname"));
        }
        Ok(())
    }
}

fn fold(text: &str) -> String {
    text.nfkc().default_case_fold().collect()
}

fn is_common(plain: &str) -> bool {
    let mut chars = plain.chars();
    let first = chars.next();
    if chars.all(|c| Some(c) == first) {
        return true;
    }
    let commonest = |text: &str| {
        let lines: &[u8] = COMMONEST.as_bytes();
        // a binary search over lines without building a list of them
        let (mut low, mut high) = (0, lines.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = lines[..middle].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            let end = lines[middle..]
                .iter()
                .position(|b| *b == b'\n')
                .map_or(lines.len(), |at| middle + at);
            match lines[start..end].cmp(text.as_bytes()) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => low = end + 1,
                std::cmp::Ordering::Greater => high = start,
            }
        }
        false
    };
    if commonest(plain) {
        return true;
    }
    let mut letters: String = plain.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.is_empty() {
        return false;
    }
    for word in OUR_WORDS {
        letters = letters.replace(word, "");
    }
    letters.is_empty()
}

/// The nickname and little else.
fn is_like(plain: &str, key: &str) -> bool {
    let rest = plain.replace(key, "");
    rest.len() < plain.len() && rest.chars().count() < LEAST
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) -> Result<(), String> {
        let nickname = Nickname::parse("nickname", "小云").unwrap();
        Passphrase::from(text.to_owned())
            .check_new("passphrase", &nickname)
            .map_err(|error| error.fields[0].code.clone())
    }

    // ASVS 6.2.1, 6.2.9
    #[test]
    fn eight_characters_are_enough_and_two_hundred_and_fifty_six_are_allowed() {
        assert_eq!(check("q7#kfp2").unwrap_err(), "too_short");
        assert!(check("q7#kfp2v").is_ok());
        assert!(check("山高水长路远心安").is_ok());
        assert!(check(&"ab".repeat(128)).is_ok());
        assert_eq!(check(&"ab".repeat(129)).unwrap_err(), "too_long");
    }

    // ASVS 6.2.4, 6.2.12
    #[test]
    fn the_commonest_ones_are_refused_in_both_languages() {
        for text in [
            "password1",
            "PassWord1",
            "12345678",
            "woaini1314",
            "5201314520",
            "密码密码密码密码",
            "aaaaaaaaaa",
            "１２３４５６７８９",
        ] {
            assert_eq!(check(text).unwrap_err(), "too_common", "{text}");
        }
        assert!(COMMONEST.lines().count() > 3000);
        for line in COMMONEST.lines() {
            assert!(is_common(line), "{line}");
        }
    }

    // ASVS 6.2.11
    #[test]
    fn our_own_words_and_the_nickname_are_refused() {
        assert_eq!(check("Tongxing-2026!").unwrap_err(), "too_common");
        assert_eq!(check("同伴辅导员2026").unwrap_err(), "too_common");
        assert_eq!(check("小云小云小云小云").unwrap_err(), "like_nickname");
        assert_eq!(check("小云123456").unwrap_err(), "like_nickname");
        assert!(check("小云爱吃外婆做的面条").is_ok());
    }

    #[test]
    fn the_list_is_sorted_by_byte() {
        let lines: Vec<_> = COMMONEST.lines().collect();
        assert!(lines.is_sorted());
    }

    #[test]
    fn it_is_never_printed() {
        assert_eq!(format!("{:?}", Passphrase::from("q7#kfp2v".to_owned())), "(passphrase)");
    }

    proptest! {
        // ASVS 6.2.5
        #[test]
        fn no_kind_of_character_is_demanded_or_refused(text in "\\PC{24,64}") {
            prop_assume!(text.chars().collect::<std::collections::HashSet<_>>().len() > 6);
            prop_assume!(!text.contains("小云"));
            prop_assert_eq!(check(&text), Ok(()));
        }
    }
}
