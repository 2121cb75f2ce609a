//! A doc comment says what the name and the type do not (docs/STYLE.md): none of at most three words, unless it gives a format, a
//! number or a link.

use crate::source::{Breach, none, texts};

/// The doc comments of one line that are no longer than three words and hold no format, number or link.
fn breaches(path: &str, text: &str) -> Vec<Breach> {
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let is_doc = |at: usize| lines.get(at).is_some_and(|line| line.starts_with("///"));
    let alone = (0..lines.len()).filter(|&at| is_doc(at) && !is_doc(at + 1) && (at == 0 || !is_doc(at - 1)));
    let says_a_fact = |line: &str| line.contains(|c: char| c.is_ascii_digit() || c == '`' || c == '[');
    let short = alone.filter(|&at| lines[at].split_whitespace().count() <= 4 && !says_a_fact(lines[at]));
    short
        .map(|at| Breach {
            path: path.into(),
            line: at + 1,
            rule: "comments say something",
            reason: format!("{:?} only repeats the name", lines[at]),
        })
        .collect()
}

#[test]
fn no_comment_only_repeats_the_name() {
    let all = texts("src", &[".rs"]);
    none(
        &all.iter()
            .flat_map(|(path, text)| breaches(path, text))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn the_rule_about_comments_sees_a_short_one() {
    assert_eq!(breaches("src/a.rs", "    /// The time.\n    pub at: Millis,").len(), 1);
    assert!(breaches("src/a.rs", "/// Milliseconds since the session began.\npub at: Millis,").is_empty());
    assert!(breaches("src/a.rs", "/// `HH:MM`.\npub from: String,").is_empty());
    assert!(breaches("src/a.rs", "/// Two\n/// lines.\nfn x() {}").is_empty());
}
