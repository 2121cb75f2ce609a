//! A store may join another room's tables; it writes only its own (docs/ARCHITECTURE.md).

use crate::source::{Breach, File, files, none};
use regex::Regex;
use std::collections::HashMap;

/// Which room owns which table, from `src/db/schema/<room>.rs` or the files of its folder. `foundation` tables belong to jobs.
pub fn owners() -> HashMap<String, String> {
    let table = Regex::new(r"^\s*([a-z_]+)\s*\([a-z_, ]+\)\s*\{").unwrap();
    let mut owners = HashMap::new();
    for file in files("src/db/schema", &[".rs"]) {
        let inside = file.path.trim_start_matches("src/db/schema/");
        let room = inside.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        for (_, code) in &file.code {
            if let Some(name) = table.captures(code) {
                owners.insert(name[1].to_owned(), room.clone());
            }
        }
    }
    owners
}

fn breaches(file: &File, owners: &HashMap<String, String>) -> Vec<Breach> {
    let verb = Regex::new(r"\b(insert_into|update|delete)\(\s*(?:schema::)?([a-z_]+)").unwrap();
    let sql = Regex::new(r"(?i)\b(INSERT INTO|UPDATE|DELETE FROM)\s+([a-z_]+)").unwrap();
    let mut found = vec![];
    for (line, code) in &file.code {
        for hit in verb.captures_iter(code).chain(sql.captures_iter(code)) {
            let Some(owner) = owners.get(&hit[2]) else { continue };
            let is_own = owner == file.room() || (owner == "foundation" && file.room() == "jobs");
            if !is_own && file.room() != "db" {
                found.push(Breach {
                    path: file.path.clone(),
                    line: *line,
                    rule: "single writer of tables",
                    reason: format!("{} belongs to {owner}", &hit[2]),
                });
            }
        }
    }
    found
}

#[test]
fn a_room_writes_only_its_own_tables() {
    let owners = owners();
    none(
        &files("src", &[".rs"])
            .iter()
            .flat_map(|file| breaches(file, &owners))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn the_rule_knows_the_tables_and_sees_a_stranger_write() {
    let owners = owners();
    assert_eq!(owners.get("people").map(String::as_str), Some("accounts"));
    let bad = "diesel::update(people::table.find(id))";
    assert_eq!(breaches(&File::new("src/chat/store.rs", bad), &owners).len(), 1);
    assert!(breaches(&File::new("src/accounts/store.rs", bad), &owners).is_empty());
}
