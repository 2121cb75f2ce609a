//! What each room brings into the house: sheets, consequences, durable work.

use crate::accounts::consequences::Consequence;
use crate::clock::{DAY, HOUR, MINUTE};
use crate::config::Config;
use crate::db::{Db, reseal};
use crate::districts::api::PlaceHooks;
use crate::notifications::jobs::Post;
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
        Arc::new(districts::import::OpeningHoursKind { places: places() }),
        Arc::new(cohorts::import::CohortsKind {
            programme: training::api::default_programme_in,
        }),
        Arc::new(scheduling::import::CounsellorsKind),
        Arc::new(scheduling::import::SessionsKind),
    ])
}

/// What each room does in the transaction in which a place changes.
pub(super) fn places() -> PlaceHooks {
    PlaceHooks(vec![scheduling::api::place_changed()])
}

/// What each room does in the transaction in which somebody's access changes; first whoever lets go, then whoever seats.
pub(super) fn consequences() -> Vec<Consequence> {
    vec![
        notifications::api::consequence(),
        chat::api::consequence(),
        scheduling::jobs::consequence(),
        cohorts::api::consequence(),
        training::api::consequence(),
    ]
}

/// Which room does which kind of durable work, one block a room.
pub(super) fn handlers(db: &Db, post: &Post, config: &Config, metrics: &Metrics) -> jobs::Registry {
    let count = |what: &'static str| {
        let metrics = metrics.clone();
        move |gone| metrics.forgotten(what, gone)
    };

    // ---- audit
    let sealer = audit::Sealer {
        db: db.clone(),
        keys: post.keys.clone(),
        clock: post.clock.clone(),
        chance: post.chance.clone(),
    };
    let (sealing, keeping) = (sealer.clone(), (sealer, config.audit_heads_file.clone()));
    let registry = jobs::Registry::new().every(audit::SEAL, MINUTE, move |_| {
        let sealer = sealing.clone();
        async move { Ok(audit::seal(&sealer).await.map(drop)?) }
    });
    let registry = registry.every(audit::KEEP_HEAD, DAY, move |_| {
        let (sealer, file) = keeping.clone();
        async move { Ok(audit::keep_head(&sealer, file.as_deref()).await?) }
    });
    let (forgetting, clock) = (db.clone(), post.clock.clone());
    let registry = registry.every(audit::security::FORGET, HOUR, move |_| {
        let (db, now) = (forgetting.clone(), clock.now());
        async move { Ok(audit::security::forget(&db, now).await.map(drop)?) }
    });

    // ---- keys
    let (resealing, keys, clock) = (db.clone(), post.keys.clone(), post.clock.clone());
    let registry = registry.every(RESEAL, 5 * MINUTE, move |_| {
        let (db, keys) = (resealing.clone(), keys.clone());
        // by then every node has heard of the new key
        let is_settled = keys.in_use_from().is_none_or(|from| from + MINUTE <= clock.now());
        async move {
            if is_settled {
                reseal::reseal(&db, &keys, RESEAL_AT_MOST).await?;
            }
            Ok(())
        }
    });

    // ---- accounts
    let registry = accounts::jobs::register(registry, db, &post.clock);

    // ---- notifications
    let registry = notifications::jobs::register(registry, post);

    // ---- scheduling
    let (names, debriefs) = (count("member_name"), count("debrief"));
    let registry = scheduling::jobs::register(registry, db, move |gone| {
        names(gone.names);
        debriefs(gone.debriefs);
    });

    // ---- chat
    let registry = chat::jobs::register(registry, db, &post.keys, count("message_text"));

    // ---- training
    let registry = training::jobs::register(registry, db);

    // ---- care
    care::jobs::register(registry, &care_kit(post, config))
}

/// What the verbs of `care/` need.
pub(super) fn care_kit(post: &Post, _config: &Config) -> care::actions::Kit {
    care::actions::Kit {
        db: post.db.clone(),
        clock: post.clock.clone(),
        chance: post.chance.clone(),
        keys: post.keys.clone(),
    }
}
