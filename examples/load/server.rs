//! The product with one room full of people, in a process of its own.

use diesel::prelude::*;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use tongxing::accounts::front::{NewPerson, create_person_in};
use tongxing::accounts::model::Nickname;
use tongxing::app::{Application, Parts};
use tongxing::chance::Chance;
use tongxing::chat::front::{add_seat_in, open_room_in};
use tongxing::chat::model::{NewRoom, OwnerKind, SeatRole};
use tongxing::clock::{Clock, DAY};
use tongxing::config::Config;
use tongxing::db::migrate::migrate;
use tongxing::db::schema::logins;
use tongxing::error::Error;
use tongxing::ids::{ChatRoomId, LoginId, PersonId};
use tongxing::keys::Keys;

/// Seats `people`, prints address, room and tokens, and serves until it is killed.
pub async fn run(people: usize) {
    let mut config = Config {
        listen: "127.0.0.1:0".into(),
        workers: 1,
        log: "off".into(),
        ..Config::default()
    };
    config.database_url = std::env::var("TONGXING_DATABASE_URL").unwrap();
    config.chat.messages_per_second = 1_000_000;
    config.chat.message_burst = 1_000_000;
    config.chat.messages_per_second_overall = 1_000_000;
    config.gateway.frames_per_second = 1_000_000;
    config.gateway.frame_burst = 1_000_000;
    config.gateway.new_sockets_per_second = 1_000_000;
    config.gateway.heartbeat_ms = 600_000;
    let url = config.database_url.clone();
    tokio::task::spawn_blocking(move || migrate(&url))
        .await
        .unwrap()
        .unwrap();
    let parts = Parts {
        config,
        clock: Clock::system(),
        chance: Chance::system(),
        keys: Keys::for_tests(),
    };
    let app = Application::build(parts).await.unwrap();
    let room = open(&app).await;
    let mut tokens = vec![];
    for number in 0..people {
        tokens.push(seat(&app, &room, number).await);
    }
    let (address, server, _) = app.serve().unwrap();
    println!(
        "{}",
        serde_json::json!({ "address": address.to_string(), "room": room, "tokens": tokens })
    );
    server.await.unwrap();
}

async fn open(app: &Application) -> ChatRoomId {
    let kit = app.chat.kit();
    let new = NewRoom {
        owner_kind: OwnerKind::Team,
        owner_id: None,
        district_id: None,
        name: "load".into(),
    };
    app.db.write(move |tx| open_room_in(tx, &kit, &new)).await.unwrap()
}

async fn seat(app: &Application, room: &ChatRoomId, number: usize) -> String {
    let (kit, room, clock, chance) = (app.chat.kit(), room.clone(), app.clock.clone(), app.chance.clone());
    let (now, end) = (app.clock.now(), app.clock.now() + DAY);
    let seated = app.db.write(move |tx| {
        let name = Nickname::parse("nickname", &format!("load {number}"))?;
        let person = create_person_in(tx, &clock, &chance, &NewPerson::new(name))?;
        let login = LoginId::mint(&clock, &chance);
        let values = (
            logins::id.eq(&login),
            logins::person_id.eq(&person),
            logins::device.eq("load"),
            logins::is_shared_computer.eq(false),
            logins::refresh_seed.eq(b"seed".as_slice()),
            logins::refresh_no.eq(1),
            logins::refreshed_at.eq(now),
            logins::created_at.eq(now),
            logins::last_used_at.eq(now),
            logins::idle_ms.eq(DAY),
            logins::expires_at.eq(end),
        );
        diesel::insert_into(logins::table).values(values).execute(tx.conn())?;
        add_seat_in(tx, &kit, &room, &person, SeatRole::Participant)?;
        Ok::<_, Error>((person, login))
    });
    let (person, login): (PersonId, LoginId) = seated.await.unwrap();
    let header = Header {
        typ: Some("at+jwt".into()),
        ..Header::new(Algorithm::HS256)
    };
    let claims = serde_json::json!({
        "iss": "tongxing", "aud": "tongxing-api", "sub": person, "lid": login,
        "iat": now / 1000, "nbf": now / 1000, "exp": end / 1000,
    });
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(app.keys.signing())).unwrap()
}
