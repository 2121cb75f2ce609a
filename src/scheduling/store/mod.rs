//! Every query of this room. It reads other rooms' tables where a join saves a round; it writes only its own.

pub(super) mod attendance;
pub(super) mod attendance_events;
pub(super) mod claims;
pub(super) mod debriefs;
pub(super) mod decisions;
pub(super) mod forget;
pub(super) mod groups;
pub mod import;
pub(super) mod news;
pub(super) mod overrides;
pub(super) mod places;
pub(super) mod problems;
pub(super) mod series;
pub(super) mod sessions;
pub(super) mod staff;
pub(super) mod types;
pub(super) mod week;
