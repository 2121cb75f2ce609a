//! What a trainee is offered is what they can book, whatever the state of the week (S14, training 6.10).

use super::invariants::assert_claims_are_sound;
use crate::support::person::Person;
use crate::support::product::{
    Chance, CounsellorStatus, HOUR, MINUTE, PersonId, Role, RoomId, SessionId, StudioId,
    db::schema::{qualifications, sessions},
    scheduling::{Place, bookable},
};
use crate::support::world::{Studio, World, grant_role, insert_studio, merge, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

struct Week {
    world: World,
    studio: Studio,
    coordinator: Person,
    cohort: String,
    places: Vec<(StudioId, RoomId)>,
}

async fn week() -> Week {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let (second, rooms) = insert_studio(&studio.rows, &studio.district, "Asia/Shanghai", &[12]).await;
    let listed = coordinator.get("/programmes").await.expect(200);
    let intake = json!({
        "intake_no": 1, "name": "第1期", "district_id": studio.district, "starts_on": "2026-11-23",
        "programme_version_id": listed["items"][0]["versions"][0]["id"], "places": 3,
    });
    let cohort = coordinator.post("/cohorts", intake).await.expect(201);
    Week {
        places: vec![
            (studio.id.clone(), studio.rooms[0].clone()),
            (studio.id.clone(), studio.rooms[1].clone()),
            (second, rooms[0].clone()),
        ],
        cohort: cohort["id"].as_str().unwrap().to_owned(),
        world,
        studio,
        coordinator,
    }
}

impl Week {
    /// One more session by chance, and something that happens to it.
    async fn plan(&self, chance: &Chance, trainees: &[PersonId]) -> Option<SessionId> {
        let dice = |sides: u64| chance.below(sides);
        let (studio, room) = &self.places[dice(3) as usize];
        let date = ["2026-11-23", "2026-11-24"][dice(2) as usize];
        let start = format!("{:02}:{:02}", 11 + dice(9), 15 * dice(4));
        let mut body = self.studio.session_body(date, &start);
        let mut staff = vec![json!({"person_id": self.studio.counsellors[dice(3) as usize], "role": "lead"})];
        if dice(5) == 0 {
            staff.push(json!({"person_id": trainees[dice(trainees.len() as u64) as usize], "role": "observer"}));
        }
        merge(
            &mut body,
            json!({"studio_id": studio, "room_id": room, "staff": staff, "publish": dice(8) > 0, "minutes": 45 + 15 * dice(4)}),
        );
        let answer = self.coordinator.post("/sessions", body).await;
        if answer.status != 201 {
            return None; // it does not fit in; another one may
        }
        let session = answer.expect(201);
        let id = SessionId::parse(session["id"].as_str().unwrap()).unwrap();
        match dice(8) {
            0 => {
                let body = json!({"row_version": session["row_version"], "reason": "room"});
                let cancel = format!("{}/cancel", session_path(&session));
                self.coordinator.post(&cancel, body).await.expect(200);
            }
            1 => self.set(&id, None).await,
            2 => self.set(&id, Some(self.cohort.clone())).await,
            _ => {}
        }
        Some(id)
    }

    /// Holds one, or is for an intake.
    async fn set(&self, id: &SessionId, cohort: Option<String>) {
        let id = id.clone();
        self.studio
            .rows
            .write(move |conn| match &cohort {
                Some(cohort) => diesel::update(sessions::table.find(&id))
                    .set(sessions::cohort_id.eq(cohort))
                    .execute(conn),
                None => diesel::update(sessions::table.find(&id))
                    .set(sessions::capacity.eq(1))
                    .execute(conn),
            })
            .await;
    }

    async fn offered(&self, person: &PersonId, session: &SessionId) -> Vec<Place> {
        let (people, ids, now) = (vec![person.clone()], vec![session.clone()], self.world.clock.now());
        let read = self.world.db.read(move |conn| bookable(conn, &people, &ids, now)).await;
        read.unwrap().into_values().next().unwrap_or_default()
    }
}

/// The codes with which a booking is refused; each has a reason in words.
fn said(answer: &Value, person: &Person) -> String {
    let code = answer["code"].as_str().expect("a code").to_owned();
    match code.as_str() {
        "session_refused" => {
            let reasons = answer["reasons"].as_array().expect("reasons");
            let blocks: Vec<&Value> = reasons.iter().filter(|one| one["severity"] == "block").collect();
            assert!(!blocks.is_empty(), "{answer}");
            for reason in blocks {
                assert_eq!(reason["subject_id"], json!(person.id), "{reason}");
                let is_of_time = reason["rule"] == "person_overlap" || reason["rule"] == "person_gap";
                assert_eq!(is_of_time, reason.get("overlap").is_some(), "{reason}");
            }
        }
        "invalid" => assert_eq!(answer["errors"], json!([{"field": "place", "code": "has_seat"}])),
        "session_full" | "wrong_state" | "not_allowed" | "not_found" => {}
        other => panic!("{other}"),
    }
    code
}

#[tokio::test]
async fn every_offer_can_be_booked_and_everything_else_is_refused_with_a_reason() {
    let week = week().await;
    let (app, studio) = (&week.world.app, &week.studio);
    let chance = Chance::seeded(610);
    let mut trainees = vec![];
    for status in [
        None,
        Some(CounsellorStatus::Candidate),
        Some(CounsellorStatus::Provisional),
    ] {
        for _ in 0..2 {
            let id = match status {
                Some(status) => studio.counsellor(status).await,
                None => studio.with_role(Role::Member).await,
            };
            grant_role(&studio.rows, &id, Role::Trainee, Some(&studio.district)).await;
            trainees.push(id);
        }
    }
    let mut found = vec![];
    for _ in 0..40 {
        found.extend(week.plan(&chance, &trainees).await);
    }
    assert!(found.len() > 15, "{}", found.len());
    // some have begun, and one trainee is qualified for a part of the time only
    app.clock.advance(2 * HOUR + 40 * MINUTE);
    let (short, until) = (trainees[4].clone(), app.clock.now() + 12 * HOUR);
    studio
        .rows
        .write(move |conn| {
            diesel::update(qualifications::table.filter(qualifications::person_id.eq(&short)))
                .set(qualifications::to_at.eq(until))
                .execute(conn)
        })
        .await;
    let mut people = vec![];
    for id in &trainees {
        people.push((id.clone(), app.signed_in(id).await));
    }
    let mut outcomes: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..150 {
        let (id, person) = &people[chance.below(people.len() as u64) as usize];
        let session = &found[chance.below(found.len() as u64) as usize];
        let place = Place::ALL[chance.below(4) as usize];
        let door = format!("/sessions/{session}/places/me");
        let is_offered = week.offered(id, session).await.contains(&place);
        let answer = person.post(&door, json!({"place": place})).await;
        if is_offered {
            answer.expect(200);
            *outcomes.entry("taken".into()).or_default() += 1;
        } else if answer.status == 200 {
            // only whoever has a place already: another one of it, or the same again
            let before = person.get(&format!("/sessions/{session}")).await.expect(200);
            assert_eq!(before["my_role"], "participant");
            *outcomes.entry("changed".into()).or_default() += 1;
        } else {
            let status = answer.status;
            let code = said(&answer.json, person);
            assert!((400..500).contains(&status), "{status} {code}");
            *outcomes.entry(code).or_default() += 1;
        }
        if chance.below(3) == 0 {
            let _ = person.delete(&door).await; // nothing to give back is no matter here
        }
    }
    // the week had all of it
    for (code, least) in [
        ("taken", 10),
        ("session_refused", 10),
        ("session_full", 1),
        ("wrong_state", 2),
        ("not_allowed", 1),
        ("not_found", 3),
        ("invalid", 1),
    ] {
        assert!(
            outcomes.get(code).copied().unwrap_or_default() >= least,
            "{code}: {outcomes:?}"
        );
    }
    assert_claims_are_sound(&studio.rows).await;
    week.world.finish().await;
}
