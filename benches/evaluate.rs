//! How long the engine takes for a thousand trainees half-way through the default programme, on one core.
//! `cargo bench --bench evaluate`

use jiff::civil::date;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tongxing::training::programmes::default::community_version;
use tongxing::training::progress::evaluate::{Bookings, Decisions, Line, evaluate};

const TRAINEES: usize = 1_000;
const RUNS: usize = 21;

fn main() {
    let version = match community_version() {
        Ok(version) => version,
        Err(why) => {
            eprintln!("{why}");
            std::process::exit(1);
        }
    };
    let count = version.requirements.len();
    // sixty lines of the ledger, thirty past sessions and thirty to come, for each
    let lines = |salt: usize, many: usize| -> Vec<Line> {
        (0..many)
            .map(|n| Line {
                requirement: (n * 7 + salt) % count,
                amount: 1 + i64::try_from((n * 31 + salt) % 120).unwrap_or(1),
            })
            .collect()
    };
    let trainees: Vec<_> = (0..TRAINEES)
        .map(|salt| {
            let decisions = Decisions {
                waived: vec![salt % count],
                deadline: date(2027, 9, 1),
                paused_on: None,
                is_over: false,
            };
            let bookings = Bookings {
                offered: lines(salt + 1, 30),
                coming: lines(salt + 2, 30),
            };
            (lines(salt, 60), decisions, bookings)
        })
        .collect();
    let today = date(2026, 11, 23);
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            for (ledger, decisions, bookings) in &trainees {
                black_box(evaluate(&version, ledger, decisions, bookings, today));
            }
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "evaluate {TRAINEES} trainees x {count} requirements: median {:.2} ms of {RUNS} runs (worst {:.2} ms)",
        times[RUNS / 2].as_secs_f64() * 1e3,
        times[RUNS - 1].as_secs_f64() * 1e3,
    );
}
