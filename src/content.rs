//! What no text of this product may hold: the resident identity number (safety 21, 22).

use unicode_normalization::UnicodeNormalization;

/// Whether `text` holds an 18-character resident identity number with a valid check digit (GB 11643, ISO 7064 MOD 11-2),
/// also written in full-width digits or broken up by spaces and hyphens.
pub fn holds_identity_number(text: &str) -> bool {
    let mut run: Vec<char> = Vec::new();
    for c in text.nfkc().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() || c == 'x' || c == 'X' {
            run.push(c);
        } else if !run.is_empty()
            && (c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '—' | '·' | '\u{200b}'..='\u{200f}'))
        {
            // a separator inside a number does not end it
        } else {
            if any_window_is_valid(&run) {
                return true;
            }
            run.clear();
        }
    }
    false
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
    char::from(CHECK[(sum % 11) as usize]) == chars[17].to_ascii_uppercase()
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
    fn an_identity_number_is_seen_through_spaces_and_full_width_digits() {
        for text in [
            "11010519491231002X",
            "证号 110105 19491231 002x。",
            "１１０１０５１９４９１２３１００２Ｘ",
            "a11010519491231002Xb",
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
        ] {
            assert!(!holds_identity_number(text), "{text}");
        }
    }

    // safety 31
    #[test]
    fn a_cell_cannot_become_a_formula() {
        assert_eq!(spreadsheet_cell("=1+1"), "'=1+1");
        assert_eq!(spreadsheet_cell("周二小组"), "周二小组");
    }
}
