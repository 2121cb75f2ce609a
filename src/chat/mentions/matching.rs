//! Whom a text names: `@` and the name that somebody has in the room. The server finds out, so that a forged mention is none.

use crate::chat::model::{DisplayName, Seat};
use crate::chat::room_view::RoomView;
use unicode_normalization::UnicodeNormalization as _;

/// A text with more of them names nobody further.
const SIGNS: usize = 50;
/// Longer than any name in any form.
const REACH: usize = 80;

/// The memberships that a text names, each once, in order; `author` does not name themselves.
pub fn mentioned(view: &RoomView, author: &str, text: &str) -> Vec<String> {
    if !text.contains(is_sign) {
        return vec![];
    }
    let names = view.members().filter(|member| &*member.seat != author);
    let names: Vec<(String, &str)> = names
        .map(|member| (DisplayName::key_of(&member.name), &*member.seat))
        .collect();
    find(&names, text)
}

/// The same among seats out of the database: for a message that comes into the room later than it was written.
pub fn mentioned_among(seats: &[Seat], author: &str, text: &str) -> Vec<String> {
    let others = seats.iter().filter(|seat| seat.id.as_str() != author);
    let names: Vec<(String, &str)> = others
        .map(|seat| (DisplayName::key_of(&seat.display_name), seat.id.as_str()))
        .collect();
    find(&names, text)
}

fn is_sign(c: char) -> bool {
    c == '@' || c == '＠'
}

/// By name as compared, and membership. Of two names that fit, the longer is meant.
fn find(names: &[(String, &str)], text: &str) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    let mut before = ' ';
    let mut signs = 0;
    for (index, c) in text.char_indices() {
        // the @ inside an address names nobody
        if is_sign(c) && !before.is_ascii_alphanumeric() && signs < SIGNS {
            signs += 1;
            let rest: String = text[index + c.len_utf8()..].chars().take(REACH).nfkc().collect();
            let rest = caseless::default_case_fold_str(&rest);
            let fitting = names.iter().filter(|(name, _)| begins_with(&rest, name));
            if let Some((_, seat)) = fitting.max_by_key(|(name, _)| name.len())
                && !found.iter().any(|known| known == seat)
            {
                found.push((*seat).to_owned());
            }
        }
        before = c;
    }
    found.sort_unstable();
    found
}

/// A Latin name must end where the word ends; a Chinese one may be followed by anything.
fn begins_with(rest: &str, name: &str) -> bool {
    let Some(after) = rest.strip_prefix(name) else {
        return false;
    };
    let ends_latin = name.ends_with(|c: char| c.is_ascii_alphanumeric());
    !(ends_latin && after.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [(&str, &str); 4] = [("小安", "s1"), ("小安安", "s2"), ("ann", "s3"), ("ann 2", "s4")];

    fn names() -> Vec<(String, &'static str)> {
        NAMES.map(|(name, seat)| (name.to_owned(), seat)).to_vec()
    }

    #[test]
    fn the_longest_name_that_fits_is_meant_whatever_its_case_or_width() {
        for (text, seats) in [
            ("@小安你好", &["s1"][..]),
            ("@小安安你好", &["s2"]),
            ("＠Ａｎｎ, hello @ANN 2!", &["s3", "s4"]),
            ("@小安 @小安", &["s1"]),
            ("@anna", &[]),
            ("write to b@ann.cn", &[]),
            ("小安", &[]),
            ("@", &[]),
        ] {
            assert_eq!(find(&names(), text), seats, "{text}");
        }
    }

    proptest! {
        /// Whatever is written around it, a name behind its sign is found, and nobody is named without one.
        #[test]
        fn a_name_is_found_wherever_it_stands(before in "[^@＠a-zA-Z0-9]{0,20}", after in "[ ，。!].{0,20}") {
            let found = find(&names(), &format!("{before}@小安{after}"));
            prop_assert!(found.contains(&"s1".to_owned()));
            let plain: String = format!("{before}小安{after}").chars().filter(|c| !is_sign(*c)).collect();
            prop_assert!(find(&names(), &plain).is_empty());
        }
    }
}
