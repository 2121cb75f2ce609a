//! Every requirement that the source names has a line in `docs/REQUIREMENTS.md`, and every line stands for something.

use crate::source::{Breach, none, texts};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const PAGE: &str = "docs/REQUIREMENTS.md";
const RULE: &str = "requirements";
/// Where marks may stand.
const FOLDERS: &[&str] = &[
    "src",
    "tests",
    "client",
    "examples",
    "benches",
    "migrations",
    "docs",
    "frontend/src",
    "frontend/e2e",
];
const ENDINGS: &[&str] = &[".rs", ".ts", ".svelte", ".sql", ".md"];
/// Marks by a letter: `S13`, or a run such as `I1 to I6`. What follows decides whether it is one (`T12:00` is a time).
const LETTERS: &str = r"\b([FIMSTW])([1-9]\d?)\b(?: to ([FIMSTW])([1-9]\d?)\b)?";
/// Marks by a word: `safety 9`, `safety 8, 16, 40 to 43`, `training 6.10`.
const WORDS: &str = r"\b(safety|scheduling|training|chat) (\d+(?:\.\d+)?(?:(?:, | to )\d+(?:\.\d+)?)*)";
/// Other ways to write several marks: one way is enough.
const OTHER_FORMS: &str = concat!(
    r"\b(?:safety|scheduling|training|chat) (?:\d[\d.]*,? and \d|[FIMSTW]\d)|",
    r"\bsafety \d+, safety\b|\b[FIMSTW][1-9]\d? (?:and )?[FIMSTW][1-9]\d?\b",
);

static BY_LETTER: LazyLock<Regex> = LazyLock::new(|| Regex::new(LETTERS).unwrap());
static BY_WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(WORDS).unwrap());
static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| Regex::new(OTHER_FORMS).unwrap());

/// The marks that stand in a line.
fn marks(line: &str) -> Vec<String> {
    let mut found = vec![];
    for hit in BY_LETTER.captures_iter(line) {
        let whole = hit.get(0).unwrap();
        let before = line[..whole.start()].chars().next_back().unwrap_or(' ');
        let mut after = line[whole.end()..].chars();
        let (next, second) = (after.next().unwrap_or(' '), after.next().unwrap_or(' '));
        if !(before.is_whitespace() || "([\"'`*/,|".contains(before))
            || next == '-'
            || (next == ':' && second.is_ascii_digit())
        {
            continue;
        }
        let first: u32 = hit[2].parse().unwrap();
        let last = hit.get(4).map_or(first, |last| last.as_str().parse().unwrap());
        found.extend((first..=last).map(|number| format!("{}{number}", &hit[1])));
    }
    for hit in BY_WORD.captures_iter(line) {
        for part in hit[2].split(", ") {
            match part.split_once(" to ") {
                Some((first, last)) => {
                    let (first, last): (u32, u32) = (first.parse().unwrap(), last.parse().unwrap());
                    found.extend((first..=last).map(|number| format!("{} {number}", &hit[1])));
                }
                None => found.push(format!("{} {part}", &hit[1])),
            }
        }
    }
    found
}

/// The marks that the page explains, with their lines; and what is wrong with the page itself.
fn explained(page: &str) -> (BTreeMap<String, usize>, Vec<Breach>) {
    let row = Regex::new(r"^\| ([FIMSTW]\d+|(?:safety|scheduling|training|chat) [\d.]+) \| (.+) \|$").unwrap();
    let (mut found, mut wrong) = (BTreeMap::new(), vec![]);
    for (at, line) in page.lines().enumerate() {
        let Some(hit) = row.captures(line) else { continue };
        if found.insert(hit[1].to_owned(), at + 1).is_some() {
            wrong.push(breach(PAGE, at + 1, format!("{} is explained twice", &hit[1])));
        }
        if !hit[2].ends_with('.') {
            wrong.push(breach(PAGE, at + 1, format!("{} is explained by no sentence", &hit[1])));
        }
    }
    (found, wrong)
}

fn breach(path: &str, line: usize, reason: String) -> Breach {
    Breach {
        path: path.into(),
        line,
        rule: RULE,
        reason,
    }
}

fn breaches(page: &str, sources: &[(String, String)]) -> Vec<Breach> {
    let (explained, mut found) = explained(page);
    let mut used = BTreeSet::new();
    for (path, text) in sources {
        for (at, line) in text.lines().enumerate() {
            if let Some(form) = OTHERWISE.find(line) {
                found.push(breach(
                    path,
                    at + 1,
                    format!("write `{}` as `safety 8, 9`, `S1, S2` or `I1 to I6`", form.as_str()),
                ));
            }
            for mark in marks(line) {
                if !explained.contains_key(&mark) {
                    found.push(breach(path, at + 1, format!("{mark} has no line in {PAGE}")));
                }
                used.insert(mark);
            }
        }
    }
    let idle = explained.iter().filter(|(mark, _)| !used.contains(*mark));
    found.extend(
        idle.map(|(mark, line)| breach(PAGE, *line, format!("{mark} stands nowhere in source, tests or pages"))),
    );
    found
}

#[test]
fn every_requirement_that_is_named_is_explained() {
    let mut page = String::new();
    let mut sources = vec![];
    for (path, text) in FOLDERS.iter().flat_map(|folder| texts(folder, ENDINGS)) {
        match path.as_str() {
            PAGE => page = text,
            // the samples below; and a file that is made from the API document
            "tests/rules/requirements.rs" | "frontend/src/kit/schema.d.ts" => {}
            _ => sources.push((path, text)),
        }
    }
    assert!(explained(&page).0.len() > 100, "the rule has gone blind");
    none(&breaches(&page, &sources));
}

#[test]
fn the_rule_about_requirements_sees_what_is_missing_idle_or_written_otherwise() {
    let page = "| S1 | One. |\n| S2 | Two. |\n| safety 8 | Eight. |\n| safety 9 | Nine. |\n| training 6.10 | Ten. |\n";
    let said = |text: &str| breaches(page, &[("src/a.rs".to_owned(), text.to_owned())]).len();
    assert_eq!(said("// S1 to S2, safety 8, 9 (training 6.10)"), 0);
    assert_eq!(
        said("// S1, S2; safety 8 to 9; see training 6.10, at T12:00:00Z and in 2026-W48"),
        0
    );
    // S2 stands nowhere
    assert_eq!(said("// S1, safety 8, 9, training 6.10"), 1);
    // S3 and safety 10 have no line
    assert_eq!(said("// S1 to S3, safety 8 to 10, training 6.10"), 2);
    for other in [
        "// S1 S2",
        "// safety 8 and 9",
        "// training S1",
        "// safety 8, safety 9",
    ] {
        assert!(OTHERWISE.is_match(other), "{other}");
    }
    assert_eq!(
        explained("| S1 | One. |\n| S1 | Again. |\n| S2 | no sentence |")
            .1
            .len(),
        2
    );
}
