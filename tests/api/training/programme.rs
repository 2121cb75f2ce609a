//! The default programme, and that a used version cannot be changed.

use crate::support::product::{
    Code, Error, Role,
    db::schema::{programmes, requirements},
    training::plant_default_programme,
};
use crate::support::world::Training;
use diesel::prelude::*;

#[tokio::test]
async fn the_default_programme_is_there_once_and_in_both_languages() {
    let training = Training::new().await;
    plant_default_programme(&training.db).await.unwrap();
    let count = training
        .db
        .read(|conn| Ok::<i64, Error>(programmes::table.count().get_result(conn)?));
    assert_eq!(count.await.unwrap(), 1);
    let version = training
        .coordinator
        .get(&format!("/programme-versions/{}", training.programme_version))
        .await
        .expect(200);
    assert_eq!(version["phases"].as_array().unwrap().len(), 4);
    assert_eq!(version["phases"][3]["gate_signers"].as_array().unwrap().len(), 3);
    let modules = version["requirements"].as_array().unwrap().iter();
    let modules = modules.filter(|r| r["phase"] == 2 && r["is_module"] == true).count();
    assert_eq!(modules, 11);
    let member = training.app.person(Role::Member, &training.here).await;
    member.get("/programmes").await.problem("not_allowed");
    training.finish().await;
}

// T6
#[tokio::test]
async fn a_version_that_a_cohort_follows_cannot_be_changed() {
    let training = Training::new().await;
    let change = || {
        training.db.write(|tx| {
            diesel::update(requirements::table)
                .filter(requirements::code.eq("boundaries"))
                .set(requirements::need.eq(1))
                .execute(tx.conn())?;
            Err::<(), Error>(Error::not_found()) // undone in any case
        })
    };
    assert_eq!(change().await.unwrap_err().code, Code::NotFound);
    training.open_cohort(5).await;
    let refused = change().await.unwrap_err();
    assert_eq!(refused.code, Code::Internal);
    let listed = training.coordinator.get("/programmes").await.expect(200);
    assert_eq!(listed["items"][0]["versions"][0]["is_used"], true);
    training.finish().await;
}
