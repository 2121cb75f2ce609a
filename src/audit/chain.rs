//! The hash chain: each entry holds the hash of the one before it, and the head seals their number.

use super::model::Line;
use crate::keys::Keys;
use sha2::{Digest, Sha256};

pub(super) type Hash = [u8; 32];

/// How a line is closed: by a hash that everybody can compute, as it was at first, or under a key that is not in the database.
#[derive(Clone, Copy)]
pub(super) enum Closing<'a> {
    Plain,
    Keyed(&'a Keys, u8),
}

/// Over a mark of this format, the hash before, and every field with its length.
pub(super) fn hash(closing: Closing<'_>, seq: i64, prev: &[u8], line: &Line) -> Hash {
    let mut bytes = vec![];
    let mut field = |part: &[u8]| {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    };
    field(match closing {
        Closing::Plain => b"tongxing audit 1",
        Closing::Keyed(..) => b"tongxing audit 2",
    });
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
    match closing {
        Closing::Plain => Sha256::digest(&bytes).into(),
        Closing::Keyed(keys, number) => keys.audit_mac(number, &bytes),
    }
}

/// The seal of the head: how many lines there are, how the last one is closed, and from which on they are closed under a key.
pub(super) fn head_seal(keys: &Keys, number: u8, seq: i64, hash: &[u8], keyed_from: i64) -> Hash {
    let mut bytes = b"tongxing audit head 1".to_vec();
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&keyed_from.to_be_bytes());
    bytes.extend_from_slice(hash);
    keys.audit_mac(number, &bytes)
}

/// Whether a head carries the seal of one of our keys.
pub(super) fn is_sealed(keys: &Keys, seal: &[u8], seq: i64, hash: &[u8], keyed_from: i64) -> bool {
    let own = |number: &u8| head_seal(keys, *number, seq, hash, keyed_from) == *seal;
    keys.audit_numbers().iter().any(own)
}

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
        let keys = Keys::for_tests();
        for closing in [Closing::Plain, Closing::Keyed(&keys, 1)] {
            let first = hash(closing, 1, &[0; 32], &line());
            assert_ne!(first, hash(closing, 2, &[0; 32], &line()));
            assert_ne!(first, hash(closing, 1, &[1; 32], &line()));
            for change in changes {
                let mut other = line();
                change(&mut other);
                assert_ne!(first, hash(closing, 1, &[0; 32], &other), "{other:?}");
            }
        }
        let closings = [Closing::Plain, Closing::Keyed(&keys, 1), Closing::Keyed(&keys, 2)];
        let all: std::collections::HashSet<_> = closings.map(|closing| hash(closing, 1, &[0; 32], &line())).into();
        assert_eq!(all.len(), 3);
    }
}
