//! Every query of this room.

pub(super) use super::call::store::*;
pub(super) use super::duty::store::*;
pub(super) use super::incident::store::*;
