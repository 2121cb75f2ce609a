//! Further keys, and an audit that is held by one.

use super::Operator;

fn key_file(operator: &Operator) -> String {
    std::fs::read_to_string(operator.path("var/keys.toml")).unwrap()
}

#[test]
fn a_rotation_adds_keys_and_reports_what_still_needs_the_old_ones() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["migrate"], &[]);
    operator.do_well(&["first-card"], &[]);
    let before = key_file(&operator);
    operator.do_well(&["keys", "rotate", "--in-minutes", "0"], &[]);
    let after = key_file(&operator);
    assert_eq!(after.matches("\n2 = ").count(), 4, "one of each kind");
    for line in before.lines().filter(|line| line.starts_with("1 = ")) {
        assert!(after.contains(line), "the old ones stay");
    }
    assert_eq!(operator.others_can_read(), [""; 0]);
    let status = operator.do_well(&["keys", "status"], &[]);
    assert!(status.contains("1 unused codes and cards"), "{status}");
    assert!(operator.do_well(&["keys", "reseal"], &[]).contains("with key 2"));
    operator.do_well(&["check-config"], &[]);
    // while one waits for its time, no other is added
    operator.do_well(&["keys", "rotate", "--in-minutes", "30"], &[]);
    assert!(
        operator
            .refused(&["keys", "rotate"], &[])
            .contains("wait for their time")
    );
}

#[test]
fn a_saved_audit_head_is_verified() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["migrate"], &[]);
    let empty = format!("0-{}", "00".repeat(32));
    let printed = operator.do_well(&["audit", "verify", "--head", &empty], &[]);
    assert!(printed.contains("still contains"), "{printed}");
    let later = format!("7-{}", "ab".repeat(32));
    assert!(
        operator
            .refused(&["audit", "verify", "--head", &later], &[])
            .contains("cut off")
    );
    assert!(
        operator
            .refused(&["audit", "verify", "--head", "nonsense"], &[])
            .contains("hexadecimal")
    );
}
