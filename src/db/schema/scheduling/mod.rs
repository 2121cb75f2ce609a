//! Tables of `scheduling/`.

mod planning;

use super::{people, rooms, studios};
pub use planning::*;

diesel::table! {
    session_types (id) {
        id -> Text,
        code -> Text,
        studio_id -> Nullable<Text>,
        position -> BigInt,
        name_zh -> Text,
        name_en -> Text,
        minutes -> BigInt,
        min_people -> BigInt,
        max_people -> BigInt,
        needs -> Text,
        per_extra -> Nullable<Text>,
        is_training -> Bool,
        is_online -> Bool,
        domain -> Nullable<Text>,
    }
}

diesel::table! {
    series (id) {
        id -> Text,
        name -> Text,
        type_code -> Text,
        district_id -> Text,
        studio_id -> Text,
        room_id -> Text,
        cohort_id -> Nullable<Text>,
        weekday -> BigInt,
        local_start -> Text,
        minutes -> BigInt,
        zone -> Text,
        first_date -> Text,
        until_date -> Text,
        created_by -> Text,
        created_at -> BigInt,
        rule -> Text,
        off_days -> Text,
        on_conflict -> Text,
        row_version -> BigInt,
        title -> Text,
        note -> Text,
        people -> Nullable<BigInt>,
        phase_module -> Nullable<Text>,
    }
}

diesel::table! {
    series_staff (series_id, person_id) {
        series_id -> Text,
        person_id -> Text,
        role -> Text,
    }
}

diesel::table! {
    session_detached_fields (session_id, field) {
        session_id -> Text,
        field -> Text,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        series_id -> Nullable<Text>,
        occurrence_key -> Nullable<Text>,
        type_code -> Text,
        district_id -> Text,
        studio_id -> Text,
        room_id -> Text,
        cohort_id -> Nullable<Text>,
        phase_module -> Nullable<Text>,
        title -> Text,
        note -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        local_date -> Text,
        local_start -> Text,
        zone -> Text,
        state -> Text,
        capacity -> BigInt,
        people -> Nullable<BigInt>,
        unnamed_count -> BigInt,
        row_version -> BigInt,
        ical_uid -> Text,
        ical_sequence -> BigInt,
        cancel_reason -> Nullable<Text>,
        cancelled_at -> Nullable<BigInt>,
        cancelled_from -> Nullable<Text>,
        warnings -> Text,
        delivered_at -> Nullable<BigInt>,
        closed_at -> Nullable<BigInt>,
        placed_at -> BigInt,
    }
}

diesel::table! {
    claims (id) {
        id -> Text,
        resource_kind -> Text,
        resource_id -> Text,
        session_id -> Nullable<Text>,
        busy_from -> BigInt,
        busy_to -> BigInt,
        state -> Text,
        expires_at -> Nullable<BigInt>,
        block_id -> Nullable<Text>,
    }
}

diesel::table! {
    assignments (id) {
        id -> Text,
        session_id -> Text,
        person_id -> Text,
        role -> Text,
        state -> Text,
        starts_at -> BigInt,
    }
}

diesel::table! {
    assignment_events (id) {
        id -> Text,
        session_id -> Text,
        person_id -> Text,
        role -> Text,
        kind -> Text,
        actor_id -> Nullable<Text>,
        at -> BigInt,
    }
}

diesel::table! {
    cover_requests (id) {
        id -> Text,
        session_id -> Text,
        assignment_id -> Text,
        person_id -> Text,
        role -> Text,
        state -> Text,
        is_in_order -> Bool,
        opened_by -> Text,
        opened_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        covered_by -> Nullable<Text>,
    }
}

diesel::table! {
    cover_asks (request_id, person_id) {
        request_id -> Text,
        person_id -> Text,
        place_no -> BigInt,
        asked_at -> Nullable<BigInt>,
        answer -> Nullable<Text>,
    }
}

diesel::table! {
    session_confirmations (session_id, person_id) {
        session_id -> Text,
        person_id -> Text,
        starts_at -> BigInt,
        asked_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    swap_requests (id) {
        id -> Text,
        session_id -> Text,
        person_id -> Text,
        with_session_id -> Text,
        with_person_id -> Text,
        state -> Text,
        proposed_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    session_participants (session_id, person_id) {
        session_id -> Text,
        person_id -> Text,
        place -> Text,
        added_by -> Text,
        added_at -> BigInt,
    }
}

diesel::table! {
    booking_rules (id) {
        id -> Text,
        type_code -> Text,
        studio_id -> Nullable<Text>,
        mode -> Text,
        is_listed -> Bool,
        observers -> BigInt,
        co_leads -> BigInt,
        leads -> BigInt,
    }
}

diesel::table! {
    session_bookings (session_id) {
        session_id -> Text,
        mode -> Nullable<Text>,
        capacity -> Nullable<BigInt>,
    }
}

diesel::table! {
    registrations (id) {
        id -> Text,
        session_id -> Text,
        person_id -> Text,
        state -> Text,
        priority -> BigInt,
        joined_at -> BigInt,
        offer_starts_at -> Nullable<BigInt>,
        offer_expires_at -> Nullable<BigInt>,
        skip_reason -> Nullable<Text>,
    }
}

diesel::table! {
    registration_events (id) {
        id -> Text,
        registration_id -> Text,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        state -> Text,
    }
}

diesel::table! {
    kept_apart (first_id, second_id) {
        first_id -> Text,
        second_id -> Text,
        set_by -> Text,
        set_at -> BigInt,
    }
}

diesel::table! {
    reminders (session_id, person_id, starts_at) {
        session_id -> Text,
        person_id -> Text,
        starts_at -> BigInt,
        sent_at -> BigInt,
    }
}

diesel::table! {
    reminder_choices (person_id) {
        person_id -> Text,
        lead_time -> Text,
    }
}

diesel::table! {
    attendances (id) {
        id -> Text,
        session_id -> Text,
        person_id -> Text,
        status -> Text,
        place -> Text,
        minutes -> BigInt,
        cid -> Text,
        recorder_id -> Text,
        recorded_at -> BigInt,
        saved_at -> BigInt,
        standing -> Text,
    }
}

diesel::table! {
    attendance_events (id) {
        id -> Text,
        session_id -> Text,
        person_id -> Nullable<Text>,
        mark -> Nullable<Text>,
        status -> Nullable<Text>,
        place -> Nullable<Text>,
        minutes -> Nullable<BigInt>,
        unnamed_count -> Nullable<BigInt>,
        press -> Nullable<BigInt>,
        cid -> Text,
        device -> Text,
        device_at -> BigInt,
        tapped_at -> BigInt,
        saved_at -> BigInt,
        source -> Text,
        recorder_id -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    attendance_decisions (session_id, cid) {
        session_id -> Text,
        cid -> Text,
        person_id -> Text,
        is_confirmed -> Bool,
        decided_by -> Text,
        decided_at -> BigInt,
    }
}

diesel::table! {
    nickname_tries (id) {
        id -> Text,
        person_id -> Text,
        is_found -> Bool,
        at -> BigInt,
    }
}

diesel::table! {
    session_events (session_id, row_version) {
        session_id -> Text,
        row_version -> BigInt,
        at -> BigInt,
        actor_id -> Nullable<Text>,
        verb -> Text,
        state -> Text,
        detail -> Text,
    }
}

diesel::table! {
    debriefs (id) {
        id -> Text,
        session_id -> Text,
        author_id -> Text,
        body -> Binary,
        how_am_i -> Binary,
        written_at -> BigInt,
    }
}

diesel::table! {
    overrides (session_id, rule, subject_id, other_session_id, row_version) {
        session_id -> Text,
        rule -> Text,
        subject_id -> Text,
        other_session_id -> Text,
        row_version -> BigInt,
        extent -> BigInt,
        reason -> Text,
        actor_id -> Text,
        given_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    session_problems (session_id, rule, subject_id, other_session_id) {
        session_id -> Text,
        rule -> Text,
        subject_id -> Text,
        other_session_id -> Text,
        severity -> Text,
        reason -> Text,
        found_at -> BigInt,
    }
}

diesel::table! {
    session_news (session_id, person_id) {
        session_id -> Text,
        person_id -> Text,
        was_on -> Bool,
        was_cancelled -> Bool,
        was_starts_at -> BigInt,
        was_ends_at -> BigInt,
        was_room_id -> Text,
        changed_at -> BigInt,
        due_at -> BigInt,
    }
}

diesel::joinable!(series -> studios (studio_id));
diesel::joinable!(series -> rooms (room_id));
diesel::joinable!(sessions -> series (series_id));
diesel::joinable!(series_staff -> people (person_id));
diesel::joinable!(session_detached_fields -> sessions (session_id));
diesel::joinable!(sessions -> studios (studio_id));
diesel::joinable!(sessions -> rooms (room_id));
diesel::table! {
    room_blocks (id) {
        id -> Text,
        room_id -> Text,
        kind -> Text,
        from_date -> Text,
        to_date -> Text,
        from_minute -> Nullable<BigInt>,
        to_minute -> Nullable<BigInt>,
        note -> Text,
        created_by -> Text,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    calendar_work (session_id, date) {
        session_id -> Text,
        date -> Text,
        was -> Text,
        now -> Text,
        found_at -> BigInt,
    }
}

diesel::joinable!(room_blocks -> rooms (room_id));
diesel::joinable!(calendar_work -> sessions (session_id));
diesel::joinable!(claims -> sessions (session_id));
diesel::joinable!(assignments -> sessions (session_id));
diesel::joinable!(assignment_events -> sessions (session_id));
diesel::joinable!(cover_requests -> sessions (session_id));
diesel::joinable!(cover_asks -> cover_requests (request_id));
diesel::joinable!(session_confirmations -> sessions (session_id));
diesel::joinable!(session_participants -> sessions (session_id));
diesel::joinable!(registrations -> sessions (session_id));
diesel::joinable!(registration_events -> registrations (registration_id));
diesel::joinable!(attendances -> sessions (session_id));
diesel::joinable!(attendance_events -> sessions (session_id));
diesel::joinable!(session_events -> sessions (session_id));
diesel::joinable!(debriefs -> sessions (session_id));
diesel::joinable!(overrides -> sessions (session_id));
diesel::joinable!(overrides -> people (actor_id));
diesel::joinable!(session_problems -> sessions (session_id));
diesel::joinable!(session_news -> sessions (session_id));
