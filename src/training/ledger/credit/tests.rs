use super::*;
use crate::chance::Chance;
use crate::clock::{Clock, HOUR};
use crate::training::programmes::default::community_version;
use proptest::prelude::*;

const START: Millis = 1_795_399_200_000;

fn version() -> Version {
    community_version().unwrap()
}

fn ids(count: usize) -> Vec<SessionId> {
    let (clock, chance) = (Clock::fixed(START), Chance::seeded(7));
    (0..count).map(|_| SessionId::mint(&clock, &chance)).collect()
}

fn attended(type_code: &str, length: i64, minutes: i64, place: SeatPlace, phase: i64) -> Attended {
    Attended {
        session: ids(1).remove(0),
        starts_at: START,
        ends_at: START + length * MINUTE,
        minutes,
        place,
        type_code: type_code.into(),
        module: None,
        is_elsewhere: false,
        phase: Some(phase),
        recorder: recorder(),
    }
}

fn recorder() -> PersonId {
    PersonId::mint(&Clock::fixed(START), &Chance::seeded(9))
}

fn code(version: &Version, posting: &Posting) -> String {
    version.requirements[posting.requirement].code.clone()
}

// T3
#[test]
fn a_practice_place_is_credited_the_session_and_its_two_buffers() {
    let v = version();
    let p = settle(&v, &[attended("peer_group_open", 90, 90, SeatPlace::CoLead, 3)]);
    assert_eq!(
        (p[0].amount, p[0].minutes, code(&v, &p[0]).as_str()),
        (1, 120, "co_led")
    );
    let p = settle(&v, &[attended("online_room", 60, 60, SeatPlace::CoLead, 3)]);
    assert_eq!((p[0].minutes, code(&v, &p[0]).as_str()), (90, "online_rooms"));
    let p = settle(&v, &[attended("peer_talk", 50, 50, SeatPlace::Lead, 3)]);
    assert_eq!((p[0].minutes, code(&v, &p[0]).as_str()), (60, "peer_talks"));
}

// T3
#[test]
fn a_participant_is_credited_the_minutes_present() {
    let v = version();
    assert_eq!(
        settle(&v, &[attended("salon", 120, 120, SeatPlace::Participant, 1)])[0].amount,
        120
    );
    assert_eq!(
        settle(&v, &[attended("salon", 120, 90, SeatPlace::Participant, 1)])[0].amount,
        90
    );
    assert_eq!(
        settle(&v, &[attended("salon", 120, 999, SeatPlace::Participant, 1)])[0].amount,
        120
    );
    assert!(settle(&v, &[attended("salon", 120, 0, SeatPlace::Participant, 1)]).is_empty());
}

#[test]
fn a_session_counts_as_one_only_when_most_of_it_was_attended() {
    let v = version();
    assert_eq!(
        settle(&v, &[attended("salon", 90, 60, SeatPlace::Observer, 3)]).len(),
        1
    );
    assert!(settle(&v, &[attended("salon", 90, 59, SeatPlace::Observer, 3)]).is_empty());
}

// T12
#[test]
fn a_practice_place_counts_only_in_its_phase() {
    let v = version();
    for phase in [1, 2] {
        assert!(settle(&v, &[attended("peer_group_open", 90, 90, SeatPlace::Observer, phase)]).is_empty());
    }
    let in_4 = settle(&v, &[attended("peer_group_open", 90, 90, SeatPlace::Lead, 4)]);
    assert_eq!(code(&v, &in_4[0]), "own_series");
    let mut before = attended("peer_group_open", 90, 90, SeatPlace::Observer, 3);
    before.phase = None;
    assert!(settle(&v, &[before]).is_empty());
}

#[test]
fn a_class_planned_for_a_module_counts_although_the_gate_before_it_waits_for_signatures() {
    let v = version();
    let mut class = attended("class", 180, 180, SeatPlace::Participant, 1);
    assert!(settle(&v, &[class.clone()]).is_empty());
    class.module = Some("boundaries".into());
    assert_eq!(code(&v, &settle(&v, &[class])[0]), "boundaries");
}

#[test]
fn another_district_is_credited_where_the_programme_asks_for_it() {
    let v = version();
    let mut session = attended("peer_group_open", 90, 90, SeatPlace::CoLead, 4);
    assert!(settle(&v, &[session.clone()]).is_empty());
    session.is_elsewhere = true;
    assert_eq!(code(&v, &settle(&v, &[session])[0]), "other_district");
}

// T3
#[test]
fn a_minute_is_credited_once() {
    let v = version();
    let ids = ids(2);
    let mut first = attended("salon", 120, 120, SeatPlace::Participant, 1);
    first.session = ids[0].clone();
    let mut second = attended("salon", 120, 120, SeatPlace::Participant, 1);
    (second.session, second.starts_at, second.ends_at) = (ids[1].clone(), START + HOUR, START + 3 * HOUR);
    let postings = settle(&v, &[second.clone(), first.clone()]);
    assert_eq!(postings.iter().map(|p| p.amount).collect::<Vec<_>>(), [120, 60]);
    assert_eq!(
        entangled(&[first.clone()], &ids[1], second.starts_at, second.ends_at).len(),
        2
    );
    // left the first after half an hour to be at the second in time: both in full
    first.minutes = 30;
    let postings = settle(&v, &[first, second]);
    assert_eq!(postings.iter().map(|p| p.amount).collect::<Vec<_>>(), [30, 120]);
}

fn any_attended() -> impl Strategy<Value = Vec<Attended>> {
    let one = (0..40i64, 40..180i64, 0..200i64, 0..4usize, 0..5usize, 1..=4i64);
    proptest::collection::vec(one, 0..14).prop_map(|all| {
        let ids = ids(all.len());
        let types = [
            "salon",
            "peer_group_open",
            "peer_talk",
            "online_room",
            "group_supervision",
        ];
        type Drawn = (i64, (i64, i64, i64, usize, usize, i64));
        let one = |(index, (at, length, minutes, place, of_type, phase)): Drawn| Attended {
            session: ids[index as usize].clone(),
            starts_at: START + at * 20 * MINUTE,
            ends_at: START + (at * 20 + length) * MINUTE,
            minutes,
            place: SeatPlace::ALL[place],
            type_code: types[of_type].to_owned(),
            module: None,
            is_elsewhere: at % 3 == 0,
            phase: Some(phase),
            recorder: recorder(),
        };
        (0..all.len() as i64).zip(all).map(one).collect()
    })
}

proptest! {
    // T3: never more than the session and its buffers, and no minute twice
    #[test]
    fn no_minute_is_credited_twice_nor_beyond_the_session(all in any_attended()) {
        let v = version();
        let postings = settle(&v, &all);
        for posting in &postings {
            let a = all.iter().find(|a| a.session == posting.session).unwrap();
            let buffers = if a.place.is_practice() { 30 } else { 0 };
            prop_assert!(posting.minutes <= (a.ends_at - a.starts_at) / MINUTE + buffers);
            prop_assert!(posting.minutes > 0 && posting.amount > 0);
            prop_assert!(posting.minutes * MINUTE <= posting.to_at - posting.from_at);
        }
        for (index, a) in postings.iter().enumerate() {
            for b in &postings[index + 1..] {
                prop_assert!(a.to_at <= b.from_at || b.to_at <= a.from_at);
            }
        }
    }

    // T2: only the final attendance matters, not the order in which it became known
    #[test]
    fn the_order_of_recording_does_not_matter(all in any_attended(), turn in 0..14usize) {
        let v = version();
        let mut turned = all.clone();
        turned.reverse();
        let by = if all.is_empty() { 0 } else { turn % all.len() };
        turned.rotate_left(by);
        prop_assert_eq!(settle(&v, &turned), settle(&v, &all));
    }

    // T2: settling only the sessions that touch the corrected one gives them the same lines as settling everything
    #[test]
    fn a_correction_touches_only_what_is_entangled_with_it(all in any_attended(), which in 0..14usize, minutes in 0..200i64) {
        prop_assume!(!all.is_empty());
        let v = version();
        let mut corrected = all.clone();
        let which = which % all.len();
        corrected[which].minutes = minutes;
        let touched = entangled(&corrected, &all[which].session, all[which].starts_at, all[which].ends_at);
        let (before, after) = (settle(&v, &all), settle(&v, &corrected));
        let others = |postings: &[Posting]| -> Vec<Posting> {
            postings.iter().filter(|p| !touched.contains(&p.session)).cloned().collect()
        };
        prop_assert_eq!(others(&before), others(&after));
        let part: Vec<_> = corrected.iter().filter(|a| touched.contains(&a.session)).cloned().collect();
        let of_part: Vec<_> = after.iter().filter(|p| touched.contains(&p.session)).cloned().collect();
        prop_assert_eq!(settle(&v, &part), of_part);
    }
}
