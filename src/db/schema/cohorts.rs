//! Cohorts, the places in them, and who belongs to them.

diesel::table! {
    cohorts (id) {
        id -> Text,
        intake_no -> BigInt,
        name -> Text,
        district_id -> Nullable<Text>,
        programme_version_id -> Text,
        starts_on -> Text,
        ends_on -> Text,
        places -> BigInt,
        created_by -> Nullable<Text>,
        created_at -> BigInt,
        row_version -> BigInt,
    }
}

diesel::table! {
    cohort_phases (cohort_id, phase) {
        cohort_id -> Text,
        phase -> BigInt,
        from_on -> Text,
        to_on -> Text,
    }
}

diesel::table! {
    cohort_places (id) {
        id -> Text,
        cohort_id -> Text,
        person_id -> Text,
        place -> Text,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    enrolments (id) {
        id -> Text,
        person_id -> Text,
        cohort_id -> Text,
        programme_version_id -> Text,
        state -> Text,
        open_phase -> BigInt,
        row_version -> BigInt,
        enrolled_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    cohort_memberships (id) {
        id -> Text,
        enrolment_id -> Text,
        cohort_id -> Text,
        from_at -> BigInt,
        to_at -> Nullable<BigInt>,
    }
}

diesel::joinable!(enrolments -> cohorts (cohort_id));
