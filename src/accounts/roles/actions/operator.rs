//! What whoever runs the deployment does on its command line, when nobody of headquarters can.

use crate::accounts::access::Permissions;
use crate::accounts::access_change::AccessChange;
use crate::accounts::model::{NewGrant, Nickname, Role};
use crate::accounts::recovery::actions as recovery;
use crate::accounts::roles::actions::give_in;
use crate::accounts::roles::actions::privacy_officer::end_other_flag;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::db::Tx;
use crate::error::{Code, Result};

/// A card for somebody of headquarters who has lost passphrase and second factor, made by whoever runs the deployment.
pub async fn make_operator_card(accounts: &Accounts, nickname: &str) -> Result<String> {
    let (me, key) = (accounts.clone(), Nickname::key_of(nickname));
    let write = accounts.db.write(move |tx| {
        let theirs = find_at_headquarters(tx, &key)?;
        recovery::make_in(tx, &me, None, &theirs, true)
    });
    let (_, code, ended) = write.await?;
    accounts.revoked_logins.add(&ended);
    Ok(code.printed())
}

/// Makes somebody of headquarters privacy officer, by whoever runs the deployment; nothing happens if they are.
pub async fn appoint_officer(accounts: &Accounts, nickname: &str) -> Result<()> {
    let (me, key) = (accounts.clone(), Nickname::key_of(nickname));
    let write = accounts.db.write(move |tx| {
        let theirs = find_at_headquarters(tx, &key)?;
        if theirs.is_privacy_officer() {
            return Ok(());
        }
        let (person, new) = (
            &theirs.person,
            NewGrant {
                role: Role::Headquarters,
                district: None,
                is_privacy_officer: true,
            },
        );
        end_other_flag(tx, None, person, true)?;
        give_in(tx, person, &new, None)?;
        let (verb, subject) = (AuditVerb::RoleGiven, AuditSubject::Person);
        let entry = Entry::new(None, verb, subject, person);
        tx.audit(&entry.detail(serde_json::json!({"role": new.role, "privacy_officer": true})))?;
        me.run_access_change_hooks(tx, person, &AccessChange::OfficerChanged)
    });
    write.await
}

fn find_at_headquarters(tx: &mut Tx<'_>, key: &str) -> Result<Permissions> {
    let person = store::people::find_id_by_key(tx.conn(), key)?.ok_or(Code::UnknownNickname)?;
    store::people::lock_person(tx.conn(), &person)?;
    let theirs = Permissions::if_active(tx.conn(), &person)?;
    if theirs.is_headquarters() {
        Ok(theirs)
    } else {
        Err(Code::UnknownNickname.into())
    }
}
