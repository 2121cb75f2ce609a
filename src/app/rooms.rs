//! What each room brings into the house: sheets, access change hooks, durable work.

use crate::accounts::access_change::AccessChangeHook;
use crate::clock::{DAY, HOUR, MINUTE};
use crate::config::Config;
use crate::db::reseal;
use crate::districts::api::VenueHooks;
use crate::notifications::EmailSender;
use crate::web::metrics::Metrics;
use crate::{accounts, audit, care, chat, cohorts, districts, imports, jobs, notifications, scheduling, training};
use std::sync::Arc;
use std::time::Duration;

/// Seals anew what earlier keys have sealed.
pub(super) const RESEAL: &str = "reseal_fields";
/// So long at a time, well within a lease; what is left is taken up by the next run.
const RESEAL_AT_MOST: Duration = Duration::from_secs(20);

/// What can be imported, in the order in which a new agency does it.
pub(super) fn kinds_of_sheets() -> imports::Registry {
    imports::Registry::new(vec![
        Arc::new(districts::import::DistrictsKind),
        Arc::new(districts::import::ServicePointsKind),
        Arc::new(districts::import::StudiosKind),
        Arc::new(districts::import::RoomsKind),
        Arc::new(districts::import::OpeningHoursKind { hooks: venue_hooks() }),
        Arc::new(districts::import::CalendarDaysKind { hooks: venue_hooks() }),
        Arc::new(cohorts::import::CohortsKind {
            programme: training::api::default_programme_in,
        }),
        Arc::new(scheduling::import::CounsellorsKind),
        Arc::new(scheduling::import::SessionsKind),
    ])
}

/// What each room does in the transaction in which a venue changes.
pub(super) fn venue_hooks() -> VenueHooks {
    VenueHooks(vec![scheduling::api::venue_changed()])
}

/// Where chat asks about the groups that its rooms belong to.
pub(super) fn groups() -> Arc<dyn chat::groups::Groups> {
    Arc::new(scheduling::series::chat_groups::CalendarGroups)
}

/// What each room does in the transaction in which somebody's access changes; first whoever lets go, then whoever seats.
pub(super) fn access_change_hooks() -> Vec<AccessChangeHook> {
    vec![
        notifications::api::access_change_hook(),
        chat::api::access_change_hook(),
        scheduling::jobs::access_change_hook(),
        cohorts::api::access_change_hook(),
        training::api::access_change_hook(),
    ]
}

/// Which room does which kind of durable work, one block a room.
pub(super) fn handlers(sender: &EmailSender, config: &Config, metrics: &Metrics) -> jobs::Registry {
    let (db, keys) = (&sender.db, &sender.keys);
    let count = |what: &'static str| {
        let metrics = metrics.clone();
        move |gone| metrics.forgotten(what, gone)
    };

    // ---- audit
    let (sealing, sealing_keys) = (db.clone(), keys.clone());
    let registry = jobs::Registry::new().every(audit::SEAL, MINUTE, move |_| {
        let (db, keys) = (sealing.clone(), sealing_keys.clone());
        async move { Ok(audit::seal(&db, &keys).await.map(drop)?) }
    });
    let (keeping, file) = (db.clone(), config.audit_heads_file.clone());
    let registry = registry.every(audit::KEEP_HEAD, DAY, move |_| {
        let (db, file) = (keeping.clone(), file.clone());
        async move { Ok(audit::keep_head(&db, file.as_deref()).await?) }
    });
    let forgetting = db.clone();
    let registry = registry.every(audit::security::FORGET, HOUR, move |_| {
        let db = forgetting.clone();
        async move { Ok(audit::security::forget(&db).await.map(drop)?) }
    });

    // ---- keys
    let (resealing, new_keys) = (db.clone(), keys.clone());
    let registry = registry.every(RESEAL, 5 * MINUTE, move |_| {
        let (db, keys) = (resealing.clone(), new_keys.clone());
        // by then every node has heard of the new key
        let is_settled = keys.in_use_from().is_none_or(|from| from + MINUTE <= db.now());
        async move {
            if is_settled {
                reseal::reseal(&db, &keys, RESEAL_AT_MOST).await?;
            }
            Ok(())
        }
    });

    // ---- accounts
    let registry = accounts::jobs::register(registry, db);

    // ---- notifications
    let registry = notifications::jobs::register(registry, sender);

    // ---- scheduling
    let (names, debriefs) = (count("member_name"), count("debrief"));
    let registry = scheduling::jobs::register(registry, db, move |gone| {
        names(gone.names);
        debriefs(gone.debriefs);
    });

    // ---- chat
    let registry = chat::jobs::register(registry, db, keys, count("message_text"));

    // ---- training
    let registry = training::jobs::register(registry, db);

    // ---- care
    care::jobs::register(registry, db)
}
