//! Tables of `jobs/`, and the probe of free space.

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
    /// Written to see whether there is space.
    storage_probes (id) {
        id -> BigInt,
        filler -> Binary,
    }
}
