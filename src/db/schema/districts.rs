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
        region -> Text,
        closes_on_public_days -> Bool,
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
        is_online -> Bool,
    }
}

diesel::table! {
    opening_rules (id) {
        id -> Text,
        studio_id -> Text,
        weekday -> BigInt,
        from_minute -> BigInt,
        to_minute -> BigInt,
        valid_from -> Text,
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

diesel::table! {
    room_parts (hall_id, part_id) {
        hall_id -> Text,
        part_id -> Text,
    }
}

diesel::table! {
    opening_sets (studio_id, valid_from) {
        studio_id -> Text,
        valid_from -> Text,
    }
}

diesel::table! {
    calendar_notices (region, year) {
        region -> Text,
        year -> BigInt,
        version -> BigInt,
        source -> Text,
        loaded_at -> BigInt,
    }
}

diesel::table! {
    calendar_days (region, date) {
        region -> Text,
        date -> Text,
        kind -> Text,
        name_zh -> Text,
        name_en -> Text,
        year -> BigInt,
    }
}

diesel::table! {
    make_up_hours (studio_id, date) {
        studio_id -> Text,
        date -> Text,
        weekday -> BigInt,
    }
}

diesel::table! {
    closures (id, studio_id) {
        id -> Text,
        studio_id -> Text,
        from_date -> Text,
        to_date -> Text,
        reason -> Text,
        created_at -> BigInt,
    }
}

diesel::joinable!(service_points -> districts (district_id));
diesel::joinable!(studios -> districts (district_id));
diesel::joinable!(rooms -> studios (studio_id));
diesel::joinable!(opening_rules -> studios (studio_id));
diesel::joinable!(opening_exceptions -> studios (studio_id));
diesel::joinable!(closures -> studios (studio_id));
