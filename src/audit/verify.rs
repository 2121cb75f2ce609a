//! Verification of the whole chain.

use super::chain::{self, Closing};
use super::model::{Broken, Kept, KeptHead, Line, Report};
use super::store;
use crate::clock::Millis;
use crate::db::{Conn, dialect};
use crate::keys::Keys;
use diesel::result::QueryResult;

const PAGE: i64 = 1_000;

/// Recomputes everything, on one snapshot. Ends at the first entry that does not fit. `kept` is a head that was kept elsewhere.
pub fn verify(conn: &mut Conn, keys: &Keys, now: Millis, kept: Option<&KeptHead>) -> QueryResult<Report> {
    dialect::snapshot(conn, |conn| {
        let head = store::find_head(conn)?;
        let mut walk = Walk {
            keys,
            // a changed head is found at the end, where its own seal is checked
            keyed_from: head.keyed_from.unwrap_or(if head.seq == 0 { 1 } else { i64::MAX }),
            number: keys.audit_numbers().first().copied().unwrap_or(1),
            seq: 0,
            hash: vec![0; 32],
        };
        let mut report = Report {
            sound: 0,
            head: String::new(),
            unsealed: store::count_unsealed(conn)?,
            broken: None,
            kept: kept.map(|_| Kept::Cut),
        };
        'chain: loop {
            let lines = store::list_sealed(conn, walk.seq, PAGE)?;
            for line in &lines {
                if let Some(why) = walk.misfit(line) {
                    report.broken = Some(Broken {
                        seq: walk.seq + 1,
                        id: Some(line.id.clone()),
                        why,
                    });
                    break 'chain;
                }
                walk.seq += 1;
                walk.hash = line.hash.clone().unwrap_or_default();
                if let Some(kept) = kept.filter(|kept| kept.seq == walk.seq) {
                    report.kept = Some(if kept.hash == walk.hash {
                        Kept::Held
                    } else {
                        Kept::Other
                    });
                }
            }
            if lines.is_empty() {
                break;
            }
        }
        if kept.is_some_and(|kept| kept.seq == 0) {
            report.kept = Some(Kept::Held);
        }
        if report.broken.is_none()
            && let Some(why) = walk.misfit_of_head(&head, now)
        {
            report.broken = Some(Broken {
                seq: walk.seq + 1,
                id: None,
                why,
            });
        }
        report.sound = walk.seq;
        report.head = chain::hex(&walk.hash);
        Ok(report)
    })
}

struct Walk<'a> {
    keys: &'a Keys,
    keyed_from: i64,
    /// The key of the line before: a later line is closed by the same one or a newer one.
    number: u8,
    seq: i64,
    hash: Vec<u8>,
}

impl Walk<'_> {
    fn misfit(&mut self, line: &Line) -> Option<&'static str> {
        let seq = self.seq + 1;
        if line.seq != Some(seq) {
            return Some("an entry is missing before this one");
        }
        if line.prev_hash.as_deref() != Some(&self.hash) {
            return Some("this entry does not follow the one before it");
        }
        let closed_by = |closing| line.hash.as_deref() == Some(&chain::hash(closing, seq, &self.hash, line)[..]);
        if seq < self.keyed_from {
            return (!closed_by(Closing::Plain)).then_some("this entry was changed after it was sealed");
        }
        let numbers = self.keys.audit_numbers();
        let fits = |number: &&u8| **number >= self.number && closed_by(Closing::Keyed(self.keys, **number));
        match numbers.iter().find(fits) {
            Some(number) => {
                self.number = *number;
                None
            }
            None => Some("this entry was changed after it was sealed, or was not closed under a key of this key file"),
        }
    }

    fn misfit_of_head(&self, head: &store::Head, now: Millis) -> Option<&'static str> {
        if head.seq != self.seq || head.hash != self.hash {
            return Some("the chain does not end where its head says");
        }
        match (head.keyed_from, &head.seal) {
            (Some(from), Some(seal)) if chain::is_sealed(self.keys, seal, head.seq, &head.hash, from) => None,
            (None, None) if head.seq == 0 => None,
            (None, None) if self.keys.plain_audit_until().is_some_and(|until| now < until) => None,
            (None, None) => Some("the head carries no seal: the chain was written without the key"),
            _ => Some("the head does not carry the seal of a key of this key file"),
        }
    }
}
