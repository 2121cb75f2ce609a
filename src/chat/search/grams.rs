//! Cutting texts and queries into pieces. Pure.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Han characters (and other scripts written without spaces) are cut into pairs, everything else into triples.
const PAIR: usize = 2;
const TRIPLE: usize = 3;

/// A text as it is compared: compatibility forms folded, lower case, any space as one blank.
pub fn fold(text: &str) -> String {
    let lower = text.nfkc().flat_map(char::to_lowercase).collect::<String>();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters of one kind next to each other, and whether the run touches the beginning or the end of the text.
struct Run {
    chars: Vec<char>,
    width: usize,
    is_whole: bool,
}

fn width(c: char) -> Option<usize> {
    match c {
        // Han with its extensions, kana, hangul
        '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Some(PAIR),
        c if c.is_alphanumeric() => Some(TRIPLE),
        _ => None,
    }
}

fn runs(folded: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = vec![];
    let mut before = None;
    for c in folded.chars() {
        let kind = width(c);
        match (kind, runs.last_mut()) {
            (Some(_), Some(run)) if kind == before => run.chars.push(c),
            (Some(width), _) => runs.push(Run {
                chars: vec![c],
                width,
                is_whole: true,
            }),
            (None, _) => {}
        }
        before = kind;
    }
    let starts_inside = folded.chars().next().and_then(width).is_some();
    if let Some(first) = runs.first_mut().filter(|_| starts_inside) {
        first.is_whole = false;
    }
    if let Some(last) = runs.last_mut().filter(|_| before.is_some()) {
        last.is_whole = false;
    }
    runs
}

fn cut(run: &Run, into: &mut BTreeSet<String>) {
    if run.chars.len() < run.width {
        into.insert(run.chars.iter().collect());
    }
    into.extend(run.chars.windows(run.width).map(|gram| gram.iter().collect::<String>()));
}

/// Everything in a folded text by which it can be found.
pub fn of_text(folded: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for run in runs(folded) {
        cut(&run, &mut grams);
    }
    grams
}

/// What a text that contains the folded query must have; nothing when the query is too short to say. A short run at an end may go on
/// in the text, so it says nothing.
pub fn of_query(folded: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for run in runs(folded) {
        if run.is_whole || run.chars.len() >= run.width {
            cut(&run, &mut grams);
        }
    }
    grams
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grams(query: &str) -> Vec<String> {
        of_query(&fold(query)).into_iter().collect()
    }

    #[test]
    fn a_query_is_cut_into_pairs_and_triples() {
        assert_eq!(grams("在家里"), ["在家", "家里"]);
        assert_eq!(grams("Night"), ["ght", "igh", "nig"]);
        assert_eq!(grams("ＡＢＣ 值班"), ["abc", "值班"]);
        assert_eq!(grams("电话2号"), ["2", "电话"], "a short run between others is whole");
        for too_short in ["", " ", "家", "ok", "家 ok", "，。"] {
            assert!(grams(too_short).is_empty(), "{too_short}");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::string::string_regex("[a-c家在里，。 0-2é-ëＡ-Ｃ㈱]{0,30}").unwrap()
    }

    proptest! {
        // whatever stands in a text is found by it
        #[test]
        fn a_text_has_every_gram_of_every_part_of_it(text in text(), from in 0..30usize, count in 1..12usize) {
            let folded = fold(&text);
            let part: String = folded.chars().skip(from).take(count).collect();
            let missing: Vec<_> = of_query(&part).difference(&of_text(&folded)).cloned().collect();
            prop_assert!(missing.is_empty(), "{folded:?} {part:?} {missing:?}");
        }
    }
}
