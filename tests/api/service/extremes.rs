//! Every date and every number that the API document knows, with values that no calendar and no sum can hold: a refusal, never a fault.
//! The fields are read from the document, however deep they stand in a body, so that a new one is tried by itself; a date is a text there, so
//! every text is sent what only a calendar would choke on. Each answer is held to the document (`support::contract`).

use super::request_schema::{choices, is, members, text};
use crate::support::contract::contract;
use crate::support::person::Person;
use crate::support::product::Role;
use crate::support::world::{World, at_full_speed};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;

const NUMBERS: &[i64] = &[
    i64::MIN,
    i64::MIN + 1,
    i32::MIN as i64,
    -1,
    0,
    1,
    i32::MAX as i64,
    7_258_118_399_999,
    253_402_300_800_000,
    i64::MAX - 1,
    i64::MAX,
];
const DATES: &[&str] = &[
    "9999-12-31",
    "-009999-01-02",
    "0000-01-01",
    "1969-12-31",
    "1970-01-01",
    "2199-12-31",
    "2200-01-01",
    "2026-02-30",
    "9999-12",
    "0000-01",
    "2199-12",
    "24:00",
    "99:99",
    "-009999-01-02T00:00:00Z",
    "9223372036854775807",
    "a\u{0}b",
    "",
];

/// Somebody who may do nearly everything, and the names of what there is to do it to.
struct Trier {
    person: Person,
    known: HashMap<&'static str, Value>,
    by_path: Vec<(&'static str, String)>,
    tried: usize,
    fine: usize,
    faults: Vec<String>,
}

impl Trier {
    /// A value that is valid by the document.
    fn sample(&self, name: &str, schema: &Value) -> Value {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let of = choices(schema)[0];
        if let Some(first) = of["enum"].as_array().and_then(|all| all.first()) {
            return first.clone();
        }
        match () {
            () if !members(of).is_empty() => self.body(of),
            () if is(of, "object") => json!({}),
            () if is(of, "array") => json!([]),
            () if is(of, "boolean") => json!(true),
            () if is(of, "integer") || is(of, "number") => json!(1),
            () => json!("试一试"),
        }
    }

    fn body(&self, schema: &Value) -> Value {
        let needed = members(schema).into_iter().filter(|(_, _, is_needed)| *is_needed);
        let body = needed.map(|(name, of, _)| (name.clone(), self.sample(&name, &of)));
        Value::Object(body.collect())
    }

    /// Values with one extreme in them, and where it stands.
    fn extremes(&self, schema: &Value) -> Vec<(String, Value)> {
        let mut found = vec![];
        for of in choices(schema) {
            if is(of, "integer") || is(of, "number") {
                found.extend(NUMBERS.iter().map(|number| (format!("={number}"), json!(number))));
                found.push(("=2^63".into(), json!(1_u64 << 63)));
            } else if is(of, "string") && of["enum"].is_null() {
                found.extend(DATES.iter().map(|date| (format!("={date:?}"), json!(date))));
            } else if is(of, "array") {
                let items = self.extremes(&of["items"]);
                found.extend(items.into_iter().map(|(at, item)| (format!("[0]{at}"), json!([item]))));
            }
            for (name, member, _) in members(of) {
                for (at, value) in self.extremes(&member) {
                    let mut whole = self.body(of);
                    whole[&name] = value;
                    found.push((format!(".{name}{at}"), whole));
                }
            }
        }
        found
    }

    /// A path whose open parts name something, one of them perhaps `chosen`.
    fn path(&self, template: &str, parameters: &[Value], chosen: Option<(&str, &str)>) -> String {
        let place = self.by_path.iter().find(|(prefix, _)| template.starts_with(prefix));
        let id = place.map_or("0190a0b0-0000-7000-8000-000000000001", |(_, id)| id);
        let parts = template.trim_start_matches("/api/v1").split('/').map(|part| {
            let name = part.trim_start_matches('{').trim_end_matches('}');
            match (chosen, self.known.get(name)) {
                _ if name == part => part.to_owned(),
                (Some((open, value)), _) if open == name => {
                    let value = if value.is_empty() { "-" } else { value };
                    value.replace('\0', "%00")
                }
                _ if name == "id" => id.to_owned(),
                (_, Some(known)) => text(known),
                _ => {
                    let parameter = parameters.iter().find(|one| one["name"] == name);
                    text(&parameter.map_or(json!(id), |one| self.sample(name, &one["schema"])))
                }
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    async fn tries(
        &mut self,
        method: &Method,
        path: &str,
        query: &[(String, String)],
        body: Option<&Value>,
        what: &str,
    ) {
        let mut asked = path.to_owned();
        if !query.is_empty() {
            let url = reqwest::Url::parse_with_params("http://x/", query).expect("a query");
            asked = format!("{path}?{}", url.query().unwrap_or_default());
        }
        let answer = self.person.send(method.clone(), &asked, body).await;
        self.tried += 1;
        self.fine += usize::from(answer.status < 300);
        if answer.status >= 500 {
            self.faults.push(format!("{what}: {} {}", answer.status, answer.text));
        }
    }

    async fn operation(&mut self, method: &str, template: &str, operation: &Value) {
        let verb: Method = method.to_uppercase().parse().expect("a method");
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let whole = schema.is_object().then(|| self.sample("", schema));
        let path = self.path(template, &parameters, None);
        let named = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
        let needed = parameters
            .iter()
            .filter(|one| one["in"] == "query" && one["required"] == true);
        let needed: Vec<(String, String)> = needed
            .map(|one| (named(one), text(&self.sample(&named(one), &one["schema"]))))
            .collect();
        self.tries(&verb, &path, &needed, whole.as_ref(), template).await;
        for parameter in &parameters {
            let name = named(parameter);
            for (at, value) in self.extremes(&parameter["schema"]) {
                let what = format!("{method} {template} {name}{at}");
                let (mut path, mut query, value) = (path.clone(), needed.clone(), text(&value));
                if parameter["in"] == "path" {
                    path = self.path(template, &parameters, Some((&name, &value)));
                } else {
                    query.retain(|(one, _)| *one != name);
                    query.push((name.clone(), value));
                }
                self.tries(&verb, &path, &query, whole.as_ref(), &what).await;
            }
        }
        for (at, body) in if schema.is_object() {
            self.extremes(schema)
        } else {
            vec![]
        } {
            let what = format!("{method} {template} {at}");
            self.tries(&verb, &path, &needed, Some(&body), &what).await;
        }
    }
}

#[tokio::test]
async fn no_date_and_no_number_is_a_fault() {
    let world = World::with(at_full_speed).await;
    let studio = world.studio().await;
    let district = studio.district.clone();
    let roles = [Role::Coordinator, Role::Supervisor, Role::Counsellor].map(|role| (role, Some(district.clone())));
    let person = world
        .person_named("什么都试", &[&roles[..], &[(Role::Headquarters, None)]].concat())
        .await;
    let session = studio.plan_session(&person, "2026-12-01", "10:00", json!({})).await;
    let opened = json!({ "owner_kind": "team", "name": "队", "district_id": district });
    let room = person.post("/chat/rooms", opened).await.expect(201);
    let room_path = format!("/chat/rooms/{}/messages", room["id"].as_str().unwrap());
    let message = person
        .post(&room_path, json!({ "cid": "cid-the-first", "body": "一" }))
        .await
        .expect(201);
    let programme = person.get("/programmes").await.expect(200);
    let version = programme["items"][0]["versions"][0]["id"].clone();
    let cohort = json!({ "name": "一期", "intake_no": 3, "district_id": district, "programme_version_id": version,
        "starts_on": "2026-12-07", "places": 8 });
    let cohort = person.post("/cohorts", cohort).await;
    let id_of = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
    let known = HashMap::from([
        ("district_id", json!(district)),
        ("studio_id", json!(studio.id)),
        ("room_id", json!(studio.rooms[0])),
        ("person_id", json!(studio.counsellors[0])),
        ("programme_version_id", version),
        ("message_id", message["m"].clone()),
        ("membership_id", room["membership_id"].clone()),
        ("type", json!("peer_group_open")),
        ("local_date", json!("2026-12-02")),
        ("rule", json!("FREQ=WEEKLY;COUNT=3")),
        ("scope", json!("all")),
        ("last_date", json!("2026-12-02")),
        ("until", json!("2026-12-30")),
        ("starts_on", json!("2026-12-07")),
        ("date", json!("2026-12-24")),
        ("local_start", json!("11:00")),
        ("row_version", session["row_version"].clone()),
        ("starts_at", json!(world.clock.now())),
        ("ends_at", json!(world.clock.now() + 3_600_000)),
        ("after_seq", json!(1)),
        ("q", json!("一下")),
    ]);
    let by_path = vec![
        ("/api/v1/chat/rooms", id_of(&room)),
        ("/api/v1/sessions", id_of(&session)),
        ("/api/v1/studios", studio.id.to_string()),
        ("/api/v1/districts", district.to_string()),
        ("/api/v1/people", studio.counsellors[1].to_string()),
        ("/api/v1/cohorts", id_of(&cohort.json)),
        (
            "/api/v1/programme-versions",
            known["programme_version_id"].as_str().unwrap().to_owned(),
        ),
    ];
    let id = person.person_id();
    let mut trier = Trier {
        person,
        known,
        by_path,
        tried: 0,
        fine: 0,
        faults: vec![],
    };
    for (template, item) in contract().document["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"] {
            if let Some(operation) = item.get(method) {
                trier.operation(method, template, operation).await;
            }
            // some of them end the login, or lock it
            if trier.person.get("/today").await.status != 200 {
                trier.person = world.signed_in(&id).await;
            }
        }
    }
    assert_eq!(trier.faults, Vec::<String>::new());
    // it came through to what reckons with them, and not only to the doors
    assert!(
        trier.tried > 3_000 && trier.fine > 150,
        "{} tried, {} fine",
        trier.tried,
        trier.fine
    );
    world.finish().await;
}
