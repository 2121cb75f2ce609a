//! Chat rooms with whoever holds them and sits in them.

mod member_room;
mod series_room;
mod talk;
mod team_room;

pub use member_room::{MemberRoom, open_member_room};
pub use series_room::SeriesRoom;
pub use talk::Talk;
pub use team_room::TeamRoom;

use crate::support::app::{Answer, App};
use crate::support::person::Person;
use crate::support::product::{
    Config, DistrictId, Role,
    accounts::{NewGrant, grant_in},
};
use serde_json::{Value, json};

/// No limit that a test does not mean to meet.
pub fn at_full_speed(config: &mut Config) {
    config.chat.messages_per_second = 1_000_000;
    config.chat.message_burst = 1_000_000;
    config.chat.messages_per_second_overall = 1_000_000;
    config.gateway.frames_per_second = 1_000_000;
    config.gateway.frame_burst = 1_000_000;
    config.gateway.sockets_per_person = 1_000;
}

/// A client id.
pub fn cid(number: usize) -> String {
    format!("cid-{number:08}")
}

/// Opens the room of a team; its id.
pub async fn open_team_room(coordinator: &Person, district: &DistrictId) -> String {
    let body = json!({ "owner_kind": "team", "name": "队", "district_id": district });
    let opened = coordinator.post("/chat/rooms", body).await.expect(201);
    opened["id"].as_str().unwrap().to_owned()
}

pub async fn add_seat(by: &Person, room: &str, person: &Person, role: &str) -> Answer {
    let body = json!({ "person_id": person.id, "role": role });
    by.post(&format!("/chat/rooms/{room}/seats"), body).await
}

/// The membership of a person as somebody in the room sees it.
pub async fn membership_id(seen_by: &Person, room: &str, person: &Person) -> String {
    let room = seen_by.get(&format!("/chat/rooms/{room}")).await.expect(200);
    let seats = room["seats"].as_array().unwrap();
    let seat = seats.iter().find(|seat| seat["name"] == person.nickname.as_str());
    seat.expect("a seat")["membership_id"].as_str().unwrap().to_owned()
}

/// Gives or withdraws the consent without which a member has no seat (safety 14).
pub async fn set_online_rooms_consent(person: &Person, is_given: bool) -> Value {
    let body = json!({ "is_given": is_given, "language": "zh" });
    person.put("/me/consents/online_rooms", body).await.expect(200)
}

/// Makes somebody a counsellor besides: whoever coordinates a district may hold the room of a series only if they lead groups there.
pub async fn grant_counsellor_role(app: &App, person: &Person, district: &DistrictId) {
    let id = person.person_id();
    let grant = NewGrant {
        role: Role::Counsellor,
        district: Some(district.clone()),
        is_privacy_officer: false,
    };
    let write = app.db.write(move |tx| grant_in(tx, &id, &grant, None));
    write.await.unwrap();
}
