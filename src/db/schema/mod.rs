//! The tables as diesel sees them, one file per room. `BigInt` and `Bool` here are INTEGER on SQLite.
#![allow(missing_docs)] // the column names say it

mod accounts;
mod audit;
mod care;
mod chat;
#[path = "cohorts.rs"]
mod cohort_tables; // as below
#[path = "districts.rs"]
mod district_tables; // the room and one of its tables have the same name
mod foundation;
mod gateway;
mod notifications;
mod scheduling;
mod training;

pub use accounts::*;
pub use audit::*;
pub use care::*;
pub use chat::*;
pub use cohort_tables::*;
pub use district_tables::*;
pub use foundation::*;
pub use gateway::*;
pub use notifications::*;
pub use scheduling::*;
pub use training::*;

// One list: any two tables may be joined. Append the tables of a new room here.
diesel::allow_tables_to_appear_in_same_query!(
    jobs,
    audit_entries,
    audit_heads,
    storage_probes,
    security_events,
    key_uses,
    districts,
    service_points,
    studios,
    rooms,
    opening_rules,
    opening_exceptions,
    room_parts,
    opening_sets,
    calendar_notices,
    calendar_days,
    make_up_hours,
    closures,
    room_blocks,
    calendar_work,
    people,
    qualifications,
    home_districts,
    role_grants,
    logins,
    login_locks,
    pins,
    second_factor_challenges,
    recovery_codes,
    invitations,
    consents,
    deployments,
    known_devices,
    throttles,
    chat_rooms,
    room_heads,
    chat_seats,
    chat_absences,
    messages,
    message_versions,
    message_reactions,
    message_mentions,
    message_pins,
    room_events,
    kept_texts,
    search_marks,
    search_rows,
    ws_tickets,
    crisis_cards,
    crisis_lines,
    crisis_regions,
    staffed_hours,
    room_rules,
    member_rules,
    moderation_acts,
    ladder_steps,
    message_flags,
    appeals,
    session_types,
    series,
    series_staff,
    session_detached_fields,
    sessions,
    claims,
    assignments,
    assignment_events,
    cover_requests,
    cover_asks,
    session_confirmations,
    swap_requests,
    session_participants,
    booking_rules,
    session_bookings,
    registrations,
    registration_events,
    kept_apart,
    reminders,
    reminder_choices,
    attendances,
    attendance_events,
    attendance_decisions,
    nickname_tries,
    session_events,
    debriefs,
    overrides,
    session_problems,
    session_news,
    planning_rules,
    travel_times,
    own_ceilings,
    availability_dates,
    leaves,
    standbys,
    programmes,
    programme_versions,
    phase_defs,
    requirements,
    gate_signers,
    cohorts,
    cohort_phases,
    cohort_places,
    enrolments,
    cohort_memberships,
    pauses,
    gates,
    sign_offs,
    gate_stand_ins,
    phase_overrides,
    undermined_phases,
    phase_events,
    evidence_items,
    evidence_taken_back,
    manual_credits,
    credit_entries,
    notices,
    notice_preferences,
    letters,
    duty_shifts,
    escalation_steps,
    escalations,
    escalation_messages,
    escalation_pages,
    incidents,
    incident_people,
);
