//! The room of a series, whose coordinator holds it, and a member who has not been asked anything yet.

use super::{add_seat, grant_counsellor_role};
use crate::support::app::Answer;
use crate::support::person::Person;
use crate::support::world::World;
use serde_json::{Value, json};
use std::ops::Deref;

pub struct SeriesRoom {
    pub world: World,
    pub coordinator: Person,
    pub member: Person,
    pub series: String,
    pub room: String,
}

impl Deref for SeriesRoom {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl SeriesRoom {
    pub async fn open() -> SeriesRoom {
        let world = World::new().await;
        let studio = world.studio().await;
        let coordinator = studio.coordinator(&world).await;
        grant_counsellor_role(&world, &coordinator, &world.here).await;
        let body = studio.series_body("周二小组", ("2026-11-24", "2026-12-02"), "18:30");
        let made = coordinator.post("/series", body).await.expect(201);
        let series = made["series_id"].as_str().unwrap().to_owned();
        let opened = json!({ "owner_kind": "series", "owner_id": series, "name": "周二小组" });
        let room = coordinator.post("/chat/rooms", opened).await.expect(201);
        SeriesRoom {
            member: world.member().await,
            room: room["id"].as_str().unwrap().to_owned(),
            world,
            coordinator,
            series,
        }
    }

    pub async fn finish(self) {
        self.world.finish().await;
    }

    pub async fn add_seat(&self, person: &Person, role: &str) -> Answer {
        add_seat(&self.coordinator, &self.room, person, role).await
    }

    pub async fn set_consent(&self, person: &Person, is_given: bool) -> Value {
        super::set_online_rooms_consent(person, is_given).await
    }
}
