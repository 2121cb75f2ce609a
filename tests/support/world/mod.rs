//! One world for the tests of every room: the application, two districts, and the named cast (`cast`). A person is planted when a
//! test asks for them.

mod attendance;
mod cast;
mod chat;
mod help_room;
mod people;
mod places;
mod studio;
mod training;

pub use attendance::{consent_to_attend, outcomes, recording, tap_id};
pub use cast::Cast;
pub use chat::{
    MemberRoom, SeriesRoom, Talk, TeamRoom, add_seat, at_full_speed, cid, grant_counsellor_role, open_member_room,
    set_online_rooms_consent,
};
pub use help_room::{HelpRoom, ids, notice_count, plan_series};
pub use people::{PASSPHRASE, TOTP_SECRET, grant_role};
pub use places::{insert_district, insert_studio, insert_studio_named};
pub use studio::{Studio, broken_rules, merge, session_path};
pub use training::{NewSession, Trainee, Training, sign_gate};

use super::app::App;
use super::person::Person;
use super::product::accounts::{NewGrant, NewPerson};
use super::product::{Config, DistrictId, Nickname, Role};
use std::ops::Deref;

pub struct World {
    pub app: App,
    /// 青禾区, where the cast works.
    pub here: DistrictId,
    /// 云溪区, where nobody has a say in what happens `here`.
    pub there: DistrictId,
}

impl Deref for World {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl World {
    pub async fn new() -> World {
        World::with(|_| {}).await
    }

    /// With settings of the test's own.
    pub async fn with(change: impl FnOnce(&mut Config)) -> World {
        World::in_app(App::start_with(change).await).await
    }

    pub async fn in_app(app: App) -> World {
        let (here, there) = (app.district("青禾区").await, app.district("云溪区").await);
        World { app, here, there }
    }

    pub async fn finish(self) {
        self.app.finish().await;
    }

    /// The studio of `here`.
    pub async fn studio(&self) -> Studio {
        Studio::plant(&self.rows(), &self.here).await
    }

    /// The studio of `there`.
    pub async fn neighbouring_studio(&self) -> Studio {
        Studio::plant(&self.rows(), &self.there).await
    }

    pub async fn coordinator(&self) -> Person {
        self.person(Role::Coordinator).await
    }

    pub async fn supervisor(&self) -> Person {
        self.person(Role::Supervisor).await
    }

    pub async fn counsellor(&self) -> Person {
        self.person(Role::Counsellor).await
    }

    pub async fn trainee(&self) -> Person {
        self.person(Role::Trainee).await
    }

    pub async fn member(&self) -> Person {
        self.person(Role::Member).await
    }

    /// The next of the cast with this role `here`.
    pub async fn person(&self, role: Role) -> Person {
        self.app.person(role, &self.here).await
    }

    /// The next of the cast with this role `there`.
    pub async fn neighbour(&self, role: Role) -> Person {
        self.app.person(role, &self.there).await
    }

    /// Somebody at headquarters who is privacy officer.
    pub async fn privacy_officer(&self) -> Person {
        let mut new = NewPerson::new(Nickname::known(&self.cast.next_officer()));
        new.roles.push(NewGrant {
            role: Role::Headquarters,
            district: None,
            is_privacy_officer: true,
        });
        self.create_person(new).await
    }

    /// The same person after a new sign-in.
    pub async fn signed_in_again(&self, person: &Person) -> Person {
        self.signed_in(&person.person_id()).await
    }
}
