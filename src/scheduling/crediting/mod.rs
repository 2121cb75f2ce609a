//! Whether a class would credit anybody: a type or a module that no programme counts warns where it is planned (training 6.9).
//! How long it is never decides that: each minute in it counts.

pub(crate) mod store;

use crate::db::Conn;
use crate::error::Result;
use crate::ids::CohortId;
use crate::scheduling::crediting;
use serde::Deserialize;

/// What one requirement says of the sessions that give it: the part of its `gives` that a plan decides.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Gives {
    types: Vec<String>,
    module: bool,
}

struct Requirement {
    code: String,
    phase: i64,
    gives: Gives,
}

/// The requirements that sessions of an intake, or of any, can give, and the phases in which its people are or are next; none
/// for every phase.
pub(crate) struct Crediting {
    requirements: Vec<Requirement>,
    phases: Option<(i64, i64)>,
}

impl Crediting {
    /// Those of the versions that people of this intake follow; without one those of every version.
    pub(crate) fn of(conn: &mut Conn, cohort: Option<&CohortId>) -> Result<Self> {
        let rows = crediting::store::list_giving(conn, cohort)?;
        let read = |(code, phase, gives): (String, i64, String)| {
            let gives = serde_json::from_str(&gives)?;
            Ok(Requirement { code, phase, gives })
        };
        let phases = match cohort {
            Some(cohort) => {
                let (lowest, highest) = crediting::store::find_phases(conn, cohort)?;
                Some((lowest.unwrap_or(1), highest.unwrap_or(1) + 1))
            }
            None => None,
        };
        Ok(Crediting {
            requirements: rows.into_iter().map(read).collect::<Result<_>>()?,
            phases,
        })
    }

    /// Whether a session of this type, planned for this module, gives any of them in some place. What is planned for a
    /// requirement by name counts in every phase.
    pub(crate) fn counts(&self, type_code: &str, module: Option<&str>) -> bool {
        self.requirements.iter().any(|Requirement { code, phase, gives }| {
            let is_of_type = gives.types.is_empty() || gives.types.iter().any(|one| one == type_code);
            let is_in_time = self
                .phases
                .is_none_or(|(lowest, highest)| (lowest..=highest).contains(phase));
            let is_planned_for = module.map_or(!gives.module && is_in_time, |module| module == code);
            is_of_type && is_planned_for
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // training 6.9, by the words of the default programme: a taster is a module, salons are a type
    #[test]
    fn a_class_counts_for_its_module_and_a_salon_by_its_type() {
        let requirement = |code: &str, phase, types: &[&str], module| Requirement {
            code: code.into(),
            phase,
            gives: Gives {
                types: types.iter().map(|one| (*one).to_owned()).collect(),
                module,
            },
        };
        let programme = Crediting {
            requirements: vec![
                requirement("taster", 1, &[], true),
                requirement("salons", 1, &["salon"], false),
                requirement("community", 4, &["class", "outing"], false),
            ],
            phases: Some((1, 2)),
        };
        for (type_code, module, counts) in [
            ("class", Some("taster"), true),
            ("class", None, false),
            ("class", Some("salons"), false),
            ("salon", None, true),
            ("salon", Some("salons"), true),
            ("salon", Some("elsewhere"), false),
            ("outing", None, false),
            ("class", Some("community"), true),
        ] {
            assert_eq!(programme.counts(type_code, module), counts, "{type_code} {module:?}");
        }
        let later = Crediting {
            phases: Some((3, 4)),
            ..programme
        };
        assert!(later.counts("outing", None) && later.counts("class", None) && !later.counts("salon", None));
    }
}
