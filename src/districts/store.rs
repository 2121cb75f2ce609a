//! Every query of this room; each noun's own are in its folder.

pub(super) use super::calendar_days::store::*;
pub(super) use super::closures::store::*;
pub(super) use super::district::store::*;
pub(super) use super::hours::store::*;
pub(super) use super::room::store::*;
pub(super) use super::studio::store::*;
