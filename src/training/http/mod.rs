//! Requests and answers of this room.

mod approvals;
mod cohort_change;
mod cohorts;
mod enrolments;
mod export;
mod gates;
mod ledger;
mod manual;
mod programmes;
mod progress;
mod to_sign;

pub use approvals::*;
pub use cohort_change::*;
pub use cohorts::*;
pub use enrolments::*;
pub use export::*;
pub use gates::*;
pub use ledger::*;
pub use manual::*;
pub use programmes::*;
pub use progress::*;
pub use to_sign::*;

use super::actions::{Desk, Kit};
use crate::accounts::access::Caller;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::keys::Keys;
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use std::future::Future;
use std::pin::Pin;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    programmes::list_programmes,
    programmes::programme_version,
    cohorts::list_cohorts,
    cohorts::open_cohort,
    cohorts::cohort,
    cohort_change::change_cohort,
    cohorts::give_place,
    cohorts::end_place,
    export::export_cohort,
    enrolments::enrol,
    enrolments::pause,
    enrolments::resume,
    enrolments::withdraw,
    enrolments::record_evidence,
    enrolments::request_review,
    progress::my_progress,
    progress::enrolment,
    ledger::list_ledger,
    manual::ask_for_credit,
    manual::ask_for_waiver,
    manual::confirm_credit,
    manual::list_credits,
    manual::reject_credit,
    manual::take_back_credit,
    manual::reverse_credit,
    manual::take_back_evidence,
    manual::list_evidence,
    gates::list_gates,
    to_sign::gates_to_sign,
    gates::gate,
    gates::sign_gate,
    gates::name_stand_in,
    approvals::list_undermined,
    approvals::revert_approval,
    approvals::ask_override,
    approvals::confirm_override,
))]
pub struct Doc;

impl FromRequest for Desk {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        let parts = (
            request.app_data::<Data<Db>>().cloned(),
            request.app_data::<Data<Clock>>().cloned(),
            request.app_data::<Data<Chance>>().cloned(),
            request.app_data::<Data<Keys>>().cloned(),
            request.app_data::<Data<Config>>().cloned(),
        );
        Box::pin(async move {
            let caller = caller.await?;
            let (Some(db), Some(clock), Some(chance), Some(keys), Some(config)) = parts else {
                return Err(Error::internal("the application lacks its parts"));
            };
            Ok(Desk {
                db: db.get_ref().clone(),
                kit: Kit {
                    clock: clock.get_ref().clone(),
                    chance: chance.get_ref().clone(),
                    chat: config.chat.clone(),
                },
                caller,
                keys: keys.get_ref().clone(),
            })
        })
    }
}
