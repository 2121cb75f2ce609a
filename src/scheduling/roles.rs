//! As what somebody is at a session: on its staff, or on a place.

use crate::text_enum;

text_enum! {
    /// What a staff person does on a session.
    pub StaffRole as "SeatRole" {
        Lead = "lead",
        /// Leads it with the lead.
        CoLead = "co_lead",
        Observer = "observer",
        Supervisor = "supervisor",
        SocialWorker = "social_worker",
        Trainer = "trainer",
    }
}

text_enum! {
    /// What became of an assignment.
    pub AssignmentState as "SeatState" {
        Accepted = "accepted",
        /// No longer on this session.
        Withdrawn = "withdrawn",
        NoShow = "no_show",
        Done = "done",
    }
}

impl StaffRole {
    /// Leads the session, alone or in a pair: the roles to which a qualification and the weekly ceiling apply.
    pub fn leads(self) -> bool {
        matches!(self, StaffRole::Lead | StaffRole::CoLead)
    }

    /// Runs the session: takes attendance, opens and closes it.
    pub fn conducts(self) -> bool {
        self != StaffRole::Observer
    }

    /// As what somebody with this role is written on a sheet.
    pub fn place(self) -> Place {
        match self {
            StaffRole::CoLead => Place::CoLead,
            StaffRole::Observer => Place::Observer,
            _ => Place::Lead,
        }
    }
}

impl AssignmentState {
    /// Whether the person is on the staff.
    pub fn is_active(self) -> bool {
        self != AssignmentState::Withdrawn
    }
}

text_enum! {
    /// As what a person was there. All but the participant's are practice places of the training.
    pub Place {
        Participant = "participant",
        Observer = "observer",
        /// Leads with the lead.
        CoLead = "co_lead",
        /// Leads while a counsellor observes.
        Lead = "lead",
    }
}

impl Place {
    /// A practice place claims its person's time; a participant's does not.
    pub fn claims(self) -> bool {
        self != Place::Participant
    }
}
