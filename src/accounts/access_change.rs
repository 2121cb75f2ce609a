//! What other rooms do in the same transaction when somebody's access changes: a seat that is no longer theirs ends with the
//! role, not some time later. The rooms above this one are handed in by `app`, so that arrows never return.

use crate::accounts::model::Purpose;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, PersonId};
use std::sync::Arc;

/// What has changed for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessChange {
    /// A role was taken away; where, if it was held somewhere in particular.
    RoleTaken(Option<DistrictId>),
    /// They may neither sign in nor be planned any more.
    Deactivated,
    Activated,
    /// They became privacy officer, are none any more, or somebody made a way into their account as one.
    OfficerChanged,
    /// They agreed to something.
    ConsentGiven(Purpose),
    /// They came in with an invitation to this cohort. Whoever has no place for them refuses, and they do not come in.
    CameIn(CohortId),
    /// They took their consent back.
    ConsentWithdrawn(Purpose),
}

/// What one room does about it, inside the transaction of the change. Whoever calls it holds the person's row.
pub type AccessChangeHook = Arc<dyn Fn(&mut Tx<'_>, &PersonId, &AccessChange) -> Result<()> + Send + Sync>;
