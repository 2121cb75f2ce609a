//! Candidates of a city with many counsellors, and in any state of the week (S14).

use super::candidates::who;
use crate::support::person::Person;
use crate::support::product::{
    Chance, CounsellorStatus, PersonId, Role,
    db::schema::{people, qualifications, rooms},
};
use crate::support::world::{Studio, World, broken_rules, merge, session_path};
use diesel::prelude::*;
use serde_json::{Value, json};

// scheduling 6: ranked before it is cut
#[tokio::test]
async fn nobody_is_left_out_because_of_where_their_name_stands_in_the_alphabet() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    // two thousand and more of another district, all before ours by the alphabet
    let elsewhere = world.neighbouring_studio().await;
    let (clock, chance, district) = (world.clock.clone(), world.chance.clone(), elsewhere.district.clone());
    studio
        .rows
        .write(move |conn| {
            for nth in 0..2100 {
                many::insert_counsellor(conn, &clock, &chance, &district, &format!("AA{nth:05}"))?;
            }
            Ok(())
        })
        .await;
    let session = studio
        .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
        .await;
    let list = coordinator
        .get(&format!("{}/candidates?limit=3", session_path(&session)))
        .await
        .expect(200);
    let mut first: Vec<_> = who(&list).into_iter().take(2).map(|(id, _)| id).collect();
    let mut ours = vec![studio.counsellors[1].as_str(), studio.counsellors[2].as_str()];
    first.sort_unstable();
    ours.sort_unstable();
    assert_eq!(first, ours);
    assert!(list["next"].is_string());
    world.finish().await;
}

mod many {
    use crate::support::product::{
        Chance, Clock, DistrictId, GrantId, PersonId,
        db::{
            Conn,
            schema::{people, qualifications, role_grants},
        },
    };
    use diesel::prelude::*;

    pub fn insert_counsellor(
        conn: &mut Conn,
        clock: &Clock,
        chance: &Chance,
        home: &DistrictId,
        nickname: &str,
    ) -> QueryResult<()> {
        let id = PersonId::mint(clock, chance);
        diesel::insert_into(people::table)
            .values((
                people::id.eq(&id),
                people::nickname.eq(nickname),
                people::nickname_key.eq(nickname.to_lowercase()),
                people::nickname_look.eq(nickname.to_lowercase()),
                people::language.eq("zh"),
                people::home_district_id.eq(home),
                people::available.eq(""),
                people::is_active.eq(true),
                people::is_totp_on.eq(false),
                people::totp_step.eq(0),
                people::created_at.eq(0),
            ))
            .execute(conn)?;
        diesel::insert_into(qualifications::table)
            .values((
                qualifications::id.eq(id.as_str()),
                qualifications::person_id.eq(&id),
                qualifications::kind.eq("certified"),
                qualifications::from_at.eq(0),
                qualifications::source.eq("brought"),
            ))
            .execute(conn)?;
        diesel::insert_into(role_grants::table)
            .values((
                role_grants::id.eq(GrantId::mint(clock, chance)),
                role_grants::person_id.eq(&id),
                role_grants::role.eq("counsellor"),
                role_grants::district_id.eq(home),
                role_grants::is_privacy_officer.eq(false),
                role_grants::granted_at.eq(0),
            ))
            .execute(conn)
            .map(drop)
    }
}

/// A state by chance: sessions around the evening, people in and out of use, qualifications lost and rooms closed since.
async fn stir(studio: &Studio, coordinator: &Person, people_of: &[PersonId], chance: &Chance) {
    for _ in 0..4 {
        let lead = &people_of[chance.below(people_of.len() as u64) as usize];
        let start = format!("{:02}:{:02}", 15 + chance.below(7), 15 * chance.below(4));
        let body = json!({"staff": [{"person_id": lead, "role": "lead"}], "room_id": studio.rooms[1]});
        let mut plan = studio.session_body("2026-11-24", &start);
        merge(&mut plan, body);
        let _ = coordinator.post("/sessions", plan).await; // whether it fits does not matter here
    }
    if chance.below(3) == 0 {
        let room = studio.rooms[0].clone();
        studio
            .rows
            .write(move |conn| {
                diesel::update(rooms::table.find(&room))
                    .set(rooms::is_active.eq(false))
                    .execute(conn)
            })
            .await;
    }
    for person in people_of {
        let (row, dice) = (person.clone(), chance.below(8));
        let status = ["provisional", "certified", "candidate"][chance.below(3) as usize];
        studio
            .rows
            .write(move |conn| match dice {
                0 => diesel::update(people::table.find(&row))
                    .set(people::is_active.eq(false))
                    .execute(conn),
                1..=3 => diesel::update(qualifications::table.filter(qualifications::person_id.eq(&row)))
                    .set(qualifications::kind.eq(status))
                    .execute(conn),
                _ => Ok(0),
            })
            .await;
    }
}

// S14: every suggestion offered succeeds if applied at once, and who is not offered as free is refused for a reason that was shown
#[tokio::test]
async fn whoever_is_called_free_is_accepted_whatever_the_state() {
    let world = World::new().await;
    let chance = Chance::seeded(26);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..14 {
        let mut studio = world.studio().await;
        let coordinator = studio.coordinator(&world).await;
        for status in [
            CounsellorStatus::Provisional,
            CounsellorStatus::Provisional,
            CounsellorStatus::Certified,
        ] {
            let more = studio.counsellor(status).await;
            studio.counsellors.push(more);
        }
        let supervisor = studio.with_role(Role::Supervisor).await;
        let session = studio
            .plan_session(&coordinator, "2026-11-24", "18:30", json!({}))
            .await;
        let everybody: Vec<PersonId> = studio.counsellors.iter().cloned().chain([supervisor]).collect();
        stir(&studio, &coordinator, &everybody, &chance).await;
        for _ in 0..6 {
            let roles = [
                "",
                "&role=lead",
                "&role=co_lead",
                "&role=observer",
                "&role=trainer",
                "&role=supervisor",
            ];
            let role = roles[chance.below(6) as usize];
            let list = format!("{}/candidates?limit=200{role}", session_path(&session));
            let list = coordinator.get(&list).await.expect(200);
            let ours: Vec<&Value> = list["items"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|one| everybody.iter().any(|person| one["person_id"] == json!(person)))
                .collect();
            if ours.is_empty() {
                continue;
            }
            let one = ours[chance.below(ours.len() as u64) as usize];
            let now = coordinator.get(&session_path(&session)).await.expect(200);
            let held = now["assignments"].as_array().unwrap().iter();
            let held = held.filter(|seat| seat["state"] != "withdrawn");
            let mut staff: Vec<Value> = held
                .map(|seat| json!({"person_id": seat["person_id"], "role": seat["role"]}))
                .collect();
            staff.push(json!({"person_id": one["person_id"], "role": one["role"]}));
            let body = json!({"row_version": now["row_version"], "staff": staff});
            let answer = coordinator
                .put(&format!("{}/assignments", session_path(&session)), body)
                .await;
            if one["is_free"] == true {
                answer.expect(200);
                taken += 1;
            } else {
                let said = broken_rules(&answer.problem("session_refused"));
                let shown = one["why_not"].as_array().unwrap().iter();
                let shown = shown.filter(|reason| reason["severity"] == "block");
                for reason in shown {
                    assert!(said.iter().any(|(rule, _)| reason["rule"] == rule.as_str()), "{reason}");
                }
                refused += 1;
            }
        }
    }
    assert!(taken > 10 && refused > 5, "{taken} {refused}");
    world.finish().await;
}
