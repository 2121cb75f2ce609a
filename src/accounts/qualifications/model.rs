//! What somebody is qualified for, and when.

use crate::accounts::model::CounsellorStatus;
use crate::clock::Millis;
use crate::text_enum;

text_enum! {
    /// From what a qualification comes.
    pub QualifiedBy {
        /// They had it when they came: an import, an invitation.
        Brought = "brought",
        /// They were taken into an intake.
        Enrolment = "enrolment",
        /// A gate was approved.
        Gate = "gate",
    }
}

/// Everything that somebody was ever qualified for. A later one takes nothing away from an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qualifications(Vec<Held>);

/// One qualification, from `from_at` until `to_at`, which is not included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub kind: CounsellorStatus,
    /// Since when; 0 when it is not known.
    pub from_at: Millis,
    /// Until when, if it has an end.
    pub to_at: Option<Millis>,
}

impl Qualifications {
    /// One that has always been held and has no end.
    pub fn always(kind: CounsellorStatus) -> Self {
        Qualifications(vec![Held {
            kind,
            from_at: 0,
            to_at: None,
        }])
    }

    pub fn add(&mut self, held: Held) {
        self.0.push(held);
    }

    /// The highest that is held at an instant (S12).
    pub fn at(&self, at: Millis) -> Option<CounsellorStatus> {
        let holds = |held: &&Held| held.from_at <= at && held.to_at.is_none_or(|to| at < to);
        self.0.iter().filter(holds).map(|held| held.kind).max()
    }

    /// The highest that has no end.
    pub fn lasting(&self) -> Option<CounsellorStatus> {
        self.at(Millis::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CounsellorStatus::{Candidate, Certified, Provisional};
    use proptest::prelude::*;

    // S12
    #[test]
    fn each_day_has_its_own_answer() {
        let mut held = Qualifications::always(Candidate);
        held.add(Held {
            kind: Certified,
            from_at: 10,
            to_at: Some(20),
        });
        assert_eq!(
            [9, 10, 19, 20].map(|at| held.at(at)),
            [Some(Candidate), Some(Certified), Some(Certified), Some(Candidate)]
        );
        assert_eq!(held.lasting(), Some(Candidate));
        assert_eq!(Qualifications::default().at(5), None);
    }

    fn kinds() -> impl Strategy<Value = CounsellorStatus> {
        prop_oneof![Just(Candidate), Just(Provisional), Just(Certified)]
    }

    proptest! {
        // training 6.3: whatever is written later, nobody is lowered
        #[test]
        fn another_qualification_never_lowers_anybody(
            rows in proptest::collection::vec((kinds(), 0i64..100, proptest::option::of(0i64..100)), 0..8),
            more in (kinds(), 0i64..100), at in 0i64..120,
        ) {
            let mut held = Qualifications::default();
            for (kind, from_at, to_at) in rows {
                held.add(Held { kind, from_at, to_at });
            }
            let before = held.at(at);
            held.add(Held { kind: more.0, from_at: more.1, to_at: None });
            prop_assert!(held.at(at) >= before);
        }
    }
}
