//! The values of another room's enum are never written as text: bind the enum, so that a renamed value does not compile.

use crate::source::{Breach, File, files, none};
use regex::Regex;
use std::collections::{BTreeSet, HashMap};

/// Which rooms know which stored value, from their `text_enum!` blocks.
fn values(files: &[File]) -> HashMap<String, BTreeSet<String>> {
    let variant = Regex::new(r#"^\s+[A-Z]\w+ = "([a-z_]+)",?$"#).unwrap();
    let mut values: HashMap<String, BTreeSet<String>> = HashMap::new();
    for file in files {
        for (_, code) in &file.code {
            if let Some(value) = variant.captures(code) {
                values
                    .entry(value[1].to_owned())
                    .or_default()
                    .insert(file.room().to_owned());
            }
        }
    }
    values
}

fn breaches(file: &File, values: &HashMap<String, BTreeSet<String>>) -> Vec<Breach> {
    let literal = Regex::new(r#"'([a-z_]+)'|"([a-z_]+)""#).unwrap();
    // SQL compares with an operator or a list, diesel with a method
    let compared =
        Regex::new(r#"(=|<>|!=|\bIN\s*\(|,)\s*$|\.(eq|ne)\($|\.(eq_any|ne_all)\(\[("[a-z_]+", )*$"#).unwrap();
    let mut found = vec![];
    for (line, code) in &file.code {
        for hit in literal.captures_iter(code) {
            let before = &code[..hit.get(0).unwrap().start()];
            let value = hit.get(1).or(hit.get(2)).map_or("", |value| value.as_str());
            let is_sql = hit.get(1).is_some();
            let Some(rooms) = values.get(value) else { continue };
            let is_diesel = before.ends_with('(') || before.contains("eq_any([") || before.contains("ne_all([");
            if (is_sql || is_diesel) && compared.is_match(before) && file.room() != "db" && !rooms.contains(file.room())
            {
                found.push(Breach {
                    path: file.path.clone(),
                    line: *line,
                    rule: "no enum of another room as text",
                    reason: format!("'{value}' belongs to {rooms:?}"),
                });
            }
        }
    }
    found
}

#[test]
fn no_enum_of_another_room_is_a_text_literal() {
    let all = files("src", &[".rs"]);
    let values = values(&all);
    none(&all.iter().flat_map(|file| breaches(file, &values)).collect::<Vec<_>>());
}

#[test]
fn the_rule_about_literals_sees_a_value_of_another_room() {
    let all = [File::new(
        "src/scheduling/model.rs",
        "    Published = \"published\",\n    Draft = \"draft\",",
    )];
    let values = values(&all);
    let bad = "sql(\"state = 'published'\")";
    assert_eq!(breaches(&File::new("src/chat/store.rs", bad), &values).len(), 1);
    assert!(breaches(&File::new("src/scheduling/store.rs", bad), &values).is_empty());
    for bad in [
        "sessions::state.eq(\"published\")",
        "sessions::state.eq_any([\"draft\", \"published\"])",
    ] {
        assert!(
            !breaches(&File::new("src/chat/store.rs", bad), &values).is_empty(),
            "{bad}"
        );
    }
    assert!(breaches(&File::new("src/chat/store.rs", "sql(\"kind = 'unknown'\")"), &values).is_empty());
}
