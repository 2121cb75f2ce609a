//! What stands already, in memory: sessions of the database and lines accepted before. Pure.

use crate::ids::{DistrictId, PersonId, RoomId, StudioId};
use crate::imports::kind::Change;
use crate::scheduling::import::keys::{LineKey, SlotKey};
use crate::scheduling::import::stored::Stored;
use crate::scheduling::rules::{REST_OTHER_STUDIO, REST_SAME_STUDIO, ROOM_BUFFER};
use crate::scheduling::slot::Span;
use std::collections::{HashMap, HashSet};

/// Another session in a room or with a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    pub studio: StudioId,
    /// Whose; decides who reads what it is.
    pub district: DistrictId,
    /// Its own title, if it has one.
    pub title: String,
    /// The code of its type, which names it where nobody wrote a title.
    pub type_code: String,
    pub span: Span,
    /// The line that brought it.
    pub line: Option<u64>,
}

/// Who is where, when.
#[derive(Debug, Default)]
pub struct Calendar {
    keys: HashSet<LineKey>,
    stored: HashMap<SlotKey, Vec<(Stored, bool)>>,
    rooms: HashMap<RoomId, Vec<Other>>,
    people: HashMap<PersonId, Vec<Other>>,
    led: HashMap<(PersonId, String), usize>,
}

impl Calendar {
    /// A session of the database stands here.
    pub fn store(&mut self, place: SlotKey, stored: Stored) {
        self.stored.entry(place).or_default().push((stored, false));
    }

    /// A room is in use.
    pub fn use_room(&mut self, room: RoomId, other: Other) {
        self.rooms.entry(room).or_default().push(other);
    }

    /// A person is on a session.
    pub fn use_person(&mut self, person: PersonId, other: Other) {
        self.people.entry(person).or_default().push(other);
    }

    /// A person leads one more session in the week that starts on `monday`.
    pub fn lead(&mut self, person: PersonId, monday: String) {
        *self.led.entry((person, monday)).or_default() += 1;
    }

    /// How many sessions a person leads in that week.
    pub fn led(&self, person: &PersonId, monday: &str) -> usize {
        self.led.get(&(person.clone(), monday.to_owned())).copied().unwrap_or(0)
    }

    /// Whether a line before brought the same.
    pub fn is_repeated(&self, key: &LineKey) -> bool {
        self.keys.contains(key)
    }

    /// The session of the database that a line is: one that says the same, or else the first that this is the line of
    /// (`fits`), which then is no other line's.
    pub fn twin(
        &mut self,
        place: &SlotKey,
        fits: impl Fn(&Stored) -> bool,
        changes: impl Fn(&Stored) -> Vec<Change>,
    ) -> Option<Vec<Change>> {
        let here = self.stored.get_mut(place)?;
        let same = here.iter().position(|(stored, _)| changes(stored).is_empty());
        let at = same.or_else(|| here.iter().position(|(stored, is_taken)| !is_taken && fits(stored)))?;
        let (stored, is_taken) = here.get_mut(at)?;
        *is_taken = true;
        Some(changes(stored))
    }

    /// A line brought this key, be it new or there already: the next one is a duplicate.
    pub fn bring(&mut self, key: LineKey) {
        self.keys.insert(key);
    }

    /// The session that is in the way of the room: claims reach 15 minutes before and after each session, half-open.
    pub fn in_room(&self, room: &RoomId, span: Span) -> Option<&Other> {
        let wanted = span.widened(ROOM_BUFFER);
        let others = self.rooms.get(room)?;
        others
            .iter()
            .find(|other| wanted.overlap(other.span.widened(ROOM_BUFFER)).is_some())
    }

    /// The session that is in the way of the person: at the same time, or too near for rest or travel.
    pub fn with_person(&self, person: &PersonId, studio: &StudioId, span: Span) -> Option<&Other> {
        let rest = |other: &Other| {
            if other.studio == *studio {
                REST_SAME_STUDIO
            } else {
                REST_OTHER_STUDIO
            }
        };
        self.people
            .get(person)?
            .iter()
            .find(|other| span.overlap(other.span.widened(rest(other))).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::{Clock, MINUTE};
    use proptest::prelude::*;

    fn span(from: i64, to: i64) -> Span {
        Span {
            from_at: from * MINUTE,
            to_at: to * MINUTE,
        }
    }

    fn ids() -> (Clock, Chance) {
        (Clock::fixed(0), Chance::seeded(3))
    }

    fn other(studio: &StudioId, span: Span) -> Other {
        let (clock, chance) = ids();
        Other {
            studio: studio.clone(),
            district: DistrictId::mint(&clock, &chance),
            title: String::new(),
            type_code: String::new(),
            span,
            line: None,
        }
    }

    #[test]
    fn half_an_hour_between_two_sessions_of_a_room_is_enough() {
        let (clock, chance) = ids();
        let (room, studio) = (RoomId::mint(&clock, &chance), StudioId::mint(&clock, &chance));
        let mut calendar = Calendar::default();
        calendar.use_room(room.clone(), other(&studio, span(600, 690)));
        assert!(calendar.in_room(&room, span(720, 800)).is_none());
        assert!(calendar.in_room(&room, span(719, 800)).is_some());
        assert!(calendar.in_room(&room, span(500, 570)).is_none());
    }

    #[test]
    fn a_person_needs_an_hour_between_studios_and_half_within_one() {
        let (clock, chance) = ids();
        let person = PersonId::mint(&clock, &chance);
        let (here, there) = (StudioId::mint(&clock, &chance), StudioId::mint(&clock, &chance));
        let mut calendar = Calendar::default();
        calendar.use_person(person.clone(), other(&here, span(600, 690)));
        assert!(calendar.with_person(&person, &here, span(720, 800)).is_none());
        assert!(calendar.with_person(&person, &here, span(719, 800)).is_some());
        assert!(calendar.with_person(&person, &there, span(750, 800)).is_none());
        assert!(calendar.with_person(&person, &there, span(749, 800)).is_some());
    }

    proptest! {
        #[test]
        fn accepted_lines_of_a_room_never_overlap(starts in proptest::collection::vec((0i64..1300, 10i64..200), 0..40)) {
            let (clock, chance) = ids();
            let (room, studio) = (RoomId::mint(&clock, &chance), StudioId::mint(&clock, &chance));
            let (mut calendar, mut accepted) = (Calendar::default(), Vec::<Span>::new());
            for (from, length) in starts {
                let wanted = span(from, from + length);
                if calendar.in_room(&room, wanted).is_none() {
                    calendar.use_room(room.clone(), other(&studio, wanted));
                    accepted.push(wanted);
                }
            }
            accepted.sort_by_key(|span| span.from_at);
            prop_assert!(accepted.windows(2).all(|pair| pair[0].to_at + 30 * MINUTE <= pair[1].from_at));
        }
    }
}
