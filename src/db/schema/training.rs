//! Training: programmes as data, the ledger, gates and sign-offs.

use super::cohort_tables::enrolments;

diesel::table! {
    programmes (id) {
        id -> Text,
        code -> Text,
        name_zh -> Text,
        name_en -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    programme_versions (id) {
        id -> Text,
        programme_id -> Text,
        number -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    phase_defs (id) {
        id -> Text,
        programme_version_id -> Text,
        number -> BigInt,
        name_zh -> Text,
        name_en -> Text,
        weeks -> BigInt,
        status_held -> Text,
        status_after -> Text,
    }
}

diesel::table! {
    requirements (id) {
        id -> Text,
        programme_version_id -> Text,
        phase -> BigInt,
        position -> BigInt,
        code -> Text,
        kind -> Text,
        name_zh -> Text,
        name_en -> Text,
        unit -> Text,
        need -> BigInt,
        allowance_percent -> BigInt,
        plan_minutes -> BigInt,
        weight -> BigInt,
        per_week -> BigInt,
        domain -> Nullable<Text>,
        is_mandatory -> Bool,
        is_waivable -> Bool,
        must_differ -> Bool,
        gives -> Text,
    }
}

diesel::table! {
    gate_signers (id) {
        id -> Text,
        programme_version_id -> Text,
        phase -> BigInt,
        label_index -> BigInt,
        name_zh -> Text,
        name_en -> Text,
        roles -> Text,
        places -> Text,
        needs_certified -> Bool,
    }
}

diesel::table! {
    pauses (id) {
        id -> Text,
        enrolment_id -> Text,
        from_at -> BigInt,
        to_at -> Nullable<BigInt>,
        is_absence -> Bool,
    }
}

diesel::table! {
    gates (id) {
        id -> Text,
        enrolment_id -> Text,
        phase -> BigInt,
        round -> BigInt,
        state -> Text,
        requested_by -> Text,
        requested_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        reverted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sign_offs (id) {
        id -> Text,
        gate_id -> Text,
        label_index -> BigInt,
        person_id -> Text,
        decision -> Text,
        because -> Nullable<Text>,
        at -> BigInt,
        turn -> BigInt,
    }
}

diesel::table! {
    gate_stand_ins (id) {
        id -> Text,
        gate_id -> Text,
        label_index -> BigInt,
        person_id -> Text,
        named_by -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    phase_overrides (id) {
        id -> Text,
        enrolment_id -> Text,
        phase -> BigInt,
        missing -> Text,
        reason -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    undermined_phases (enrolment_id, phase) {
        enrolment_id -> Text,
        phase -> BigInt,
        missing -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    phase_events (id) {
        id -> Text,
        enrolment_id -> Text,
        phase -> BigInt,
        kind -> Text,
        gate_id -> Nullable<Text>,
        actor_id -> Nullable<Text>,
        reason -> Nullable<Text>,
        evaluation -> Nullable<Text>,
        at -> BigInt,
    }
}

diesel::table! {
    evidence_items (id) {
        id -> Text,
        enrolment_id -> Text,
        requirement_id -> Text,
        amount -> BigInt,
        recorded_by -> Text,
        at -> BigInt,
        sealed_note -> Nullable<Binary>,
        cid -> Nullable<Text>,
    }
}

diesel::table! {
    evidence_taken_back (evidence_id) {
        evidence_id -> Text,
        by_id -> Text,
        because -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    manual_credits (id) {
        id -> Text,
        enrolment_id -> Text,
        requirement_id -> Text,
        kind -> Text,
        amount -> Nullable<BigInt>,
        reason -> Text,
        asked_by -> Text,
        asked_at -> BigInt,
        confirmed_by -> Nullable<Text>,
        confirmed_at -> Nullable<BigInt>,
        session_id -> Nullable<Text>,
        confirm_cid -> Nullable<Text>,
        closed_how -> Nullable<Text>,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<BigInt>,
        closed_because -> Nullable<Text>,
    }
}

diesel::table! {
    credit_entries (id) {
        id -> Text,
        enrolment_id -> Text,
        person_id -> Text,
        requirement_id -> Text,
        source_kind -> Text,
        source_id -> Text,
        round -> BigInt,
        amount -> BigInt,
        minutes -> BigInt,
        from_at -> Nullable<BigInt>,
        to_at -> Nullable<BigInt>,
        reversal_of -> Nullable<Text>,
        recorded_by -> Nullable<Text>,
        at -> BigInt,
        domain -> Nullable<Text>,
    }
}

diesel::joinable!(programme_versions -> programmes (programme_id));
diesel::joinable!(sign_offs -> gates (gate_id));
diesel::joinable!(gates -> enrolments (enrolment_id));
diesel::joinable!(credit_entries -> requirements (requirement_id));
diesel::joinable!(manual_credits -> enrolments (enrolment_id));
