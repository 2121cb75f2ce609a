//! Keeping the crisis cards: headquarters alone (safety 34).

use crate::accounts::access::{Caller, Permissions};
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::help::{self, CrisisLine, InBoth};
use crate::chat::{Chat, store};
use crate::db::{Tx, dialect};
use crate::error::{Error, Result};
use crate::field;
use crate::ids::DistrictId;

/// Most lines on a card.
const LINES: usize = 20;
/// Numbers that reach the police: never but in the last line, since calling it may have other consequences for these people.
const POLICE: [&str; 1] = ["110"];

/// A card as it is to be.
#[derive(Clone, Debug)]
pub struct NewCrisisCard {
    region: String,
    lines: Vec<CrisisLine>,
    disclaimer: InBoth,
    districts: Vec<DistrictId>,
}

fn both(name: &str, text: &InBoth, most: usize) -> Result<InBoth> {
    Ok(InBoth {
        zh: field::text(name, &text.zh, 1, most)?,
        en: field::text(name, &text.en, 1, most)?,
    })
}

impl NewCrisisCard {
    /// Takes a card from outside: a name of small letters, at least one line, dialable numbers, the police last.
    pub fn parse(
        region: &str,
        lines: &[CrisisLine],
        disclaimer: &InBoth,
        mut districts: Vec<DistrictId>,
    ) -> Result<Self> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !(1..=40).contains(&region.len()) || !region.chars().all(is_plain) {
            return Err(Error::field("region", "not_allowed"));
        }
        if lines.is_empty() || lines.len() > LINES {
            return Err(Error::field(
                "lines",
                if lines.is_empty() { "required" } else { "too_long" },
            ));
        }
        let mut kept = vec![];
        for (at, line) in lines.iter().enumerate() {
            let number = field::text("number", &line.number, 3, 40)?;
            if !number.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c)) {
                return Err(Error::field("number", "not_allowed"));
            }
            if POLICE.contains(&number.as_str()) && at + 1 < lines.len() {
                return Err(Error::field("lines", "police_last"));
            }
            kept.push(CrisisLine {
                name: both("name", &line.name, 80)?,
                number,
                hours: both("hours", &line.hours, 80)?,
            });
        }
        districts.sort();
        districts.dedup();
        Ok(NewCrisisCard {
            region: region.to_owned(),
            lines: kept,
            disclaimer: both("disclaimer", disclaimer, 400)?,
            districts,
        })
    }
}

/// Writes a card. An old one keeps the day of its review: changing a line is not checking all of them.
pub async fn save_card(chat: &Chat, caller: Caller, card: NewCrisisCard) -> Result<()> {
    chat.db
        .write(move |tx| {
            Permissions::load(tx.conn(), &caller)?.must_be_headquarters()?;
            let today = help::today(tx.now())?;
            if !store::cards::update_card(tx.conn(), &card.region, &card.disclaimer)? {
                store::cards::insert_card(tx.conn(), &card.region, &card.disclaimer, &today)?;
            }
            store::cards::replace_lines(tx.conn(), &card.region, &card.lines)?;
            tx.attempt(|tx| {
                store::cards::replace_districts(tx.conn(), &card.region, &card.districts).map_err(|cause| {
                    if dialect::violates_foreign_key(&cause) {
                        Error::field("district_ids", "unknown")
                    } else {
                        Error::from(cause)
                    }
                })
            })?;
            record_audit(tx, &caller, AuditVerb::SaveCrisisCard, &card.region)
        })
        .await
}

/// Headquarters has checked every number of a card today.
pub async fn review_card(chat: &Chat, caller: Caller, region: String) -> Result<()> {
    chat.db
        .write(move |tx| {
            Permissions::load(tx.conn(), &caller)?.must_be_headquarters()?;
            let today = help::today(tx.now())?;
            if !store::cards::update_reviewed(tx.conn(), &region, &today)? {
                return Err(Error::not_found());
            }
            record_audit(tx, &caller, AuditVerb::ReviewCrisisCard, &region)
        })
        .await
}

fn record_audit(tx: &mut Tx<'_>, caller: &Caller, verb: AuditVerb, region: &str) -> Result<()> {
    let entry = Entry::new(Some(&caller.person), verb, AuditSubject::CrisisCard, region);
    Ok(tx.audit(&entry)?)
}
