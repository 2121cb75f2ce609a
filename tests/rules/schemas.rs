//! No two shapes of the API document have one name: the later would silently stand for both.

use crate::source::{Breach, File, files, none};
use regex::Regex;
use std::collections::HashMap;

/// Every shape that a file gives to the document: name and line.
fn shapes(file: &File) -> Vec<(String, usize)> {
    let head = Regex::new(r"\b(?:struct|enum) (\w+)").unwrap();
    let alias = Regex::new(r"schema\([^)]*\bas = (\w+)").unwrap();
    let text_enum = Regex::new(r#"^\s+(?:pub(?:\([a-z]+\))? )?(\w+)(?: as "(\w+)")? \{"#).unwrap();
    let (mut found, mut is_shape, mut name, mut is_enum) = (vec![], false, None, false);
    for (line, code) in &file.code {
        if code.contains("text_enum! {") {
            is_enum = true;
        } else if is_enum && let Some(parts) = text_enum.captures(code) {
            let name = parts.get(2).or(parts.get(1)).map_or("", |part| part.as_str());
            found.push((name.to_owned(), *line));
            is_enum = false;
        }
        is_shape |= code.contains("#[derive(") && code.contains("ToSchema");
        if let Some(parts) = alias.captures(code) {
            name = Some(parts[1].to_owned());
        }
        if let Some(parts) = head.captures(code) {
            if is_shape {
                found.push((name.take().unwrap_or_else(|| parts[1].to_owned()), *line));
            }
            (is_shape, name) = (false, None);
        }
    }
    found
}

fn breaches(files: &[File]) -> Vec<Breach> {
    let (mut known, mut found) = (HashMap::<String, String>::new(), vec![]);
    for file in files {
        for (name, line) in shapes(file) {
            let here = format!("{}:{line}", file.path);
            if let Some(there) = known.insert(name.clone(), here) {
                let reason = format!("{name} is the name of another shape at {there}; give this one its own");
                found.push(Breach {
                    path: file.path.clone(),
                    line,
                    rule: "one shape, one name",
                    reason,
                });
            }
        }
    }
    found
}

#[test]
fn every_shape_of_the_api_document_has_a_name_of_its_own() {
    let mut all = files("src", &[".rs"]);
    all.retain(|file| file.path != "src/db/text_enum.rs");
    none(&breaches(&all));
}

#[test]
fn the_rule_about_shapes_sees_two_of_one_name() {
    let file = |path, text: &str| File::new(path, text);
    let derived = "#[derive(Serialize, ToSchema)]\npub struct Row {\n    x: i64,\n}";
    let aliased = "#[derive(Serialize, ToSchema)]\n#[schema(as = OtherRow)]\npub struct Row {\n    x: i64,\n}";
    let listed = "text_enum! {\n    pub Row {\n        A = \"a\",\n    }\n}";
    let renamed = "text_enum! {\n    pub Row as \"ListRow\" {\n        A = \"a\",\n    }\n}";
    let silent = "#[derive(Serialize)]\npub struct Row {\n    x: i64,\n}";
    assert_eq!(
        breaches(&[file("src/a.rs", derived), file("src/b.rs", derived)]).len(),
        1
    );
    assert_eq!(
        breaches(&[file("src/a.rs", derived), file("src/b.rs", listed)]).len(),
        1
    );
    let fine = [derived, aliased, renamed, silent].map(|text| file("src/a.rs", text));
    assert!(breaches(&fine).is_empty());
}
