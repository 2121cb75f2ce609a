//! The people of the agency. All are invented. Only those of the demo's cast have a passphrase; the others act, and nobody signs in
//! as they.

use super::places::{Place, Venue};
use super::{Agency, Places, known};
use crate::accounts::api::{self, Giving, NewGrant, NewPerson, hash_now};
use crate::accounts::model::{ConsentHow, CounsellorStatus, Language, Nickname, Passphrase, Purpose, Role};
use crate::demo::{PASSPHRASE, SECRET};
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId};
use std::collections::HashSet;

/// Three of these make a nickname: weather, plants and landscape.
const FIRST: &str = "晨晓晴清远静悠明初小微青碧银金暖凉早晚南北东西春夏秋冬长朝暮高深新轻";
const SECOND: &str =
    "松竹枫桐柳荷兰菊麦禾苗桂杉柏樟梅茶棠溪湖江海泉潮山石岩峰川原云雨霜虹风星月岚榆槐枣杏桃橘柚莲萍苔芦蒲薇葵芷荞豆菱";
const THIRD: &str = "舟帆鹤燕雁鹭鹿鲸桥灯笛叶花草林木谷坡岭岸湾港塔亭廊窗路巷坊园田渠井波浪露雪光影声";

/// Most people of one transaction.
const AT_ONCE: usize = 250;

/// Somebody who is to be made, and whether they sign in with the demo's passphrase.
#[derive(Clone)]
struct Newcomer {
    nickname: Nickname,
    role: Role,
    district: Option<DistrictId>,
    status: Option<CounsellorStatus>,
    is_known: bool,
}

/// Gives everybody a nickname: one of the demo's cast to the first of each role, then words that nobody has yet.
struct Names {
    order: Vec<usize>,
    looks: HashSet<String>,
    known: Vec<(Role, &'static str)>,
}

impl Names {
    fn new(agency: &Agency<'_>) -> Names {
        let count = FIRST.chars().count() * SECOND.chars().count() * THIRD.chars().count();
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..order.len()).rev() {
            let other = agency.chance.below(at as u64 + 1) as usize;
            order.swap(at, other);
        }
        Names {
            order,
            looks: HashSet::new(),
            known: known().map(|part| (part.role, part.name)).collect(),
        }
    }

    fn next(&mut self, role: Role) -> Result<(Nickname, bool)> {
        if let Some(at) = self.known.iter().position(|(of, _)| *of == role) {
            let (_, name) = self.known.remove(at);
            let nickname = Nickname::known(name);
            self.looks.insert(nickname.look().to_owned());
            return Ok((nickname, true));
        }
        while let Some(number) = self.order.pop() {
            let (seconds, thirds) = (SECOND.chars().count(), THIRD.chars().count());
            let letter = |from: &str, at: usize| from.chars().nth(at);
            let name: String = [
                letter(FIRST, number / seconds / thirds),
                letter(SECOND, number / thirds % seconds),
                letter(THIRD, number % thirds),
            ]
            .into_iter()
            .flatten()
            .collect();
            let nickname = Nickname::known(&name);
            if self.looks.insert(nickname.look().to_owned()) {
                return Ok((nickname, false));
            }
        }
        Err(Error::internal("the invented agency has no more nicknames"))
    }
}

/// Makes everybody; the places with their people, and how many people there are.
pub(super) async fn plant(agency: &Agency<'_>, venues: Vec<Venue>) -> Result<(Places, usize)> {
    let mut names = Names::new(agency);
    let (scale, mut new) = (agency.scale, vec![]);
    let mut add = |role: Role, district: Option<&DistrictId>, count: usize| -> Result<()> {
        for _ in 0..count {
            let (nickname, is_known) = names.next(role)?;
            new.push(Newcomer {
                nickname,
                role,
                district: district.cloned(),
                status: (role == Role::Counsellor).then_some(CounsellorStatus::Certified),
                is_known,
            });
        }
        Ok(())
    };
    add(Role::Headquarters, None, 1)?;
    for (number, venue) in venues.iter().enumerate() {
        let district = Some(&venue.district);
        add(Role::Coordinator, district, 1)?;
        add(Role::Supervisor, district, 2)?;
        for _ in 0..scale.years {
            add(Role::Counsellor, district, scale.counsellors)?;
            if has_cohort(number) {
                add(Role::Trainee, district, scale.trainees_a_cohort)?;
            }
            let more = usize::from(number < scale.members % scale.districts);
            add(Role::Member, district, scale.members / scale.districts + more)?;
        }
    }
    let count = new.len();
    let mut made = create(agency, new).await?.into_iter();
    made.next(); // headquarters
    let mut some = |count: usize| -> Vec<PersonId> { made.by_ref().take(count).collect() };
    let mut places = vec![];
    for (number, venue) in venues.into_iter().enumerate() {
        let coordinator = some(1)
            .pop()
            .ok_or_else(|| Error::internal("a district without a coordinator"))?;
        let mut place = Place {
            venue,
            coordinator,
            supervisors: some(2),
            counsellors: vec![],
            trainees: vec![],
            members: vec![],
        };
        for _ in 0..scale.years {
            place.counsellors.push(some(scale.counsellors));
            let trainees = if has_cohort(number) { scale.trainees_a_cohort } else { 0 };
            place.trainees.push(some(trainees));
            let more = usize::from(number < scale.members % scale.districts);
            place.members.push(some(scale.members / scale.districts + more));
        }
        places.push(place);
    }
    Ok((places, count))
}

/// Every second district has an intake each year.
pub(super) fn has_cohort(district: usize) -> bool {
    district.is_multiple_of(2)
}

async fn create(agency: &Agency<'_>, new: Vec<Newcomer>) -> Result<Vec<PersonId>> {
    let chance = agency.app.chance.clone();
    let passphrase = Passphrase::from(PASSPHRASE.to_owned());
    let hash = tokio::task::spawn_blocking(move || hash_now(&chance, &passphrase))
        .await
        .map_err(Error::internal)??;
    let db = agency.app.db.with_clock(&agency.clock);
    let mut made = vec![];
    for part in new.chunks(AT_ONCE) {
        let (part, hash, keys) = (part.to_vec(), hash.clone(), agency.app.keys.clone());
        let ids = db.write(move |tx| {
            let mut ids = vec![];
            for one in &part {
                let mut new = NewPerson::new(one.nickname.clone());
                new.language = Language::Zh;
                new.home_district.clone_from(&one.district);
                new.counsellor_status = one.status;
                new.passphrase_hash = one.is_known.then(|| hash.clone());
                new.roles.push(NewGrant {
                    role: one.role,
                    district: one.district.clone(),
                    is_privacy_officer: one.role == Role::Headquarters,
                });
                let id = api::create_person_in(tx, &new)?;
                if one.role.is_staff() {
                    api::set_second_factor_in(tx, &keys, &id, SECRET)?;
                }
                let giving = Giving {
                    language: Language::Zh,
                    how: ConsentHow::Yourself,
                    witness: None,
                };
                let purposes: &[Purpose] = match one.role {
                    Role::Trainee => &[Purpose::Attend, Purpose::TrainingFile],
                    _ => &[Purpose::Attend],
                };
                for purpose in purposes {
                    api::consent_in(tx, &id, *purpose, &giving)?;
                }
                ids.push(id);
            }
            Ok(ids)
        });
        made.extend(ids.await?);
    }
    Ok(made)
}

/// Counsellors of earlier years have left: their roles have ended and their accounts are closed. Members stay what they are.
pub(super) async fn end(agency: &Agency<'_>, places: &[Place]) -> Result<()> {
    agency.at(agency.date(agency.scale.weeks_ahead - agency.scale.weeks, 1)?, 9, 0)?;
    let db = agency.app.db.with_clock(&agency.clock);
    for place in places {
        let gone: Vec<PersonId> = place.counsellors.iter().skip(1).flatten().cloned().collect();
        for part in gone.chunks(AT_ONCE) {
            let part = part.to_vec();
            db.write(move |tx| part.iter().try_for_each(|person| api::leave_in(tx, person)))
                .await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::agency::{Scale, Size};

    #[test]
    fn there_are_names_that_do_not_look_alike_for_ten_years_of_a_large_agency() {
        let letters = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        let (first, second, third) = (letters(FIRST), letters(SECOND), letters(THIRD));
        for words in [&first, &second, &third] {
            let looks: HashSet<String> = words
                .iter()
                .map(|word| Nickname::known(word).look().to_owned())
                .collect();
            assert_eq!(looks.len(), words.len());
        }
        let scale = Scale::new(Size::Large, 10);
        let a_year = scale.members + scale.districts * (scale.counsellors + scale.trainees_a_cohort);
        assert!(first.len() * second.len() * third.len() > 10 * a_year + 4 * scale.districts);
    }
}
