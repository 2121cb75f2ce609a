//! What older nicknames look like: written down once, when a program starts that is newer than they are.

use crate::accounts::model::look_of;
use crate::accounts::store;
use crate::db::Db;
use crate::error::Result;

const AT_ONCE: i64 = 500;

/// Fills what is missing. Of two people whose names were taken before and look alike, the one who came first has the look: nobody
/// loses their name, and no third one gets it.
pub async fn write_looks(db: &Db) -> Result<()> {
    while db
        .read(|conn| Ok(!store::people::list_without_look(conn, 1)?.is_empty()))
        .await?
    {
        let write = db.write(move |tx| {
            for (person, nickname) in store::people::list_without_look(tx.conn(), AT_ONCE)? {
                let look = look_of(&nickname);
                let taken = store::people::list_taken_looks(tx.conn(), std::slice::from_ref(&look))?;
                let look = if taken.is_empty() {
                    look
                } else {
                    format!("{look} {person}")
                };
                store::people::update_look(tx.conn(), &person, &look)?;
            }
            Ok(())
        });
        write.await?;
    }
    Ok(())
}
