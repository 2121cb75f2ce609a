//! Rota and chain.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::audit::{AuditSubject, AuditVerb};
use crate::care::model::{Chain, Shift, shift_span};
use crate::care::{access, store};
use crate::clock::Millis;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::ids::{DistrictId, PersonId, ShiftId};
use serde_json::json;

/// Puts somebody on duty.
pub async fn add_shift(
    ctx: &Context,
    district: Option<DistrictId>,
    person: PersonId,
    (starts_at, ends_at): (Millis, Millis),
) -> Result<Shift> {
    let (starts_at, ends_at) = shift_span(starts_at, ends_at, ctx.now())?;
    ctx.write(move |tx, who| {
        access::must_manage_rota(who, district.as_ref())?;
        let shift = Shift {
            id: tx.mint::<ShiftId>(),
            district_id: district.clone(),
            person_id: person.clone(),
            starts_at,
            ends_at,
            created_by: who.person.clone(),
            created_at: tx.now(),
        };
        let is_staff = Permissions::of_person(tx.conn(), &person)
            .is_ok_and(|their| access::is_staff_of(&their, district.as_ref()));
        if !is_staff {
            return Err(Error::from(Code::NotStaffHere).and_field("person_id", "not_allowed"));
        }
        if store::overlaps(tx.conn(), &shift)? {
            return Err(Error::from(Code::ShiftTaken).and_field("starts_at", "taken"));
        }
        store::insert_shift(tx.conn(), &shift)?;
        let detail = json!({ "person_id": person, "district_id": district });
        let entry = who
            .entry(AuditVerb::AddShift, AuditSubject::DutyShift, &shift.id)
            .detail(detail);
        tx.audit(&entry)?;
        tx.after_commit(Event::hint(&person, "duty"));
        Ok(shift)
    })
    .await
}

/// Takes somebody off duty.
pub async fn remove_shift(ctx: &Context, id: ShiftId) -> Result<()> {
    ctx.write(move |tx, who| {
        let shift = store::find_shift(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        access::must_manage_rota(who, shift.district_id.as_ref())?;
        store::delete_shift(tx.conn(), &id)?;
        let detail = json!({ "person_id": shift.person_id, "district_id": shift.district_id });
        let entry = who
            .entry(AuditVerb::RemoveShift, AuditSubject::DutyShift, &id)
            .detail(detail);
        tx.audit(&entry)?;
        tx.after_commit(Event::hint(&shift.person_id, "duty"));
        Ok(())
    })
    .await
}

/// Writes the chain of a district: its coordinators and headquarters.
pub async fn set_chain(ctx: &Context, district: DistrictId, chain: Chain) -> Result<()> {
    ctx.write(move |tx, who| {
        who.must_coordinate(&district)?;
        if crate::districts::api::district(tx.conn(), &district)?.is_none() {
            return Err(Error::not_found());
        }
        store::replace_links(tx.conn(), &district, chain.links())?;
        let detail = json!({ "steps": chain.links() });
        let entry = who
            .entry(AuditVerb::SetChain, AuditSubject::District, &district)
            .detail(detail);
        Ok(tx.audit(&entry)?)
    })
    .await
}
