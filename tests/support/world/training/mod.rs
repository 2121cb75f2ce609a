//! A district that trains: staff who sign, the default programme, and a room for sessions.

mod cohorts;
mod gates;
mod sessions;

pub use cohorts::Trainee;
pub use gates::sign_gate;
pub use sessions::NewSession;

use super::{World, insert_studio_named};
use crate::support::person::Person;
use crate::support::product::{CounsellorStatus, Nickname, Role, RoomId, StudioId, accounts::NewPerson};
use std::ops::Deref;

pub struct Training {
    pub world: World,
    pub coordinator: Person,
    pub supervisor: Person,
    /// 阿松, a certified counsellor.
    pub certified: Person,
    pub programme_version: String,
    pub studio: StudioId,
    pub room: RoomId,
}

impl Deref for Training {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Training {
    pub async fn new() -> Training {
        let world = World::new().await;
        let (coordinator, supervisor) = (world.coordinator().await, world.supervisor().await);
        let mut new = NewPerson::new(Nickname::known("阿松")).with(Role::Counsellor, Some(world.here.clone()));
        new.counsellor_status = Some(CounsellorStatus::Certified);
        let certified = world.create_person(new).await;
        let listed = coordinator.get("/programmes").await.expect(200);
        let programme_version = listed["items"][0]["versions"][0]["id"].as_str().unwrap().to_owned();
        let (studio, mut rooms) =
            insert_studio_named("青禾工作室", &world.rows(), &world.here, "Asia/Shanghai", &[12]).await;
        Training {
            world,
            coordinator,
            supervisor,
            certified,
            programme_version,
            studio,
            room: rooms.remove(0),
        }
    }

    pub async fn finish(self) {
        self.world.finish().await;
    }
}
