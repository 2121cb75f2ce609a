//! Tables of `audit/`.

diesel::table! {
    /// The audit; `seq`, `prev_hash` and `hash` are filled once, by the sealing job.
    audit_entries (id) {
        id -> Text,
        seq -> Nullable<BigInt>,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        verb -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        detail -> Text,
        prev_hash -> Nullable<Binary>,
        hash -> Nullable<Binary>,
    }
}

diesel::table! {
    /// The end of the audit chain: one row.
    audit_heads (id) {
        id -> BigInt,
        seq -> BigInt,
        hash -> Binary,
        keyed_from -> Nullable<BigInt>,
        seal -> Nullable<Binary>,
    }
}

diesel::table! {
    /// The security log, without names.
    security_events (id) {
        id -> Text,
        at -> BigInt,
        kind -> Text,
        person_id -> Nullable<Text>,
        network -> Nullable<Text>,
        detail -> Text,
    }
}
