//! The text of one cell.

use unicode_normalization::UnicodeNormalization as _;

/// NFKC and trimmed: what a person sees, in one spelling.
pub fn tidy(cell: &str) -> String {
    cell.nfkc().collect::<String>().trim().to_owned()
}

/// A cell as a report may repeat it: short, and never a long number.
pub fn shown(cell: &str) -> String {
    if cell.chars().filter(char::is_ascii_digit).count() > 5 {
        return "…".into();
    }
    let mut text: String = cell.chars().take(20).collect();
    if text.len() < cell.len() {
        text.push('…');
    }
    text
}
