//! Reads have a home, and point down like imports: `http` asks `views`, and a store reads no table of a room above it.

use crate::layering::may_import;
use crate::source::{Breach, File, files, none};
use crate::tables::owners;
use regex::Regex;
use std::collections::{HashMap, HashSet};

/// Rooms whose `http` serves no screen of a room: the kit itself, and the socket's edge.
const EDGES: &[&str] = &["web", "gateway"];

/// Reads upwards that are known, as (file, table); the list may only become shorter. Each needs a hook of the room above.
const KNOWN: &[(&str, &str)] = &[
    ("src/accounts/cards/store.rs", "cohorts"),
    ("src/accounts/home_districts/store.rs", "districts"),
    ("src/accounts/logins/store.rs", "ws_tickets"),
    ("src/accounts/roles/store.rs", "districts"),
    ("src/chat/help/store.rs", "districts"),
    ("src/chat/rooms/store.rs", "districts"),
    ("src/notifications/store/preferences.rs", "districts"),
    ("src/scheduling/crediting/store.rs", "requirements"),
];

fn reads_in_http(file: &File) -> Vec<Breach> {
    let read = Regex::new(r"\bstore\b|\.read(_or)?\(\s*(move\s*)?\|").unwrap();
    if !file.is_part("http") || EDGES.contains(&file.room()) {
        return vec![];
    }
    let lines = file.code.iter().filter(|(_, code)| read.is_match(code));
    lines
        .map(|(line, _)| Breach {
            path: file.path.clone(),
            line: *line,
            rule: "reads live in views",
            reason: "http names no store and opens no read; views do".into(),
        })
        .collect()
}

/// Each (line, table, its room) that a store reads of a room above it.
fn upwards(file: &File, owners: &HashMap<String, String>) -> Vec<(usize, String, String)> {
    let table = Regex::new(r"\b(?:([a-z_]+)::(?:table|[a-z_]+)\b|(?:FROM|JOIN|from|join)\s+([a-z_]+))").unwrap();
    let Some(below) = may_import(file.room()).filter(|_| file.is_part("store")) else {
        return vec![];
    };
    let mut found = vec![];
    for (line, code) in file.code.iter().filter(|(_, code)| !code.contains("use crate::")) {
        for hit in table.captures_iter(code) {
            let name = hit.get(1).or(hit.get(2)).map_or("", |name| name.as_str());
            let Some(owner) = owners.get(name) else { continue };
            // `rooms::store::…` and `rooms::list(…)` are modules, not tables
            let rest = &code[hit.get(0).map_or(0, |all| all.end())..];
            let is_module = hit.get(1).is_some() && (rest.starts_with("::") || rest.starts_with('('));
            let is_below = owner == file.room() || owner == "foundation" || below.contains(&owner.as_str());
            if !is_module && !is_below {
                found.push((*line, name.to_owned(), owner.clone()));
            }
        }
    }
    found
}

fn reads_upwards(file: &File, owners: &HashMap<String, String>) -> Vec<Breach> {
    let is_known = |table: &str| KNOWN.contains(&(file.path.as_str(), table));
    let new = upwards(file, owners)
        .into_iter()
        .filter(|(_, table, _)| !is_known(table));
    new.map(|(line, table, owner)| Breach {
        path: file.path.clone(),
        line,
        rule: "reads point down",
        reason: format!("{} may not read {table}, which belongs to {owner}", file.room()),
    })
    .collect()
}

#[test]
fn http_leaves_reading_to_views() {
    none(
        &files("src", &[".rs"])
            .iter()
            .flat_map(reads_in_http)
            .collect::<Vec<_>>(),
    );
}

#[test]
fn a_store_reads_no_table_of_a_room_above_it() {
    let owners = owners();
    let all = files("src", &[".rs"]);
    none(
        &all.iter()
            .flat_map(|file| reads_upwards(file, &owners))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn every_known_read_upwards_is_still_there() {
    let (owners, all) = (owners(), files("src", &[".rs"]));
    let found: HashSet<(&str, String)> = all
        .iter()
        .flat_map(|file| {
            upwards(file, &owners)
                .into_iter()
                .map(|(_, table, _)| (file.path.as_str(), table))
        })
        .collect();
    for (path, table) in KNOWN {
        let is_there = found.contains(&(*path, (*table).to_owned()));
        assert!(is_there, "{path} reads {table} no more: take it off the list");
    }
}

#[test]
fn the_rules_about_reads_see_a_read_in_http_and_a_read_upwards() {
    for bad in [
        "use super::store;",
        "ctx.read(|conn, who| Ok(()))",
        "db.read(move |conn| Ok(()))",
    ] {
        assert_eq!(reads_in_http(&File::new("src/chat/http.rs", bad)).len(), 1, "{bad}");
        assert!(reads_in_http(&File::new("src/chat/views.rs", bad)).is_empty(), "{bad}");
    }
    assert!(reads_in_http(&File::new("src/chat/http.rs", "views::list_rooms(&ctx).await?")).is_empty());
    let owners = owners();
    for bad in ["sessions::table.load(conn)", "\"SELECT 1 FROM sessions\""] {
        assert_eq!(
            reads_upwards(&File::new("src/chat/store.rs", bad), &owners).len(),
            1,
            "{bad}"
        );
        assert!(
            reads_upwards(&File::new("src/training/store.rs", bad), &owners).is_empty(),
            "{bad}"
        );
    }
}
