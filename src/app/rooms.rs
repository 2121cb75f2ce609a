//! What each room brings into the house: sheets, consequences, durable work.

use crate::accounts::consequences::Consequence;
use crate::clock::MINUTE;
use crate::config::Config;
use crate::db::Db;
use crate::notifications::jobs::Post;
use crate::scheduling::actions::Kit;
use crate::web::metrics::Metrics;
use crate::{accounts, audit, care, chat, districts, imports, jobs, notifications, scheduling, training};
use std::sync::Arc;

/// What can be imported, in the order in which a new agency does it.
pub(super) fn kinds_of_sheets(kit: &Kit) -> imports::Registry {
    imports::Registry::new(vec![
        Arc::new(districts::import::DistrictsKind),
        Arc::new(districts::import::ServicePointsKind),
        Arc::new(districts::import::StudiosKind),
        Arc::new(districts::import::RoomsKind),
        Arc::new(districts::import::OpeningHoursKind),
        Arc::new(training::import::CohortsKind),
        Arc::new(scheduling::import::CounsellorsKind),
        Arc::new(scheduling::import::SessionsKind { kit: kit.clone() }),
    ])
}

/// What each room does in the transaction in which somebody's access changes; first whoever lets go, then whoever seats.
pub(super) fn consequences(kit: &Kit, config: &Config) -> Vec<Consequence> {
    let (clock, chance) = (kit.clock.clone(), kit.chance.clone());
    let of_chat = chat::front::Kit {
        clock: clock.clone(),
        chance: chance.clone(),
        config: config.chat.clone(),
    };
    let of_training = training::front::Kit {
        clock,
        chance,
        chat: config.chat.clone(),
    };
    vec![
        chat::front::consequence(of_chat),
        scheduling::jobs::consequence(kit),
        training::front::consequence(of_training),
    ]
}

/// Which room does which kind of durable work, one block a room.
pub(super) fn handlers(db: &Db, post: &Post, config: &Config, metrics: &Metrics) -> jobs::Registry {
    let count = |what: &'static str| {
        let metrics = metrics.clone();
        move |gone| metrics.forgotten(what, gone)
    };

    // ---- audit
    let sealing = db.clone();
    let registry = jobs::Registry::new().every(audit::SEAL, MINUTE, move |_| {
        let db = sealing.clone();
        async move { Ok(audit::seal(&db).await.map(drop)?) }
    });

    // ---- accounts
    let registry = accounts::jobs::register(registry, db, &post.clock);

    // ---- notifications
    let registry = notifications::jobs::register(registry, post);

    // ---- scheduling
    let kit = Kit {
        db: db.clone(),
        clock: post.clock.clone(),
        chance: post.chance.clone(),
    };
    let registry = scheduling::jobs::register(registry, &kit, count("member_name"));

    // ---- chat
    let registry = chat::jobs::register(registry, db, &post.clock, &post.keys, count("message_text"));

    // ---- training
    let kit = training::front::Kit {
        clock: post.clock.clone(),
        chance: post.chance.clone(),
        chat: config.chat.clone(),
    };
    let registry = training::jobs::register(registry, db, &kit);

    // ---- care
    care::jobs::register(registry, &care_kit(post, config))
}

/// What the verbs of `care/` need.
pub(super) fn care_kit(post: &Post, config: &Config) -> care::actions::Kit {
    care::actions::Kit {
        db: post.db.clone(),
        clock: post.clock.clone(),
        chance: post.chance.clone(),
        keys: post.keys.clone(),
        chat: chat::front::Kit {
            clock: post.clock.clone(),
            chance: post.chance.clone(),
            config: config.chat.clone(),
        },
    }
}
