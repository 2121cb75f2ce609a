//! Every difference between the two databases that a room can feel, one function each.
//!
//! Constraints have the same name on both. SQLite does not report the name of a UNIQUE constraint but its columns, so a
//! unique constraint or index is named as PostgreSQL would: `<table>_<column>_<column>_key`. A trigger that guards an
//! invariant raises exactly the name (`RAISE(ABORT, 'claims_overlap')`), which then is the whole message.

use super::conn::{Backend, Conn};
use diesel::result::{DatabaseErrorKind as Kind, Error as SqlError};

/// Whether `error` says that the constraint, unique index or guarding trigger of this name was violated.
pub fn violates(error: &SqlError, name: &str) -> bool {
    let SqlError::DatabaseError(_, info) = error else {
        return false;
    };
    let message = info.message();
    info.constraint_name() == Some(name)
        || message == name
        || message.strip_prefix("CHECK constraint failed: ") == Some(name)
        || message
            .strip_prefix("UNIQUE constraint failed: ")
            .is_some_and(|columns| is_unique_key(columns, name))
}

/// `columns` as SQLite lists them: `people.home_district_id, people.nickname_key`, or `index 'name'` for expressions.
fn is_unique_key(columns: &str, name: &str) -> bool {
    if let Some(index) = columns.strip_prefix("index '") {
        return index.trim_end_matches('\'') == name;
    }
    let mut built = String::new();
    for column in columns.split(", ") {
        let Some((table, column)) = column.split_once('.') else {
            return false;
        };
        if built.is_empty() {
            built.push_str(table);
        }
        built.push('_');
        built.push_str(column);
    }
    name.strip_suffix("_key") == Some(built.as_str())
        || name
            .strip_suffix("_pkey")
            .is_some_and(|table| built == format!("{table}_id"))
}

/// Whether a row was refused because the row that it points to does not exist (or is still pointed at).
pub fn violates_foreign_key(error: &SqlError) -> bool {
    matches!(error, SqlError::DatabaseError(Kind::ForeignKeyViolation, _))
}

/// To append to a `SELECT` of raw SQL whose rows shall stay locked until the commit. SQLite has one writer; nothing to lock.
pub fn for_update(conn: &Conn) -> &'static str {
    match conn.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    }
}

/// As [`for_update`], but others may hold the same lock.
pub fn for_share(conn: &Conn) -> &'static str {
    match conn.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR SHARE",
    }
}

/// As [`for_update`], but lets others add rows that point at the locked one.
pub fn for_no_key_update(conn: &Conn) -> &'static str {
    match conn.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR NO KEY UPDATE",
    }
}

/// As [`for_update`], but skips rows that are locked.
pub fn for_update_skip_locked(conn: &Conn) -> &'static str {
    match conn.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE SKIP LOCKED",
    }
}

/// Runs `part` on one snapshot: everything it reads is as of one instant. For use inside `Db::read`.
pub fn snapshot<T, E: From<SqlError>>(conn: &mut Conn, part: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
    use diesel::connection::{AnsiTransactionManager as Ansi, TransactionManager};
    match conn {
        Conn::Sqlite(c) => Ansi::begin_transaction_sql(c, "BEGIN"),
        Conn::Pg(c) => Ansi::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
    }?;
    let answer = part(conn);
    <Conn as diesel::Connection>::TransactionManager::rollback_transaction(conn)?;
    answer
}

/// Logs server settings that would hide errors or make the server slow.
pub(super) fn warn_of_settings(conn: &mut Conn) {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }
    let Conn::Pg(conn) = conn else { return };
    let mut setting = |name: &str| {
        let found = diesel::sql_query(format!("SELECT current_setting('{name}') AS value")).get_result::<Setting>(conn);
        found.map(|setting| setting.value).unwrap_or_default()
    };
    // A deadlock is recognised by its message alone.
    let messages = setting("lc_messages");
    if !(messages.is_empty() || messages == "C" || messages.starts_with("C.") || messages.starts_with("en")) {
        tracing::warn!(
            lc_messages = messages,
            "the server translates its messages: a deadlock will not be tried again"
        );
    }
    if setting("fsync") == "off" || setting("synchronous_commit") == "off" {
        tracing::warn!("the server does not wait for its disk: an answered write may be lost in a crash");
    }
}

/// Writes something that needs fresh pages, and takes the last such thing away.
pub(super) fn probe_space(conn: &mut Conn) -> diesel::QueryResult<()> {
    use diesel::RunQueryDsl as _;
    let filler = match conn.backend() {
        Backend::Sqlite => "randomblob(16384)",
        Backend::Postgres => "decode(repeat('5a', 16384), 'hex')",
    };
    let insert = format!(
        "INSERT INTO storage_probes (id, filler) SELECT coalesce(max(id), 0) + 1, {filler} FROM storage_probes"
    );
    diesel::sql_query(insert).execute(conn)?;
    let delete = "DELETE FROM storage_probes WHERE id < (SELECT max(id) FROM storage_probes)";
    diesel::sql_query(delete).execute(conn).map(drop)
}

/// The least that shows that the database answers.
pub(super) fn ping(conn: &mut Conn) -> diesel::QueryResult<()> {
    use diesel::RunQueryDsl as _;
    diesel::sql_query("SELECT 1").execute(conn).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str) -> SqlError {
        SqlError::DatabaseError(Kind::Unknown, Box::new(message.to_owned()))
    }

    #[test]
    fn sqlite_violations_are_recognised_by_the_name_that_postgres_gives() {
        let e = error("UNIQUE constraint failed: people.nickname_key");
        assert!(violates(&e, "people_nickname_key_key"));
        assert!(!violates(&e, "people_intake_no_key"));
        let e = error("UNIQUE constraint failed: chat_events.room_id, chat_events.seq");
        assert!(violates(&e, "chat_events_room_id_seq_key"));
        assert!(violates(
            &error("UNIQUE constraint failed: index 'a_lower_key'"),
            "a_lower_key"
        ));
        assert!(violates(&error("UNIQUE constraint failed: jobs.id"), "jobs_pkey"));
        assert!(violates(
            &error("CHECK constraint failed: jobs_lease_check"),
            "jobs_lease_check"
        ));
        assert!(violates(&error("claims_overlap"), "claims_overlap"));
        assert!(!violates(&error("claims_overlap_too"), "claims_overlap"));
    }
}
