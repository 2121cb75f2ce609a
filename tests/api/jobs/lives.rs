//! The life of one job.

use super::queue::*;
use crate::support::product::{
    Code, Error, HOUR, MINUTE, SECOND, db,
    jobs::{self, Policy},
};

#[tokio::test]
async fn a_job_stands_or_falls_with_its_transaction() {
    let queue = Queue::new().await;
    let job = queue.job("record", "never asked for");
    let refused = queue.db.write(move |tx| {
        jobs::enqueue(tx, &job)?;
        Err::<(), Error>(Code::Invalid.into())
    });
    assert_eq!(refused.await.unwrap_err().code, Code::Invalid);
    queue.enqueue(queue.job("record", "asked for")).await;
    assert_eq!(
        queue
            .runner(Policy::default(), queue.registry())
            .run_due()
            .await
            .unwrap(),
        1
    );
    assert_eq!(queue.done(), ["asked for"]);
}

#[tokio::test]
async fn a_job_runs_when_it_is_due_and_not_before() {
    let queue = Queue::new().await;
    let runner = queue.runner(Policy::default(), queue.registry());
    queue.enqueue(queue.job("record", "later").at(NOW + MINUTE)).await;
    queue.enqueue(queue.job("record", "now")).await;
    assert_eq!(runner.run_due().await.unwrap(), 1);
    queue.clock.advance(MINUTE - 1);
    assert_eq!(runner.run_due().await.unwrap(), 0);
    queue.clock.advance(1);
    assert_eq!(runner.run_due().await.unwrap(), 1);
    assert_eq!(queue.done(), ["now", "later"]);
    let counts = queue.counts().await;
    assert_eq!((counts.due, counts.running, counts.dead), (0, 0, 0));
}

#[tokio::test]
async fn a_job_key_is_enqueued_once() {
    let queue = Queue::new().await;
    let runner = queue.runner(Policy::default(), queue.registry());
    assert!(queue.enqueue(queue.job("record", "first").once("reminder/1")).await);
    assert!(!queue.enqueue(queue.job("record", "twin").once("reminder/1")).await);
    runner.run_due().await.unwrap();
    assert!(
        !queue.enqueue(queue.job("record", "late twin").once("reminder/1")).await,
        "also after it was done"
    );
    assert_eq!(runner.run_due().await.unwrap(), 0);
    assert_eq!(queue.done(), ["first"]);
}

#[tokio::test]
async fn a_failing_job_waits_longer_each_time_and_is_dead_in_the_end() {
    let queue = Queue::new().await;
    let policy = Policy {
        max_tries: 3,
        ..Policy::default()
    };
    let runner = queue.runner(policy, queue.registry());
    queue.enqueue(queue.job("fail", "x")).await;
    let (mut tries, mut waited, mut last) = (0, vec![], queue.clock.now());
    for _ in 0..40 {
        let ran = runner.run_due().await.unwrap();
        if ran > 0 {
            waited.push(queue.clock.now() - last);
            last = queue.clock.now();
        }
        tries += ran;
        queue.clock.advance(SECOND);
    }
    assert_eq!(tries, 3);
    assert!((4 * SECOND..=7 * SECOND).contains(&waited[1]), "{waited:?}");
    assert!((8 * SECOND..=13 * SECOND).contains(&waited[2]), "{waited:?}");
    assert_eq!(queue.counts().await.dead, 1);
    let dead = queue
        .db
        .read_or(|conn| Ok::<_, db::Error>(jobs::list_dead(conn, 10)?))
        .await
        .unwrap();
    assert_eq!((dead.len(), dead[0].kind.as_str(), dead[0].tries), (1, "fail", 3));
    let id = dead[0].id.clone();
    assert!(dead[0].last_error.as_ref().unwrap().contains("database_down"));

    // A person may revive it, with all its tries.
    let (now, again) = (queue.clock.now(), id.clone());
    queue.db.write(move |tx| jobs::revive(tx, &again, now)).await.unwrap();
    assert_eq!(runner.run_due().await.unwrap(), 1);
    assert_eq!(queue.counts().await.dead, 0);
    let refused = queue.db.write(move |tx| jobs::revive(tx, &id, now)).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound, "it is not dead");
}

#[tokio::test]
async fn what_can_never_succeed_is_dead_at_once() {
    let queue = Queue::new().await;
    queue.enqueue(queue.job("never", "x")).await;
    assert_eq!(
        queue
            .runner(Policy::default(), queue.registry())
            .run_due()
            .await
            .unwrap(),
        1
    );
    assert_eq!(queue.counts().await.dead, 1);
}

#[tokio::test]
async fn a_panic_or_a_missing_handler_is_the_failure_of_that_job_alone() {
    let queue = Queue::new().await;
    for (kind, name) in [("panic", "x"), ("nobody_does_this", "y"), ("record", "z")] {
        queue.enqueue(queue.job(kind, name)).await;
    }
    assert_eq!(
        queue
            .runner(Policy::default(), queue.registry())
            .run_due()
            .await
            .unwrap(),
        3
    );
    assert_eq!(queue.done(), ["z"]);
    let counts = queue.counts().await;
    assert_eq!((counts.due, counts.dead), (0, 0), "both wait for another try");
}

#[tokio::test]
async fn finished_jobs_are_removed_after_a_week_and_dead_ones_stay() {
    let queue = Queue::new().await;
    let runner = queue.runner(Policy::default(), queue.registry());
    queue.enqueue(queue.job("record", "x").once("k")).await;
    queue.enqueue(queue.job("never", "y")).await;
    runner.run_due().await.unwrap();
    queue.clock.advance(Policy::default().keep);
    runner.run_due().await.unwrap(); // plans the next sweep
    queue.clock.advance(HOUR);
    runner.run_due().await.unwrap();
    assert!(
        queue.enqueue(queue.job("record", "x").once("k")).await,
        "its key is free again"
    );
    assert_eq!(queue.counts().await.dead, 1);
}
