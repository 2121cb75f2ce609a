//! The tables as diesel sees them, one file per room. `BigInt` and `Bool` here are INTEGER on SQLite.
#![allow(missing_docs)] // the column names say it

mod accounts;
#[path = "districts.rs"]
mod districts_room; // the room has a table of its own name
mod foundation;
mod scheduling;

pub use accounts::*;
pub use districts_room::*;
pub use foundation::*;
pub use scheduling::*;

// One list: any two tables may be joined. Append the tables of a new room here.
diesel::allow_tables_to_appear_in_same_query!(
    jobs,
    audit_entries,
    audit_heads,
    people,
    role_grants,
    logins,
    second_factor_challenges,
    recovery_codes,
    invitations,
    consents,
    throttles,
    session_types,
    series,
    sessions,
    claims,
    assignments,
    session_participants,
    attendances,
    session_events,
    debriefs,
    districts,
    service_points,
    studios,
    rooms,
    opening_rules,
    opening_exceptions,
);
