//! Tables of `care/`.

diesel::table! {
    duty_shifts (id) {
        id -> Text,
        district_id -> Nullable<Text>,
        person_id -> Text,
        starts_at -> BigInt,
        ends_at -> BigInt,
        created_by -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    escalation_steps (district_id, position) {
        district_id -> Text,
        position -> BigInt,
        step -> Text,
        minutes -> BigInt,
    }
}

diesel::table! {
    escalations (id) {
        id -> Text,
        cid -> Text,
        person_id -> Text,
        district_id -> Nullable<Text>,
        room_id -> Nullable<Text>,
        session_id -> Nullable<Text>,
        note -> Nullable<Binary>,
        state -> Text,
        step -> Nullable<Text>,
        turn -> BigInt,
        due_at -> Nullable<BigInt>,
        asked_at -> BigInt,
        seen_at -> Nullable<BigInt>,
        seen_by -> Nullable<Text>,
        seen_step -> Nullable<Text>,
        is_seat_given -> Bool,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
    }
}

diesel::table! {
    escalation_messages (escalation_id, message_id) {
        escalation_id -> Text,
        message_id -> Text,
    }
}

diesel::table! {
    escalation_pages (escalation_id, person_id) {
        escalation_id -> Text,
        person_id -> Text,
        step -> Text,
        paged_at -> BigInt,
    }
}

diesel::table! {
    incidents (id) {
        id -> Text,
        cid -> Text,
        district_id -> Nullable<Text>,
        escalation_id -> Nullable<Text>,
        room_id -> Nullable<Text>,
        session_id -> Nullable<Text>,
        reporter_id -> Text,
        assigned_to -> Nullable<Text>,
        category -> Text,
        severity -> BigInt,
        text -> Nullable<Binary>,
        state -> Text,
        happened_at -> BigInt,
        recorded_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        closed_by -> Nullable<Text>,
        row_version -> BigInt,
    }
}

diesel::table! {
    incident_people (incident_id, person_id) {
        incident_id -> Text,
        person_id -> Text,
        offered_at -> Nullable<BigInt>,
        offer_due_at -> Nullable<BigInt>,
        wants_supervision -> Nullable<Bool>,
        answered_at -> Nullable<BigInt>,
        debriefed_at -> Nullable<BigInt>,
        debriefed_by -> Nullable<Text>,
        checked_at -> Nullable<BigInt>,
        checked_by -> Nullable<Text>,
    }
}
