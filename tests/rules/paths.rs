//! A page that names a file names one that is there, so that nobody is sent to a place that has moved.

use crate::source::{Breach, none, texts};
use regex::Regex;
use std::path::Path;

/// Files that a page names and that are made only when the product runs or is built.
const MADE_LATER: &[&str] = &["frontend/dist", "frontend/node_modules", "frontend/src/kit/schema.d.ts"];

fn breaches(path: &str, text: &str, is_there: impl Fn(&str) -> bool) -> Vec<Breach> {
    let named = Regex::new(
        r"`((?:src|tests|docs|frontend|migrations|benches|examples|client|bin|\.ci)/[A-Za-z0-9_./-]*[A-Za-z0-9_/])`",
    )
    .unwrap();
    let mut found = vec![];
    for (at, line) in text.lines().enumerate() {
        for name in named.captures_iter(line).map(|hit| hit[1].to_owned()) {
            let is_made_later = MADE_LATER.iter().any(|made| name.starts_with(made));
            if !is_made_later && !is_there(&name) {
                found.push(Breach {
                    path: path.into(),
                    line: at + 1,
                    rule: "pages name files that are there",
                    reason: name,
                });
            }
        }
    }
    found
}

fn is_in_the_tree(name: &str) -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name).exists()
}

/// The pages of the interface speak of its own folder.
fn is_in_the_interface(name: &str) -> bool {
    is_in_the_tree(name) || is_in_the_tree(&format!("frontend/{name}"))
}

#[test]
fn every_file_that_a_page_names_is_there() {
    let mut pages = texts("docs", &[".md"]);
    pages.extend(texts("migrations", &[".md"]));
    pages.extend(texts("src", &[".rs"]));
    for name in ["README.md", "README.zh.md", "frontend/README.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
        pages.push((name.into(), text));
    }
    let is_there = |page: &str| match page {
        "frontend/README.md" => is_in_the_interface,
        _ => is_in_the_tree,
    };
    let found = pages
        .iter()
        .flat_map(|(path, text)| breaches(path, text, is_there(path)));
    none(&found.collect::<Vec<_>>());
}

#[test]
fn the_rule_about_pages_sees_a_file_that_has_moved() {
    let is_there = |name: &str| name == "src/app.rs";
    assert!(breaches("docs/A.md", "see `src/app.rs` first", is_there).is_empty());
    assert_eq!(breaches("docs/A.md", "see `src/front.rs` first", is_there).len(), 1);
}
