//! One-time codes that are printed on a card and typed by hand.

use crate::chance::Chance;
use unicode_normalization::UnicodeNormalization;

/// Crockford's alphabet: no I, L, O, U, so that nothing is read wrongly.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 4;
const CARD_GROUPS: usize = 3;

/// Groups of a code that replaces the second factor: 120 bits, since it is kept for long (ASVS 6.5.2).
pub const RECOVERY_GROUPS: usize = 6;

/// Characters of the alphabet, without the hyphens that are printed between groups of four.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// A new code for a card: 60 bits.
    pub fn for_card(chance: &Chance) -> Self {
        OneTimeCode::new(chance, CARD_GROUPS)
    }

    /// A new code of `groups` times four characters.
    pub fn new(chance: &Chance, groups: usize) -> Self {
        let mut bytes = vec![0; groups * GROUP];
        chance.fill(&mut bytes);
        OneTimeCode(
            bytes
                .iter()
                .map(|byte| char::from(ALPHABET[usize::from(byte & 31)]))
                .collect(),
        )
    }

    /// Reads what somebody typed: any case and width, with or without hyphens and spaces, O for 0, I and L for 1.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 200 {
            return None;
        }
        let code: Option<String> = text
            .nfkc()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '–' | '—' | '_' | '.'))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => Some('0'),
                'I' | 'L' => Some('1'),
                c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => Some(c),
                _ => None,
            })
            .collect();
        code.filter(|code| code.len() == CARD_GROUPS * GROUP || code.len() == RECOVERY_GROUPS * GROUP)
            .map(OneTimeCode)
    }

    /// The characters, for the keyed hash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is printed: `ABCD-EFGH-JKMN`.
    pub fn printed(&self) -> String {
        let mut out = String::with_capacity(self.0.len() * 5 / 4);
        for (at, c) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                out.push('-');
            }
            out.push(c);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = OneTimeCode::parse("0123-4567-89AB").unwrap();
        for text in [
            "o123 4567 89ab",
            "O1234567 89AB",
            "０１２３—４５６７—８９ＡＢ",
            " oi23.4567.89ab ",
        ] {
            assert_eq!(OneTimeCode::parse(text).unwrap(), code, "{text}");
        }
        assert_eq!(code.printed(), "0123-4567-89AB");
    }

    #[test]
    fn other_lengths_and_letters_are_no_code() {
        for text in [
            "",
            "0123-4567",
            "0123-4567-89A!",
            "UUUU-UUUU-UUUU",
            "0123-4567-89AB-CDEF",
            "云云云云云云云云云云云云",
        ] {
            assert!(OneTimeCode::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_can_be_read(seed: u64, groups in prop::sample::select(vec![CARD_GROUPS, RECOVERY_GROUPS])) {
            let code = OneTimeCode::new(&Chance::seeded(seed), groups);
            prop_assert_eq!(OneTimeCode::parse(&code.printed()), Some(code.clone()));
            prop_assert_eq!(OneTimeCode::parse(&code.printed().to_lowercase()), Some(code));
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = OneTimeCode::parse(&text);
        }
    }
}
