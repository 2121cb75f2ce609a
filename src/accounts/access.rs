//! Who may: the signed-in caller, and what their roles allow now.
//!
//! A [`Caller`] proves only who sends the request. A [`Permissions`] is read from the database in the same read or write that
//! uses it, so that a removed role takes effect at once. A district that is not in somebody's scope does not exist for them:
//! answer [`Error::not_found`], not a refusal (safety 9).

pub use crate::accounts::model::Role;
pub use crate::accounts::scope::{GrantedRole, Scope};
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{DistrictId, LoginId, PersonId};

/// Who sends this request: proved by an access token of a login that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub person: PersonId,
    /// The device on which they signed in.
    pub login: LoginId,
    /// When the access token ends.
    pub expires_at: Millis,
}

/// Whoever holds the cookie of a login that stands, its screen locked or not: only for what a locked page may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    pub person: PersonId,
    pub login: LoginId,
    /// When it was used last.
    pub last_used_at: Millis,
}

/// What a person may do now, by all their roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permissions {
    pub person: PersonId,
    roles: Vec<GrantedRole>,
}

impl Permissions {
    /// What the caller may do. Staff without a second factor may do nothing here until they have set one up (safety 56).
    pub fn load(conn: &mut Conn, caller: &Caller) -> Result<Self> {
        let (who, has_second_factor) = Self::load_before_second_factor(conn, &caller.person)?;
        if who.is_staff() && !has_second_factor {
            return Err(Code::SecondFactorNeeded.into());
        }
        Ok(who)
    }

    /// What a person may do, whether or not they are signed in: for jobs and for checking somebody else.
    pub fn of_person(conn: &mut Conn, person: &PersonId) -> Result<Self> {
        Self::load_before_second_factor(conn, person).map(|(who, _)| who)
    }

    /// What an active person may do, nothing if they are not active: for what follows from a change.
    pub fn if_active(conn: &mut Conn, person: &PersonId) -> Result<Self> {
        match Self::of_person(conn, person) {
            Err(error) if error.code == Code::LoginEnded => Ok(Permissions::of(person.clone(), vec![])),
            known => known,
        }
    }

    /// The same without asking for the second factor, and whether there is one: for the pages that set it up.
    pub(super) fn load_before_second_factor(conn: &mut Conn, person: &PersonId) -> Result<(Self, bool)> {
        let has_second_factor = store::people::find_active_second_factor(conn, person)?.ok_or(Code::LoginEnded)?;
        let roles = store::roles::list_roles(conn, person)?;
        Ok((Permissions::of(person.clone(), roles), has_second_factor))
    }

    /// The permissions that these roles give.
    pub fn of(person: PersonId, roles: Vec<GrantedRole>) -> Self {
        Permissions { person, roles }
    }

    /// Every role, each with its district.
    pub fn roles(&self) -> &[GrantedRole] {
        &self.roles
    }

    /// The role with the most rights, which the audit names for a reading.
    pub fn highest_role(&self) -> Option<Role> {
        self.roles.iter().map(|granted| granted.role).min()
    }

    pub fn is_headquarters(&self) -> bool {
        self.has(Role::Headquarters)
    }

    /// May read the audit.
    pub fn is_privacy_officer(&self) -> bool {
        self.roles.iter().any(|granted| granted.is_privacy_officer)
    }

    /// Headquarters, coordinator or supervisor anywhere.
    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|granted| granted.role.is_staff())
    }

    /// Does more here than come as a member.
    pub fn works(&self) -> bool {
        self.roles.iter().any(|granted| granted.role != Role::Member)
    }

    /// The same in `district`; headquarters works everywhere.
    pub fn works_in(&self, district: &DistrictId) -> bool {
        let is_there =
            |granted: &GrantedRole| granted.district.as_ref() == Some(district) && granted.role != Role::Member;
        self.is_headquarters() || self.roles.iter().any(is_there)
    }

    /// Holds `role` anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|granted| granted.role == role)
    }

    /// Holds exactly `role` in `district`; headquarters is in every district, but only as headquarters.
    pub fn has_in(&self, role: Role, district: &DistrictId) -> bool {
        self.scope(role).contains(district)
    }

    /// Coordinates `district`: its coordinators, and headquarters.
    pub fn coordinates(&self, district: &DistrictId) -> bool {
        self.coordinated().contains(district)
    }

    /// Where exactly `role` is held.
    pub fn scope(&self, role: Role) -> Scope {
        if role == Role::Headquarters && self.is_headquarters() {
            return Scope::All;
        }
        Scope::Districts(self.districts(|granted| granted.role == role))
    }

    /// Where the person coordinates: all for headquarters.
    pub fn coordinated(&self) -> Scope {
        if self.is_headquarters() {
            Scope::All
        } else {
            self.scope(Role::Coordinator)
        }
    }

    /// An entry of the audit about what this person does.
    pub fn entry(&self, verb: AuditVerb, subject: AuditSubject, id: impl ToString) -> Entry {
        Entry::new(Some(&self.person), verb, subject, id)
    }

    /// Where the person coordinates or supervises: all for headquarters.
    pub fn coordinated_or_supervised(&self) -> Scope {
        self.coordinated().or(self.scope(Role::Supervisor))
    }

    /// Where the person holds any role: all for headquarters.
    pub fn visible_districts(&self) -> Scope {
        if self.is_headquarters() {
            Scope::All
        } else {
            Scope::Districts(self.districts(|_| true))
        }
    }

    /// Nothing here unless the person holds a role in `district` (safety 9).
    pub fn must_see(&self, district: &DistrictId) -> Result<()> {
        if self.visible_districts().contains(district) {
            Ok(())
        } else {
            Err(Error::not_found())
        }
    }

    /// Not found for a district that the person does not see, not allowed for one that they see but do not coordinate.
    pub fn must_coordinate(&self, district: &DistrictId) -> Result<()> {
        self.must_see(district)?;
        allowed(self.coordinates(district))
    }

    pub fn must_be_headquarters(&self) -> Result<()> {
        allowed(self.is_headquarters())
    }

    fn districts(&self, which: impl Fn(&GrantedRole) -> bool) -> Vec<DistrictId> {
        let mut districts: Vec<_> = self
            .roles
            .iter()
            .filter(|granted| which(granted))
            .filter_map(|granted| granted.district.clone())
            .collect();
        districts.sort();
        districts.dedup();
        districts
    }
}

/// Refuses what the caller may see but not do.
pub fn allowed(is_allowed: bool) -> Result<()> {
    if is_allowed {
        Ok(())
    } else {
        Err(Code::NotAllowed.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;

    fn ids() -> (PersonId, DistrictId, DistrictId) {
        let (clock, chance) = (Clock::fixed(0), Chance::seeded(1));
        (
            PersonId::mint(&clock, &chance),
            DistrictId::mint(&clock, &chance),
            DistrictId::mint(&clock, &chance),
        )
    }

    fn granted(role: Role, district: Option<&DistrictId>) -> GrantedRole {
        GrantedRole {
            role,
            district: district.cloned(),
            is_privacy_officer: false,
        }
    }

    // safety 9
    #[test]
    fn a_coordinator_coordinates_their_own_district_and_does_not_see_another() {
        let (person, here, there) = ids();
        let who = Permissions::of(person, vec![granted(Role::Coordinator, Some(&here))]);
        assert!(who.must_coordinate(&here).is_ok());
        assert_eq!(who.must_coordinate(&there).unwrap_err().code, Code::NotFound);
        assert!(!who.is_headquarters());
    }

    #[test]
    fn headquarters_is_everywhere_but_is_no_supervisor() {
        let (person, here, _) = ids();
        let who = Permissions::of(person, vec![granted(Role::Headquarters, None)]);
        assert!(who.coordinates(&here) && who.has_in(Role::Headquarters, &here));
        assert!(!who.has_in(Role::Supervisor, &here) && !who.has_in(Role::Coordinator, &here));
        assert_eq!(who.visible_districts(), Scope::All);
        assert!(!who.is_privacy_officer());
    }

    #[test]
    fn a_counsellor_sees_their_district_but_may_not_coordinate_it() {
        let (person, here, _) = ids();
        let who = Permissions::of(
            person,
            vec![granted(Role::Counsellor, Some(&here)), granted(Role::Trainee, None)],
        );
        assert_eq!(who.must_coordinate(&here).unwrap_err().code, Code::NotAllowed);
        assert_eq!(who.visible_districts(), Scope::Districts(vec![here]));
        assert!(!who.is_staff());
    }

    #[test]
    fn nobody_without_a_role_sees_anything() {
        let (person, here, _) = ids();
        let who = Permissions::of(person, vec![]);
        assert!(who.visible_districts().is_empty() && who.must_see(&here).is_err());
    }

    #[test]
    fn coordinators_and_supervisors_have_their_districts_together_and_headquarters_all() {
        let (person, here, there) = ids();
        let of = |roles| Permissions::of(person.clone(), roles).coordinated_or_supervised();
        let both = [
            granted(Role::Coordinator, Some(&here)),
            granted(Role::Supervisor, Some(&there)),
        ];
        let mut expected = vec![here.clone(), there.clone()];
        expected.sort();
        assert_eq!(of(both.to_vec()), Scope::Districts(expected));
        let twice = [
            granted(Role::Supervisor, Some(&here)),
            granted(Role::Coordinator, Some(&here)),
        ];
        assert_eq!(of(twice.to_vec()), Scope::Districts(vec![here.clone()]));
        assert_eq!(of(vec![granted(Role::Headquarters, None)]), Scope::All);
        assert!(of(vec![granted(Role::Counsellor, Some(&here))]).is_empty());
    }
}
