//! The server goes away under us. SQLite has no server.

use super::tables::*;
use crate::support::database::is_postgres;
use crate::support::product::{
    Chance, Clock, Code, Error,
    db::{self, Db, Limits},
};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

const DROP_ALL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test]
async fn no_write_fails_and_at_most_one_read_when_the_server_drops_every_connection() {
    if !is_postgres() {
        return;
    }
    let mut tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let mut reads = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let db = tables.db.clone();
        reads.spawn(async move {
            db.read_or(|_| {
                std::thread::sleep(Duration::from_millis(50)); // so that each has a connection of its own
                Ok::<_, db::Error>(())
            })
            .await
        });
    }
    reads.join_all().await;
    tables.database.execute("", DROP_ALL).unwrap();
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..40 {
        let db = tables.db.clone();
        writes.spawn(async move {
            db.write_or(move |tx| Ok::<_, db::Error>(post(tx, "a", &format!("m{n}"))?))
                .await
        });
    }
    for answer in writes.join_all().await {
        answer.expect("a write survives a dropped connection");
    }
    assert_eq!(tables.received().len(), 40);
    let mut failed = 0;
    for _ in 0..8 {
        let read = tables.db.read(|conn| {
            use diesel::prelude::*;
            Ok::<i64, Error>(test_messages::table.count().get_result(conn)?)
        });
        match read.await {
            Ok(count) => assert_eq!(count, 40),
            Err(cause) => {
                assert_eq!(cause.code, Code::DatabaseDown, "{cause}");
                failed += 1;
            }
        }
    }
    assert!(
        failed <= 1,
        "the first closed connection drops the other idle ones: {failed}"
    );
}

#[tokio::test]
async fn a_database_that_refuses_connections_is_down_and_nothing_is_written() {
    if !is_postgres() {
        return;
    }
    let tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let name = tables.database.url.rsplit('/').next().unwrap().to_owned();
    admin(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
    admin(&format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
    let refused = tables
        .db
        .write(|tx| Ok::<_, Error>(post(tx, "a", "x")?))
        .await
        .unwrap_err();
    assert_eq!(refused.code, Code::DatabaseDown, "{refused}");
    assert!(refused.retry_after_ms.is_some());
    let refused = tables.db.read(|_| Ok::<_, Error>(())).await;
    assert_eq!(refused.unwrap_err().code, Code::DatabaseDown);
    admin(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
    assert_eq!(
        tables.db.write(|tx| Ok::<_, Error>(post(tx, "a", "x")?)).await.unwrap(),
        1,
        "and it serves again"
    );
}

fn admin(sql: &str) {
    use diesel::connection::{Connection, SimpleConnection};
    let server = std::env::var("TONGXING_TEST_PG_URL").unwrap();
    diesel::PgConnection::establish(&server)
        .unwrap()
        .batch_execute(sql)
        .unwrap();
}

/// The connection dies between COMMIT and its answer: nobody can say whether the change stands, so it is not run again.
#[tokio::test]
async fn a_connection_lost_during_the_commit_is_unconfirmed_and_not_run_again() {
    if !is_postgres() {
        return;
    }
    let tables = Tables::new().await;
    tables.add_rooms(&["a"]).await;
    let proxy = Proxy::start();
    let url = proxy.url_of(&tables.database.url);
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let limits = Limits {
        writers: 1,
        ..Limits::default()
    };
    let db = Db::start(&url, limits, (&Clock::fixed(0), &Chance::seeded(0)), sender)
        .await
        .expect("the way through the proxy");
    db.write_or(|tx| Ok::<_, db::Error>(post(tx, "a", "before")?))
        .await
        .expect("the proxy lets it pass");
    events.try_recv().expect("its event");

    for (is_forwarded, stored) in [(true, vec![1, 2]), (false, vec![1, 2])] {
        proxy.cut_at_commit(is_forwarded);
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = runs.clone();
        let answer = db.write(move |tx| {
            counted.fetch_add(1, SeqCst);
            Ok::<_, Error>(post(tx, "a", "perhaps")?)
        });
        assert_eq!(answer.await.unwrap_err().code, Code::Unconfirmed);
        assert_eq!(runs.load(SeqCst), 1);
        assert!(events.try_recv().is_err(), "no event without a confirmed commit");
        tokio::time::sleep(Duration::from_millis(100)).await; // the server finishes on its own
        assert_eq!(tables.seqs("a").await, stored);
    }
    assert_eq!(
        db.write(|tx| Ok::<_, Error>(post(tx, "a", "after")?)).await.unwrap(),
        3,
        "the writer opens again"
    );
    db.close().await;
}

/// Stands between the product and the server, and can cut the wire at a COMMIT, before or after handing it on.
struct Proxy {
    port: u16,
    cut: Arc<AtomicBool>,
    is_forwarded: Arc<AtomicBool>,
}

impl Proxy {
    fn start() -> Proxy {
        let server = std::env::var("TONGXING_TEST_PG_URL").unwrap();
        let host = server
            .split('@')
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .unwrap()
            .replace("%2F", "/");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy {
            port: listener.local_addr().unwrap().port(),
            cut: Arc::default(),
            is_forwarded: Arc::default(),
        };
        let (cut, is_forwarded) = (proxy.cut.clone(), proxy.is_forwarded.clone());
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = UnixStream::connect(format!("{host}/.s.PGSQL.5432")).expect("the server's socket");
                back(server.try_clone().unwrap(), client.try_clone().unwrap());
                forth(client, server, cut.clone(), is_forwarded.clone());
            }
        });
        proxy
    }

    fn url_of(&self, url: &str) -> String {
        format!(
            "postgres://tongxing@127.0.0.1:{}/{}",
            self.port,
            url.rsplit('/').next().unwrap()
        )
    }

    fn cut_at_commit(&self, is_forwarded: bool) {
        self.is_forwarded.store(is_forwarded, SeqCst);
        self.cut.store(true, SeqCst);
    }
}

fn back(mut server: UnixStream, mut client: TcpStream) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut server, &mut client);
        let _ = client.shutdown(Shutdown::Both);
    });
}

fn forth(mut client: TcpStream, mut server: UnixStream, cut: Arc<AtomicBool>, is_forwarded: Arc<AtomicBool>) {
    std::thread::spawn(move || {
        let mut buffer = [0; 16_384];
        while let Ok(n @ 1..) = client.read(&mut buffer) {
            let is_commit = buffer[..n].windows(6).any(|w| w == b"COMMIT");
            if is_commit && cut.swap(false, SeqCst) {
                let _ = client.shutdown(Shutdown::Both);
                if is_forwarded.load(SeqCst) {
                    let _ = server.write_all(&buffer[..n]);
                }
                std::thread::sleep(Duration::from_millis(50));
                break;
            }
            if server.write_all(&buffer[..n]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Both);
    });
}
