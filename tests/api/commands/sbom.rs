//! What the program is made of, as an operator or a reviewer asks it.

use super::Operator;
use serde_json::Value;

#[test]
fn the_list_of_parts_names_each_locked_package_once_with_its_hash() {
    let operator = Operator::new();
    let list: Value = serde_json::from_str(&operator.do_well(&["sbom"], &[])).unwrap();
    assert_eq!(list["bomFormat"], "CycloneDX");
    let parts = list["components"].as_array().unwrap();
    let scope = |purl: &str| {
        let found: Vec<&Value> = parts
            .iter()
            .filter(|part| part["purl"].as_str().is_some_and(|it| it.starts_with(purl)))
            .collect();
        assert_eq!(found.len(), 1, "{purl}");
        assert!(!found[0]["hashes"][0]["content"].as_str().unwrap().is_empty(), "{purl}");
        found[0]["scope"].as_str().unwrap().to_owned()
    };
    assert_eq!(scope("pkg:cargo/actix-web@"), "required");
    // Only by way of another package.
    assert_eq!(scope("pkg:cargo/actix-router@"), "required");
    assert_eq!(scope("pkg:cargo/proptest@"), "excluded");
    assert_eq!(scope("pkg:npm/svelte@"), "required");
    assert_eq!(scope("pkg:npm/%40playwright/test@"), "excluded");
    let lock = include_str!("../../../Cargo.lock");
    let rust = parts
        .iter()
        .filter(|part| part["purl"].as_str().is_some_and(|it| it.starts_with("pkg:cargo/")))
        .count();
    assert_eq!(
        rust,
        lock.lines().filter(|line| line.starts_with("checksum = ")).count()
    );
}
