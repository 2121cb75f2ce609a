//! The nouns and values of this room.

pub use super::cards::code::{OneTimeCode, RECOVERY_GROUPS};
pub use super::lock::pin::Pin;
pub use super::names::lookalike::look_of;
pub use super::names::name::check_name;
pub use super::names::nickname::Nickname;
pub use super::passphrases::model::Passphrase;
pub use super::qualifications::model::{Held, Qualifications, QualifiedBy};
pub use super::throttles::backoff::{Backoff, FORGOTTEN_AFTER};

use crate::clock::Millis;
use crate::ids::{CohortId, DistrictId, GrantId, PersonId};
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
        Zh = "zh",
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
        Invitation = "invitation",
        /// Gives a person their account back.
        Recovery = "recovery",
    }
}

text_enum! {
    /// What became of a card.
    pub CardState {
        Open = "open",
        Used = "used",
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
    pub id: GrantId,
    pub role: Role,
    /// None is everywhere for headquarters.
    pub district: Option<DistrictId>,
    /// May read the audit.
    pub is_privacy_officer: bool,
    pub granted_at: Millis,
}

/// What a person sees of themselves.
#[derive(Clone, Debug)]
pub struct Me {
    pub person: PersonId,
    pub nickname: String,
    pub language: Language,
    pub grants: Vec<Grant>,
    /// Has a second factor.
    pub has_totp: bool,
    /// Is staff and has none yet.
    pub needs_totp: bool,
    pub counsellor_status: Option<CounsellorStatus>,
    pub idle_lock_ms: Millis,
    /// Others use this device too: the lock signs out.
    pub is_shared_computer: bool,
    /// Has chosen digits that open the screen.
    pub has_pin: bool,
}

/// What others may see of a person: only in the roles that they may know of (safety 5).
#[derive(Clone, Debug)]
pub struct PersonSeen {
    pub id: PersonId,
    pub nickname: String,
    /// The roles that the reader may know of.
    pub grants: Vec<Grant>,
    pub counsellor_status: Option<CounsellorStatus>,
    /// May sign in and be planned.
    pub is_active: bool,
}

/// A person to be made: by an importer, a seed or another room. Only the nickname is required (safety 1).
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub nickname: Nickname,
    pub language: Language,
    pub counsellor_status: Option<CounsellorStatus>,
    pub home_district: Option<DistrictId>,
    /// The intake in which they were trained.
    pub intake_no: Option<i64>,
    /// When they can usually be planned, as written by them.
    pub available: String,
    pub roles: Vec<NewGrant>,
    /// Without one they need a card to sign in.
    pub passphrase_hash: Option<String>,
    pub created_by: Option<PersonId>,
}

/// A role to be given.
#[derive(Clone, Debug)]
pub struct NewGrant {
    pub role: Role,
    pub district: Option<DistrictId>,
    /// May read the audit.
    pub is_privacy_officer: bool,
}

impl NewPerson {
    /// Somebody of whom nothing but the nickname is known.
    pub fn new(nickname: Nickname) -> Self {
        NewPerson {
            nickname,
            language: Language::Zh,
            counsellor_status: None,
            home_district: None,
            intake_no: None,
            available: String::new(),
            roles: vec![],
            passphrase_hash: None,
            created_by: None,
        }
    }

    /// With one more role.
    #[must_use]
    pub fn with(mut self, role: Role, district: Option<DistrictId>) -> Self {
        self.roles.push(NewGrant {
            role,
            district,
            is_privacy_officer: false,
        });
        self
    }
}

/// An invitation to be printed.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub role: Role,
    pub district: Option<DistrictId>,
    /// The intake that they join.
    pub cohort: Option<CohortId>,
    pub created_by: Option<PersonId>,
    pub expires_at: Millis,
}
