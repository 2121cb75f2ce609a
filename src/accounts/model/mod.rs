//! The nouns and values of this room.

use crate::text_enum;

text_enum! {
    /// What a person may do, always granted for a district, headquarters for all.
    pub Role {
        /// Templates, rules, cross-district counts; includes the privacy officer.
        Headquarters = "headquarters",
        /// Runs one to three districts.
        Coordinator = "coordinator",
        /// Judges evidence, signs gates, takes escalations.
        Supervisor = "supervisor",
        /// Leads groups.
        Counsellor = "counsellor",
        /// On the way to becoming a counsellor.
        Trainee = "trainee",
        /// Comes to a group.
        Member = "member",
    }
}

impl Role {
    /// Headquarters, coordinators and supervisors: they need a second factor (safety 56).
    pub fn is_staff(self) -> bool {
        matches!(self, Role::Headquarters | Role::Coordinator | Role::Supervisor)
    }
}

text_enum! {
    /// The language that a person reads.
    pub Language {
        /// Chinese.
        Zh = "zh",
        /// English.
        En = "en",
    }
}

text_enum! {
    /// How far a counsellor's training has come.
    pub CounsellorStatus {
        /// In phases 1 and 2.
        Candidate = "candidate",
        /// In phases 3 and 4.
        Provisional = "provisional",
        /// Holds the certificate.
        Certified = "certified",
    }
}
