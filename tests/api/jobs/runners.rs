//! Runners that start, stop, die and share the work.

use super::queue::*;
use crate::support::product::{
    MINUTE,
    jobs::{Policy, Registry},
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// A handler that never ends; it says when it begins.
fn hanging(started: &UnboundedSender<()>) -> Registry {
    let started = started.clone();
    Registry::new().on("record", move |_| {
        let _ = started.send(());
        std::future::pending()
    })
}

/// The process dies in the middle of a job: its lease brings it back.
#[tokio::test]
async fn a_job_that_was_cut_off_runs_again_when_its_lease_has_ended() {
    let queue = Queue::new().await;
    let (started, mut has_started) = unbounded_channel();
    queue.enqueue(queue.job("record", "again")).await;
    let dying = queue.runner(Policy::default(), hanging(&started)).start();
    has_started.recv().await;
    dying.stop(Duration::from_millis(10)).await;

    let runner = queue.runner(Policy::default(), queue.registry());
    queue.clock.advance(Policy::default().lease - 1);
    assert_eq!(runner.run_due().await.unwrap(), 0, "the lease holds");
    queue.clock.advance(1);
    assert_eq!(runner.run_due().await.unwrap(), 1);
    assert_eq!(queue.done(), ["again"]);
}

/// A job that takes its process with it must not do so for ever.
#[tokio::test]
async fn a_job_that_is_cut_off_in_every_try_is_dead_in_the_end() {
    let queue = Queue::new().await;
    let (started, mut has_started) = unbounded_channel();
    let policy = Policy {
        max_tries: 2,
        ..Policy::default()
    };
    queue.enqueue(queue.job("record", "deadly")).await;
    for _ in 0..2 {
        let dying = queue.runner(policy.clone(), hanging(&started)).start();
        has_started.recv().await;
        dying.stop(Duration::from_millis(10)).await;
        queue.clock.advance(policy.lease);
    }
    assert_eq!(queue.runner(policy, queue.registry()).run_due().await.unwrap(), 1);
    assert!(queue.done().is_empty());
    assert_eq!(queue.counts().await.dead, 1);
}

#[tokio::test]
async fn two_runners_share_the_work_and_do_each_job_once() {
    let queue = Queue::new().await;
    for n in 0..120 {
        queue.enqueue(queue.job("record", &format!("j{n:03}"))).await;
    }
    let one = queue.runner(Policy::default(), queue.registry());
    let two = queue.runner(Policy::default(), queue.registry());
    let (a, b) = tokio::join!(one.run_due(), two.run_due());
    assert_eq!(a.unwrap() + b.unwrap(), 120);
    let mut done = queue.done();
    done.sort();
    assert_eq!(done, (0..120).map(|n| format!("j{n:03}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_commit_wakes_a_sleeping_runner() {
    let mut queue = Queue::new().await;
    let policy = Policy {
        poll: Duration::from_secs(3_600),
        ..Policy::default()
    };
    let runner = queue.runner(policy, queue.registry());
    let running = runner.start();
    tokio::time::sleep(Duration::from_millis(100)).await; // it has looked, and sleeps
    while queue.events.try_recv().is_ok() {}
    queue.enqueue(queue.job("record", "woken")).await;
    let event = queue.events.recv().await.expect("a hint");
    runner.on_event(&event);
    let woken = async {
        while queue.done().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), woken)
        .await
        .expect("within moments");
    running.stop(Duration::from_secs(5)).await;
    assert_eq!(queue.done(), ["woken"]);
}

#[tokio::test]
async fn stopping_waits_for_the_job_at_work_and_begins_no_other() {
    let queue = Queue::new().await;
    let (started, mut has_started) = unbounded_channel();
    let done = Arc::new(AtomicUsize::new(0));
    let finished = done.clone();
    let slow = Registry::new().on("record", move |_| {
        let (finished, started) = (finished.clone(), started.clone());
        async move {
            let _ = started.send(());
            tokio::time::sleep(Duration::from_millis(200)).await;
            finished.fetch_add(1, SeqCst);
            Ok(())
        }
    });
    for n in 0..5 {
        queue.enqueue(queue.job("record", &n.to_string())).await;
    }
    let policy = Policy {
        at_once: 1,
        ..Policy::default()
    };
    let running = queue.runner(policy, slow).start();
    has_started.recv().await;
    running.stop(Duration::from_secs(10)).await;
    assert_eq!(done.load(SeqCst), 1);
    let counts = queue.counts().await;
    assert_eq!((counts.due, counts.running), (4, 0));
}

#[tokio::test]
async fn what_recurs_runs_once_in_each_period_however_many_runners_there_are() {
    let queue = Queue::new().await;
    let count = Arc::new(AtomicUsize::new(0));
    let recurring = || {
        let count = count.clone();
        Registry::new().every("tick", MINUTE, move |_| {
            count.fetch_add(1, SeqCst);
            async { Ok(()) }
        })
    };
    let one = queue.runner(Policy::default(), recurring());
    let two = queue.runner(Policy::default(), recurring());
    for minute in 0..10 {
        one.run_due().await.unwrap();
        two.run_due().await.unwrap();
        assert_eq!(count.load(SeqCst), minute);
        queue.clock.advance(MINUTE);
    }
}
