//! The demo's people have public passphrases: they and real people never meet in one database (safety 60, 61).

use super::Operator;
use crate::support::database::{TestDatabase, is_postgres};

const REAL: (&str, &str) = ("DATABASE_URL", "sqlite:var/real.db");
const DEMO: (&str, &str) = ("DATABASE_URL", "sqlite:var/demo.db");

#[test]
fn nothing_real_opens_the_demos_database() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["seed"], &[DEMO]);
    std::fs::write(operator.path("a.csv"), "name\n").unwrap();
    for words in [&["serve"][..], &["first-card"], &["import", "districts", "a.csv"]] {
        let said = operator.refused(words, &[DEMO]);
        assert!(said.contains("sign-ins are public"), "{words:?}: {said}");
    }
    assert!(operator.refused(&["seed"], &[DEMO]).contains("already"));
    // the twin: the same words with a database of one's own
    operator.do_well(&["migrate"], &[REAL]);
    operator.do_well(&["first-card"], &[REAL]);
}

#[test]
fn the_demo_world_goes_into_no_database_that_anything_else_has_opened() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["migrate"], &[REAL]);
    operator.do_well(&["first-card"], &[REAL]); // a card is enough, nobody has come in with it yet
    for words in [["seed"], ["demo"]] {
        let said = operator.refused(&words, &[REAL, ("LISTEN", "127.0.0.1:0")]);
        assert!(said.contains("is not the demo's"), "{words:?}: {said}");
    }
    // the twin: migrating alone says nothing about what a database is for
    operator.do_well(&["migrate"], &[("DATABASE_URL", "sqlite:var/empty.db")]);
    operator.do_well(&["seed"], &[("DATABASE_URL", "sqlite:var/empty.db")]);
}

#[test]
fn a_seed_wants_the_demos_own_keys() {
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    let mine = ("SECRET_KEY_FILE", "var/keys.toml");
    let own = std::fs::read_to_string(operator.path("var/keys.toml")).unwrap();
    std::fs::write(operator.path("var/mine.toml"), own).unwrap();
    let named = ("SECRET_KEY_FILE", "var/mine.toml");
    assert!(operator.refused(&["seed"], &[DEMO, named]).contains("keys of its own"));
    assert!(!operator.path("var/demo.db").exists(), "nothing was begun");
    // without a name it takes the demo's; those of the deployment are left alone
    operator.do_well(&["seed"], &[DEMO, mine]);
    assert!(operator.path("var/demo-keys.toml").exists());
}

#[test]
fn a_seed_touches_nothing_while_a_server_holds_the_file() {
    let operator = Operator::new();
    std::fs::create_dir_all(operator.path("var")).unwrap();
    let lock = std::fs::File::create(operator.path("var/demo.db.lock")).unwrap();
    lock.lock().unwrap();
    assert!(operator.refused(&["seed"], &[DEMO]).contains("stop it first"));
    assert!(
        !operator.path("var/demo.db").exists(),
        "the schema was changed under the server"
    );
    drop(lock);
    operator.do_well(&["seed"], &[DEMO]);
}

#[tokio::test]
async fn on_postgres_too_the_two_worlds_are_kept_apart() {
    if !is_postgres() {
        return;
    }
    let (demo, real) = (TestDatabase::new().await, TestDatabase::new().await);
    let (demo, real) = (("DATABASE_URL", &*demo.url), ("DATABASE_URL", &*real.url));
    let operator = Operator::new();
    operator.do_well(&["keys", "new"], &[]);
    operator.do_well(&["seed"], &[demo]);
    assert!(operator.refused(&["serve"], &[demo]).contains("sign-ins are public"));
    operator.do_well(&["first-card"], &[real]);
    assert!(operator.refused(&["seed"], &[real]).contains("is not the demo's"));
}
