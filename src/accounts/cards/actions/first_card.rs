//! The first person of a deployment has nobody who could invite them.

use crate::accounts::cards::actions::invite_in;
use crate::accounts::model::{NewInvitation, Role};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::clock::DAY;
use crate::error::Result;

/// A one-time code for the first headquarters person, good for two days; none once somebody holds that role.
pub async fn make_first_card(accounts: &Accounts) -> Result<Option<String>> {
    let inner = accounts.clone();
    accounts
        .db
        .write(move |tx| {
            if store::roles::count_holders(tx.conn(), Role::Headquarters, None)? > 0 {
                return Ok(None);
            }
            let new = NewInvitation {
                role: Role::Headquarters,
                district: None,
                cohort: None,
                created_by: None,
                expires_at: tx.now() + 2 * DAY,
            };
            let (_, code) = invite_in(tx, &inner.keys, &new)?;
            Ok(Some(code.printed()))
        })
        .await
}
