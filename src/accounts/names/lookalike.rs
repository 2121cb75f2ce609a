//! What a name looks like. Two names with the same look are one name to whoever reads them.

use crate::accounts::model::Nickname;
use unicode_security::skeleton;

/// The skeleton of Unicode TS 39 over the folded name, without signs, blanks and marks; `i`, `l`, `1` and their like are one. Not for
/// showing. What consists of nothing but signs looks like itself.
pub fn look_of(text: &str) -> String {
    let folded = Nickname::key_of(text);
    let mut look = folded.clone();
    // a prototype may fold to something that has a prototype of its own
    for _ in 0..3 {
        let drawn: String = skeleton(&look).collect();
        let next: String = Nickname::key_of(&drawn)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .map(|c| if c == 'i' || c == '1' { 'l' } else { c })
            .collect();
        if next == look {
            break;
        }
        look = next;
    }
    if look.is_empty() { folded } else { look }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_look_alike_have_the_same_look() {
        for (one, other) in [
            ("青松", "青\u{200b}松"),
            ("青松", "青 松"),
            ("青松", "青·松"),
            ("Anna", "\u{410}nna"),
            ("Ａｎｎａ", "anna"),
            ("Lily", "lIIy"),
            ("Bill", "Bi11"),
            ("Zoo", "Z00"),
            ("modern", "rnodern"),
            ("paypal", "\u{440}\u{430}\u{443}\u{440}\u{430}l"),
            ("工人", "\u{30a8}人"), // the katakana e
        ] {
            assert_eq!(look_of(one), look_of(other), "{one} {other}");
        }
    }

    #[test]
    fn names_that_do_not_look_alike_differ() {
        for (one, other) in [
            ("青松", "青杉"),
            ("小云", "小芸"),
            ("Anna", "Hanna"),
            ("人2", "人3"),
            ("晨松 12", "晨松 13"),
        ] {
            assert_ne!(look_of(one), look_of(other), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn a_look_is_never_empty_for_a_name_and_knows_neither_case_nor_blanks(text in "[a-zA-Z0-9云松é]{1,20}") {
            let look = look_of(&text);
            prop_assert!(!look.is_empty());
            prop_assert_eq!(look_of(&text.to_uppercase()), look.clone());
            let wide = [" ", &text, " "].concat();
            prop_assert_eq!(look_of(&wide), look);
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = look_of(&text);
        }
    }
}
