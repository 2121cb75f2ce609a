//! Districts, studios, rooms, opening hours, over HTTP.

mod hours;
mod places;
mod studios;

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::DistrictId;
use serde_json::{Value, json};

/// A district with a studio that has two rooms and hours on weekdays.
pub async fn furnished(app: &App, hq: &Person, name: &str) -> (DistrictId, Value) {
    let district = app.district(&format!("{name}区")).await;
    let studio = hq
        .post(
            "/studios",
            json!({"district_id": district, "name": format!("{name}工作室")}),
        )
        .await
        .expect(201);
    let id = studio["id"].as_str().unwrap();
    for (room, capacity) in [("大教室", 24), ("小组室", 12)] {
        let room = json!({"name": room, "capacity": capacity, "features": ["白板", "投影"]});
        hq.post(&format!("/studios/{id}/rooms"), room).await.expect(201);
    }
    let rules: Vec<_> = (1..=5)
        .map(|day| json!({"weekday": day, "from": "09:00", "to": "21:00"}))
        .collect();
    let studio = hq
        .put(&format!("/studios/{id}/opening-rules"), json!({"rules": rules}))
        .await
        .expect(200);
    (district, studio)
}
