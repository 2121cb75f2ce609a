//! The nouns of getting help.

mod chain;
mod duty;
mod escalation;
mod incident;

pub use chain::{Chain, Link, Step};
pub use duty::{LONGEST_SHIFT, Shift, shift_span};
pub use escalation::{Asking, Escalation, EscalationState, NOTE_CHARACTERS, Place};
pub use incident::{
    Category, DEBRIEF_DUE, INCIDENT_CHARACTERS, Incident, IncidentState, Involved, OFFER_DUE, Sight, severity,
};
