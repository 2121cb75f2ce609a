//! Tables of `notifications/`.

diesel::table! {
    notices (id) {
        id -> Text,
        person_id -> Text,
        kind -> Text,
        params -> Text,
        link -> Text,
        created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notice_preferences (person_id) {
        person_id -> Text,
        email -> Nullable<Binary>,
        is_email_on -> Bool,
        quiet_from -> BigInt,
        quiet_to -> BigInt,
        updated_at -> BigInt,
        is_mention_on -> Bool,
    }
}

diesel::table! {
    letters (id) {
        id -> Text,
        person_id -> Text,
        template -> Text,
        dedup_key -> Nullable<Text>,
        state -> Text,
        created_at -> BigInt,
        due_at -> BigInt,
        tries -> BigInt,
        last_error -> Nullable<Text>,
        finished_at -> Nullable<BigInt>,
    }
}
