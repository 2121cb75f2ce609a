//! Tables of `districts/`.

diesel::table! {
    districts (id) {
        id -> Text,
        name -> Text,
        has_station -> Bool,
        zone -> Text,
        duty_phone -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    service_points (id) {
        id -> Text,
        district_id -> Text,
        name -> Text,
    }
}

diesel::table! {
    studios (id) {
        id -> Text,
        district_id -> Text,
        name -> Text,
        zone -> Text,
        is_active -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    rooms (id) {
        id -> Text,
        studio_id -> Text,
        name -> Text,
        capacity -> BigInt,
        features -> Text,
        is_active -> Bool,
    }
}

diesel::table! {
    opening_rules (id) {
        id -> Text,
        studio_id -> Text,
        weekday -> BigInt,
        from_minute -> BigInt,
        to_minute -> BigInt,
    }
}

diesel::table! {
    opening_exceptions (id) {
        id -> Text,
        studio_id -> Text,
        date -> Text,
        is_closed -> Bool,
        from_minute -> Nullable<BigInt>,
        to_minute -> Nullable<BigInt>,
        reason -> Text,
    }
}

diesel::joinable!(service_points -> districts (district_id));
diesel::joinable!(studios -> districts (district_id));
diesel::joinable!(rooms -> studios (studio_id));
diesel::joinable!(opening_rules -> studios (studio_id));
diesel::joinable!(opening_exceptions -> studios (studio_id));
