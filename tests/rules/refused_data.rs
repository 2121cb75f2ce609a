//! Data we refuse to hold (safety 3, 21, 25): no column may exist for it, on either database.

use regex::Regex;
use std::fs;
use std::path::Path;

/// Parts of column names that would hold what is refused.
const REFUSED: &str = concat!(
    r"legal_name|real_name|full_name|surname|given_name|id_card|identity_number|resident_id|passport|household|hukou|",
    r"urine|hair_test|blood|test_result|substance|drug|last_use$|date_of_use|abstinen|sober|clean_|relapse|streak|",
    r"police|conviction|criminal|detention|control_status|hiv|hepatitis|diagnos|medication|psychiatr|",
    r"latitude|longitude|gps|geo_|home_address|street|face_|voice_|photo|fingerprint|",
    r"employer|wechat|weixin|phone_contacts|family_member|spouse|insurance|birth|last_seen",
);

/// Columns that look alike and are not: the resident-independent passphrase, the duty phone of a district.
fn columns(sql: &str) -> Vec<String> {
    let column = Regex::new(r"(?m)^\s*([a-z_]+)\s+(?:TEXT|INTEGER|BIGINT|BOOLEAN|BLOB|BYTEA|REAL)\b").unwrap();
    column.captures_iter(sql).map(|hit| hit[1].to_owned()).collect()
}

fn refused(sql: &str) -> Vec<String> {
    let refused = Regex::new(REFUSED).unwrap();
    columns(sql).into_iter().filter(|name| refused.is_match(name)).collect()
}

// safety 3, 21
#[test]
fn no_column_exists_for_data_we_refuse_to_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut seen = 0;
    for backend in ["sqlite", "postgres"] {
        for entry in fs::read_dir(root.join(backend)).unwrap().flatten() {
            let sql = fs::read_to_string(entry.path().join("up.sql")).unwrap();
            seen += columns(&sql).len();
            assert_eq!(refused(&sql), Vec::<String>::new(), "{}", entry.path().display());
        }
    }
    assert!(seen > 100, "the rule reads {seen} columns; it has gone blind");
}

#[test]
fn the_rule_sees_a_refused_column() {
    assert_eq!(
        refused("CREATE TABLE people (\n  legal_name TEXT NOT NULL,\n  nickname TEXT\n);"),
        ["legal_name"]
    );
}

// safety 3: both folders hold the same migrations
#[test]
fn both_databases_have_the_same_migrations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let names = |backend: &str| {
        let mut names: Vec<_> = fs::read_dir(root.join(backend))
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("sqlite"), names("postgres"));
}
