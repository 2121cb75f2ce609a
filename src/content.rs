//! What no text of this product may hold: the resident identity number (safety 21, 22).

use unicode_normalization::UnicodeNormalization;

/// Whether `text` holds an 18-character resident identity number (GB 11643): a birth date that exists and a valid check
/// digit (ISO 7064 MOD 11-2), also written in full-width digits or broken up by anything that is neither letter nor digit.
/// For texts that people write; an id is parsed as an id and never asked here, since digits of chance look like a number too.
pub fn holds_identity_number(text: &str) -> bool {
    let mut run: Vec<char> = Vec::new();
    for c in text.nfkc().chain(std::iter::once('a')) {
        if c.is_ascii_digit() || c == 'x' || c == 'X' {
            run.push(c);
        } else if c.is_alphanumeric() {
            if any_window_is_valid(&run) {
                return true;
            }
            run.clear();
        }
        // a separator inside a number does not end it: blanks, points, slashes, joiners that nobody sees
    }
    false
}

/// Whether nothing of `text` can be seen: spaces, controls, and what Unicode lets be ignored where it is shown
/// (`Default_Ignorable_Code_Point`), among them joiners, fillers and marks of direction.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || c.is_control() || is_ignorable(c))
}

fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
        // a pattern of Braille without a dot, and the marks around a note between the lines
        | '\u{2800}' | '\u{FFF9}'..='\u{FFFB}')
}

fn any_window_is_valid(run: &[char]) -> bool {
    run.windows(18).any(is_identity_number)
}

fn is_identity_number(chars: &[char]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let mut sum = 0;
    for (c, weight) in chars.iter().zip(WEIGHTS) {
        let Some(digit) = c.to_digit(10) else { return false };
        sum += digit * weight;
    }
    char::from(CHECK[(sum % 11) as usize]) == chars[17].to_ascii_uppercase() && is_birth_date(&chars[6..14])
}

/// Eight digits that are a day on which somebody who lives now can have been born.
fn is_birth_date(digits: &[char]) -> bool {
    let number = |part: &[char]| {
        let digits = part.iter().filter_map(|c| c.to_digit(10));
        digits.fold(0i16, |sum, digit| sum * 10 + digit as i16)
    };
    let (year, month, day) = (number(&digits[..4]), number(&digits[4..6]), number(&digits[6..]));
    (1900..2100).contains(&year) && jiff::civil::Date::new(year, month as i8, day as i8).is_ok()
}

/// Text with the characters that start a formula in a spreadsheet neutralised by a leading apostrophe (safety 31).
pub fn spreadsheet_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // safety 22
    #[test]
    fn an_identity_number_is_seen_through_separators_and_full_width_digits() {
        for text in [
            "11010519491231002X",
            "证号 110105 19491231 002x。",
            "１１０１０５１９４９１２３１００２Ｘ",
            "a11010519491231002Xb",
            "110105.1949/12,31_002X",
            "110105\u{2060}19491231\u{2060}002X",
            "110105\u{ad}1949\u{feff}1231🙂002X",
        ] {
            assert!(holds_identity_number(text), "{text}");
        }
    }

    #[test]
    fn other_long_numbers_pass() {
        for text in [
            "110105194912310021",
            "",
            "12345",
            "订单 123456789012345678",
            "962525 和 12356",
            // the check digit is right, the day of birth is not one
            "110105194902310026",
        ] {
            assert!(!holds_identity_number(text), "{text}");
        }
    }

    /// The check character of 17 digits, computed as the standard writes it: the sum of all eighteen, each times two to
    /// the power of its distance from the end, leaves one when divided by eleven.
    fn check_character(digits: &str) -> char {
        let value = |last: u32| {
            let all = digits.chars().map(|c| c.to_digit(10).unwrap()).chain([last]);
            let weighted = all.enumerate().map(|(at, digit)| digit * (1 << (17 - at)));
            weighted.fold(0, |sum, part| (sum + part) % 11)
        };
        match (0..=10).find(|last| value(*last) == 1).unwrap() {
            10 => 'X',
            last => char::from_digit(last, 10).unwrap(),
        }
    }

    #[test]
    fn the_example_has_a_wrong_day_only() {
        assert_eq!(check_character("11010519490231002"), '6');
        assert_eq!(check_character("11010519491231002"), 'X');
    }

    proptest::proptest! {
        // safety 22: whatever stands between the digits
        #[test]
        fn a_valid_number_is_found_behind_any_separators(
            region in 110_000u32..830_000,
            days in 0i32..70_000,
            order in 0u32..1000,
            separators in proptest::collection::vec("[ \t\n\\-./,_:;·—‐'\"()（）、。\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}]{0,4}", 17),
        ) {
            use jiff::ToSpan;
            let born = jiff::civil::date(1900, 1, 1).checked_add(days.days()).unwrap();
            let digits = format!("{region}{:04}{:02}{:02}{order:03}", born.year(), born.month(), born.day());
            let mut text = String::new();
            for (at, c) in digits.chars().chain([check_character(&digits)]).enumerate() {
                text.push(c);
                text.push_str(separators.get(at).map_or("", String::as_str));
            }
            proptest::prop_assert!(holds_identity_number(&text), "{text}");
        }
    }

    #[test]
    fn a_text_of_which_nothing_is_seen_is_blank() {
        for text in [
            "",
            " \n\t\u{3000}",
            "\u{200b}\u{200d}",
            "\u{feff}",
            "\u{3164}\u{ffa0}",
            "\u{2800}",
            "\u{202e}\u{2069}",
            "\u{e0041}\u{fe0f}",
        ] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["。", "👨\u{200d}👩", "\u{200b}家", "á", "-"] {
            assert!(!is_blank(text), "{text:?}");
        }
    }

    // safety 31
    #[test]
    fn a_cell_cannot_become_a_formula() {
        assert_eq!(spreadsheet_cell("=1+1"), "'=1+1");
        assert_eq!(spreadsheet_cell("周二小组"), "周二小组");
    }
}
