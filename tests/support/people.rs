//! Districts and people who are already signed in, without the way through the front door that `accounts` tests.

use super::app::App;
use super::person::Person;
use crate::support::product::{
    DAY, DistrictId, Error, LoginId, Nickname, Passphrase, PersonId, Role,
    accounts::{self, NewPerson},
    db::schema::{districts, logins},
};
use diesel::prelude::*;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The passphrase of everybody made by [`App::somebody`].
pub const PASSPHRASE: &str = "山高水长路远心安";
/// The secret of the second factor of all staff.
pub const TOTP_SECRET: [u8; 20] = *b"twenty bytes of test";

impl App {
    /// A district.
    pub async fn district(&self, name: &str) -> DistrictId {
        let id = DistrictId::mint(&self.clock, &self.chance);
        let (row, name, now) = (id.clone(), name.to_owned(), self.clock.now());
        let write = self.db.write(move |tx| {
            let values = (
                districts::id.eq(&row),
                districts::name.eq(&name),
                districts::has_station.eq(true),
                districts::zone.eq("Asia/Shanghai"),
                districts::created_at.eq(now),
            );
            diesel::insert_into(districts::table)
                .values(values)
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.expect("a district");
        id
    }

    /// Somebody signed in who holds `role` in `district` (headquarters: in none).
    pub async fn person(&self, role: Role, district: &DistrictId) -> Person {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let name = format!("{role} {}", COUNT.fetch_add(1, Ordering::Relaxed));
        let place = (role != Role::Headquarters).then(|| district.clone());
        self.somebody(&name, &[(role, place)]).await
    }

    /// Somebody signed in at headquarters.
    pub async fn headquarters(&self) -> Person {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let name = format!("总社 {}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.somebody(&name, &[(Role::Headquarters, None)]).await
    }

    /// Somebody signed in with this name and these roles; staff have a second factor with [`TOTP_SECRET`].
    pub async fn somebody(&self, nickname: &str, roles: &[(Role, Option<DistrictId>)]) -> Person {
        let mut new = NewPerson::new(Nickname::known(nickname));
        for (role, district) in roles {
            new = new.with(*role, district.clone());
        }
        self.made(new).await
    }

    /// Somebody signed in, made to measure; without a passphrase hash of their own they have [`PASSPHRASE`].
    pub async fn made(&self, mut new: NewPerson) -> Person {
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = || accounts::hash_now(&self.chance, &Passphrase::from(PASSPHRASE.to_owned())).expect("a hash");
        new.passphrase_hash
            .get_or_insert_with(|| HASH.get_or_init(hash).clone());
        let nickname = new.nickname.as_str().to_owned();
        let keys = self.keys.clone();
        let write = self.db.write(move |tx| {
            let id = accounts::create_person_in(tx, &new)?;
            if new.roles.iter().any(|grant| grant.role.is_staff()) {
                accounts::set_second_factor_in(tx, &keys, &id, &TOTP_SECRET)?;
            }
            Ok::<_, Error>(id)
        });
        let id = write.await.expect("a person");
        self.signed_in(&id, &nickname).await
    }

    /// The same person on one more device. The token outlives every test, however far the clock is moved.
    pub async fn signed_in(&self, id: &PersonId, nickname: &str) -> Person {
        let login = LoginId::mint(&self.clock, &self.chance);
        let (now, end) = (self.clock.now(), self.clock.now() + 400 * DAY);
        let (row, person) = (login.clone(), id.clone());
        let write = self.db.write(move |tx| {
            let values = (
                logins::id.eq(&row),
                logins::person_id.eq(&person),
                logins::device.eq("test"),
                logins::is_shared_computer.eq(false),
                logins::refresh_seed.eq(b"seed".as_slice()),
                logins::refresh_no.eq(1),
                logins::refreshed_at.eq(now),
                logins::created_at.eq(now),
                logins::last_used_at.eq(now),
                logins::idle_ms.eq(400 * DAY),
                logins::expires_at.eq(end),
            );
            diesel::insert_into(logins::table).values(values).execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.expect("a login");
        let header = Header {
            typ: Some("at+jwt".into()),
            ..Header::new(Algorithm::HS256)
        };
        let claims = serde_json::json!({
            "iss": "tongxing", "aud": "tongxing-api", "sub": id, "lid": login,
            "iat": now / 1000, "nbf": now / 1000, "exp": end / 1000,
        });
        let key = EncodingKey::from_secret(&self.keys.signing());
        let token = jsonwebtoken::encode(&header, &claims, &key).expect("a token");
        Person::signed_in(self, id.as_str(), nickname, &token)
    }
}
