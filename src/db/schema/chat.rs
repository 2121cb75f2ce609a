//! Tables of `chat/`.

diesel::table! {
    chat_rooms (id) {
        id -> Text,
        owner_kind -> Text,
        owner_id -> Text,
        district_id -> Nullable<Text>,
        name -> Text,
        epoch -> Text,
        min_seq -> BigInt,
        keep_ms -> BigInt,
        created_at -> BigInt,
        parent_id -> Nullable<Text>,
        open_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    room_heads (room_id) {
        room_id -> Text,
        last_seq -> BigInt,
        last_no -> BigInt,
    }
}

diesel::table! {
    chat_seats (id) {
        id -> Text,
        room_id -> Text,
        person_id -> Text,
        display_name -> Text,
        name_key -> Text,
        role -> Text,
        joined_seq -> BigInt,
        joined_no -> BigInt,
        removed_seq -> Nullable<BigInt>,
        read_no -> BigInt,
        name_look -> Text,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        room_id -> Text,
        seq -> BigInt,
        no -> Nullable<BigInt>,
        seat_id -> Text,
        cid -> Text,
        body -> Nullable<Binary>,
        version -> BigInt,
        reply_to -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        deleted_at -> Nullable<BigInt>,
        kind -> Text,
        hidden_by -> Nullable<Text>,
    }
}

diesel::table! {
    message_reactions (message_id, seat_id, reaction) {
        message_id -> Text,
        seat_id -> Text,
        reaction -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    message_mentions (message_id, seat_id) {
        message_id -> Text,
        seat_id -> Text,
        no -> BigInt,
    }
}

diesel::table! {
    message_pins (message_id) {
        message_id -> Text,
        room_id -> Text,
        seat_id -> Nullable<Text>,
        at -> BigInt,
    }
}

diesel::table! {
    message_versions (message_id, version) {
        message_id -> Text,
        version -> BigInt,
        body -> Binary,
        at -> BigInt,
    }
}

diesel::table! {
    room_events (room_id, seq) {
        room_id -> Text,
        seq -> BigInt,
        kind -> Text,
        message_id -> Nullable<Text>,
        payload -> Nullable<Text>,
        at -> BigInt,
    }
}

diesel::table! {
    kept_texts (message_id) {
        message_id -> Text,
        body -> Binary,
        kept_until -> BigInt,
    }
}

diesel::table! {
    search_marks (room_id) {
        room_id -> Text,
        seq -> BigInt,
    }
}

diesel::table! {
    search_rows (row) {
        row -> BigInt,
        message_id -> Text,
    }
}

diesel::table! {
    crisis_cards (region) {
        region -> Text,
        is_default -> Bool,
        reviewed_on -> Text,
        disclaimer_zh -> Text,
        disclaimer_en -> Text,
    }
}

diesel::table! {
    crisis_lines (region, position) {
        region -> Text,
        position -> BigInt,
        name_zh -> Text,
        name_en -> Text,
        number -> Text,
        hours_zh -> Text,
        hours_en -> Text,
    }
}

diesel::table! {
    crisis_regions (district_id) {
        district_id -> Text,
        region -> Text,
    }
}

diesel::table! {
    staffed_hours (id) {
        id -> Text,
        room_id -> Nullable<Text>,
        district_id -> Nullable<Text>,
        weekday -> BigInt,
        from_minute -> BigInt,
        to_minute -> BigInt,
    }
}

diesel::table! {
    chat_absences (room_id, person_id) {
        room_id -> Text,
        person_id -> Text,
        role -> Text,
        since -> BigInt,
    }
}

diesel::table! {
    room_rules (room_id) {
        room_id -> Text,
        slow_seconds -> BigInt,
        is_paused -> Bool,
        is_locked -> Bool,
    }
}

diesel::table! {
    member_rules (room_id, person_id) {
        room_id -> Text,
        person_id -> Text,
        muted_until -> BigInt,
        held_until -> BigInt,
        last_at -> BigInt,
        read_only_at -> Nullable<BigInt>,
        looked_at -> BigInt,
    }
}

diesel::table! {
    moderation_acts (id) {
        id -> Text,
        room_id -> Text,
        verb -> Text,
        reason -> Text,
        actor_id -> Nullable<Text>,
        person_id -> Nullable<Text>,
        seat_id -> Nullable<Text>,
        message_id -> Nullable<Text>,
        until_at -> Nullable<BigInt>,
        at -> BigInt,
        seq -> BigInt,
    }
}

diesel::table! {
    ladder_steps (district_id, person_id) {
        district_id -> Text,
        person_id -> Text,
        step -> Nullable<Text>,
        away_until -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    message_flags (message_id, person_id) {
        message_id -> Text,
        person_id -> Text,
        room_id -> Text,
        author_id -> Text,
        reason -> Text,
        at -> BigInt,
        settled_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    appeals (id) {
        id -> Text,
        act_id -> Text,
        words -> Binary,
        at -> BigInt,
        decision -> Nullable<Text>,
        reason -> Nullable<Text>,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    /// By which key something was made as a whole.
    key_uses (purpose) {
        purpose -> Text,
        key_no -> BigInt,
    }
}
