//! What a device sends when it records attendance, and what it is answered.

use crate::support::product::accounts::{Giving, consent_in};
use crate::support::product::{ConsentHow, Language, PersonId, Purpose};
use crate::support::rows::Rows;
use serde_json::{Value, json};

/// Records that somebody agrees to be written down by nickname, as if they had given it in their account.
pub async fn consent_to_attend(rows: &Rows, person: &PersonId) {
    let person = person.clone();
    let giving = Giving {
        language: Language::Zh,
        how: ConsentHow::Yourself,
        witness: None,
    };
    rows.db
        .write(move |tx| consent_in(tx, &person, Purpose::Attend, &giving))
        .await
        .expect("the consent can be written");
}

/// The id of a tap, or of a device, by its number.
pub fn tap_id(number: u64) -> String {
    format!("0190a0b0-0000-7000-8000-{number:012}")
}

/// The body of a recording: taps, and what the device has counted without names as (press, count).
pub fn recording(device: u64, entries: Value, unnamed: Option<(i64, i64)>) -> Value {
    let mut body = json!({"device": tap_id(device), "entries": entries});
    if let Some((press, count)) = unnamed {
        let id = device * 1_000_000 + press as u64 * 2_000 + (count + 1_000) as u64;
        body["unnamed"] = json!({"cid": tap_id(id), "press": press, "count": count, "recorded_at": 0});
    }
    body
}

/// The outcome of each press.
pub fn outcomes(answer: &Value) -> Vec<&str> {
    let verdicts = answer["verdicts"].as_array().expect("verdicts");
    verdicts
        .iter()
        .map(|verdict| verdict["outcome"].as_str().expect("an outcome"))
        .collect()
}
