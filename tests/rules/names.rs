//! Names are the field's words: no drawers for leftovers, and never a word that puts people down.

use crate::source::{Breach, File, files, none};
use regex::Regex;

const DRAWERS: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "manager"];

fn breaches(file: &File) -> Vec<Breach> {
    let mut found = vec![];
    let breach = |line, rule, reason: String| Breach {
        path: file.path.clone(),
        line,
        rule,
        reason,
    };
    for part in file
        .path
        .split('/')
        .map(|part| part.split('.').next().unwrap_or_default())
    {
        if DRAWERS.contains(&part) {
            found.push(breach(1, "no drawers", format!("a file or folder is called {part}")));
        }
    }
    let words = Regex::new(r"(?i)\b(addicts?|abusers?|junkies?)\b|瘾君子|吸毒者|管控对象|吸毒人员").unwrap();
    for (line, code) in &file.code {
        if let Some(word) = words.find(code) {
            found.push(breach(*line, "words", format!("we do not say {}", word.as_str())));
        }
    }
    found
}

#[test]
fn names_are_the_fields_words() {
    let mut all = files("src", &[".rs"]);
    all.extend(files("frontend/src", &[".ts", ".svelte"]));
    // the lists of words that letters and screens may not hold name them, so that they can refuse them
    all.retain(|file| !file.is_part("forbidden_words") && !file.path.ends_with("messages.test.ts"));
    none(&all.iter().flat_map(breaches).collect::<Vec<_>>());
}

#[test]
fn the_rule_about_names_sees_a_drawer_and_a_word() {
    assert_eq!(breaches(&File::new("src/chat/utils.rs", "let x = 1;")).len(), 1);
    assert_eq!(
        breaches(&File::new("src/chat/model.rs", "let title = \"for addicts\";")).len(),
        1
    );
    assert!(breaches(&File::new("src/chat/model.rs", "let title = \"for members\";")).is_empty());
}
