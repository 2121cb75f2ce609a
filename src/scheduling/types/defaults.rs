//! The default session types, read from a file that is part of the program. It is the only place where they are written.

use crate::bilingual::Bilingual;
use crate::scheduling::types::model::{Extra, Need, SessionType};
use serde::Deserialize;

const FILE: &str = include_str!("session_types.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    types: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    code: String,
    name: Bilingual,
    minutes: i64,
    min_people: i64,
    max_people: i64,
    needs: Vec<Need>,
    per_extra: Option<Extra>,
    #[serde(default)]
    is_training: bool,
    #[serde(default)]
    is_online: bool,
    domain: Option<String>,
}

/// The default types in their order.
pub fn default_types() -> Result<Vec<SessionType>, String> {
    parse(FILE)
}

/// Reads and checks a file of types.
fn parse(text: &str) -> Result<Vec<SessionType>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut codes = std::collections::HashSet::new();
    for kind in &file.types {
        let code = &kind.code;
        if code.is_empty() || !codes.insert(code) {
            return Err(format!("the code {code:?} is empty or stands twice"));
        }
        if !(5..=1_440).contains(&kind.minutes) {
            return Err(format!("{code} lasts 5 to 1440 minutes"));
        }
        if !(0..=kind.max_people).contains(&kind.min_people) {
            return Err(format!("{code} has at least as many places as people it needs"));
        }
        if kind
            .needs
            .iter()
            .any(|need| need.count == 0 || need.certified > need.count)
        {
            return Err(format!(
                "{code} needs at least one of each role, and no more certified ones than there are"
            ));
        }
        if kind.per_extra.is_some_and(|extra| extra.every < 1 || extra.above < 0) {
            return Err(format!("{code} needs one more for every one or more people"));
        }
    }
    Ok(file.types.into_iter().map(Into::into).collect())
}

impl From<Written> for SessionType {
    fn from(written: Written) -> Self {
        SessionType {
            code: written.code,
            name_zh: written.name.zh,
            name_en: written.name.en,
            minutes: written.minutes,
            min_people: written.min_people,
            max_people: written.max_people,
            needs: written.needs,
            per_extra: written.per_extra,
            is_training: written.is_training,
            is_online: written.is_online,
            domain: written.domain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduling::roles::StaffRole;

    #[test]
    fn the_file_that_ships_is_sound() {
        let types = default_types().unwrap();
        assert_eq!(types.len(), 12);
        let salon = types.iter().find(|kind| kind.code == "salon").unwrap();
        assert_eq!((salon.minutes, salon.min_people, salon.max_people), (120, 5, 20));
        let lead = Need {
            role: StaffRole::Lead,
            count: 1,
            certified: 1,
        };
        assert_eq!(salon.needs[0], lead);
        assert_eq!(salon.per_extra.map(|extra| (extra.every, extra.above)), Some((8, 12)));
        let training = |code: &str| types.iter().any(|kind| kind.code == code && kind.is_training);
        assert!(training("class") && !training("salon"));
    }

    #[test]
    fn a_file_with_a_mistake_is_refused() {
        let head = "[[types]]\ncode = \"a\"\nname = { zh = \"一\", en = \"a\" }\nminutes = 60\nmin_people = 1\n";
        let sound = format!("{head}max_people = 2\nneeds = [{{ role = \"lead\", count = 1, certified = 1 }}]\n");
        assert_eq!(parse(&sound).unwrap().len(), 1);
        assert!(parse(&format!("{sound}{sound}")).is_err(), "a code stands twice");
        assert!(parse(&sound.replace("max_people = 2", "max_people = 0")).is_err());
        assert!(parse(&sound.replace("minutes = 60", "minutes = 0")).is_err());
        assert!(parse(&sound.replace("certified = 1", "certified = 2")).is_err());
        assert!(parse(&format!("{sound}colour = \"red\"\n")).is_err(), "an unknown key");
    }
}
