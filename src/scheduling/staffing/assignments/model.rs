//! What can become of somebody's part in a session.

use crate::text_enum;

text_enum! {
    /// A line of the history of a session's staff.
    pub AssignmentEventKind {
        Assigned = "assigned",
        RoleChanged = "role_changed",
        Withdrawn = "withdrawn",
        /// Came for somebody who could not.
        TookOver = "took_over",
        /// Somebody else came for them.
        Covered = "covered",
        SwappedIn = "swapped_in",
        SwappedOut = "swapped_out",
    }
}

/// By which way the staff of a session changes; it names the lines of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StaffChange {
    Assign,
    Cover,
    Swap,
}

impl StaffChange {
    /// The line of whoever is on the session now.
    pub(crate) fn joined(self) -> AssignmentEventKind {
        match self {
            StaffChange::Assign => AssignmentEventKind::Assigned,
            StaffChange::Cover => AssignmentEventKind::TookOver,
            StaffChange::Swap => AssignmentEventKind::SwappedIn,
        }
    }

    /// The line of whoever is no longer on it.
    pub(crate) fn left(self) -> AssignmentEventKind {
        match self {
            StaffChange::Assign => AssignmentEventKind::Withdrawn,
            StaffChange::Cover => AssignmentEventKind::Covered,
            StaffChange::Swap => AssignmentEventKind::SwappedOut,
        }
    }
}
