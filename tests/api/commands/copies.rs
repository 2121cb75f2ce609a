//! Backup and restore, rehearsed (safety 61).

use super::Operator;

const PASSPHRASE: (&str, &str) = ("BACKUP_PASSPHRASE", "a long walk together");

#[test]
fn a_copy_is_encrypted_and_comes_back_whole() {
    let operator = Operator::new();
    operator.do_well(&["migrate"], &[]);
    operator.do_well(&["backup", "copy.age"], &[PASSPHRASE]);
    let sealed = std::fs::read(operator.path("copy.age")).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org"));
    assert!(
        !sealed.windows(15).any(|window| window == b"SQLite format 3"),
        "the copy lies open"
    );
    assert!(!operator.path("copy.age.plain").exists());

    operator.do_well(&["restore", "copy.age", "var/back.db"], &[PASSPHRASE]);
    let printed = operator.do_well(&["audit", "verify"], &[("DATABASE_URL", "sqlite:var/back.db")]);
    assert!(printed.contains("Sound up to line 0"), "{printed}");
}

#[test]
fn a_wrong_passphrase_or_a_bent_copy_leaves_nothing_behind() {
    let operator = Operator::new();
    operator.do_well(&["migrate"], &[]);
    operator.do_well(&["backup", "copy.age"], &[PASSPHRASE]);
    let said = operator.refused(&["restore", "copy.age", "var/a.db"], &[("BACKUP_PASSPHRASE", "wrong")]);
    assert!(said.contains("passphrase is wrong"), "{said}");
    let mut sealed = std::fs::read(operator.path("copy.age")).unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    std::fs::write(operator.path("bent.age"), sealed).unwrap();
    operator.refused(&["restore", "bent.age", "var/b.db"], &[PASSPHRASE]);
    assert!(!operator.path("var/a.db").exists() && !operator.path("var/b.db").exists());
    // neither a copy nor a database is ever overwritten
    operator.refused(&["backup", "copy.age"], &[PASSPHRASE]);
    operator.refused(&["restore", "copy.age", "var/tongxing.db"], &[PASSPHRASE]);
}
