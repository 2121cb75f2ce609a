//! A programme version as a file. The default programme ships inside the program; `docs/TRAINING.md` says how to read it.

use crate::accounts::model::{CounsellorStatus, Role};
use crate::cohorts::places::model::CohortPlace;
use crate::error::Result;
use crate::training::programmes::model::{Domain, Gives, Kind, Names, Unit};
use serde::Deserialize;

const COMMUNITY_1: &str = include_str!("community-1.toml");

/// What a paper or an assessment weighs in the percentages when the file does not say, in minutes.
const WEIGHT_OF_A_PAPER: i64 = 60;

/// A version as written in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    pub code: String,
    pub number: i64,
    pub name: Names,
    pub phases: Vec<PhaseDefinition>,
    /// In order of phase.
    pub requirements: Vec<RequirementDefinition>,
}

/// A phase as written in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseDefinition {
    pub number: i64,
    pub name: Names,
    pub weeks: i64,
    pub status_held: CounsellorStatus,
    pub status_after: CounsellorStatus,
    pub signers: Vec<SignerDefinition>,
}

/// A gate's label as written in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerDefinition {
    pub name: Names,
    pub roles: Vec<Role>,
    pub places: Vec<CohortPlace>,
    #[serde(default)]
    pub needs_certified: bool,
}

/// A requirement as written in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequirementDefinition {
    pub phase: i64,
    pub code: String,
    pub kind: Kind,
    pub name: Names,
    pub need: i64,
    #[serde(default)]
    pub allowance_percent: i64,
    #[serde(default)]
    pub plan_minutes: i64,
    weight: Option<i64>,
    per_week: Option<i64>,
    pub domain: Option<Domain>,
    #[serde(default = "yes")]
    pub is_mandatory: bool,
    #[serde(default = "yes")]
    pub is_waivable: bool,
    #[serde(default)]
    pub must_differ: bool,
    #[serde(default)]
    pub gives: Gives,
}

fn yes() -> bool {
    true
}

impl RequirementDefinition {
    /// Minutes for what is measured in time, pieces for the rest.
    pub fn unit(&self) -> Unit {
        match self.kind {
            Kind::AttendanceMinutes | Kind::SupervisionMinutes | Kind::ReflectionMinutes => Unit::Minutes,
            _ => Unit::Count,
        }
    }

    /// Its share in the percentages.
    pub fn weight(&self) -> i64 {
        self.weight.unwrap_or(if self.plan_minutes > 0 {
            self.plan_minutes
        } else {
            WEIGHT_OF_A_PAPER
        })
    }

    /// How much one person can get in a week.
    pub fn per_week(&self) -> i64 {
        self.per_week.unwrap_or(self.need)
    }
}

impl Definition {
    /// Reads and checks a file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let definition: Definition = toml::from_str(text).map_err(|error| error.to_string())?;
        definition.check().map(|()| definition)
    }

    /// The default programme, version 1.
    pub fn community() -> Result<Self, String> {
        Self::parse(COMMUNITY_1)
    }

    fn check(&self) -> Result<(), String> {
        if self.phases.iter().map(|phase| phase.number).ne(1..=4) {
            return Err("a programme has the phases 1, 2, 3, 4 in this order".into());
        }
        if let Some(phase) = self.phases.iter().find(|phase| phase.signers.len() < 2) {
            return Err(format!("the gate of phase {} needs two signers", phase.number));
        }
        let mut codes = std::collections::HashSet::new();
        let mut before = 1;
        for requirement in &self.requirements {
            let code = &requirement.code;
            if !codes.insert(code) {
                return Err(format!("{code} stands twice"));
            }
            if !(before..=4).contains(&requirement.phase) {
                return Err(format!("{code} is not in the order of the phases"));
            }
            before = requirement.phase;
            if requirement.kind.comes_from_sessions() == requirement.gives.places.is_empty() {
                return Err(format!("{code} must say which places give it, if sessions do"));
            }
            if requirement.need < 1 || !(0..100).contains(&requirement.allowance_percent) {
                return Err(format!("{code} needs something"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn community() -> Definition {
        Definition::community().unwrap()
    }

    #[test]
    fn the_default_programme_has_130_hours_in_four_phases() {
        let hours = |phase| {
            let of_phase = |r: &&RequirementDefinition| r.phase == phase;
            let minutes = community()
                .requirements
                .iter()
                .filter(of_phase)
                .map(|r| r.plan_minutes)
                .sum::<i64>();
            assert_eq!(minutes % 60, 0);
            minutes / 60
        };
        assert_eq!([hours(1), hours(2), hours(3), hours(4)], [12, 46, 48, 24]);
    }

    #[test]
    fn the_core_training_has_the_hours_per_domain_of_the_field() {
        let hours = |domain| {
            let of_domain = |r: &&RequirementDefinition| r.domain == Some(domain);
            community()
                .requirements
                .iter()
                .filter(of_domain)
                .map(|r| r.plan_minutes)
                .sum::<i64>()
                / 60
        };
        assert_eq!(hours(Domain::Advocacy), 10);
        assert_eq!(hours(Domain::Mentoring), 10);
        assert_eq!(hours(Domain::Wellness), 10);
        assert_eq!(hours(Domain::Ethics), 16);
    }

    #[test]
    fn supervision_in_the_practice_phase_is_eight_hours() {
        let minutes: i64 = community()
            .requirements
            .iter()
            .filter(|r| r.phase == 3 && r.kind == Kind::SupervisionMinutes)
            .map(|r| r.plan_minutes)
            .sum();
        assert_eq!(minutes, 8 * 60);
    }

    #[test]
    fn every_gate_has_two_signers_and_the_last_a_panel_of_three() {
        let signers: Vec<_> = community().phases.iter().map(|phase| phase.signers.len()).collect();
        assert_eq!(signers, [2, 2, 2, 3]);
    }

    #[test]
    fn both_languages_are_there() {
        let definition = community();
        let names = definition.requirements.iter().map(|r| &r.name);
        let names = names.chain(definition.phases.iter().map(|p| &p.name));
        let names = names.chain(definition.phases.iter().flat_map(|p| p.signers.iter().map(|s| &s.name)));
        for name in names {
            assert!(
                !name.en.is_empty() && name.zh.chars().any(|c| c > '\u{4e00}'),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_file_with_a_mistake_is_refused() {
        assert!(Definition::parse(&COMMUNITY_1.replace("code = \"salons\"", "code = \"taster\"")).is_err());
        assert!(Definition::parse(&COMMUNITY_1.replace("per_week = 120", "per_wek = 120")).is_err());
        assert!(Definition::parse(&COMMUNITY_1.replacen("places = [\"participant\"]", "places = []", 2)).is_err());
    }
}
