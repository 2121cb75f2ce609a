//! All doors refuse alike: plan, check, series, publish, staffing, move, candidates, booking and import are driven with the same
//! violation and answer with the same rule.

use crate::support::person::Person;
use crate::support::product::{CounsellorStatus, PersonId, Role};
use crate::support::world::{Studio, World, broken_rules, grant_role, session_path};
use reqwest::Method;
use serde_json::{Value, json};

const DATE: &str = "2026-12-01"; // a Tuesday
const START: &str = "18:30";

struct Doors<'a> {
    studio: &'a Studio,
    coordinator: &'a Person,
    /// Who is wrong at that time.
    person: &'a PersonId,
    nickname: String,
}

impl Doors<'_> {
    fn body(&self) -> Value {
        let mut body = self.studio.session_body(DATE, START);
        body["room_id"] = json!(self.studio.rooms[1]);
        body["staff"] = json!([{"person_id": self.person, "role": "lead"}]);
        body
    }

    /// The rules that block, at each door by its name.
    async fn refusals(&self) -> Vec<(&'static str, Vec<String>)> {
        let by = self.coordinator;
        let mut found = vec![];
        let problem = by.post("/sessions", self.body()).await.problem("session_refused");
        found.push(("plan", blocks(&problem)));
        let checked = by.post("/sessions/check", self.body()).await.expect(200);
        found.push(("check", blocks(&checked)));
        let mut series = self.body();
        let plan = series.as_object_mut().unwrap();
        plan.remove("title");
        series["name"] = json!("A group");
        series["rule"] = json!("FREQ=WEEKLY;COUNT=1");
        let dry = by.post("/series?dry_run=true", series).await.expect(200);
        found.push(("series", blocks(&dry["refused"][0])));
        // a draft may break any rule; publishing it may not
        let mut draft = self.body();
        draft["publish"] = json!(false);
        let draft = by.post("/sessions", draft).await.expect(201);
        let publish = format!("{}/publish", session_path(&draft));
        let version = json!({"row_version": draft["row_version"]});
        let problem = by.post(&publish, version).await.problem("session_refused");
        found.push(("publish", blocks(&problem)));
        // one that stands, to be staffed; and on another day, to be moved
        let mut standing = self.body();
        standing["staff"] = json!([]);
        let standing = by.post("/sessions", standing).await.expect(201);
        let staff =
            json!({"row_version": standing["row_version"], "staff": [{"person_id": self.person, "role": "lead"}]});
        let path = format!("{}/assignments", session_path(&standing));
        found.push((
            "staffing",
            blocks(&by.put(&path, staff).await.problem("session_refused")),
        ));
        let list = by
            .get(&format!("{}/candidates?role=lead", session_path(&standing)))
            .await
            .expect(200);
        let items = list["items"].as_array().unwrap();
        let theirs = items.iter().find(|one| one["person_id"] == json!(self.person)).unwrap();
        assert_eq!(theirs["is_free"], false);
        found.push(("candidates", blocks(&json!({"reasons": theirs["why_not"]}))));
        self.remove(&standing).await;
        self.remove(&draft).await;
        found
    }

    async fn remove(&self, session: &Value) {
        let version = self.coordinator.get(&session_path(session)).await.expect(200)["row_version"].clone();
        let body = json!({"row_version": version, "reason": "other"});
        self.coordinator
            .post(&format!("{}/cancel", session_path(session)), body)
            .await
            .expect(200);
    }

    /// The verdict of a sheet with that line.
    async fn verdict(&self) -> String {
        let place = self
            .coordinator
            .get(&format!("/studios/{}", self.studio.id))
            .await
            .expect(200);
        let rooms = place["rooms"].as_array().unwrap();
        let room = rooms
            .iter()
            .find(|room| room["id"] == json!(self.studio.rooms[1]))
            .unwrap();
        let line = format!(
            "date,time,studio,room,type,lead,people\n{DATE},18:30-20:00,{},{},peer_group_open,{},8\n",
            place["name"].as_str().unwrap(),
            room["name"].as_str().unwrap(),
            self.nickname,
        );
        let request = self
            .coordinator
            .request(Method::POST, "/imports/sessions?dry_run=true&month=2026-12")
            .header("content-type", "text/csv")
            .body(line);
        let report: Value = request.send().await.unwrap().json().await.unwrap();
        report["lines"][0]["verdict"].as_str().unwrap_or_default().to_owned()
    }
}

fn blocks(answer: &Value) -> Vec<String> {
    let mut found: Vec<String> = broken_rules(answer)
        .into_iter()
        .filter(|(_, severity)| severity == "block")
        .map(|(rule, _)| rule)
        .collect();
    found.sort();
    found.dedup();
    found
}

async fn set(by: &Person, studio: &Studio, code: &str, severity: &str, amount: i64) {
    let body = json!({"scope": "studio", "scope_id": studio.id, "severity": severity, "amount": amount});
    by.put(&format!("/planning-rules/{code}"), body).await.expect(200);
}

#[tokio::test]
async fn each_door_gives_the_same_rule_for_the_same_violation() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let person = &studio.counsellors[0];
    let nickname = world.signed_in(person).await.nickname;
    let doors = Doors {
        studio: &studio,
        coordinator: &coordinator,
        person,
        nickname,
    };
    let expect = |found: &[(&'static str, Vec<String>)], rule: &str| {
        for (door, rules) in found {
            assert_eq!(rules, &[rule.to_owned()], "{door}");
        }
    };
    // on leave
    let leave = json!({"from_date": DATE, "to_date": DATE, "roles": "all"});
    let entered = coordinator
        .post(&format!("/people/{person}/leaves"), leave)
        .await
        .expect(201);
    expect(&doors.refusals().await, "on_leave");
    assert_eq!(doors.verdict().await, "on_leave");
    coordinator
        .delete(&format!("/leaves/{}", entered["id"].as_str().unwrap()))
        .await
        .expect(204);
    // elsewhere at that time, and too near
    for (start, rule) in [("18:00", "person_overlap"), ("20:15", "person_gap")] {
        let busy = studio.plan_session(&coordinator, DATE, start, json!({})).await;
        expect(&doors.refusals().await, rule);
        assert_eq!(doors.verdict().await, "person_overlap");
        doors.remove(&busy).await;
    }
    // ceilings and availability, where their rows block
    set(&coordinator, &studio, "led_a_week", "block_publish", 0).await;
    expect(&doors.refusals().await, "weekly_ceiling");
    assert_eq!(doors.verdict().await, "weekly_ceiling");
    set(&coordinator, &studio, "led_a_week", "ignore", 0).await;
    set(&coordinator, &studio, "minutes_a_day", "block_publish", 60).await;
    expect(&doors.refusals().await, "daily_minutes");
    assert_eq!(doors.verdict().await, "daily_minutes");
    set(&coordinator, &studio, "minutes_a_day", "ignore", 60).await;
    set(&coordinator, &studio, "not_available", "block_publish", 0).await;
    let away = json!({"weekly": [], "dates": [{"date": DATE, "from": "18:00", "to": "19:00", "mood": "not"}]});
    coordinator
        .put(&format!("/people/{person}/availability"), away)
        .await
        .expect(200);
    expect(&doors.refusals().await, "not_available");
    assert_eq!(doors.verdict().await, "not_available");
    set(&coordinator, &studio, "not_available", "ignore", 0).await;
    // and with nothing wrong each of them lets them through
    coordinator.post("/sessions/check", doors.body()).await.expect(200);
    assert_eq!(doors.verdict().await, "ok");
    coordinator.post("/sessions", doors.body()).await.expect(201);
    world.finish().await;
}

// the same at the door of a practice place
#[tokio::test]
async fn booking_a_practice_place_gives_the_same_rules() {
    let world = World::new().await;
    let studio = world.studio().await;
    let coordinator = studio.coordinator(&world).await;
    let person = studio.counsellor(CounsellorStatus::Provisional).await;
    grant_role(&studio.rows, &person, Role::Trainee, Some(&studio.district)).await;
    let trainee = world.signed_in(&person).await;
    let session = studio.plan_session(&coordinator, DATE, START, json!({})).await;
    let place = format!("{}/places/me", session_path(&session));
    let refused = || async {
        blocks(
            &trainee
                .post(&place, json!({"place": "co_lead"}))
                .await
                .problem("session_refused"),
        )
    };
    let leave = json!({"from_date": DATE, "to_date": DATE, "roles": "leading"});
    let entered = trainee
        .post(&format!("/people/{person}/leaves"), leave)
        .await
        .expect(201);
    assert_eq!(
        refused().await,
        ["not_available"],
        "the place's door tells nobody of leave"
    );
    trainee
        .delete(&format!("/leaves/{}", entered["id"].as_str().unwrap()))
        .await
        .expect(204);
    set(&coordinator, &studio, "minutes_a_day", "block_publish", 60).await;
    assert_eq!(refused().await, ["daily_minutes"]);
    set(&coordinator, &studio, "minutes_a_day", "warn", 60).await;
    trainee.post(&place, json!({"place": "co_lead"})).await.expect(200);
    world.finish().await;
}
