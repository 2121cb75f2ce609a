//! Who may sign.

use crate::accounts::access::Role;
use crate::accounts::model::CounsellorStatus;
use crate::ids::{GateId, PersonId};

/// Whom headquarters named for a label that nobody can sign.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct StandIn {
    pub gate_id: GateId,
    pub phase: i64,
    pub label_index: i64,
    pub person_id: PersonId,
    pub nickname: String,
}

/// Somebody who may sign or record, with what makes them so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    pub person_id: PersonId,
    pub nickname: String,
    pub role: Role,
    pub status: Option<CounsellorStatus>,
}
