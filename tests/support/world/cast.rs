//! The named cast: the same people in every test. One database knows each of them once.

use crate::support::product::{DistrictId, Role};
use std::collections::HashMap;
use std::sync::Mutex;

/// The people of 青禾区, in the order in which they are planted, and of the whole city.
const HERE: &[(Role, &[&str])] = &[
    (Role::Headquarters, &["长河", "长风"]),
    (Role::Coordinator, &["小梅", "小兰"]),
    (Role::Supervisor, &["山岚", "山雀"]),
    (Role::Counsellor, &["大枫", "大木", "红叶", "柳笛"]),
    (Role::Trainee, &["新芽", "新叶"]),
    (Role::Member, &["木棉", "星河", "向阳"]),
];
/// The people of every other district.
const THERE: &[(Role, &[&str])] = &[
    (Role::Coordinator, &["晨露"]),
    (Role::Supervisor, &["海棠"]),
    (Role::Counsellor, &["松果", "芦苇"]),
    (Role::Trainee, &["南风"]),
    (Role::Member, &["蓝鲸"]),
];
const OFFICERS: &[&str] = &["林间", "松林"];

/// Who of the cast has been planted in one database.
#[derive(Default)]
pub struct Cast {
    planted: Mutex<Planted>,
}

#[derive(Default)]
struct Planted {
    here: Option<DistrictId>,
    officers: usize,
    by_role: HashMap<Role, [usize; 2]>,
}

impl Cast {
    /// The first district of a database is `here`.
    pub fn add_district(&self, district: &DistrictId) {
        let mut planted = self.planted.lock().expect("the cast");
        planted.here.get_or_insert_with(|| district.clone());
    }

    /// The nickname of the next person with this role; without a district it is somebody of headquarters.
    pub fn next(&self, role: Role, district: Option<&DistrictId>) -> String {
        let mut planted = self.planted.lock().expect("the cast");
        let is_there = district.is_some() && planted.here.as_ref() != district;
        let counts = planted.by_role.entry(role).or_default();
        let index = counts[usize::from(is_there)];
        counts[usize::from(is_there)] += 1;
        let total = counts[0] + counts[1];
        let names = if is_there { THERE } else { HERE };
        let of_role = names.iter().find(|of_role| of_role.0 == role);
        let name = of_role.and_then(|of_role| of_role.1.get(index));
        name.map_or_else(|| format!("{role} {total}"), |name| (*name).to_owned())
    }

    pub fn next_officer(&self) -> String {
        let mut planted = self.planted.lock().expect("the cast");
        planted.officers += 1;
        OFFICERS[planted.officers - 1].to_owned()
    }
}
