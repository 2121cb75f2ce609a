//! Backup and restore, rehearsed (safety 61).

use super::Operator;

const PASSPHRASE: (&str, &str) = ("BACKUP_PASSPHRASE", "a long walk together");

#[test]
fn a_copy_is_encrypted_and_comes_back_whole() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["migrate"], &[]);
    operator.do_well(&["backup", "copy.age"], &[PASSPHRASE]);
    let sealed = std::fs::read(operator.path("copy.age")).unwrap();
    assert!(sealed.starts_with(b"age-encryption.org"));
    assert!(
        !sealed.windows(15).any(|window| window == b"SQLite format 3"),
        "the copy lies open"
    );
    assert_eq!(operator.others_can_read(), [""; 0]);
    assert!(!operator.path("var/tongxing.db.copying").exists());

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

/// What a copy that was killed leaves: a folder that nobody else can enter, until the next one or the server starts.
#[test]
fn what_a_killed_copy_left_is_closed_to_others_and_goes_at_the_next_start() {
    let operator = Operator::new();
    operator.do_well(&["migrate"], &[]);
    let left = operator.path("var/tongxing.db.copying");
    let leave = || {
        std::fs::create_dir(&left).unwrap();
        std::fs::write(left.join("plain.db"), "SQLite format 3").unwrap();
    };
    leave();
    operator.do_well(&["backup", "copy.age"], &[PASSPHRASE]);
    assert!(!left.exists());
    leave();
    operator.do_well(&["migrate"], &[]); // takes the lock as `serve` does
    assert!(!left.exists());
    // the twin: one that is at work is left alone
    leave();
    let at_work = std::fs::File::open(&left).unwrap();
    at_work.lock().unwrap();
    operator.do_well(&["migrate"], &[]);
    assert!(left.join("plain.db").exists());
}

/// While a copy is made, its plain form is never where others can read it.
#[test]
fn a_copy_that_is_killed_in_the_middle_left_nothing_that_others_can_read() {
    let operator = Operator::new();
    operator.do_well(&["migrate"], &[]);
    let mut child = operator
        .command(&["backup", "copy.age"], &[PASSPHRASE])
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !operator.path("copy.age").exists() && child.try_wait().unwrap().is_none() {
        assert_eq!(operator.others_can_read(), [""; 0]);
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(operator.others_can_read(), [""; 0]);
    operator.do_well(&["backup", "next.age"], &[PASSPHRASE]);
    assert!(!operator.path("var/tongxing.db.copying").exists());
}

#[test]
fn files_that_others_could_read_are_closed_at_the_next_start() {
    use std::os::unix::fs::PermissionsExt as _;
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["migrate"], &[]);
    assert_eq!(operator.others_can_read(), [""; 0]);
    let folder = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(operator.path("var"), folder).unwrap();
    for file in ["var/tongxing.db", "var/keys.toml"] {
        std::fs::set_permissions(operator.path(file), std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    assert_eq!(operator.others_can_read().len(), 2);
    operator.do_well(&["migrate"], &[]);
    operator.do_well(&["check-config"], &[]);
    assert_eq!(operator.others_can_read(), [""; 0]);
}
