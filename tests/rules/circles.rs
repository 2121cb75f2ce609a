//! Files import each other in one direction: there is no circle to read round.

use crate::source::{File, files};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use regex::Regex;
use std::collections::HashMap;

/// The module of a file, from the root of the crate.
fn module(path: &str) -> Vec<&str> {
    let inside = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let mut parts: Vec<&str> = inside.split('/').collect();
    if parts.last() == Some(&"mod") {
        parts.pop();
    }
    parts
}

/// The paths that a tree of imports names.
fn leaves(tree: &str, prefix: &str, found: &mut Vec<String>) {
    let mut depth = 0;
    let mut start = 0;
    let parts = tree.char_indices().chain([(tree.len(), ',')]);
    let mut cuts = vec![];
    for (at, sign) in parts {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                cuts.push(&tree[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    for part in cuts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('{') {
            Some((head, inner)) => leaves(inner.trim_end_matches('}'), &format!("{prefix}{}", head.trim()), found),
            None => found.push(format!("{prefix}{}", part.split(" as ").next().unwrap_or(part))),
        }
    }
}

/// Everything of the crate that a file names, by its path from the root.
fn named(file: &File) -> Vec<Vec<String>> {
    let text: Vec<&str> = file.code.iter().map(|(_, line)| line.as_str()).collect();
    let text = text.join("\n");
    // what a file offers again to others is no need of its own
    let imports = Regex::new(r"(?m)^\s*use\s+([^;]+);").unwrap();
    let uses = Regex::new(r"\buse\s+[^;]+;").unwrap();
    let inline = Regex::new(r"\b(?:crate|super)(?:::\w+)+").unwrap();
    let mut paths = vec![];
    for import in imports.captures_iter(&text) {
        leaves(&import[1].replace('\n', " "), "", &mut paths);
    }
    paths.extend(
        inline
            .find_iter(&uses.replace_all(&text, ""))
            .map(|hit| hit.as_str().to_owned()),
    );
    let me = module(&file.path);
    let from_root = |path: &String| {
        let mut parts = path.split("::").map(str::trim).peekable();
        let mut base: Vec<String> = match parts.peek() {
            Some(&"crate") => vec![],
            Some(&"self" | &"super") => me.iter().map(|part| (*part).to_owned()).collect(),
            _ => return None,
        };
        for part in parts {
            match part {
                "crate" | "self" => {}
                "super" => drop(base.pop()),
                part => base.push(part.to_owned()),
            }
        }
        Some(base)
    };
    paths.iter().filter_map(from_root).collect()
}

/// The groups of files that need each other.
fn circles(files: &[File]) -> Vec<Vec<&str>> {
    let modules: HashMap<String, &str> = files
        .iter()
        .map(|file| (module(&file.path).join("/"), file.path.as_str()))
        .collect();
    let mut graph: DiGraphMap<&str, ()> = DiGraphMap::new();
    for file in files {
        let me = module(&file.path).join("/");
        for mut path in named(file) {
            let target = loop {
                if path.is_empty() {
                    break None;
                }
                let name = path.join("/");
                if let Some(target) = modules.get(&name) {
                    break Some((name, *target));
                }
                path.pop();
            };
            // a file may name the one of its folder, which only says what is inside
            if let Some((name, target)) = target.filter(|(name, _)| *name != me && !me.starts_with(&format!("{name}/")))
            {
                debug_assert!(!name.is_empty());
                graph.add_edge(file.path.as_str(), target, ());
            }
        }
    }
    tarjan_scc(&graph).into_iter().filter(|group| group.len() > 1).collect()
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let all = files("src", &[".rs"]);
    let circles = circles(&all);
    assert!(circles.is_empty(), "\n{circles:#?}");
}

#[test]
fn the_rule_about_circles_sees_one_of_three_files() {
    let mut tree = vec![
        File::new("src/chat/a.rs", "use crate::chat::{b::B, c as d};"),
        File::new("src/chat/b.rs", "use super::c::{\n    self,\n    C,\n};"),
        File::new("src/chat/c/mod.rs", "fn c() { crate::chat::a::a() }"),
    ];
    assert_eq!(circles(&tree).len(), 1);
    tree[2] = File::new("src/chat/c/mod.rs", "pub use crate::chat::a::a;");
    assert!(circles(&tree).is_empty(), "what is only offered again is no need");
}
