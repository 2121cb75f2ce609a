//! The migrations of both databases: up, down and up again is the same as up, and diesel's tables are the database's.

use crate::support::database::{TestDatabase, is_postgres};
use crate::support::product::db::{self, Db, migrate};
use diesel::prelude::*;
use diesel::sql_types::Text;
use regex::Regex;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The lines of a query with one text column named `line`.
async fn lines(url: &str, sql: &'static str) -> Vec<String> {
    let db = Db::open(url).await.expect("the database opens");
    let read = db.read_or(move |conn| Ok::<_, db::Error>(diesel::sql_query(sql).load::<Line>(conn)?));
    let mut lines: Vec<String> = read
        .await
        .expect("the catalogue")
        .into_iter()
        .map(|row| row.line)
        .collect();
    lines.sort();
    db.close().await;
    lines
}

const SQLITE_DUMP: &str = "
    SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_master WHERE tbl_name NOT LIKE '\\_\\_diesel%' ESCAPE '\\'
        AND tbl_name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

const POSTGRES_DUMP: &str = "
    WITH ours AS (SELECT c.oid, c.relname, c.relkind FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
        AND c.relname NOT LIKE '\\_\\_diesel%')
    SELECT 'column ' || o.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
        || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS line
    FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = o.oid AND d.adnum = a.attnum WHERE o.relkind = 'r'
    UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN ours o ON o.oid = k.conrelid
    UNION ALL SELECT 'index ' || pg_get_indexdef(oid) FROM ours WHERE relkind = 'i'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN ours o ON o.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')";

async fn dump(url: &str) -> Vec<String> {
    lines(url, if is_postgres() { POSTGRES_DUMP } else { SQLITE_DUMP }).await
}

async fn blocking<T: Send + 'static>(url: &str, work: fn(&str) -> Result<T, db::Error>) -> T {
    let url = url.to_owned();
    let done = tokio::task::spawn_blocking(move || work(&url)).await;
    done.expect("no panic").expect("the migrations run")
}

#[tokio::test]
async fn up_down_and_up_again_is_the_same_as_up() {
    let database = TestDatabase::new().await;
    let url = &database.url;
    let first = dump(url).await;
    assert!(first.len() > 20, "{first:?}");
    blocking(url, migrate::revert_all).await;
    assert_eq!(dump(url).await, [""; 0], "nothing stays behind");
    blocking(url, migrate::migrate).await;
    assert_eq!(dump(url).await, first);
}

#[test]
fn both_databases_have_migrations_of_the_same_names() {
    let names = |backend: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(backend);
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// `table.column` with its diesel type, from the source.
fn declared() -> BTreeMap<String, String> {
    let table = Regex::new(r"(?s)table!\s*\{.*?(\w+) \([\w, ]+\) \{(.*?)\}\s*\}").unwrap();
    let column = Regex::new(r#"(?:#\[sql_name = "(\w+)"\]\s*)?(\w+) -> ([\w<>]+)"#).unwrap();
    let mut found = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/db/schema");
    let mut paths = vec![folder];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        for of_table in table.captures_iter(&text) {
            for of_column in column.captures_iter(&of_table[2]) {
                let name = of_column.get(1).unwrap_or_else(|| of_column.get(2).unwrap()).as_str();
                found.insert(format!("{}.{name}", &of_table[1]), of_column[3].to_owned());
            }
        }
    }
    found
}

const SQLITE_COLUMNS: &str = "
    SELECT t.name || '.' || c.name || ' ' || c.type || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN '' ELSE ' null' END AS line
    FROM pragma_table_list t JOIN pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'";

/// Without the one table that each database has in its own way (`src/db/grams.rs`).
const POSTGRES_COLUMNS: &str = "
    SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN '' ELSE ' null' END AS line
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' AND table_name <> 'message_grams'";

#[tokio::test]
async fn the_tables_in_the_source_are_those_of_the_database() {
    let database = TestDatabase::new().await;
    let stored = lines(
        &database.url,
        if is_postgres() {
            POSTGRES_COLUMNS
        } else {
            SQLITE_COLUMNS
        },
    )
    .await;
    let type_of = |diesel: &str| match (diesel, is_postgres()) {
        ("Text", false) => "TEXT",
        ("BigInt" | "Bool", false) => "INTEGER",
        ("Binary", false) => "BLOB",
        ("Text", true) => "text",
        ("BigInt", true) => "bigint",
        ("Bool", true) => "boolean",
        ("Binary", true) => "bytea",
        (other, _) => panic!("{other} is not one of the types that both databases have"),
    };
    let mut wanted: Vec<String> = declared()
        .into_iter()
        .map(|(column, diesel)| match diesel.strip_prefix("Nullable<") {
            Some(inner) => format!("{column} {} null", type_of(inner.trim_end_matches('>'))),
            None => format!("{column} {}", type_of(&diesel)),
        })
        .collect();
    wanted.sort();
    let only_source: Vec<_> = wanted.iter().filter(|line| !stored.contains(line)).collect();
    let only_database: Vec<_> = stored.iter().filter(|line| !wanted.contains(line)).collect();
    assert!(
        only_source.is_empty() && only_database.is_empty(),
        "only in src/db/schema: {only_source:#?}\nonly in the database: {only_database:#?}"
    );
}

#[tokio::test]
async fn every_table_of_sqlite_is_strict() {
    if is_postgres() {
        return; // it always is
    }
    let database = TestDatabase::new().await;
    let loose = "SELECT name AS line FROM pragma_table_list
        WHERE type = 'table' AND schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'";
    assert_eq!(lines(&database.url, loose).await, [""; 0]);
}

/// What is sealed is in the one table from which it is sealed anew, and nothing else in binary is about people.
#[tokio::test]
async fn every_binary_column_is_sealed_anew_or_known_to_hold_something_else() {
    use crate::support::product::db::reseal::{NOT_SEALED, SEALED};
    let binary: Vec<String> = declared()
        .into_iter()
        .filter(|(_, kind)| kind.contains("Binary"))
        .map(|(name, _)| name)
        .collect();
    assert!(binary.len() > 10, "{binary:?}");
    let mut known: Vec<String> = SEALED
        .iter()
        .map(|one| format!("{}.{}", one.table, one.column))
        .collect();
    known.extend(NOT_SEALED.iter().map(|&name| name.to_owned()));
    known.sort();
    assert_eq!(binary, known);
}
