//! A programme version: what each phase asks for, which sessions give it, and who signs.

use crate::accounts::model::{CounsellorStatus, Role};
use crate::cohorts::cohort::dates::PhaseLength;
use crate::cohorts::places::model::CohortPlace;
use crate::ids::{ProgrammeId, ProgrammeVersionId, RequirementId};
use crate::text_enum;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

text_enum! {
    /// What a requirement counts.
    pub Kind {
        /// Minutes of sessions attended.
        AttendanceMinutes = "attendance_minutes",
        /// Sessions watched from a practice place.
        SessionsObserved = "sessions_observed",
        /// Sessions led together with a counsellor.
        SessionsCoLed = "sessions_co_led",
        SessionsLed = "sessions_led",
        SupervisionMinutes = "supervision_minutes",
        /// Minutes for reflections that a supervisor has read.
        ReflectionMinutes = "reflection_minutes",
        /// Something passed in front of somebody.
        Assessment = "assessment",
        /// A paper or a talk that staff have seen.
        Evidence = "evidence",
        /// Something that the trainee has declared.
        Statement = "statement",
    }
}

impl Kind {
    /// Credited by the attendance of sessions, and by nothing else but a manual credit.
    pub fn comes_from_sessions(self) -> bool {
        matches!(
            self,
            Kind::AttendanceMinutes
                | Kind::SessionsObserved
                | Kind::SessionsCoLed
                | Kind::SessionsLed
                | Kind::SupervisionMinutes
        )
    }
}

text_enum! {
    /// In what a requirement is counted.
    pub Unit {
        Minutes = "minutes",
        Count = "count",
    }
}

text_enum! {
    /// The four domains of peer work.
    pub Domain {
        /// Rights, stigma, finding help.
        Advocacy = "advocacy",
        Mentoring = "mentoring",
        /// Recovery and looking after oneself.
        Wellness = "wellness",
        Ethics = "ethics",
    }
}

text_enum! {
    /// The place that a trainee had in a session.
    pub SeatPlace {
        Participant = "participant",
        Observer = "observer",
        /// Led together with somebody.
        CoLead = "co_lead",
        Lead = "lead",
    }
}

impl SeatPlace {
    /// A practice place on a host session, which only the open phase may allow (T12).
    pub fn is_practice(self) -> bool {
        self != SeatPlace::Participant
    }
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub zh: String,
    pub en: String,
}

/// Which sessions credit a requirement. Stored as JSON with the requirement, so that it is data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Gives {
    /// Codes of session types; empty for any.
    pub types: Vec<String>,
    /// The person's place; empty for none, so that no session credits it.
    pub places: Vec<SeatPlace>,
    /// The session must be planned for exactly this requirement (`phase_module` is its code).
    pub module: bool,
    /// Only in a district that is not the person's own.
    pub is_elsewhere: bool,
    /// A fixed time for a whole session, buffers included.
    pub minutes: Option<i64>,
}

/// Something a phase asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    pub id: RequirementId,
    /// Stable name within the version.
    pub code: String,
    /// 1 to 4.
    pub phase: i64,
    pub kind: Kind,
    pub name: Names,
    /// How much, in `unit`.
    pub need: i64,
    pub unit: Unit,
    /// How much of `need` may be missing, in per cent.
    pub allowance_percent: i64,
    /// The time it stands for in the plan of hours.
    pub plan_minutes: i64,
    /// Its share in the percentages.
    pub weight: i64,
    /// How much of it one person can get in a week.
    pub per_week: i64,
    /// For the hours per domain.
    pub domain: Option<Domain>,
    /// The gate needs it.
    pub is_mandatory: bool,
    /// Prior learning may stand for it.
    pub is_waivable: bool,
    /// Each piece by another recorder.
    pub must_differ: bool,
    /// Which sessions credit it.
    pub gives: Gives,
}

impl Requirement {
    /// What has to be reached: `need` less the allowance, rounded up.
    pub fn threshold(&self) -> i64 {
        let kept = self.need * (100 - self.allowance_percent);
        (kept + 99) / 100
    }

    /// The time that so much of it stands for in the plan of hours.
    pub fn minutes_for(&self, amount: i64) -> i64 {
        match self.unit {
            Unit::Minutes => amount,
            Unit::Count => self.plan_minutes * amount / self.need,
        }
    }

    /// Whether a session is planned for exactly this requirement.
    pub fn is_module(&self, module: Option<&str>) -> bool {
        module == Some(self.code.as_str())
    }

    /// Whether a session of this type, planned for this module, in this place, would credit it.
    pub fn is_given_by(&self, type_code: &str, module: Option<&str>, place: SeatPlace, is_elsewhere: bool) -> bool {
        let gives = &self.gives;
        self.kind.comes_from_sessions()
            && gives.places.contains(&place)
            && (gives.types.is_empty() || gives.types.iter().any(|code| code == type_code))
            && (module.is_none() && !gives.module || self.is_module(module))
            && (!gives.is_elsewhere || is_elsewhere)
    }
}

/// One label of a gate, and who may sign under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    pub phase: i64,
    /// Position within the gate, from 0.
    pub index: i64,
    pub name: Names,
    /// Any of these roles, in the enrolment's district.
    pub roles: Vec<Role>,
    /// Or any of these places in the cohort.
    pub places: Vec<CohortPlace>,
    /// Only a certified counsellor.
    pub needs_certified: bool,
}

/// One of the four phases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// 1 to 4.
    pub number: i64,
    pub name: Names,
    pub weeks: i64,
    /// What a trainee in this phase is.
    pub status_held: CounsellorStatus,
    /// What they become when its gate is approved.
    pub status_after: CounsellorStatus,
    /// Who signs its gate, by index.
    pub signers: Vec<Signer>,
}

/// A whole programme version. Requirements are in the order of phase and position; figures refer to them by index.
#[derive(Clone, Debug)]
pub struct Version {
    pub id: ProgrammeVersionId,
    /// 1, 2, 3, …
    pub number: i64,
    pub name: Names,
    pub phases: Vec<Phase>,
    pub requirements: Vec<Requirement>,
    by_id: HashMap<RequirementId, usize>,
}

impl Version {
    /// Puts a version together; requirements must be in order.
    pub fn new(
        id: ProgrammeVersionId,
        number: i64,
        name: Names,
        phases: Vec<Phase>,
        requirements: Vec<Requirement>,
    ) -> Self {
        let by_id = requirements
            .iter()
            .enumerate()
            .map(|(index, requirement)| (requirement.id.clone(), index))
            .collect();
        Version {
            id,
            number,
            name,
            phases,
            requirements,
            by_id,
        }
    }

    /// How long each phase is planned.
    pub fn phase_lengths(&self) -> Vec<PhaseLength> {
        let length = |phase: &Phase| PhaseLength {
            number: phase.number,
            weeks: phase.weeks,
        };
        self.phases.iter().map(length).collect()
    }

    /// Where a requirement stands in `requirements`.
    pub fn index_of(&self, id: &RequirementId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub fn phase(&self, number: i64) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.number == number)
    }

    /// The requirements of a phase with their indexes.
    pub fn of_phase(&self, number: i64) -> impl Iterator<Item = (usize, &Requirement)> {
        self.requirements
            .iter()
            .enumerate()
            .filter(move |(_, requirement)| requirement.phase == number)
    }
}

/// A programme in a list.
pub struct ListedProgramme {
    pub id: ProgrammeId,
    pub code: String,
    pub name: Names,
    /// Id, number, and whether a cohort uses it.
    pub versions: Vec<(ProgrammeVersionId, i64, bool)>,
}
