//! People who are already signed in, without the entrance that `accounts` tests.

use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{
    CounsellorStatus, DAY, DistrictId, Error, GrantId, LoginId, Nickname, Passphrase, PersonId, Role,
    accounts::{NewPerson, create_person_in, hash_now, set_second_factor_in},
    db::schema::{logins, people, qualifications, role_grants},
};
use crate::support::rows::Rows;
use diesel::prelude::*;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use std::sync::OnceLock;

/// The passphrase of everybody whom a test plants.
pub const PASSPHRASE: &str = "山高水长路远心安";
/// The secret of the second factor of all staff.
pub const TOTP_SECRET: [u8; 20] = *b"twenty bytes of test";

impl App {
    /// The next of the cast who holds `role` in `district` (headquarters: in none), signed in.
    pub async fn person(&self, role: Role, district: &DistrictId) -> Person {
        let place = Some(district).filter(|_| role != Role::Headquarters);
        let name = self.cast.next(role, place);
        self.person_named(&name, &[(role, place.cloned())]).await
    }

    pub async fn headquarters(&self) -> Person {
        let name = self.cast.next(Role::Headquarters, None);
        self.person_named(&name, &[(Role::Headquarters, None)]).await
    }

    /// Somebody signed in with this name and these roles; staff have a second factor with [`TOTP_SECRET`].
    pub async fn person_named(&self, nickname: &str, roles: &[(Role, Option<DistrictId>)]) -> Person {
        let mut new = NewPerson::new(Nickname::known(nickname));
        for (role, district) in roles {
            new = new.with(*role, district.clone());
        }
        self.create_person(new).await
    }

    /// Creates a person and signs them in; without a passphrase hash of their own they have [`PASSPHRASE`].
    pub async fn create_person(&self, mut new: NewPerson) -> Person {
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = || hash_now(&self.chance, &Passphrase::from(PASSPHRASE.to_owned())).expect("a hash");
        new.passphrase_hash
            .get_or_insert_with(|| HASH.get_or_init(hash).clone());
        let keys = self.keys.clone();
        let write = self.db.write(move |tx| {
            let id = create_person_in(tx, &new)?;
            if new.roles.iter().any(|grant| grant.role.is_staff()) {
                set_second_factor_in(tx, &keys, &id, &TOTP_SECRET)?;
            }
            Ok::<_, Error>(id)
        });
        let id = write.await.expect("a person");
        self.signed_in(&id).await
    }

    /// A person on one more device. The token outlives every test, however far the clock is moved.
    pub async fn signed_in(&self, id: &PersonId) -> Person {
        let login = LoginId::mint(&self.clock, &self.chance);
        let (now, end) = (self.clock.now(), self.clock.now() + 400 * DAY);
        let (row, person) = (login.clone(), id.clone());
        let nickname: String = self
            .rows()
            .write(move |conn| {
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
                diesel::insert_into(logins::table).values(values).execute(conn)?;
                people::table.find(&person).select(people::nickname).first(conn)
            })
            .await;
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
        Person::signed_in(self, id.as_str(), &nickname, &token)
    }
}

/// The next of the cast with one role in this district, as rows; with a second factor, so that staff may act.
pub async fn insert_person(
    rows: &Rows,
    role: Role,
    status: Option<CounsellorStatus>,
    district: &DistrictId,
) -> PersonId {
    let id = PersonId::mint(&rows.clock, &rows.chance);
    let place = Some(district).filter(|_| role != Role::Headquarters);
    let nickname = rows.cast.next(role, place);
    let (row, home) = (id.clone(), district.clone());
    rows.write(move |conn| {
        diesel::insert_into(people::table)
            .values((
                people::id.eq(&row),
                people::nickname.eq(&nickname),
                people::nickname_key.eq(&Nickname::key_of(&nickname)),
                people::nickname_look.eq(&nickname),
                people::language.eq("zh"),
                people::home_district_id.eq(&home),
                people::available.eq(""),
                people::is_active.eq(true),
                people::totp_secret.eq(vec![1u8]),
                people::is_totp_on.eq(true),
                people::totp_step.eq(0),
                people::created_at.eq(0),
            ))
            .execute(conn)?;
        let Some(status) = status else { return Ok(1) };
        diesel::insert_into(qualifications::table)
            .values((
                qualifications::id.eq(row.as_str()),
                qualifications::person_id.eq(&row),
                qualifications::kind.eq(status),
                qualifications::from_at.eq(0),
                qualifications::source.eq("brought"),
            ))
            .execute(conn)
    })
    .await;
    grant_role(rows, &id, role, place).await;
    id
}

pub async fn grant_role(rows: &Rows, person: &PersonId, role: Role, district: Option<&DistrictId>) {
    let id = GrantId::mint(&rows.clock, &rows.chance);
    let (person, district) = (person.clone(), district.cloned());
    rows.write(move |conn| {
        diesel::insert_into(role_grants::table)
            .values((
                role_grants::id.eq(&id),
                role_grants::person_id.eq(&person),
                role_grants::role.eq(role),
                role_grants::district_id.eq(&district),
                role_grants::is_privacy_officer.eq(false),
                role_grants::granted_at.eq(0),
            ))
            .execute(conn)
    })
    .await;
}
