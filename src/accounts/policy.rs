//! Who may give which role, and who may see whom: pure rules over a [`Permissions`].

use crate::accounts::access::{Permissions, Scope};
use crate::accounts::model::{Grant, Role};
use crate::ids::DistrictId;

/// Whether somebody may give, take away or invite for a role. Nobody can hand out more than they have: a coordinator gives
/// the roles below their own, in their own districts.
pub fn may_give(giver: &Permissions, role: Role, district: Option<&DistrictId>) -> bool {
    if giver.is_headquarters() {
        return true;
    }
    let is_below = matches!(role, Role::Supervisor | Role::Counsellor | Role::Trainee | Role::Member);
    is_below && district.is_some_and(|district| giver.has_in(Role::Coordinator, district))
}

/// Whether everything that somebody is could be given by `giver`: only then may the giver get into their account, or close it.
/// The account of a privacy officer is for another privacy officer.
pub fn outranks(giver: &Permissions, other: &Permissions) -> bool {
    let mut roles = other.roles().iter();
    let is_officer_right = !other.is_privacy_officer() || giver.is_privacy_officer();
    is_officer_right && roles.all(|granted| may_give(giver, granted.role, granted.district.as_ref()))
}

/// Whether somebody may make a card that gives `other` their account back; never for oneself, and the second factor of staff is
/// reset by headquarters only (ASVS 6.4.4).
pub fn may_recover(maker: &Permissions, other: &Permissions, resets_second_factor: bool) -> bool {
    let may_reset = !resets_second_factor || !other.is_staff() || maker.is_headquarters();
    maker.person != other.person && !maker.coordinated().is_empty() && outranks(maker, other) && may_reset
}

/// Whether a role can be held there at all: headquarters nowhere in particular, a trainee of a city-wide intake too.
pub fn is_possible(role: Role, district: Option<&DistrictId>, is_privacy_officer: bool) -> bool {
    let is_place_right = match role {
        Role::Headquarters => district.is_none(),
        Role::Trainee => true,
        _ => district.is_some(),
    };
    is_place_right && (role == Role::Headquarters || !is_privacy_officer)
}

/// In which districts the reader may know people of `role` (safety 8): members only where they coordinate, others also where
/// they supervise; headquarters knows everybody but members.
pub fn known_in(reader: &Permissions, role: Role) -> Scope {
    if role == Role::Member {
        return reader.scope(Role::Coordinator);
    }
    reader.coordinated_or_supervised()
}

/// The grants of somebody that the reader may know of. Who also comes as a member is shown as one only where nothing else
/// is known of them (safety 5).
pub fn known_grants(reader: &Permissions, grants: Vec<Grant>) -> Vec<Grant> {
    let is_known = |grant: &Grant| {
        let scope = known_in(reader, grant.role);
        grant
            .district
            .as_ref()
            .map_or(scope == Scope::All, |district| scope.contains(district))
    };
    let known: Vec<_> = grants.into_iter().filter(is_known).collect();
    let (members, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|grant| grant.role == Role::Member);
    if others.is_empty() { members } else { others }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::access::GrantedRole;
    use crate::chance::Chance;
    use crate::clock::Clock;
    use crate::ids::{GrantId, PersonId};
    use proptest::prelude::*;

    fn districts() -> [DistrictId; 2] {
        let (clock, chance) = (Clock::fixed(0), Chance::seeded(1));
        [DistrictId::mint(&clock, &chance), DistrictId::mint(&clock, &chance)]
    }

    fn who(role: Role, district: Option<&DistrictId>) -> Permissions {
        let person = PersonId::mint(&Clock::fixed(0), &Chance::seeded(9));
        let granted = GrantedRole {
            role,
            district: district.cloned(),
            is_privacy_officer: false,
        };
        Permissions::of(person, vec![granted])
    }

    fn grant(role: Role, district: Option<&DistrictId>) -> Grant {
        Grant {
            id: GrantId::mint(&Clock::fixed(0), &Chance::seeded(4)),
            role,
            district: district.cloned(),
            is_privacy_officer: false,
            granted_at: 0,
        }
    }

    proptest! {
        #[test]
        fn nobody_gives_what_is_not_below_them(giver in prop::sample::select(Role::ALL), role in prop::sample::select(Role::ALL), here: bool) {
            let [mine, other] = districts();
            let district = if here { &mine } else { &other };
            let permissions = who(giver, (giver != Role::Headquarters).then_some(&mine));
            let may = may_give(&permissions, role, Some(district));
            match giver {
                Role::Headquarters => prop_assert!(may),
                Role::Coordinator => prop_assert_eq!(may, here && role > Role::Coordinator),
                _ => prop_assert!(!may),
            }
        }
    }

    // safety 8, 9
    #[test]
    fn members_are_known_only_to_the_coordinator_of_their_district() {
        let [mine, other] = districts();
        let member = || vec![grant(Role::Member, Some(&mine))];
        assert_eq!(known_grants(&who(Role::Coordinator, Some(&mine)), member()).len(), 1);
        for reader in [
            who(Role::Coordinator, Some(&other)),
            who(Role::Supervisor, Some(&mine)),
            who(Role::Counsellor, Some(&mine)),
            who(Role::Headquarters, None),
        ] {
            assert!(known_grants(&reader, member()).is_empty());
        }
    }

    // safety 5
    #[test]
    fn two_identities_of_one_person_are_not_shown_together() {
        let [mine, other] = districts();
        let grants = vec![
            grant(Role::Member, Some(&mine)),
            grant(Role::Counsellor, Some(&mine)),
            grant(Role::Trainee, Some(&other)),
        ];
        let seen = known_grants(&who(Role::Coordinator, Some(&mine)), grants);
        assert_eq!(
            seen.iter().map(|grant| grant.role).collect::<Vec<_>>(),
            [Role::Counsellor]
        );
    }

    // safety 13: nobody else at headquarters gets into the account of the privacy officer
    #[test]
    fn the_account_of_a_privacy_officer_is_for_another_one_only() {
        let officer = |n| {
            let granted = GrantedRole {
                role: Role::Headquarters,
                district: None,
                is_privacy_officer: true,
            };
            Permissions::of(PersonId::mint(&Clock::fixed(0), &Chance::seeded(n)), vec![granted])
        };
        let plain = who(Role::Headquarters, None);
        assert!(!outranks(&plain, &officer(5)) && !may_recover(&plain, &officer(5), false));
        assert!(outranks(&officer(6), &officer(5)) && may_recover(&officer(6), &officer(5), true));
        assert!(may_recover(&officer(5), &plain, true) && !may_recover(&officer(5), &officer(5), false));
        let nobody = Permissions::of(PersonId::mint(&Clock::fixed(0), &Chance::seeded(7)), vec![]);
        assert!(!may_recover(
            &nobody,
            &Permissions::of(plain.person.clone(), vec![]),
            false
        ));
    }

    #[test]
    fn a_role_is_held_where_it_makes_sense() {
        let [mine, _] = districts();
        assert!(is_possible(Role::Headquarters, None, true) && !is_possible(Role::Headquarters, Some(&mine), false));
        assert!(is_possible(Role::Counsellor, Some(&mine), false) && !is_possible(Role::Counsellor, None, false));
        assert!(is_possible(Role::Trainee, None, false) && !is_possible(Role::Coordinator, Some(&mine), true));
    }
}
