//! A database of the test's own: a temporary SQLite file, or a PostgreSQL database when `TONGXING_TEST_DB=postgres`.

use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Exists as long as the value lives.
pub struct TestDatabase {
    pub url: String,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A migrated, empty database.
    pub async fn new() -> TestDatabase {
        let database = TestDatabase::empty().await;
        let url = database.url.clone();
        tokio::task::spawn_blocking(move || tongxing::db::migrate::migrate(&url))
            .await
            .unwrap()
            .expect("the migrations run");
        database
    }

    /// A database without a schema.
    pub async fn empty() -> TestDatabase {
        if std::env::var("TONGXING_TEST_DB").as_deref() == Ok("postgres") {
            postgres()
        } else {
            sqlite()
        }
    }
}

fn sqlite() -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("test.db").display());
    TestDatabase {
        url,
        _folder: Some(folder),
    }
}

fn postgres() -> TestDatabase {
    use diesel::connection::SimpleConnection as _;
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("TONGXING_TEST_PG_URL").expect("TONGXING_TEST_PG_URL names the test server");
    let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let (base, _) = server.rsplit_once('/').expect("a URL with a database name");
    let mut conn = <diesel::PgConnection as diesel::Connection>::establish(&server).expect("the test server answers");
    conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name}"))
        .expect("drop");
    conn.batch_execute(&format!("CREATE DATABASE {name}")).expect("create");
    TestDatabase {
        url: format!("{base}/{name}"),
        _folder: None,
    }
}
