//! The digits that open a locked screen (safety 55): four to eight, chosen by the person, and none that everybody tries first.

use crate::accounts::model::Passphrase;
use crate::error::{Error, Result};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

const LEAST: usize = 4;
const MOST: usize = 8;

/// What is tried first although it follows no pattern: keys in a line, numbers that sound like words, years that many like.
const COMMONEST: &[&str] = &[
    "1314",
    "5201314",
    "5211314",
    "520",
    "2580",
    "0852",
    "8520",
    "1470",
    "3690",
    "147258",
    "147258369",
    "258369",
    "159357",
    "1004",
    "1379",
    "7410",
    "2468",
    "1357",
    "8642",
    "9753",
];

/// Digits as they were typed. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(pin)")
    }
}

impl<'de> serde::Deserialize<'de> for Pin {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(Pin::from)
    }
}

impl From<String> for Pin {
    fn from(text: String) -> Self {
        let text = Zeroizing::new(text);
        // a Chinese keyboard types digits of full width
        Pin(Zeroizing::new(text.trim().nfkc().collect()))
    }
}

impl Pin {
    pub fn as_secret(&self) -> Passphrase {
        Passphrase::from(self.0.as_str().to_owned())
    }

    /// Whether it can be anybody's at all: nothing else is worth a hash.
    pub fn is_possible(&self) -> bool {
        (LEAST..=MOST).contains(&self.0.len()) && self.0.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether it may become somebody's.
    pub fn check_new(&self, field: &str) -> Result<()> {
        if !self.is_possible() {
            return Err(Error::field(field, "pin_digits"));
        }
        if is_trivial(self.0.as_bytes()) {
            return Err(Error::field(field, "too_common"));
        }
        Ok(())
    }
}

/// One digit, digits in a row, one half twice, pairs in a row, or one of the commonest.
fn is_trivial(digits: &[u8]) -> bool {
    let runs_by = |digits: &[u8], step: u8| {
        digits
            .windows(2)
            .all(|two| (two[0] - b'0' + step) % 10 == two[1] - b'0')
    };
    let runs = |digits: &[u8]| [0, 1, 9].into_iter().any(|step| runs_by(digits, step));
    let repeats =
        |part: usize| digits.len().is_multiple_of(part) && digits.chunks(part).all(|chunk| chunk == &digits[..part]);
    let firsts: Vec<u8> = digits.iter().step_by(2).copied().collect();
    let are_pairs = digits.chunks(2).all(|pair| pair.len() == 2 && pair[0] == pair[1]);
    runs(digits)
        || (1..=digits.len() / 2).any(repeats)
        || (are_pairs && runs(&firsts))
        || COMMONEST.iter().any(|common| common.as_bytes() == digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str) -> Result<(), String> {
        Pin::from(text.to_owned())
            .check_new("pin")
            .map_err(|error| error.fields[0].code.clone())
    }

    // safety 55
    #[test]
    fn four_to_eight_digits_and_nothing_else() {
        for good in ["4071", "39506", "80241697", "４０７１", " 4071 "] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in ["", "407", "402416978", "40a1", "40 71", "四零七一", "-407", "٤٠٧١"] {
            assert_eq!(check(bad).unwrap_err(), "pin_digits", "{bad}");
        }
    }

    // safety 55
    #[test]
    fn what_everybody_tries_first_is_refused() {
        for common in [
            "0000",
            "1111",
            "99999999",
            "1234",
            "0123",
            "12345678",
            "4321",
            "9876",
            "7890",
            "1212",
            "123123",
            "12341234",
            "1122",
            "112233",
            "998877",
            "1314",
            "5201314",
            "2580",
            "１２３４",
        ] {
            assert_eq!(check(common).unwrap_err(), "too_common", "{common}");
        }
    }

    #[test]
    fn it_is_never_printed() {
        assert_eq!(format!("{:?}", Pin::from("4071".to_owned())), "(pin)");
    }

    proptest! {
        #[test]
        fn most_are_allowed_and_every_repetition_is_not(digits in "[0-9]{4}") {
            prop_assert!(check(&digits.repeat(2)).is_err());
        }
    }
}
