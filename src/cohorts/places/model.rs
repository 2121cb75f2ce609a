//! What somebody does in a cohort.

use crate::text_enum;

text_enum! {
    /// A place in a cohort; not a role.
    pub CohortPlace {
        Lead = "lead",
        Trainer = "trainer",
        Mentor = "mentor",
    }
}
