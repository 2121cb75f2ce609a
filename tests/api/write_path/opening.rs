use crate::support::database::{TestDatabase, is_postgres};
use crate::support::product::db::{Db, migrate};

async fn start(url: &str) -> Result<Db, String> {
    Db::open(url).await.map_err(|e| e.to_string())
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_an_ordinary_error_with_a_sentence() {
    let url = if is_postgres() {
        "postgres://app:s3cret@127.0.0.1:1/none"
    } else {
        "sqlite:/no/such/folder/tongxing.db"
    };
    let why = start(url).await.err().expect("it does not open");
    assert!(why.starts_with("the database "), "{why}");
    assert!(why.contains("cannot be opened"), "{why}");
    assert!(!why.contains("s3cret"), "{why}");
}

#[tokio::test]
async fn a_database_without_its_schema_is_refused_until_it_is_migrated() {
    let database = TestDatabase::empty().await;
    let url = database.url.clone();
    let steps = tokio::task::spawn_blocking(move || {
        let before = migrate::check(&url).unwrap_err().to_string();
        assert!(before.contains("tongxing migrate"), "{before}");
        let first = migrate::migrate(&url).unwrap();
        assert!(!first.is_empty());
        assert!(
            migrate::migrate(&url).unwrap().is_empty(),
            "a second time there is nothing to do"
        );
        migrate::check(&url).unwrap();
        migrate::revert_all(&url).unwrap();
        assert_eq!(migrate::migrate(&url).unwrap(), first, "up, down and up again");
        migrate::check(&url).unwrap();
    });
    steps.await.unwrap();
}

#[tokio::test]
async fn several_may_migrate_at_the_same_time() {
    if !is_postgres() {
        return; // a server locks the file
    }
    let database = TestDatabase::empty().await;
    let mut migrations = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let url = database.url.clone();
        migrations.spawn_blocking(move || migrate::migrate(&url).map(|done| done.len()));
    }
    let done: Vec<usize> = migrations
        .join_all()
        .await
        .into_iter()
        .map(|d| d.expect("it migrates"))
        .collect();
    assert_eq!(done.iter().filter(|n| **n > 0).count(), 1, "{done:?}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let database = TestDatabase::new().await;
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000001')";
    database.execute(newer, newer).unwrap();
    let url = database.url.clone();
    let why = tokio::task::spawn_blocking(move || migrate::check(&url).unwrap_err().to_string());
    assert!(why.await.unwrap().contains("newer version"));
}
