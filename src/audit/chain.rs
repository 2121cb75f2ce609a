//! The hash of an entry.

use super::model::Line;
use sha2::{Digest, Sha256};

pub(super) type Hash = [u8; 32];

/// SHA-256 over a mark of this format, the hash before, and every field with its length.
pub(super) fn hash(seq: i64, prev: &[u8], line: &Line) -> Hash {
    let mut sha = Sha256::new();
    let mut field = |bytes: &[u8]| {
        sha.update((bytes.len() as u64).to_be_bytes());
        sha.update(bytes);
    };
    field(b"tongxing audit 1");
    field(prev);
    field(&seq.to_be_bytes());
    field(line.id.as_str().as_bytes());
    field(&line.at.to_be_bytes());
    match &line.actor_id {
        Some(actor) => {
            field(b"some");
            field(actor.as_bytes());
        }
        None => field(b"none"),
    }
    field(line.verb.as_bytes());
    field(line.subject_kind.as_bytes());
    field(line.subject_id.as_bytes());
    field(line.detail.as_bytes());
    sha.finalize().into()
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;
    use crate::ids::AuditId;

    fn line() -> Line {
        Line {
            id: AuditId::mint(&Clock::fixed(1), &Chance::seeded(1)),
            seq: None,
            at: 1,
            actor_id: Some("a".into()),
            verb: "sign".into(),
            subject_kind: "gate".into(),
            subject_id: "g".into(),
            detail: "{}".into(),
            prev_hash: None,
            hash: None,
        }
    }

    #[test]
    fn every_field_counts_and_none_runs_into_the_next() {
        let changes: [fn(&mut Line); 7] = [
            |l| l.at = 2,
            |l| l.actor_id = None,
            |l| l.actor_id = Some(String::new()),
            |l| l.verb = "signg".into(),
            |l| (l.verb, l.subject_kind) = ("signg".into(), "ate".into()),
            |l| l.subject_id = "h".into(),
            |l| l.detail = "{ }".into(),
        ];
        let first = hash(1, &[0; 32], &line());
        assert_ne!(first, hash(2, &[0; 32], &line()));
        assert_ne!(first, hash(1, &[1; 32], &line()));
        for change in changes {
            let mut other = line();
            change(&mut other);
            assert_ne!(first, hash(1, &[0; 32], &other), "{other:?}");
        }
    }
}
