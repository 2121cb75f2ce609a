//! When flags act by themselves, before anybody has looked (safety 43).
//!
//! People are counted, not flags: nobody can hide a message or silence an author alone, however many messages they flag.

/// So many people hide a message until somebody has looked.
pub const HIDES_MESSAGE: i64 = 3;
/// So many people silence an author while nobody is there to look.
pub const SILENCES_AUTHOR: i64 = 5;

/// What is known at the moment of one more flag; only open flags count, those on which nobody has decided yet.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    /// People who flagged this message.
    pub on_message: i64,
    /// People who flagged anything of this author in this room.
    pub on_author: i64,
    /// The room is held now: in staffed hours, or somebody is there.
    pub is_staffed: bool,
    /// The message is not shown already.
    pub is_hidden: bool,
    /// The author is silenced already, or holds the room.
    pub is_silenced: bool,
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The message is hidden.
    pub hides: bool,
    /// The author is silenced.
    pub silences: bool,
}

pub fn judge(count: Count) -> Verdict {
    Verdict {
        hides: count.on_message >= HIDES_MESSAGE && !count.is_hidden,
        silences: count.on_author >= SILENCES_AUTHOR && !count.is_staffed && !count.is_silenced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::collections::{HashMap, HashSet};

    proptest! {
        // safety 43: any row of flags, replayed: hidden exactly from the third person on, silenced exactly from the fifth on
        // outside staffed hours, and never by fewer people whatever they repeat
        #[test]
        fn thresholds_count_people_and_act_once(flags in vec((0..8u8, 0..4u8, any::<bool>()), 0..60)) {
            let mut on_message: HashMap<u8, HashSet<u8>> = HashMap::new();
            let mut on_author: HashSet<u8> = HashSet::new();
            let (mut hidden, mut silenced): (HashSet<u8>, bool) = (HashSet::new(), false);
            for (person, message, is_staffed) in flags {
                if !on_message.entry(message).or_default().insert(person) {
                    continue; // one flag per person and message
                }
                on_author.insert(person);
                let people = on_message[&message].len();
                let verdict = judge(Count {
                    on_message: people as i64,
                    on_author: on_author.len() as i64,
                    is_staffed,
                    is_hidden: hidden.contains(&message),
                    is_silenced: silenced,
                });
                prop_assert_eq!(verdict.hides, people == 3, "{} people", people);
                prop_assert_eq!(verdict.silences, !silenced && !is_staffed && on_author.len() >= 5);
                if verdict.hides {
                    hidden.insert(message);
                }
                silenced |= verdict.silences;
            }
            for (message, people) in &on_message {
                prop_assert_eq!(hidden.contains(message), people.len() >= 3);
            }
            prop_assert!(!silenced || on_author.len() >= 5);
        }
    }
}
