//! The product with a world in it, in a process of its own.

use crate::messages::TEXT;
use crate::search;
use diesel::prelude::*;
use futures_util::StreamExt as _;
use futures_util::stream;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use std::time::Duration;
use tongxing::accounts::api::{self, NewPerson, create_person_in};
use tongxing::accounts::model::Nickname;
use tongxing::app::{Application, Parts};
use tongxing::chance::Chance;
use tongxing::chat::actions::post_message;
use tongxing::chat::api::{add_seat_in, open_room_in};
use tongxing::chat::model::{Cid, Draft, MessageKind, MessageText, NewRoom, OwnerKind, SeatRole};
use tongxing::chat::search::index_for;
use tongxing::clock::{Clock, DAY};
use tongxing::config::Config;
use tongxing::db::migrate::migrate;
use tongxing::db::schema::{chat_seats, logins};
use tongxing::demo::agency::{self, Scale, Size};

use tongxing::ids::{ChatRoomId, LoginId, PersonId};
use tongxing::imports::actions::{Choices, Importer, import_file};
use tongxing::imports::values::Month;
use tongxing::keys::Keys;

/// Monday 2026-11-23, 10:00 in Shanghai: the time of the world with an agency in it.
const MONDAY: i64 = 1_795_399_200_000;

/// Who and what is there.
pub enum Dataset {
    /// Rooms with so many people each.
    Rooms { count: usize, each: usize },
    /// One person in a room with many messages.
    Long { messages: usize },
    /// One room of one person with so many messages that differ, all of them in the index of the search.
    Words { messages: usize },
    /// The demo world and a month of an agency with sixteen districts: headquarters, a coordinator, a trainee.
    Agency,
    /// So many years of a large agency: one person of each role.
    Years { years: u8 },
}

impl Dataset {
    pub fn one_room(people: usize) -> Dataset {
        Dataset::Rooms { count: 1, each: people }
    }

    /// As the child reads it.
    pub fn words(&self) -> Vec<String> {
        match self {
            Dataset::Rooms { count, each } => vec!["rooms".into(), count.to_string(), each.to_string()],
            Dataset::Long { messages } => vec!["long".into(), messages.to_string()],
            Dataset::Words { messages } => vec!["words".into(), messages.to_string()],
            Dataset::Agency => vec!["agency".into()],
            Dataset::Years { years } => vec!["years".into(), years.to_string()],
        }
    }

    pub fn parse(words: &[String]) -> Dataset {
        let number = |at: usize| words[at].parse().unwrap();
        match words[0].as_str() {
            "rooms" => Dataset::Rooms {
                count: number(1),
                each: number(2),
            },
            "long" => Dataset::Long { messages: number(1) },
            "words" => Dataset::Words { messages: number(1) },
            "years" => Dataset::Years {
                years: words[1].parse().unwrap(),
            },
            _ => Dataset::Agency,
        }
    }
}

/// Prepares the world, prints address, tokens and rooms, and serves until it is killed.
pub async fn run(world: Dataset) {
    let mut config = Config {
        listen: "127.0.0.1:0".into(),
        workers: 1,
        log: "off".into(),
        ..Config::default()
    };
    config.database_url = std::env::var("TONGXING_DATABASE_URL").unwrap().into();
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
    let clock = match world {
        Dataset::Agency | Dataset::Years { .. } => Clock::fixed(MONDAY),
        _ => Clock::system(),
    };
    let parts = Parts {
        config,
        clock,
        chance: Chance::system(),
        keys: Keys::for_tests(),
    };
    let app = Application::build(parts).await.unwrap();
    let (mut tokens, mut rooms) = (vec![], vec![]);
    match world {
        Dataset::Rooms { count, each } => {
            for _ in 0..count {
                let room = open(&app).await;
                for _ in 0..each {
                    tokens.push(seat(&app, &room, tokens.len()).await.1);
                    rooms.push(room.to_string());
                }
            }
        }
        Dataset::Long { messages } => {
            let room = open(&app).await;
            let (person, token) = seat(&app, &room, 0).await;
            fill(&app, &person, &room, messages, |_| TEXT.to_owned()).await;
            tokens.push(token);
            rooms.push(room.to_string());
        }
        Dataset::Words { messages } => {
            let room = open(&app).await;
            let (person, token) = seat(&app, &room, 0).await;
            fill(&app, &person, &room, messages, search::text).await;
            while !index_for(&app.db, &app.keys, Duration::from_secs(600)).await.unwrap() {}
            tokens.push(token);
            rooms.push(room.to_string());
        }
        Dataset::Agency => {
            tongxing::demo::plant(&app).await.unwrap();
            spreadsheets(&app).await;
            for name in ["远山", "青松", "初晴"] {
                let (token, room) = known(&app, name).await;
                tokens.push(token);
                rooms.push(room);
            }
        }
        Dataset::Years { .. } => {}
    }
    if let Dataset::Years { years } = world {
        let scale = Scale::new(Size::Large, years.into());
        agency::plant(&app, scale, 1).await.unwrap().expect("an empty database");
        for part in agency::known() {
            let (token, room) = known(&app, part.name).await;
            tokens.push(token);
            rooms.push(room);
        }
    }
    let (address, server, _) = app.serve().unwrap();
    println!(
        "{}",
        serde_json::json!({ "address": address.to_string(), "tokens": tokens, "rooms": rooms })
    );
    server.await.unwrap();
}

/// Many messages of one person, many at a time, through the action that people use.
async fn fill(app: &Application, person: &PersonId, room: &ChatRoomId, messages: usize, text: fn(usize) -> String) {
    stream::iter(0..messages)
        .for_each_concurrent(512, |number| async move {
            let draft = Draft {
                cid: Cid::parse("cid", &format!("fill-{number:08}")).unwrap(),
                text: MessageText::parse(&text(number)).unwrap(),
                kind: MessageKind::Message,
                reply: None,
                prev: None,
            };
            post_message(&app.chat, person.clone(), room.clone(), draft)
                .await
                .unwrap();
        })
        .await;
}

/// Brings in the agency's spreadsheets, as the operator would.
async fn spreadsheets(app: &Application) {
    let sheets = [
        ("districts", "districts"),
        ("service_points", "service_points"),
        ("studios", "studios"),
        ("rooms", "rooms"),
        ("opening_hours", "opening_hours"),
        ("cohorts", "cohorts"),
        ("counsellors", "counsellors"),
        ("sessions", "sessions-2026-12"),
    ];
    for (kind, file) in sheets {
        let path = format!("{}/tests/data/agency/{file}.csv", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap();
        let choices = Choices {
            is_dry_run: false,
            skips_refused: true,
            month: Month::parse("2026-12"),
        };
        let kind = app.imports.find(kind).unwrap();
        let report = import_file(&app.db, kind, bytes, Importer::Operator, choices)
            .await
            .unwrap();
        assert!(report.is_applied, "{file}");
    }
}

/// A token for somebody of the demo world, and a room in which they sit, or none.
async fn known(app: &Application, name: &'static str) -> (String, String) {
    let found = app
        .db
        .read(move |conn| {
            let person = api::find_by_nickname(conn, name)?.unwrap();
            let room: Option<ChatRoomId> = chat_seats::table
                .filter(chat_seats::person_id.eq(&person))
                .select(chat_seats::room_id)
                .first(conn)
                .optional()?;
            Ok((person, room.map(|room| room.to_string()).unwrap_or_default()))
        })
        .await
        .unwrap();
    (token(app, &found.0).await, found.1)
}

async fn open(app: &Application) -> ChatRoomId {
    let settings = app.config.chat.clone();
    let new = NewRoom {
        owner_kind: OwnerKind::Team,
        owner_id: None,
        district_id: None,
        name: "load".into(),
    };
    app.db.write(move |tx| open_room_in(tx, &settings, &new)).await.unwrap()
}

async fn seat(app: &Application, room: &ChatRoomId, number: usize) -> (PersonId, String) {
    let room = room.clone();
    let seated = app.db.write(move |tx| {
        let name = Nickname::parse("nickname", &format!("load {number}"))?;
        let person = create_person_in(tx, &NewPerson::new(name))?;
        add_seat_in(tx, &room, &person, SeatRole::Participant)?;
        Ok(person)
    });
    let person = seated.await.unwrap();
    let token = token(app, &person).await;
    (person, token)
}

/// A login of the person, and the token that it would be given.
async fn token(app: &Application, person: &PersonId) -> String {
    let (login, now) = (LoginId::mint(&app.clock, &app.chance), app.clock.now());
    let (row, whose, end) = (login.clone(), person.clone(), now + DAY);
    let stored = app.db.write(move |tx| {
        let values = (
            logins::id.eq(&row),
            logins::person_id.eq(&whose),
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
        Ok(())
    });
    stored.await.unwrap();
    let header = Header {
        typ: Some("at+jwt".into()),
        ..Header::new(Algorithm::HS256)
    };
    let claims = serde_json::json!({
        "iss": "tongxing", "aud": "tongxing-api", "sub": person, "lid": login,
        "iat": now / 1000, "nbf": now / 1000, "exp": end / 1000,
    });
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(&app.keys.signing())).unwrap()
}
