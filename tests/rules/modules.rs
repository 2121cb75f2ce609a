//! Every file of the source is compiled: a file that no `mod` names is dead, and so are the tests in it.

use crate::source::{Breach, none, texts};
use regex::Regex;
use std::collections::{HashMap, HashSet};

/// The files of a tree, by path, that none of the others names.
fn orphans(files: &[(String, String)], roots: &[&str]) -> Vec<Breach> {
    let named = Regex::new(r"(?m)^\s*(?:pub(?:\([a-z:: ]+\))?\s+)?mod\s+([a-z_0-9]+)\s*;").unwrap();
    let placed = Regex::new(r#"(?m)^\s*#\[path = "([a-z_./]+)"\]"#).unwrap();
    let by_path: HashMap<&str, &str> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let mut reached: HashSet<String> = HashSet::new();
    let mut open: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
    while let Some(path) = open.pop() {
        let Some(text) = by_path.get(path.as_str()).filter(|_| reached.insert(path.clone())) else {
            continue;
        };
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let inside = match file {
            "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
            file => format!("{folder}/{}", file.trim_end_matches(".rs")),
        };
        for name in placed.captures_iter(text) {
            open.push(format!("{inside}/{}", &name[1]));
        }
        for name in named.captures_iter(text) {
            open.push(format!("{inside}/{}.rs", &name[1]));
            open.push(format!("{inside}/{}/mod.rs", &name[1]));
        }
    }
    let lost = files.iter().filter(|(path, _)| !reached.contains(path));
    lost.map(|(path, _)| Breach {
        path: path.clone(),
        line: 1,
        rule: "every file is compiled",
        reason: "no `mod` names it".into(),
    })
    .collect()
}

#[test]
fn every_file_is_named_by_a_mod() {
    none(&orphans(&texts("src", &[".rs"]), &["src/lib.rs", "src/main.rs"]));
    none(&orphans(&texts("tests/api", &[".rs"]), &["tests/api/main.rs"]));
    none(&orphans(&texts("tests/rules", &[".rs"]), &["tests/rules/main.rs"]));
}

#[test]
fn the_rule_about_files_sees_one_that_nobody_names() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let mut tree = vec![
        file("src/lib.rs", "pub mod chat;"),
        file("src/chat/mod.rs", "#[cfg(test)]\nmod tests;"),
        file("src/chat/tests.rs", ""),
    ];
    assert!(orphans(&tree, &["src/lib.rs"]).is_empty());
    tree[1].1.clear();
    assert_eq!(orphans(&tree, &["src/lib.rs"]).len(), 1);
}
