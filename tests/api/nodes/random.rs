//! Faults in an order that a seed decides. Short in the test command; `bin/soak` makes it long.

use super::{Service, can_have_several_nodes, talk_all};
use crate::support::product::Chance;

/// Cuts every bus connection of this database.
pub const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE application_name = 'tongxing-bus' AND datname = current_database()";

fn setting(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(default, |text| text.parse().expect("a number"))
}

#[tokio::test]
async fn no_order_of_faults_breaks_an_invariant() {
    // I1 to I7, F1, F2, F4, F5, F6, F17
    let (seed, steps) = (setting("TONGXING_SOAK_SEED", 7), setting("TONGXING_SOAK_STEPS", 6));
    let chance = Chance::seeded(seed);
    let (count, faults) = if can_have_several_nodes() { (3, 4) } else { (1, 2) };
    let mut service = Service::start(6, count, "").await;
    let mut clients = service.clients().await;
    for step in 0..steps {
        talk_all(&mut clients, &service.talk.room, 10);
        // in the middle of it
        let watched = &clients[chance.below(6) as usize];
        let enough = (step * 10 + chance.below(10)) as usize;
        watched
            .wait_until("some answers", |journal| journal.acknowledged().count() >= enough)
            .await;
        let victim = chance.below(count as u64) as usize;
        match chance.below(faults) {
            0 => service.replace(victim, true).await,
            1 => service.replace(victim, false).await,
            2 => service.deployment.database.execute("", CUT).unwrap(),
            _ => {
                let lie = format!(
                    "SELECT pg_notify('tongxing', 'liar\n{} room/{}')",
                    step * 17,
                    service.talk.room
                );
                service.deployment.database.execute("", &lie).unwrap();
            }
        }
    }
    service.check(&clients).await;
    service.finish().await;
}
