//! People, what they may do, and how they prove who they are.

diesel::table! {
    people (id) {
        id -> Text,
        nickname -> Text,
        nickname_key -> Text,
        language -> Text,
        home_district_id -> Nullable<Text>,
        intake_no -> Nullable<BigInt>,
        available -> Text,
        is_active -> Bool,
        passphrase -> Nullable<Text>,
        passphrase_changed_at -> Nullable<BigInt>,
        totp_secret -> Nullable<Binary>,
        is_totp_on -> Bool,
        totp_step -> BigInt,
        created_at -> BigInt,
        created_by -> Nullable<Text>,
        nickname_look -> Text,
    }
}

diesel::table! {
    qualifications (id) {
        id -> Text,
        person_id -> Text,
        kind -> Text,
        from_at -> BigInt,
        to_at -> Nullable<BigInt>,
        source -> Text,
        source_id -> Nullable<Text>,
    }
}

diesel::table! {
    home_districts (id) {
        id -> Text,
        person_id -> Text,
        district_id -> Text,
        from_at -> BigInt,
        set_by -> Nullable<Text>,
    }
}

diesel::table! {
    role_grants (id) {
        id -> Text,
        person_id -> Text,
        role -> Text,
        district_id -> Nullable<Text>,
        is_privacy_officer -> Bool,
        granted_by -> Nullable<Text>,
        granted_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_by -> Nullable<Text>,
    }
}

diesel::table! {
    logins (id) {
        id -> Text,
        person_id -> Text,
        device -> Text,
        is_shared_computer -> Bool,
        refresh_seed -> Binary,
        refresh_no -> BigInt,
        refreshed_at -> BigInt,
        created_at -> BigInt,
        last_used_at -> BigInt,
        idle_ms -> BigInt,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        ended_why -> Nullable<Text>,
    }
}

diesel::table! {
    login_locks (login_id) {
        login_id -> Text,
        number -> BigInt,
        is_locked -> Bool,
        locked_at -> BigInt,
        tries -> BigInt,
    }
}

diesel::table! {
    pins (person_id) {
        person_id -> Text,
        sealed -> Binary,
        set_at -> BigInt,
    }
}

diesel::table! {
    second_factor_challenges (id) {
        id -> Text,
        person_id -> Text,
        device -> Text,
        is_shared_computer -> Bool,
        tries -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    recovery_codes (code_hash) {
        code_hash -> Text,
        person_id -> Text,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        kind -> Text,
        code_hash -> Text,
        role -> Nullable<Text>,
        district_id -> Nullable<Text>,
        cohort_id -> Nullable<Text>,
        person_id -> Nullable<Text>,
        resets_second_factor -> Bool,
        created_by -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    consents (id) {
        id -> Text,
        person_id -> Text,
        purpose -> Text,
        version -> Text,
        language -> Text,
        how -> Text,
        witness_id -> Nullable<Text>,
        given_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    throttles (subject) {
        subject -> Text,
        failures -> BigInt,
        failed_at -> BigInt,
        free_at -> BigInt,
    }
}

diesel::table! {
    known_devices (person_id, mark) {
        person_id -> Text,
        mark -> Text,
        last_used_at -> BigInt,
    }
}

diesel::table! {
    deployments (id) {
        id -> BigInt,
        kind -> Text,
        opened_at -> BigInt,
    }
}

diesel::joinable!(role_grants -> people (person_id));
diesel::joinable!(logins -> people (person_id));
