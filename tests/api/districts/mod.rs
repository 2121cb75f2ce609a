//! Districts, studios, rooms, opening hours, over HTTP.

mod hours;
mod places;
mod studios;

use crate::support::person::Person;
use crate::support::product::DistrictId;
use serde_json::{Value, json};

/// Creates a studio with two rooms and hours on weekdays.
pub async fn create_studio(hq: &Person, district: &DistrictId, name: &str) -> Value {
    let studio = hq
        .post("/studios", json!({"district_id": district, "name": name}))
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
    hq.put(&format!("/studios/{id}/opening-rules"), json!({"rules": rules}))
        .await
        .expect(200)
}
