//! The items of the product that tests name. Tests import them from here, so that a move inside `src` is followed in one file.

pub use tongxing::accounts::model::{
    ConsentHow, CounsellorStatus, Language, Nickname, Passphrase, Purpose, QualifiedBy, Role,
};
pub use tongxing::app::{Application, Parts};
pub use tongxing::chance::Chance;
pub use tongxing::clock::{Clock, DAY, HOUR, MINUTE, Millis, SECOND};
pub use tongxing::config::{AdmissionConfig, Config};
pub use tongxing::error::{Code, Error, Result};
pub use tongxing::event::Event;
pub use tongxing::ids::{
    ClaimId, CoverRequestId, DistrictId, EnrolmentId, GrantId, LoginId, MessageId, PersonId, RoomId, SeriesId,
    SessionId, StudioId, TapId, mint,
};
pub use tongxing::keys::{Keys, rotate};
pub use tongxing::{audit, content, db, demo, gateway, jobs, mail, native, realtime, web};

pub mod accounts {
    pub use tongxing::accounts::Context;
    pub use tongxing::accounts::access::Caller;
    pub use tongxing::accounts::api::{
        Giving, NewGrant, NewPerson, appoint_officer, code_at, consent_in, create_person_in, grant_in, has_consent,
        hash_now, make_first_card, make_operator_card, nicknames, qualify_in, set_second_factor_in,
    };
    pub use tongxing::accounts::events::AccessChanged;
}

pub mod districts {
    pub use tongxing::districts::api::{districts, effective_hours, plant_online_rooms, rooms, studios};
}

pub mod chat {
    pub use tongxing::chat::api::{add_seat_in, open_room_in, set_staffed_hours_in};
    pub use tongxing::chat::model::{NewRoom, OwnerKind, SeatRole};
}

pub mod imports {
    pub use tongxing::imports::Report;
    pub use tongxing::imports::actions::{Choices, Importer, import_file};
    pub use tongxing::imports::values::Month;
}

pub mod notifications {
    pub use tongxing::notifications::api::{NewNotice, NoticeKind, notify_in};
}

pub mod scheduling {
    pub use tongxing::scheduling::api::{CREDIT_SESSION, bookable, plant_default_types};
    pub use tongxing::scheduling::confirmations::actions::ask_to_confirm;
    pub use tongxing::scheduling::cover::actions::answer::{accept_cover, decline_cover};
    pub use tongxing::scheduling::cover::actions::cancel::cancel_cover;
    pub use tongxing::scheduling::cover::actions::request::request_cover;
    pub use tongxing::scheduling::problems::actions::find_problems;
    pub use tongxing::scheduling::roles::{Place, StaffRole};
    pub use tongxing::scheduling::rules::{Proposal, Room, Studio};
    pub use tongxing::scheduling::series::actions::{
        edit::{RowChange, edit_series},
        extend::extend_series,
        plan::plan_series,
    };
    pub use tongxing::scheduling::series::model::{
        EditScope, Extension, NewSeries, OffDays, OnConflict, SeriesChanges, SeriesEdit,
    };
    pub use tongxing::scheduling::series::recurrence::{Recurrence, RuleEnd};
    pub use tongxing::scheduling::sessions::actions::cancel::{cancel_session, restore_session};
    pub use tongxing::scheduling::sessions::actions::insert::{SessionDetails, insert_imported};
    pub use tongxing::scheduling::sessions::actions::plan::{edit_session, plan_session, publish_session};
    pub use tongxing::scheduling::sessions::actions::reschedule::move_session;
    pub use tongxing::scheduling::sessions::model::{Plan, Reschedule, SessionEdit};
    pub use tongxing::scheduling::sessions::state::{CancelReason, SessionState};
    pub use tongxing::scheduling::slot::Slot;
    pub use tongxing::scheduling::staffing::assignments::actions::assign::staff_session;
    pub use tongxing::scheduling::types::model::SessionType;
}

pub mod training {
    pub use tongxing::training::api::plant_default_programme;
}
