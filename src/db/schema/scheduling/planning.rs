//! Rules of planning that are rows, and when people can work.

diesel::table! {
    planning_rules (code, scope, scope_id) {
        code -> Text,
        scope -> Text,
        scope_id -> Text,
        severity -> Text,
        amount -> BigInt,
        changed_by -> Nullable<Text>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    travel_times (place_kind, first_id, second_id) {
        place_kind -> Text,
        first_id -> Text,
        second_id -> Text,
        minutes -> BigInt,
    }
}

diesel::table! {
    own_ceilings (person_id, code) {
        person_id -> Text,
        code -> Text,
        amount -> BigInt,
    }
}

diesel::table! {
    availability_dates (person_id, local_date, from_minute) {
        person_id -> Text,
        local_date -> Text,
        from_minute -> BigInt,
        to_minute -> BigInt,
        mood -> Text,
    }
}

diesel::table! {
    leaves (id) {
        id -> Text,
        person_id -> Text,
        from_at -> BigInt,
        to_at -> BigInt,
        roles -> Text,
        entered_by -> Text,
        entered_at -> BigInt,
    }
}

diesel::table! {
    standbys (id) {
        id -> Text,
        person_id -> Text,
        local_date -> Text,
        studio_id -> Nullable<Text>,
        district_id -> Nullable<Text>,
        session_id -> Nullable<Text>,
        entered_by -> Text,
        entered_at -> BigInt,
    }
}
