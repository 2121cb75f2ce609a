//! How a locked login ends, and what it closes.

use super::locks::Device;
use crate::support::app::App;
use crate::support::product::{Error, HOUR, MINUTE};
use crate::support::sign_in::{cookie, holder, refresh};
use crate::support::socket::Socket;
use crate::support::world::{PASSPHRASE, World};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_locked_login_can_be_left_and_ends_by_itself_when_nobody_comes_back() {
    let world = World::new().await;
    world.counsellor().await;
    let left = Device::of(&world, "大枫").await;
    left.lock(&world).await;
    left.send(&world, Method::POST, "/sign-out", json!({}))
        .await
        .expect(204);
    left.unlock(&world, json!({"passphrase": PASSPHRASE}))
        .await
        .problem("login_ended");

    let forgotten = Device::of(&world, "大枫").await;
    forgotten.lock(&world).await;
    world.clock.advance(HOUR + MINUTE);
    forgotten
        .unlock(&world, json!({"passphrase": PASSPHRASE}))
        .await
        .problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn on_a_shared_computer_the_lock_signs_out() {
    // safety 55
    let world = World::new().await;
    world.counsellor().await;
    let body = json!({"nickname": "大枫", "passphrase": PASSPHRASE, "is_shared_computer": true});
    let answer = world.stranger().post("/sign-in", body).await;
    let cookie = cookie(&answer);
    let page = holder(&world, &answer.expect(200));
    assert_eq!(page.get("/me").await.expect(200)["is_shared_computer"], true);
    let device = Device { page, cookie };
    device.lock(&world).await;
    device.page.get("/me").await.problem("login_ended");
    device
        .unlock(&world, json!({"passphrase": PASSPHRASE}))
        .await
        .problem("login_ended");
    world.finish().await;
}

#[tokio::test]
async fn the_sockets_of_a_locked_login_close_and_no_other() {
    let world = World::new().await;
    let other = world.counsellor().await;
    let device = Device::of(&world, "大枫").await;
    let ticket = Socket::ticket(&device.page).await;
    let mut locked = Socket::open(&world, &device.page).await;
    locked.hello(json!([])).await;
    let mut open = Socket::open(&world, &other).await;
    open.hello(json!([])).await;
    device.lock(&world).await;
    locked.expect_close(4423).await;
    // a ticket from before the lock is of no use either
    let late = Socket::try_open(world.address, Socket::request(world.address, &ticket)).await;
    assert!(late.is_err());
    open.send(json!({"t": "unsub", "id": 1, "r": "01JDXXXXXXXXXXXXXXXXXXXXXX"}))
        .await;
    open.expect("err").await;
    world.finish().await;
}

// I10: a node that heard nothing learns it from the sweep
#[tokio::test]
async fn a_lock_of_another_node_is_honoured_after_the_sweep() {
    use crate::support::product::db::schema::{login_locks, logins};
    use diesel::prelude::*;
    let world = World::new().await;
    world.counsellor().await;
    let device = Device::of(&world, "大枫").await;
    let (id, now) = (device.page.id.clone(), world.clock.now());
    let write = world.db.write(move |tx| {
        let login: String = logins::table
            .filter(logins::person_id.eq(&id).and(logins::device.ne("test")))
            .select(logins::id)
            .first(tx.conn())?;
        diesel::insert_into(login_locks::table)
            .values((
                login_locks::login_id.eq(login),
                login_locks::number.eq(1),
                login_locks::is_locked.eq(true),
                login_locks::locked_at.eq(now),
                login_locks::tries.eq(0),
            ))
            .execute(tx.conn())?;
        Ok::<_, Error>(())
    });
    write.await.unwrap();
    // tokens and sockets are made from the database
    refresh(&world, &device.cookie).await.problem("login_locked");
    world.application.accounts.sweep().await.unwrap();
    device.page.get("/me").await.problem("login_locked");
    world.finish().await;
}

#[tokio::test]
async fn a_first_visit_is_no_failure() {
    let app = App::start().await;
    app.stranger().post("/refresh", json!({})).await.expect(204);
    refresh(&app, "not-a-token").await.problem("login_ended");
    app.finish().await;
}
