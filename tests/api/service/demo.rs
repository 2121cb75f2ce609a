//! What a newcomer finds who opens the demo.

use crate::support::app::App;
use crate::support::database::TestDatabase;
use crate::support::product::{Clock, Error, Keys, Millis, db::schema::sessions, demo};
use diesel::prelude::*;

/// Eight in the morning of a day, in the zone of the demo.
fn morning(date: &str) -> Millis {
    let at: jiff::Timestamp = format!("{date}T00:00:00Z").parse().unwrap();
    at.as_millisecond()
}

#[tokio::test]
async fn whatever_day_it_is_a_group_comes_together() {
    // a day with a group of its own every week, one with a salon elsewhere only, and one at the weekend
    for date in ["2026-11-25", "2026-11-24", "2026-11-29"] {
        let clock = Clock::fixed(morning(date));
        let app = App::start_on(TestDatabase::new().await, Keys::for_tests(), clock, |_| {}).await;
        assert!(demo::plant(&app.application).await.unwrap());
        let groups: i64 = app
            .db
            .read(move |conn| {
                let today = sessions::table
                    .filter(sessions::local_date.eq(date))
                    .filter(sessions::type_code.eq("peer_group_open"))
                    .filter(sessions::starts_at.gt(morning(date)))
                    .count();
                Ok::<i64, Error>(today.get_result(conn)?)
            })
            .await
            .unwrap();
        assert_eq!(groups, 1, "{date}");
        app.finish().await;
    }
}
