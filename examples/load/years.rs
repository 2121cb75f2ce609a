//! What one page costs after one year of an agency and after ten: the CPU of the server for each request, one client, side by side.
//!
//! `TONGXING_LOAD_YEARS=1` (or 10) measures one of the two: on PostgreSQL each wants an empty database of its own.
//! There the CPU of its processes is counted too where `TONGXING_LOAD_PG_PID` names the first of them.

use crate::child::{Child, percentile};
use crate::http::Http;
use crate::server::Dataset;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Instant;

const WARM_UP: usize = 5;
const RUNS: usize = 41;

/// Who asks, as the server hands their tokens out.
#[derive(Clone, Copy)]
enum Who {
    Headquarters,
    Coordinator,
    Supervisor,
    Counsellor,
    Trainee,
    Member,
}

/// A page and what opening it costs: the median of CPU and of time, both in milliseconds, and its size in bytes.
struct Row {
    name: &'static str,
    cpu: f64,
    time: f64,
    bytes: usize,
}

pub async fn run() {
    println!("pages after years, one client; CPU ms of the server (median of {RUNS}), ms until the answer, bytes");
    let mut columns: Vec<Vec<Row>> = vec![];
    let asked = std::env::var("TONGXING_LOAD_YEARS").unwrap_or_else(|_| "1 10".into());
    for years in asked.split_whitespace().map(|years| years.parse::<u8>().unwrap()) {
        let began = Instant::now();
        let server = Child::server(Dataset::Years { years }).await;
        println!("  {years} years: planted in {:.0} s", began.elapsed().as_secs_f64());
        columns.push(measure(&server).await);
    }
    for (at, first) in columns[0].iter().enumerate() {
        print!("  {:<34}", first.name);
        for row in columns.iter().map(|column| &column[at]) {
            print!(" | {:>7.2} {:>7.2} {:>8}", row.cpu, row.time, row.bytes);
        }
        match columns.get(1) {
            Some(later) => println!(" | x {:.2}", later[at].cpu / first.cpu),
            None => println!(),
        }
    }
}

async fn measure(server: &Child) -> Vec<Row> {
    let mut http = Http::connect(&server.address).await;
    let token = |who: Who| server.tokens[who as usize].as_str();
    let coordinator = token(Who::Coordinator);
    let list = read(
        http.call("GET", "/api/v1/sessions?limit=200", coordinator, "")
            .await
            .as_ref(),
    );
    let is_group = |line: &&Value| line["type"] == "peer_group_open" && line["state"] == "published";
    let lines = list["items"].as_array().unwrap();
    let session = lines.iter().rfind(is_group).unwrap();
    let counsellor = read(
        http.call("GET", "/api/v1/me", token(Who::Counsellor), "")
            .await
            .as_ref(),
    );
    let page = format!("/api/v1/sessions/{}", session["id"].as_str().unwrap());
    let candidates = format!("{page}/candidates");
    let cover = format!("{page}/cover");
    let inbox = read(
        http.call("GET", "/api/v1/cover-requests", coordinator, "")
            .await
            .as_ref(),
    );
    let request = inbox["items"][0]["request"]["id"].as_str().unwrap();
    let for_cover = format!("/api/v1/cover-requests/{request}/candidates");
    let plan = |nth: usize, is_saved: bool| {
        let date = jiff::civil::date(2027, 3, 1) + jiff::SignedDuration::from_hours(24 * (nth as i64 / 4));
        let start = ["09:30", "12:00", "14:30", "17:00"][nth % 4];
        let start = if date.weekday().to_monday_one_offset() > 5 {
            "09:30"
        } else {
            start
        };
        json!({
            "type": "orientation", "studio_id": session["studio_id"], "room_id": session["room_id"],
            "local_date": date.to_string(), "local_start": start, "minutes": 60, "people": 4,
            "staff": [{"person_id": counsellor["person_id"], "role": "lead"}], "publish": is_saved,
        })
        .to_string()
    };
    let series = json!({
        "type": "peer_group_open", "name": "load", "studio_id": session["studio_id"], "room_id": session["room_id"],
        "local_date": "2027-03-03", "rule": "FREQ=WEEKLY;UNTIL=20280223", "local_start": "09:30", "minutes": 60, "people": 8,
        "staff": [{"person_id": counsellor["person_id"], "role": "lead"}], "publish": true,
    })
    .to_string();
    let week = "/api/v1/sessions?limit=200";
    let gets = [
        ("floor: two bytes of text", Who::Headquarters, "/healthz"),
        ("Today, headquarters", Who::Headquarters, "/api/v1/today"),
        ("Today, coordinator", Who::Coordinator, "/api/v1/today"),
        ("Today, counsellor", Who::Counsellor, "/api/v1/today"),
        ("Today, trainee", Who::Trainee, "/api/v1/today"),
        ("Today, member", Who::Member, "/api/v1/today"),
        ("week, headquarters", Who::Headquarters, week),
        ("week, coordinator", Who::Coordinator, week),
        ("own week, counsellor", Who::Counsellor, "/api/v1/sessions?mine=true"),
        ("session, coordinator", Who::Coordinator, &page),
        ("session, counsellor", Who::Counsellor, &page),
        ("candidates", Who::Coordinator, &candidates),
        ("cover of a session", Who::Coordinator, &cover),
        ("cover inbox, coordinator", Who::Coordinator, "/api/v1/cover-requests"),
        ("candidates for cover", Who::Coordinator, &for_cover),
        ("progress, trainee", Who::Trainee, "/api/v1/me/progress"),
        ("reviews, coordinator", Who::Coordinator, "/api/v1/gates"),
        ("reviews to sign, supervisor", Who::Supervisor, "/api/v1/gates/to-sign"),
        (
            "lines that wait, supervisor",
            Who::Supervisor,
            "/api/v1/attendance/waiting",
        ),
    ];
    let mut rows = vec![];
    for (name, who, path) in gets {
        let request = http.request("GET", path, token(who), "");
        rows.push(row(server, &mut http, name, |_| request.clone()).await);
    }
    let post = |http: &Http, path: &str, body: &str| http.request("POST", path, coordinator, body);
    let check: Vec<String> = (0..WARM_UP + RUNS)
        .map(|_| post(&http, "/api/v1/sessions/check", &plan(0, true)))
        .collect();
    rows.push(row(server, &mut http, "check of a plan", |nth| check[nth].clone()).await);
    let dates: Vec<String> = (0..WARM_UP + RUNS)
        .map(|_| post(&http, "/api/v1/series?dry_run=true", &series))
        .collect();
    rows.push(
        row(server, &mut http, "dry run of a series of a year", |nth| {
            dates[nth].clone()
        })
        .await,
    );
    let saved: Vec<String> = (0..WARM_UP + RUNS)
        .map(|nth| post(&http, "/api/v1/sessions", &plan(nth, true)))
        .collect();
    rows.push(row(server, &mut http, "plan, saved", |nth| saved[nth].clone()).await);
    rows
}

async fn row(server: &Child, http: &mut Http, name: &'static str, request: impl Fn(usize) -> String) -> Row {
    let (mut cpu, mut time, mut bytes) = (vec![], vec![], 0);
    for nth in 0..WARM_UP + RUNS {
        let request = request(nth);
        let (before, began) = (server.precise_cpu(), Instant::now());
        bytes = http.send(&request).await.len();
        let took = began.elapsed().as_secs_f64() * 1e3;
        // what follows the answer belongs to the request too
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let after = server.precise_cpu();
        if nth >= WARM_UP {
            time.push(took);
            // a thread that ended in between takes its time with it
            let used = after
                .iter()
                .map(|(thread, ns)| ns.saturating_sub(before.get(thread).copied().unwrap_or(0)));
            cpu.push(used.sum::<u64>() as f64 / 1e6);
        }
    }
    Row {
        name,
        cpu: percentile(&mut cpu, 0.5),
        time: percentile(&mut time, 0.5),
        bytes,
    }
}

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// Nanoseconds on a core of each thread of these processes.
pub fn thread_times(processes: &[u32]) -> HashMap<String, u64> {
    let mut times = HashMap::new();
    for process in processes {
        let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else {
            continue;
        };
        for thread in threads.flatten() {
            let Ok(text) = std::fs::read_to_string(thread.path().join("schedstat")) else {
                continue;
            };
            let ns = text.split_whitespace().next().and_then(|ns| ns.parse().ok());
            times.insert(thread.path().display().to_string(), ns.unwrap_or(0));
        }
    }
    times
}

/// The processes that the first one of a PostgreSQL server has started, and itself.
pub fn family(first: u32) -> Vec<u32> {
    let mut family = vec![first];
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
        if parent.and_then(|parent| parent.parse::<u32>().ok()) == Some(first) {
            family.push(process);
        }
    }
    family
}
