//! What somebody does in a cohort.

use crate::text_enum;

text_enum! {
    /// A place in a cohort; not a role.
    pub CohortPlace {
        /// Leads the cohort.
        Lead = "lead",
        /// Teaches it.
        Trainer = "trainer",
        /// Walks with somebody.
        Mentor = "mentor",
    }
}
