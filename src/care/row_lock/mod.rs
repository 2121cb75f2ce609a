//! The lock of a row, for the stores of this room.

mod store;

pub(super) use store::lock_row;
