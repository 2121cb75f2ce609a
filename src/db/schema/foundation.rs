//! Tables of `jobs/` and `audit/`.

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        payload -> Text,
        run_at -> BigInt,
        tries -> BigInt,
        state -> Text,
        dedup_key -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
    }
}

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
    /// Written to see whether there is space.
    storage_probes (id) {
        id -> BigInt,
        filler -> Binary,
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
