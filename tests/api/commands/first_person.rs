//! How the first person gets in.

use super::Operator;

#[test]
fn the_first_card_is_printed_only_while_nobody_is_at_headquarters() {
    let operator = Operator::new();
    assert!(operator.refused(&["first-card"], &[]).contains("tongxing keys new"));
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["migrate"], &[]);
    let printed = operator.do_well(&["first-card"], &[]);
    assert!(printed.contains("http://127.0.0.1:8080/join"), "{printed}");
    operator.do_well(&["first-card"], &[]); // a lost card is no obstacle
    // the other two verbs are for somebody who is there already; the nickname comes over the standard input
    for verb in ["operator-card", "appoint-officer"] {
        let refused = operator.refused(&[verb], &[]);
        assert!(refused.contains("nobody who can sign in at headquarters"), "{refused}");
    }
}
