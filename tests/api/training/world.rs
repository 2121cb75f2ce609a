//! A district with staff, the default programme, and sessions as rows, so that a test sets exactly what it needs.

use crate::support::app::App;
use crate::support::people::PASSPHRASE;
use crate::support::person::Person;
use crate::support::product::{
    CounsellorStatus, DistrictId, Error, HOUR, MINUTE, Millis, Nickname, PersonId, Role, RoomId, SessionId, StudioId,
    accounts::NewPerson,
    db::schema::{attendances, rooms, session_participants, sessions, studios},
    jobs::{self, NewJob},
    mint, scheduling,
};
use diesel::prelude::*;
use serde_json::{Value, json};

/// Everything a test of this room starts from.
pub struct World {
    pub app: App,
    pub here: DistrictId,
    pub there: DistrictId,
    pub coordinator: Person,
    pub supervisor: Person,
    pub certified: Person,
    pub version: String,
    pub studio: StudioId,
    pub room: RoomId,
}

/// A session to be planted.
pub struct Planned<'a> {
    pub type_code: &'a str,
    pub module: Option<&'a str>,
    pub cohort: Option<&'a str>,
    pub starts_at: Millis,
    pub minutes: i64,
    pub state: &'a str,
}

impl World {
    pub async fn new() -> World {
        let app = App::start().await;
        let (here, there) = (app.district("青禾区").await, app.district("云溪区").await);
        let coordinator = app.person(Role::Coordinator, &here).await;
        let supervisor = app.person(Role::Supervisor, &here).await;
        let mut new =
            NewPerson::new(Nickname::parse("nickname", "阿松").unwrap()).with(Role::Counsellor, Some(here.clone()));
        new.counsellor_status = Some(CounsellorStatus::Certified);
        let certified = app.made(new).await;
        let listed = coordinator.get("/programmes").await.expect(200);
        let version = listed["items"][0]["versions"][0]["id"].as_str().unwrap().to_owned();
        let (studio, room) = studio(&app, &here).await;
        World {
            app,
            here,
            there,
            coordinator,
            supervisor,
            certified,
            version,
            studio,
            room,
        }
    }

    /// Somebody signs in again, since time has passed.
    pub async fn again(&self, person: &Person) -> Person {
        self.app
            .signed_in(&PersonId::parse(&person.id).unwrap(), &person.nickname)
            .await
    }

    /// Opens a cohort in `here`; its id and its codes.
    pub async fn cohort(&self, intake_no: i64) -> (String, Vec<String>) {
        let body = json!({
            "intake_no": intake_no, "name": format!("第{intake_no}期"), "district_id": self.here,
            "starts_on": "2026-11-23", "programme_version_id": self.version, "places": 3,
        });
        let opened = self.coordinator.post("/cohorts", body).await.expect(201);
        let codes = opened["codes"].as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        (opened["id"].as_str().unwrap().to_owned(), codes)
    }

    /// Comes in with a code and is enrolled.
    pub async fn accept(&self, code: &str, nickname: &str) -> Trainee {
        let body = json!({
            "code": code, "nickname": nickname, "passphrase": PASSPHRASE, "language": "zh",
            "consents": ["attend", "online_rooms", "training_file"],
        });
        let signed_in = self.app.stranger().post("/invitations/accept", body).await.expect(200);
        self.app.run_jobs().await;
        let id = signed_in["me"]["person_id"].as_str().unwrap();
        let person = self.app.signed_in(&PersonId::parse(id).unwrap(), nickname).await;
        let progress = person.get("/me/progress").await.expect(200);
        Trainee {
            enrolment: progress["items"][0]["enrolment_id"].as_str().unwrap().to_owned(),
            person,
        }
    }

    /// A cohort with one trainee.
    pub async fn trainee(&self) -> (String, Trainee) {
        let (cohort, codes) = self.cohort(5).await;
        let trainee = self.accept(&codes[0], "小禾").await;
        (cohort, trainee)
    }

    pub async fn plant(&self, planned: Planned<'_>) -> SessionId {
        let id = SessionId::mint(&self.app.clock, &self.app.chance);
        let (row, here, studio, room) = (id.clone(), self.here.clone(), self.studio.clone(), self.room.clone());
        let text = |text: &str| text.to_owned();
        let (type_code, state) = (text(planned.type_code), text(planned.state));
        let (module, cohort) = (planned.module.map(text), planned.cohort.map(text));
        let (starts_at, ends_at) = (planned.starts_at, planned.starts_at + planned.minutes * MINUTE);
        let write = self.app.db.write(move |tx| {
            let values = (
                sessions::id.eq(&row),
                sessions::type_code.eq(&type_code),
                sessions::district_id.eq(&here),
                sessions::studio_id.eq(&studio),
                sessions::room_id.eq(&room),
                sessions::cohort_id.eq(&cohort),
                sessions::phase_module.eq(&module),
                sessions::title.eq("课"),
                sessions::note.eq(""),
                sessions::starts_at.eq(starts_at),
                sessions::ends_at.eq(ends_at),
                sessions::local_date.eq("2026-11-23"),
                sessions::local_start.eq("18:00"),
                sessions::zone.eq("Asia/Shanghai"),
                sessions::state.eq(&state),
                sessions::capacity.eq(12),
                sessions::unnamed_count.eq(0),
                sessions::row_version.eq(1),
                sessions::ical_uid.eq(row.as_str()),
                sessions::ical_sequence.eq(0),
                sessions::warnings.eq("[]"),
            );
            diesel::insert_into(sessions::table).values(values).execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
        id
    }

    /// A session that was held an hour after now, with the clock moved behind it.
    pub async fn held(&self, type_code: &str, module: Option<&str>, minutes: i64) -> SessionId {
        let starts_at = self.app.clock.now() + HOUR;
        self.app.clock.set(starts_at + minutes * MINUTE);
        self.plant(Planned {
            type_code,
            module,
            cohort: None,
            starts_at,
            minutes,
            state: "delivered",
        })
        .await
    }

    /// Writes, or corrects, somebody's attendance and brings the ledger up to it.
    pub async fn attend(&self, session: &SessionId, trainee: &Trainee, status: &str, place: &str, minutes: i64) {
        let (row, session_id) = (mint(&self.app.clock, &self.app.chance), session.clone());
        let person = PersonId::parse(&trainee.person.id).unwrap();
        let by = PersonId::parse(&self.coordinator.id).unwrap();
        let (status, place, now) = (status.to_owned(), place.to_owned(), self.app.clock.now());
        let write = self.app.db.write(move |tx| {
            let own = attendances::table
                .filter(attendances::session_id.eq(&session_id))
                .filter(attendances::person_id.eq(&person));
            diesel::delete(own).execute(tx.conn())?;
            let values = (
                attendances::id.eq(&row),
                attendances::session_id.eq(&session_id),
                attendances::person_id.eq(&person),
                attendances::status.eq(&status),
                attendances::place.eq(&place),
                attendances::minutes.eq(minutes),
                attendances::cid.eq(&row),
                attendances::recorder_id.eq(&by),
                attendances::recorded_at.eq(now),
                attendances::saved_at.eq(now),
            );
            diesel::insert_into(attendances::table)
                .values(values)
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
        self.credit(session).await;
    }

    /// Leaves and does the job that scheduling leaves.
    pub async fn credit(&self, session: &SessionId) {
        let payload = json!({"session_id": session});
        let kind = scheduling::CREDIT_SESSION;
        let job = NewJob::new(kind, payload);
        let write = self
            .app
            .db
            .write(move |tx| Ok::<_, Error>(jobs::enqueue(tx, &job).map(drop)?));
        write.await.unwrap();
        self.app.run_jobs().await;
    }

    /// Gives somebody a place by name in a session to come.
    pub async fn expect(&self, session: &SessionId, trainee: &Trainee, place: &str) {
        let (session, place, now) = (session.clone(), place.to_owned(), self.app.clock.now());
        let person = PersonId::parse(&trainee.person.id).unwrap();
        let by = PersonId::parse(&self.coordinator.id).unwrap();
        let write = self.app.db.write(move |tx| {
            let values = (
                session_participants::session_id.eq(&session),
                session_participants::person_id.eq(&person),
                session_participants::place.eq(&place),
                session_participants::added_by.eq(&by),
                session_participants::added_at.eq(now),
            );
            diesel::insert_into(session_participants::table)
                .values(values)
                .execute(tx.conn())?;
            Ok::<_, Error>(())
        });
        write.await.unwrap();
    }

    /// Records every paper of a phase and attends what it needs in class; `skip` stays open.
    pub async fn complete(&self, trainee: &Trainee, phase: i64, skip: &[&str]) {
        let progress = trainee.progress().await;
        let asked = progress["phases"][phase as usize - 1]["requirements"]
            .as_array()
            .unwrap()
            .clone();
        for state in asked {
            let requirement = &state["requirement"];
            let code = requirement["code"].as_str().unwrap();
            if skip.contains(&code) || state["is_met"] == true {
                continue;
            }
            if requirement["kind"] == "attendance_minutes" {
                let (type_code, module) = if code == "salons" {
                    ("salon", None)
                } else {
                    ("class", Some(code))
                };
                let need = state["missing"].as_i64().unwrap();
                let session = self.held(type_code, module, need).await;
                self.attend(&session, trainee, "here", "participant", need).await;
            } else {
                for _ in 0..state["missing"].as_i64().unwrap() {
                    let body = json!({"requirement_id": requirement["id"]});
                    let path = format!("/enrolments/{}/evidence", trainee.enrolment);
                    self.supervisor.post(&path, body).await.expect(200);
                }
            }
        }
    }

    /// Asks for the review of a phase; the gate's id.
    pub async fn review(&self, trainee: &Trainee, phase: i64) -> String {
        let path = format!("/enrolments/{}/phases/{phase}/request-review", trainee.enrolment);
        let progress = trainee.person.post(&path, json!({})).await.expect(200);
        let gate = &progress["phases"][phase as usize - 1]["gate"];
        gate["id"].as_str().unwrap().to_owned()
    }

    /// Signs phase 1 as supervisor (0) and coordinator (1).
    pub async fn sign_both(&self, gate: &str) {
        for (person, index) in [(&self.supervisor, 0), (&self.coordinator, 1)] {
            sign(person, gate, index).await.expect(200);
        }
    }
}

/// An approving signature.
pub async fn sign(person: &Person, gate: &str, index: i64) -> crate::support::app::Answer {
    let body = json!({"label_index": index, "decision": "approve"});
    person.post(&format!("/gates/{gate}/sign"), body).await
}

/// Somebody who is enrolled.
pub struct Trainee {
    pub person: Person,
    pub enrolment: String,
}

impl Trainee {
    pub async fn progress(&self) -> Value {
        self.person
            .get(&format!("/enrolments/{}", self.enrolment))
            .await
            .expect(200)
    }

    /// What stands for one requirement.
    pub async fn standing(&self, code: &str) -> Value {
        let progress = self.progress().await;
        let phases = progress["phases"].as_array().unwrap().iter();
        let mut all = phases.flat_map(|phase| phase["requirements"].as_array().unwrap());
        all.find(|state| state["requirement"]["code"] == code).unwrap().clone()
    }

    pub async fn have(&self, code: &str) -> i64 {
        self.standing(code).await["have"].as_i64().unwrap()
    }
}

async fn studio(app: &App, district: &DistrictId) -> (StudioId, RoomId) {
    let studio = StudioId::mint(&app.clock, &app.chance);
    let room = RoomId::mint(&app.clock, &app.chance);
    let (studio_row, room_row, district, now) = (studio.clone(), room.clone(), district.clone(), app.clock.now());
    let write = app.db.write(move |tx| {
        let values = (
            studios::id.eq(&studio_row),
            studios::district_id.eq(&district),
            studios::name.eq("青禾工作室"),
            studios::zone.eq("Asia/Shanghai"),
            studios::is_active.eq(true),
            studios::created_at.eq(now),
        );
        diesel::insert_into(studios::table).values(values).execute(tx.conn())?;
        let values = (
            rooms::id.eq(&room_row),
            rooms::studio_id.eq(&studio_row),
            rooms::name.eq("小组室"),
            rooms::capacity.eq(12),
            rooms::features.eq("[]"),
            rooms::is_active.eq(true),
        );
        diesel::insert_into(rooms::table).values(values).execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    write.await.unwrap();
    (studio, room)
}
