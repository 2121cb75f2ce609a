use super::*;

#[test]
fn a_sealed_field_opens_only_in_its_own_row() {
    let keys = Keys::for_tests();
    let sealed = keys.seal("messages", "a", "你好".as_bytes()).unwrap();
    assert_eq!(keys.open_text("messages", "a", &sealed).unwrap(), "你好");
    assert!(keys.open("messages", "b", &sealed).is_err());
    assert!(keys.open("debriefs", "a", &sealed).is_err());
    let mut bent = sealed.clone();
    bent[30] ^= 1;
    assert!(keys.open("messages", "a", &bent).is_err());
}

#[test]
fn equal_texts_do_not_look_equal_when_sealed() {
    let keys = Keys::for_tests();
    assert_ne!(keys.seal("t", "a", b"x").unwrap(), keys.seal("t", "a", b"x").unwrap());
}

#[test]
fn a_rotation_makes_with_the_new_keys_from_their_time_on_and_accepts_the_old() {
    let folder = tempfile::tempdir().unwrap();
    let (path, chance) = (folder.path().join("keys.toml"), Chance::seeded(3));
    let keys = Keys::create(&path, false, &chance).unwrap();
    let (sealed, token, signing) = (
        keys.seal("t", "a", b"x").unwrap(),
        keys.token("card", "c"),
        keys.signing(),
    );
    rotate(&path, 1_000, 60_000, &chance).unwrap();
    keys.refresh(&path, 2_000).unwrap();
    // known, so that what another node makes is accepted, but not in use
    assert_eq!(
        (keys.token("card", "c"), keys.signing()),
        (token.clone(), signing.clone())
    );
    assert_eq!((keys.tokens("card", "c").len(), keys.sealing_number()), (2, 1));
    assert!(matches!(rotate(&path, 3_000, 0, &chance), Err(KeyError::UnderWay)));
    keys.turn(60_999);
    assert_eq!(keys.sealing_number(), 1);
    keys.turn(61_000);
    assert_eq!(
        (keys.sealing_number(), keys.hashing_number(), keys.audit_number()),
        (2, 2, 2)
    );
    assert_eq!(keys.seal("t", "a", b"x").unwrap()[0], 2);
    assert_eq!(keys.open("t", "a", &sealed).unwrap(), b"x");
    let now = keys.token("card", "c");
    assert!(now.starts_with("2:") && now != token);
    assert_eq!(keys.tokens("card", "c"), [now, token]);
    assert_eq!(keys.signing_accepted(), [keys.signing(), signing]);
    assert_ne!(keys.signing(), keys.signing_accepted()[1]);
    // a key that leaves the file is accepted no longer
    let text = std::fs::read_to_string(&path).unwrap();
    let without: Vec<&str> = text.lines().filter(|line| !line.starts_with("1 = ")).collect();
    std::fs::write(&path, without.join("\n")).unwrap();
    keys.refresh(&path, 70_000).unwrap();
    assert!(keys.open("t", "a", &sealed).is_err());
    assert_eq!(keys.tokens("card", "c").len(), 1);
}

#[test]
fn a_file_from_before_the_audit_had_a_key_is_refused_until_it_has_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, chance) = (folder.path().join("keys.toml"), Chance::seeded(3));
    let key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
    let text = format!("signing = \"{key}\"\nhashing = \"{key}\"\nis_demo = false\n\n[fields]\n1 = \"{key}\"\n");
    std::fs::write(&path, text).unwrap();
    assert!(matches!(Keys::load(&path, &chance), Err(KeyError::NoAudit)));
    rotate(&path, 1_000, 0, &chance).unwrap();
    let keys = Keys::load(&path, &chance).unwrap();
    keys.turn(1_000);
    assert_eq!(
        (keys.audit_numbers(), keys.signing_accepted()[1].clone()),
        (vec![1], vec![7; 32])
    );
    assert!(keys.plain_audit_until().is_some_and(|until| until > 1_000));
    // the twin: a file that was made with one never takes an audit without
    let fresh = Keys::create(&folder.path().join("fresh.toml"), false, &chance).unwrap();
    assert_eq!(fresh.plain_audit_until(), None);
}
