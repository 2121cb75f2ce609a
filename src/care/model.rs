//! The nouns of getting help.

pub(super) use super::call::model::{Escalation, EscalationState, HelpRequest, NOTE_CHARACTERS, Origin};
pub(super) use super::duty::chain::{Chain, ChainStep, Step};
pub(super) use super::duty::model::{Shift, shift_span};
pub(super) use super::incident::model::{
    Category, DEBRIEF_DUE, Incident, IncidentAccess, IncidentState, Involved, OFFER_DUE,
};
