//! A database of the test's own: a temporary SQLite file, or a PostgreSQL database when `TONGXING_TEST_DB=postgres`.
//!
//! Both are copies of a template that the first test migrates and the others find; its name holds a hash of the migrations.

use super::world::Cast;
use crate::support::product::db::migrate;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryResult, RunQueryDsl, SqliteConnection};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// Removed when the value is dropped.
pub struct TestDatabase {
    pub url: String,
    pub cast: Arc<Cast>,
    place: Place,
}

enum Place {
    Folder(TempDir),
    Server { url: String, name: String },
}

/// A transaction of another connection that is not committed yet.
pub enum OpenTransaction {
    Sqlite(SqliteConnection),
    Postgres(PgConnection, PgConnection),
}

impl OpenTransaction {
    /// Returns when another connection waits for a lock of this transaction. On SQLite every writer waits from the start.
    pub fn wait_for_waiter(&mut self) {
        let OpenTransaction::Postgres(_, looker) = self else {
            return;
        };
        let is_waiting = diesel::sql_query("SELECT pid FROM pg_locks WHERE NOT granted");
        while is_waiting.clone().execute(looker).expect("the locks can be read") == 0 {
            std::thread::yield_now();
        }
    }

    pub fn commit(self) {
        match self {
            OpenTransaction::Sqlite(mut conn) => conn.batch_execute("COMMIT").expect("a commit"),
            OpenTransaction::Postgres(mut conn, _) => conn.batch_execute("COMMIT").expect("a commit"),
        }
    }
}

/// Whether this run tests PostgreSQL.
pub fn is_postgres() -> bool {
    match std::env::var("TONGXING_TEST_DB").as_deref() {
        Err(_) | Ok("sqlite") => false,
        Ok("postgres") => true,
        Ok(other) => panic!("TONGXING_TEST_DB is sqlite or postgres, not {other}"),
    }
}

impl TestDatabase {
    /// A migrated, empty database.
    pub async fn new() -> TestDatabase {
        TestDatabase::make(true).await
    }

    /// A database without a schema.
    pub async fn empty() -> TestDatabase {
        TestDatabase::make(false).await
    }

    async fn make(is_migrated: bool) -> TestDatabase {
        tokio::task::spawn_blocking(move || {
            if is_postgres() {
                postgres(is_migrated)
            } else {
                sqlite(is_migrated)
            }
        })
        .await
        .expect("a database for the test")
    }

    /// Runs statements past the product, as an administrator could: one text for SQLite, one for PostgreSQL.
    pub fn execute(&self, sqlite: &str, postgres: &str) -> QueryResult<()> {
        match &self.place {
            Place::Folder(_) => {
                let path = self.url.trim_start_matches("sqlite:");
                let mut conn = SqliteConnection::establish(path).expect("the test's file opens");
                conn.batch_execute("PRAGMA busy_timeout = 5000")?;
                conn.batch_execute(sqlite)
            }
            Place::Server { .. } => open(&self.url).batch_execute(postgres),
        }
    }

    /// Runs statements in a transaction of another connection, which stays open until [`OpenTransaction::commit`]. Whoever wants the
    /// same rows waits (on SQLite, every writer).
    pub fn begin(&self, statements: &str) -> OpenTransaction {
        match &self.place {
            Place::Folder(_) => {
                let path = self.url.trim_start_matches("sqlite:");
                let mut conn = SqliteConnection::establish(path).expect("the test's file opens");
                conn.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE")
                    .expect("the file is locked");
                conn.batch_execute(statements).expect("the statements run");
                OpenTransaction::Sqlite(conn)
            }
            Place::Server { .. } => {
                let mut conn = open(&self.url);
                conn.batch_execute("BEGIN").expect("a transaction");
                conn.batch_execute(statements).expect("the statements run");
                OpenTransaction::Postgres(conn, open(&self.url))
            }
        }
    }

    /// Locks the database from another connection until the value is dropped: no write succeeds.
    pub fn lock(&self) -> Box<dyn Send> {
        match &self.place {
            Place::Folder(_) => {
                let path = self.url.trim_start_matches("sqlite:");
                let mut conn = SqliteConnection::establish(path).expect("the test's file opens");
                conn.batch_execute("BEGIN IMMEDIATE").expect("the file is locked");
                Box::new(conn)
            }
            Place::Server { .. } => {
                let mut conn = open(&self.url);
                conn.batch_execute("BEGIN; LOCK TABLE room_heads IN EXCLUSIVE MODE")
                    .expect("the table is locked");
                Box::new(conn)
            }
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Server { url, name } = &self.place
            && let Ok(mut conn) = PgConnection::establish(url)
        {
            let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn sqlite(is_migrated: bool) -> TestDatabase {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("test.db");
    if is_migrated {
        std::fs::copy(sqlite_template(), &path).expect("a copy of the template");
    }
    TestDatabase {
        url: format!("sqlite:{}", path.display()),
        cast: Arc::default(),
        place: Place::Folder(folder),
    }
}

/// Written under a unique name and then renamed, because several tests may write it at the same time.
fn sqlite_template() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let template = folder.join(format!("template-{}.db", fingerprint("sqlite")));
    if !template.exists() {
        std::fs::create_dir_all(folder).expect("a folder for the template");
        let own = folder.join(format!("template-{}.making", unique_name()));
        migrate::migrate(&format!("sqlite:{}", own.display())).expect("the migrations run");
        std::fs::rename(&own, &template).expect("the template gets its name");
    }
    template
}

fn postgres(is_migrated: bool) -> TestDatabase {
    let server = std::env::var("TONGXING_TEST_PG_URL")
        .expect("TONGXING_TEST_PG_URL names the test server: eval \"$(.ci/postgres start)\"");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database name");
    let mut conn = open(&server);
    let name = unique_name();
    let template = if is_migrated {
        postgres_template(&mut conn, base)
    } else {
        "template0".into()
    };
    conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))
        .expect("a database from the template");
    TestDatabase {
        url: format!("{base}/{name}"),
        cast: Arc::default(),
        place: Place::Server { url: server, name },
    }
}

/// Created by the first test that has the lock. No connection may stay open to it, so it is filled under another name.
fn postgres_template(conn: &mut PgConnection, base: &str) -> String {
    let template = format!("tongxing_template_{}", fingerprint("postgres"));
    let exists = |conn: &mut PgConnection| {
        let query = format!(
            "DO $$ BEGIN PERFORM 1 FROM pg_database WHERE datname = '{template}'; \
            IF NOT FOUND THEN RAISE EXCEPTION 'absent'; END IF; END $$"
        );
        conn.batch_execute(&query).is_ok()
    };
    if exists(conn) {
        return template;
    }
    conn.batch_execute("SELECT pg_advisory_lock(20261123)")
        .expect("the lock of the template");
    if !exists(conn) {
        let own = unique_name();
        conn.batch_execute(&format!("CREATE DATABASE {own} TEMPLATE template0"))
            .expect("a database");
        migrate::migrate(&format!("{base}/{own}")).expect("the migrations run");
        // The server ends the migrating connection a moment after the client did.
        let renamed = (0..100).any(|_| {
            let done = conn.batch_execute(&format!("ALTER DATABASE {own} RENAME TO {template}"));
            if done.is_err() {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            done.is_ok()
        });
        assert!(renamed, "the template gets its name");
    }
    conn.batch_execute("SELECT pg_advisory_unlock(20261123)")
        .expect("the lock of the template");
    template
}

fn open(url: &str) -> PgConnection {
    PgConnection::establish(url).expect("the test server answers")
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Changes with the migrations.
fn fingerprint(backend: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(backend);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the migrations")
        .map(|entry| entry.expect("a migration").path().join("up.sql"))
        .collect();
    files.sort();
    let mut sha = Sha256::new();
    for file in files {
        sha.update(std::fs::read(&file).expect("an up.sql"));
    }
    sha.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}
