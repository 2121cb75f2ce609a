//! Who could take a seat: ranked, judged with the whole session, and accepted when seated at once (S14).

use super::ground::{Ground, path, rules};
use crate::support::app::App;
use crate::support::person::Person;
use crate::support::product::{
    Chance, CounsellorStatus, PersonId, Role,
    db::schema::{people, qualifications, rooms},
};
use diesel::prelude::*;
use serde_json::{Value, json};

// M1
#[tokio::test]
async fn candidates_are_ranked_free_first_then_same_district_and_say_why_not() {
    let app = App::start().await;
    let (ground, elsewhere) = (Ground::on(&app).await, Ground::on(&app).await);
    let coordinator = ground.coordinator(&app).await;
    let neighbour = elsewhere.coordinator(&app).await;
    ground.counsellor(CounsellorStatus::Candidate).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    // somebody of ours is busy in another district
    let borrowed = json!([{"person_id": ground.counsellors[1], "role": "lead"}]);
    elsewhere
        .planned(
            &neighbour,
            "2026-11-24",
            "19:00",
            json!({"staff": borrowed, "title": "Secret"}),
        )
        .await;
    let found = coordinator
        .get(&format!("{}/candidates", path(&session)))
        .await
        .expect(200);
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 5); // no candidate among them, and nobody who is on it already
    let free = |item: &Value| {
        (
            item["is_free"].as_bool().unwrap(),
            item["is_same_district"].as_bool().unwrap(),
        )
    };
    let ranks: Vec<_> = items.iter().map(free).collect();
    assert_eq!(
        ranks,
        [(true, true), (true, false), (true, false), (true, false), (false, true)]
    );
    let busy = &items[4];
    assert_eq!(busy["person_id"], json!(ground.counsellors[1]));
    assert_eq!(busy["why_not"][0]["other_session"]["title"], "busy elsewhere");
    assert!(!found.to_string().contains("Secret"));
    // S14: whoever is offered as free can be taken at once
    for candidate in &items[..4] {
        let version = coordinator.get(&path(&session)).await.expect(200)["row_version"].clone();
        let staff = json!([{"person_id": candidate["person_id"], "role": "lead"}]);
        let body = json!({"row_version": version, "staff": staff});
        coordinator
            .put(&format!("{}/assignments", path(&session)), body)
            .await
            .expect(200);
    }
    // the same order in pages, and by a part of a nickname
    let candidates = format!("{}/candidates", path(&session));
    let paged = coordinator.all_pages(&candidates, 4).await;
    let paged: Vec<_> = paged.iter().map(|one| one["nickname"].clone()).collect();
    let whole = coordinator.get(&candidates).await.expect(200);
    let nicknames: Vec<_> = whole["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["nickname"].clone())
        .collect();
    assert_eq!(paged, nicknames);
    let wanted = nicknames[3].as_str().unwrap();
    let encoded = wanted.to_uppercase().replace(' ', "%20");
    let named = coordinator.get(&format!("{candidates}?q={encoded}")).await.expect(200);
    assert!(
        named["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["nickname"] == wanted)
    );
    assert!(
        coordinator.get(&format!("{candidates}?q=nobody")).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    coordinator
        .get(&format!("{candidates}?cursor=x"))
        .await
        .problem("bad_query");
    let studio = ground.studio.as_str();
    let query =
        format!("/sessions/candidates?studio_id={studio}&type=peer_group_open&local_date=2026-11-24&local_start=18:30");
    let planning = coordinator.get(&query).await.expect(200);
    assert_eq!(planning["items"].as_array().unwrap().len(), 6);
    neighbour.get(&query).await.problem("not_found");
    app.finish().await;
}

async fn set_available(ground: &Ground, person: &PersonId, hours: &'static str) {
    let person = person.clone();
    ground
        .rows
        .write(move |conn| {
            diesel::update(people::table.find(&person))
                .set(people::available.eq(hours))
                .execute(conn)
        })
        .await;
}

fn who(list: &Value) -> Vec<(&str, bool)> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|one| (one["person_id"].as_str().unwrap(), one["is_free"].as_bool().unwrap()))
        .collect()
}

// scheduling 6: the whole session is considered
#[tokio::test]
async fn whoever_is_not_certified_is_free_only_beside_somebody_who_is() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    let provisional = ground.counsellor(CounsellorStatus::Provisional).await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let list = format!("{}/candidates", path(&session));
    let is_free = |list: Value| {
        let found = who(&list).into_iter().find(|(id, _)| *id == provisional.as_str());
        found.map(|(_, is_free)| is_free)
    };
    // beside the certified lead
    assert_eq!(is_free(coordinator.get(&list).await.expect(200)), Some(true));
    // instead of the lead: nobody certified would be left
    let alone = coordinator.get(&format!("{list}?staff=,")).await.expect(200);
    assert_eq!(alone["items"][0]["role"], "lead");
    let theirs = alone["items"].as_array().unwrap();
    let theirs = theirs
        .iter()
        .find(|one| one["person_id"] == json!(provisional))
        .unwrap();
    assert_eq!(
        (&theirs["is_free"], &theirs["why_not"][0]["rule"]),
        (&json!(false), &json!("not_qualified"))
    );
    let body = json!({"row_version": session["row_version"], "staff": [{"person_id": provisional, "role": "lead"}]});
    let seats = format!("{}/assignments", path(&session));
    let refused = coordinator.put(&seats, body).await.problem("session_refused");
    assert_eq!(rules(&refused)[0].0, "not_qualified");
    // the same while it is being planned
    let lead = ground.counsellors[2].as_str();
    let plan = format!(
        "/sessions/candidates?studio_id={}&type=peer_group_open&local_date=2026-11-26&local_start=10:00",
        ground.studio.as_str()
    );
    assert_eq!(is_free(coordinator.get(&plan).await.expect(200)), Some(false));
    let beside = format!("{plan}&staff={lead}:lead");
    assert_eq!(is_free(coordinator.get(&beside).await.expect(200)), Some(true));
    // a seat for staff is offered to staff
    let supervisor = ground.with_role(Role::Supervisor).await;
    let list = coordinator.get(&format!("{list}?role=supervisor")).await.expect(200);
    let ids: Vec<_> = who(&list);
    assert!(ids.contains(&(supervisor.as_str(), true)) && !ids.iter().any(|(id, _)| *id == provisional.as_str()));
    coordinator
        .get(&format!("{plan}&staff={lead}:captain"))
        .await
        .problem("bad_query");
    coordinator
        .get(&format!("{plan}&staff={lead}"))
        .await
        .problem("bad_query");
    app.finish().await;
}

// scheduling 6: imported availability is judged; it warns and ranks
#[tokio::test]
async fn those_who_would_rather_lead_at_another_time_come_later_and_are_warned_of() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    set_available(&ground, &ground.counsellors[1], "周六 09:00-17:00").await;
    set_available(&ground, &ground.counsellors[2], "周二 18:00-21:00").await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await; // a Tuesday
    let list = coordinator
        .get(&format!("{}/candidates", path(&session)))
        .await
        .expect(200);
    let order: Vec<_> = who(&list);
    let (late, gladly) = (ground.counsellors[1].as_str(), ground.counsellors[2].as_str());
    assert_eq!(order, [(gladly, true), (late, true)]);
    assert_eq!(list["items"][1]["why_not"][0]["rule"], "not_available");
    let staff = json!([{"person_id": ground.counsellors[0], "role": "lead"}, {"person_id": late, "role": "co_lead"}]);
    let body = json!({"row_version": session["row_version"], "staff": staff});
    let seated = coordinator
        .put(&format!("{}/assignments", path(&session)), body)
        .await
        .expect(200);
    let warnings = seated["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|reason| reason["rule"] == "not_available"));
    app.finish().await;
}

// scheduling 6: ranked before it is cut
#[tokio::test]
async fn nobody_is_left_out_because_of_where_their_name_stands_in_the_alphabet() {
    let app = App::start().await;
    let ground = Ground::on(&app).await;
    let coordinator = ground.coordinator(&app).await;
    // two thousand and more of another district, all before ours by the alphabet
    let elsewhere = Ground::on(&app).await;
    let (clock, chance, district) = (app.clock.clone(), app.chance.clone(), elsewhere.district.clone());
    ground
        .rows
        .write(move |conn| {
            for nth in 0..2100 {
                many::insert_counsellor(conn, &clock, &chance, &district, &format!("AA{nth:05}"))?;
            }
            Ok(())
        })
        .await;
    let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
    let list = coordinator
        .get(&format!("{}/candidates?limit=3", path(&session)))
        .await
        .expect(200);
    let mut first: Vec<_> = who(&list).into_iter().take(2).map(|(id, _)| id).collect();
    let mut ours = vec![ground.counsellors[1].as_str(), ground.counsellors[2].as_str()];
    first.sort_unstable();
    ours.sort_unstable();
    assert_eq!(first, ours);
    assert!(list["next"].is_string());
    app.finish().await;
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
async fn stir(ground: &Ground, coordinator: &Person, people_of: &[PersonId], chance: &Chance) {
    for _ in 0..4 {
        let lead = &people_of[chance.below(people_of.len() as u64) as usize];
        let start = format!("{:02}:{:02}", 15 + chance.below(7), 15 * chance.below(4));
        let body = json!({"staff": [{"person_id": lead, "role": "lead"}], "room_id": ground.rooms[1]});
        let mut plan = ground.body("2026-11-24", &start);
        super::ground::merge(&mut plan, body);
        let _ = coordinator.post("/sessions", plan).await; // whether it fits does not matter here
    }
    if chance.below(3) == 0 {
        let room = ground.rooms[0].clone();
        ground
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
        ground
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
    let app = App::start().await;
    let chance = Chance::seeded(26);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..14 {
        let mut ground = Ground::on(&app).await;
        let coordinator = ground.coordinator(&app).await;
        for status in [
            CounsellorStatus::Provisional,
            CounsellorStatus::Provisional,
            CounsellorStatus::Certified,
        ] {
            let more = ground.counsellor(status).await;
            ground.counsellors.push(more);
        }
        let supervisor = ground.with_role(Role::Supervisor).await;
        let session = ground.planned(&coordinator, "2026-11-24", "18:30", json!({})).await;
        let everybody: Vec<PersonId> = ground.counsellors.iter().cloned().chain([supervisor]).collect();
        stir(&ground, &coordinator, &everybody, &chance).await;
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
            let list = format!("{}/candidates?limit=200{role}", path(&session));
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
            let now = coordinator.get(&path(&session)).await.expect(200);
            let held = now["assignments"].as_array().unwrap().iter();
            let held = held.filter(|seat| seat["state"] != "withdrawn");
            let mut staff: Vec<Value> = held
                .map(|seat| json!({"person_id": seat["person_id"], "role": seat["role"]}))
                .collect();
            staff.push(json!({"person_id": one["person_id"], "role": one["role"]}));
            let body = json!({"row_version": now["row_version"], "staff": staff});
            let answer = coordinator.put(&format!("{}/assignments", path(&session)), body).await;
            if one["is_free"] == true {
                answer.expect(200);
                taken += 1;
            } else {
                let said = rules(&answer.problem("session_refused"));
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
    app.finish().await;
}
