//! The nouns and values of this room.

mod code;
mod look;
mod name;
mod nickname;
mod passphrase;
mod patience;
mod qualification;
mod pin;
pub(crate) mod suggestions;

pub use code::{OneTimeCode, RECOVERY_GROUPS};
pub use look::look_of;
pub use name::check_name;
pub use nickname::Nickname;
pub use passphrase::Passphrase;
pub use patience::{FORGOTTEN_AFTER, Patience};
pub use pin::Pin;
pub use qualification::{Held, Qualifications, QualifiedBy};

use crate::clock::Millis;
use crate::ids::{DistrictId, GrantId, PersonId};
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
    /// Those for whom nobody else may pass by a name in a room: the staff and the counsellors (safety 4).
    pub const KNOWN_BY_NAME: [Role; 4] = [
        Role::Headquarters,
        Role::Coordinator,
        Role::Supervisor,
        Role::Counsellor,
    ];

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

text_enum! {
    /// What a consent is for; each is given, refused and withdrawn by itself (safety 14).
    pub Purpose {
        /// To attend and be counted.
        Attend = "attend",
        /// To take part in online rooms.
        OnlineRooms = "online_rooms",
        /// To get neutral notices.
        ContactNotices = "contact_notices",
        /// To keep a training file.
        TrainingFile = "training_file",
    }
}

text_enum! {
    /// How a consent was given.
    pub ConsentHow {
        /// The person read it and agreed.
        Yourself = "self",
        /// Somebody read it aloud and stands witness.
        ReadAloud = "read_aloud",
    }
}

text_enum! {
    /// What a printed card does.
    pub CardKind {
        /// Makes a person.
        Invitation = "invitation",
        /// Gives a person their account back.
        Recovery = "recovery",
    }
}

text_enum! {
    /// What became of a card.
    pub CardState {
        /// Can be used.
        Open = "open",
        /// Has been used.
        Used = "used",
        /// Was taken back.
        Withdrawn = "withdrawn",
        /// Was not used in time.
        Expired = "expired",
    }
}

text_enum! {
    /// Why a login ended.
    pub EndedWhy {
        /// Signed out on the device itself, or a quick exit.
        SignOut = "sign_out",
        /// Ended from the list of logins.
        Elsewhere = "elsewhere",
        /// Signed out everywhere.
        Everywhere = "everywhere",
        /// The passphrase was changed on another device.
        Passphrase = "passphrase",
        /// The second factor was set up or removed on another device.
        SecondFactor = "second_factor",
        /// A recovery card was made or used.
        Recovery = "recovery",
        /// Its refresh token came twice.
        Reuse = "reuse",
        /// Not used for too long.
        Idle = "idle",
        /// The longest time of a login was over.
        Expired = "expired",
        /// A role was removed.
        Role = "role",
        /// The account was closed.
        Deactivated = "deactivated",
        /// The oldest of too many.
        TooMany = "too_many",
    }
}

text_enum! {
    /// What a database is for.
    pub Deployment {
        /// An agency and its people.
        Real = "real",
        /// Invented people with published secrets.
        Demo = "demo",
    }
}

/// A role that somebody was given.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its identifier.
    pub id: GrantId,
    /// Which role.
    pub role: Role,
    /// Where; none is everywhere for headquarters.
    pub district: Option<DistrictId>,
    /// May read the audit.
    pub is_privacy_officer: bool,
    /// Since when.
    pub granted_at: Millis,
}

/// What a person sees of themselves.
#[derive(Clone, Debug)]
pub struct Me {
    /// Who.
    pub person: PersonId,
    /// Their name here.
    pub nickname: String,
    /// What they read.
    pub language: Language,
    /// What they may do.
    pub grants: Vec<Grant>,
    /// Has a second factor.
    pub has_totp: bool,
    /// Is staff and has none yet.
    pub needs_totp: bool,
    /// How far the training has come.
    pub counsellor_status: Option<CounsellorStatus>,
    /// When the screen of this device locks.
    pub idle_lock_ms: Millis,
    /// Others use this device too: the lock signs out.
    pub is_shared_computer: bool,
    /// Has chosen digits that open the screen.
    pub has_pin: bool,
}

/// What others may see of a person: only in the roles that they may know of (safety 5).
#[derive(Clone, Debug)]
pub struct PersonSeen {
    /// Who.
    pub id: PersonId,
    /// Their name here.
    pub nickname: String,
    /// The roles that the reader may know of.
    pub grants: Vec<Grant>,
    /// How far the training has come.
    pub counsellor_status: Option<CounsellorStatus>,
    /// May sign in and be planned.
    pub is_active: bool,
}
