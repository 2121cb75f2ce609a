//! What the caller sees of themselves.

use crate::accounts::Accounts;
use crate::accounts::access::Caller;
use crate::accounts::logins::actions::opening;
use crate::accounts::views::MeView;
use crate::error::Result;

/// The caller, whether or not they have set up their second factor.
pub(super) async fn me(accounts: &Accounts, caller: &Caller) -> Result<MeView> {
    let (own, caller) = (accounts.clone(), caller.clone());
    let read = accounts
        .db
        .read(move |conn| opening::me(conn, &own, &caller.person, &caller.login));
    Ok(MeView::from(read.await?))
}
