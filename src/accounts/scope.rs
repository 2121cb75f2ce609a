//! A role that somebody holds, and the districts for which something holds.

use crate::accounts::model::Role;
use crate::ids::DistrictId;

/// A role that a person has now.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct GrantedRole {
    pub role: Role,
    /// None is everywhere for headquarters, and nowhere in particular for a trainee of a city-wide intake.
    pub district: Option<DistrictId>,
    /// May read the audit.
    pub is_privacy_officer: bool,
}

/// For which districts something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    Districts(Vec<DistrictId>),
}

impl Scope {
    /// Whether `district` is in it.
    pub fn contains(&self, district: &DistrictId) -> bool {
        match self {
            Scope::All => true,
            Scope::Districts(districts) => districts.contains(district),
        }
    }

    /// The districts to filter by; none means no filter.
    pub fn districts(&self) -> Option<&[DistrictId]> {
        match self {
            Scope::All => None,
            Scope::Districts(districts) => Some(districts),
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Scope::Districts(districts) if districts.is_empty())
    }

    /// What is in either: each district once, in the order of the ids.
    #[must_use]
    pub fn or(self, other: Scope) -> Scope {
        match (self, other) {
            (Scope::Districts(mut districts), Scope::Districts(more)) => {
                districts.extend(more);
                districts.sort();
                districts.dedup();
                Scope::Districts(districts)
            }
            _ => Scope::All,
        }
    }

    /// What is in both.
    #[must_use]
    pub fn and(self, other: &Scope) -> Scope {
        match (self, other) {
            (Scope::All, other) => other.clone(),
            (mine, Scope::All) => mine,
            (Scope::Districts(mine), Scope::Districts(theirs)) => {
                Scope::Districts(mine.into_iter().filter(|district| theirs.contains(district)).collect())
            }
        }
    }
}
