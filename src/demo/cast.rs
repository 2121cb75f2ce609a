//! The people of the demo world. All are invented.

use crate::accounts::api::{self, Giving, NewGrant, NewPerson, hash_now};
use crate::accounts::model::{ConsentHow, CounsellorStatus, Language, Nickname, Passphrase, Purpose, Role};
use crate::app::Application;
use crate::districts;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId};
use std::collections::HashMap;

/// What everybody in the demo signs in with.
pub const PASSPHRASE: &str = "walking-together-2026";

/// The second factor of all demo staff; the demo prints its present code.
pub const SECRET: &[u8; 20] = b"tongxing demo secret";

pub struct Part {
    /// Nickname and sign-in name.
    pub name: &'static str,
    pub role: Role,
    /// `None` for the whole city.
    pub district: Option<&'static str>,
    /// How far their training has come.
    pub status: Option<CounsellorStatus>,
}

const fn part(
    name: &'static str,
    role: Role,
    district: Option<&'static str>,
    status: Option<CounsellorStatus>,
) -> Part {
    Part {
        name,
        role,
        district,
        status,
    }
}

const YUNXI: Option<&str> = Some("云溪区");
const WANGHU: Option<&str> = Some("望湖区");
const CERTIFIED: Option<CounsellorStatus> = Some(CounsellorStatus::Certified);

pub const CAST: &[Part] = &[
    part("远山", Role::Headquarters, None, None),
    part("青松", Role::Coordinator, YUNXI, None),
    part("晨露", Role::Coordinator, WANGHU, None),
    part("白桦", Role::Supervisor, YUNXI, None),
    part("海棠", Role::Supervisor, WANGHU, None),
    part("小河", Role::Counsellor, YUNXI, CERTIFIED),
    part("麦田", Role::Counsellor, YUNXI, CERTIFIED),
    part("阿泽", Role::Counsellor, YUNXI, CERTIFIED),
    part("石榴", Role::Counsellor, YUNXI, Some(CounsellorStatus::Provisional)),
    part("松果", Role::Counsellor, WANGHU, CERTIFIED),
    part("芦苇", Role::Counsellor, WANGHU, CERTIFIED),
    part("初晴", Role::Trainee, YUNXI, None),
    part("南风", Role::Trainee, YUNXI, None),
    part("小满", Role::Trainee, YUNXI, None),
    part("竹影", Role::Trainee, YUNXI, None),
    part("半夏", Role::Trainee, YUNXI, None),
    part("流云", Role::Trainee, YUNXI, None),
    part("木棉", Role::Member, YUNXI, None),
    part("橘子", Role::Member, YUNXI, None),
    part("星河", Role::Member, YUNXI, None),
    part("向阳", Role::Member, YUNXI, None),
    part("豆芽", Role::Member, YUNXI, None),
    part("蓝鲸", Role::Member, WANGHU, None),
];

/// Makes everybody in one transaction.
pub async fn plant(app: &Application) -> Result<HashMap<&'static str, PersonId>> {
    let (chance, keys) = (app.chance.clone(), app.keys.clone());
    let passphrase = Passphrase::from(PASSPHRASE.to_owned());
    let chance_for_hash = chance.clone();
    let hash = tokio::task::spawn_blocking(move || hash_now(&chance_for_hash, &passphrase))
        .await
        .map_err(crate::error::Error::internal)??;
    app.db
        .write(move |tx| {
            let districts: HashMap<String, DistrictId> = districts::api::districts(tx.conn())?
                .into_iter()
                .map(|district| (district.name, district.id))
                .collect();
            let mut people = HashMap::new();
            for part in CAST {
                let district = part.district.and_then(|name| districts.get(name).cloned());
                let mut new = NewPerson::new(Nickname::parse("nickname", part.name)?);
                new.language = Language::Zh;
                new.home_district.clone_from(&district);
                new.counsellor_status = part.status;
                new.passphrase_hash = Some(hash.clone());
                new.roles.push(NewGrant {
                    role: part.role,
                    district,
                    is_privacy_officer: part.role == Role::Headquarters,
                });
                let id = api::create_person_in(tx, &new)?;
                if part.role.is_staff() {
                    api::set_second_factor_in(tx, &keys, &id, SECRET)?;
                }
                let giving = Giving {
                    language: Language::Zh,
                    how: ConsentHow::Yourself,
                    witness: None,
                };
                for purpose in [Purpose::Attend, Purpose::OnlineRooms, Purpose::TrainingFile] {
                    api::consent_in(tx, &id, purpose, &giving)?;
                }
                people.insert(part.name, id);
            }
            Ok(people)
        })
        .await
}
