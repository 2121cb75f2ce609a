//! What refuses to start, and in which words.

use super::Operator;

// safety 60
#[test]
fn serve_refuses_to_start_without_keys_and_with_the_demos() {
    let operator = Operator::new();
    let said = operator.refused(&["serve"], &[]);
    assert!(said.contains("tongxing keys new"), "{said}");
    operator.do_well(&["keys", "new"], &[]);
    let text = std::fs::read_to_string(operator.path("var/keys.toml")).unwrap();
    std::fs::write(
        operator.path("var/keys.toml"),
        text.replace("is_demo = false", "is_demo = true"),
    )
    .unwrap();
    let said = operator.refused(&["serve"], &[]);
    assert!(said.contains("made by the demo"), "{said}");
}

#[test]
fn keys_are_never_replaced_and_only_their_owner_reads_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    let before = std::fs::read(operator.path("var/keys.toml")).unwrap();
    assert!(operator.refused(&["keys", "new"], &[]).contains("never replaced"));
    assert_eq!(std::fs::read(operator.path("var/keys.toml")).unwrap(), before);
    let mode = std::fs::metadata(operator.path("var/keys.toml"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn an_unknown_setting_is_refused_by_name_and_no_secret_is_printed() {
    let operator = Operator::new();
    let said = operator.refused(&["serve"], &[("LISTNE", "127.0.0.1:1")]);
    assert!(said.contains("listne"), "{said}");
    operator.do_well(&["keys", "new"], &[]);
    let printed = operator.do_well(
        &["check-config"],
        &[("SMTP_URL", "smtps://me:hunter2@mail.example.org")],
    );
    assert!(!printed.contains("hunter2"), "{printed}");
    let printed = operator.do_well(
        &["check-config"],
        &[
            (
                "DATABASE_URL",
                "postgres://app:hunter2@db.example/notes?sslpassword=hunter2",
            ),
            ("METRICS_TOKEN", "hunter2"),
            ("BACKUP_PASSPHRASE", "hunter2"),
        ],
    );
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(
        printed.contains("db.example/notes"),
        "where it is may be seen: {printed}"
    );
}

#[test]
fn a_stopped_clock_and_an_open_port_without_tls_are_refused() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    assert!(operator.refused(&["serve"], &[("TEST_NOW", "1")]).contains("test_now"));
    assert!(operator.refused(&["serve"], &[("LISTEN", "0.0.0.0:0")]).contains("TLS"));
    assert!(
        operator
            .refused(&["demo"], &[("LISTEN", "0.0.0.0:0")])
            .contains("this machine only")
    );
}

#[test]
fn a_database_that_is_not_there_or_newer_is_refused_with_a_sentence() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    let said = operator.refused(&["serve"], &[("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")]);
    assert!(!said.contains("panicked"), "{said}");
    assert!(
        operator
            .refused(&["import", "districts", "nowhere.csv"], &[])
            .contains("cannot be read")
    );
    assert!(
        operator
            .refused(&["serve"], &[("DATABASE_URL", "mysql://x")])
            .contains("sqlite: or postgres://")
    );
}
