//! Rows written and read past the product, for what no request can set up or show.

use super::app::App;
use super::product::db::{Conn, Db};
use super::product::{Chance, Clock, Error};
use super::world::Cast;
use diesel::QueryResult;
use std::sync::Arc;

/// The database of a test, with the clock and the randomness that its rows are made of.
#[derive(Clone)]
pub struct Rows {
    pub db: Db,
    pub clock: Clock,
    pub chance: Chance,
    pub cast: Arc<Cast>,
}

impl Rows {
    pub async fn write<T: Send + 'static>(&self, work: impl Fn(&mut Conn) -> QueryResult<T> + Send + 'static) -> T {
        let written = self.db.write(move |tx| Ok::<T, Error>(work(tx.conn())?));
        written.await.expect("the rows can be written")
    }

    pub async fn read<T: Send + 'static>(&self, work: impl Fn(&mut Conn) -> QueryResult<T> + Send + 'static) -> T {
        let read = self.db.read(move |conn| Ok::<T, Error>(work(conn)?));
        read.await.expect("the rows can be read")
    }
}

impl App {
    pub fn rows(&self) -> Rows {
        Rows {
            db: self.db.clone(),
            clock: self.clock.clone(),
            chance: self.chance.clone(),
            cast: self.cast.clone(),
        }
    }
}
