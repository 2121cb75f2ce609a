//! Tables of `gateway/`.

diesel::table! {
    ws_tickets (hash) {
        hash -> Text,
        person_id -> Text,
        login_id -> Text,
        origin -> Nullable<Text>,
        auth_expires_at -> BigInt,
        expires_at -> BigInt,
    }
}
