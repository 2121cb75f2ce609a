//! Only stores run queries, only actions begin a write, only `db/` tells the backends apart (docs/ARCHITECTURE.md).

use crate::source::{Breach, File, files, none};
use regex::Regex;

struct Rule {
    name: &'static str,
    reason: &'static str,
    pattern: &'static str,
    is_exempt: fn(&File) -> bool,
}

const RULES: &[Rule] = &[
    Rule {
        name: "queries live in stores",
        reason: "only store.rs and db/ name tables or diesel's query language",
        pattern: r"db::schema|diesel::(prelude|sql_query|dsl|insert_into|update|delete|RunQueryDsl|QueryDsl)",
        is_exempt: |file| file.is_part("store") || file.room() == "db",
    },
    Rule {
        name: "writes begin in actions",
        reason: "only actions.rs calls Db::write (jobs and audit are kit with actions of their own; app.rs starts the house)",
        pattern: r"\.write\(\s*(move\s*)?\|",
        is_exempt: |file| {
            file.is_part("actions") || ["db", "jobs", "audit", "app", "demo", "main"].contains(&file.room())
        },
    },
    Rule {
        name: "backends are told apart in db/",
        reason: "every difference a room can feel is a function of db/dialect.rs or the native! macro",
        pattern: r"Conn::(Sqlite|Pg)\b|SqliteConnection|PgConnection",
        is_exempt: |file| file.room() == "db",
    },
    Rule {
        name: "no statics",
        reason: "configuration, pools, hubs and caches are values that somebody owns",
        pattern: r"\bstatic\s+(mut\s+)?[A-Z_]+\s*:\s*(std::sync::)?(OnceLock|LazyLock|Mutex|RwLock|Atomic)|lazy_static!|thread_local!",
        is_exempt: |_| false,
    },
    Rule {
        name: "time comes in through a parameter",
        reason: "ask the Clock, so that tests can set it",
        pattern: r"SystemTime::now|Timestamp::now|Zoned::now|Utc::now|rand::rng\(\)|Uuid::now_v7|Uuid::new_v4",
        is_exempt: |file| ["clock", "chance"].contains(&file.room()),
    },
];

fn breaches(file: &File) -> Vec<Breach> {
    let mut found = vec![];
    for rule in RULES.iter().filter(|rule| !(rule.is_exempt)(file)) {
        let pattern = Regex::new(rule.pattern).unwrap();
        // a derive says how a row is read, not which rows
        for (line, _) in file
            .code
            .iter()
            .filter(|(_, code)| pattern.is_match(code) && !code.contains("derive(") && !code.contains("#[diesel("))
        {
            found.push(Breach {
                path: file.path.clone(),
                line: *line,
                rule: rule.name,
                reason: rule.reason.into(),
            });
        }
    }
    found
}

#[test]
fn queries_writes_and_backends_stay_in_their_rooms() {
    none(&files("src", &[".rs"]).iter().flat_map(breaches).collect::<Vec<_>>());
}

#[test]
fn the_rules_about_queries_see_what_they_forbid() {
    for bad in [
        "use crate::db::schema::people;",
        "let x = diesel::sql_query(\"select 1\");",
        "db.write(move |tx| Ok(()))",
        "match conn { Conn::Pg(c) => 1 }",
        "static HUB: OnceLock<Hub> = OnceLock::new();",
        "let now = Timestamp::now();",
    ] {
        assert_eq!(breaches(&File::new("src/chat/access.rs", bad)).len(), 1, "{bad}");
    }
    assert!(
        breaches(&File::new(
            "src/chat/store/rooms.rs",
            "use crate::db::schema::chat_rooms;"
        ))
        .is_empty()
    );
    assert!(breaches(&File::new("src/chat/actions.rs", "db.write(move |tx| Ok(()))")).is_empty());
}
