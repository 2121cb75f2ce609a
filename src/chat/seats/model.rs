//! Seats and the names in a room.

use crate::accounts::model::{check_name, look_of};
use crate::error::Result;
use crate::ids::{ChatRoomId, PersonId, SeatId};
use crate::text_enum;
use unicode_normalization::UnicodeNormalization as _;

text_enum! {
    /// What somebody may do in a room.
    pub SeatRole as "ChatSeatRole" {
        Facilitator = "facilitator",
        Participant = "participant",
    }
}

/// A membership: the pseudonym under which a person is in one room.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Seat {
    /// Its id, the only name of a person that a room knows.
    pub id: SeatId,
    pub room_id: ChatRoomId,
    /// The person; never leaves this node towards a room.
    pub person_id: PersonId,
    pub display_name: String,
    pub role: SeatRole,
    /// The event of their joining; nothing before it is theirs.
    pub joined_seq: i64,
    /// The last message before they came.
    pub joined_no: i64,
    /// The event of their leaving.
    pub removed_seq: Option<i64>,
    /// The last message that they have read.
    pub read_no: i64,
}

/// The name that a room sees, and the form in which two names are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName {
    pub shown: String,
    /// As compared with what somebody writes.
    pub key: String,
    /// What it looks like: nobody else in the room has a name that looks so.
    pub look: String,
}

impl DisplayName {
    /// 1 to 40 characters, by the rule for every name that a person picks (safety 2, 4).
    pub fn parse(text: &str) -> Result<Self> {
        Ok(Self::known(&check_name("display_name", text, 40)?))
    }

    /// A name that was checked before, such as a nickname.
    pub fn known(shown: &str) -> Self {
        DisplayName {
            shown: shown.to_owned(),
            key: Self::key_of(shown),
            look: look_of(shown),
        }
    }

    /// How a name is compared with what somebody writes.
    pub fn key_of(shown: &str) -> String {
        caseless::default_case_fold_str(&shown.nfkc().collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_one_display_name_are_the_same() {
        assert_eq!(
            DisplayName::parse("Ａｎｎ").unwrap().key,
            DisplayName::parse("ANN").unwrap().key
        );
        for refused in ["", "a@b.cn", "13812345678", "１３８１２３４５６７８"] {
            assert!(DisplayName::parse(refused).is_err(), "{refused}");
        }
    }
}
