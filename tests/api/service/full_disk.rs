//! A full disk: nothing is half-written, the answer names the reason, and readiness fails until there is space again.

use crate::support::app::App;
use crate::support::database::is_postgres;
use crate::support::product::{Error, Role};
use diesel::connection::SimpleConnection as _;
use serde_json::json;

async fn pages(app: &App, most: &'static str) {
    let set = app.db.write(move |tx| Ok::<_, Error>(tx.conn().batch_execute(most)?));
    set.await.expect("the pragma");
}

#[tokio::test]
async fn a_full_disk_is_503_with_its_own_code_and_readyz_reports_it() {
    if is_postgres() {
        return; // its disk is the server's; the sentences that it would say are read in `db/dialect.rs`
    }
    let app = App::start().await;
    let person = app.person_named("小舟", &[(Role::Headquarters, None)]).await;
    let ready = || app.client.get(app.url("/readyz")).send();
    assert_eq!(ready().await.unwrap().status(), 200);
    pages(&app, "PRAGMA max_page_count = 1").await; // as many as there are
    let open = async |number: usize| {
        let name = format!("{number:03} {}", "x".repeat(70));
        person.post("/districts", json!({"name": name})).await
    };
    let (mut acknowledged, mut refused) = (vec![], None);
    for number in 0..2_000 {
        let answer = open(number).await;
        match answer.status {
            201 => acknowledged.push(number),
            _ => {
                refused = Some(answer);
                break;
            }
        }
    }
    let refused = refused.expect("the disk gets full");
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.status, 503);
    refused.problem("disk_full");
    // many at once share a commit; each is told, and none of them stands
    let together = futures_util::future::join_all((2_000..2_020).map(&open)).await;
    let stand: Vec<_> = together.iter().filter(|answer| answer.status == 201).collect();
    let full = together
        .iter()
        .filter(|answer| answer.json["code"] == "disk_full")
        .count();
    assert_eq!(stand.len() + full, 20, "{together:?}");
    let unready = ready().await.unwrap();
    assert_eq!(unready.status(), 503);
    assert_eq!(unready.json::<serde_json::Value>().await.unwrap()["code"], "disk_full");
    assert_eq!(person.get("/districts").await.status, 200, "reading goes on");
    // space again: ready again, and everything that was acknowledged is there
    pages(&app, "PRAGMA max_page_count = 1073741823").await;
    assert_eq!(ready().await.unwrap().status(), 200);
    open(5_000).await.expect(201);
    let count = acknowledged.len() + stand.len() + 1;
    let all = person.get("/districts?limit=200").await.expect(200);
    assert!(all["items"].as_array().unwrap().len() >= count.min(200) || all["next"].is_string());
    app.finish().await;
}
