//! Somebody who cannot come tonight, a question of yesterday evening without an answer, and an exchange that waits for a yes.

use super::Stage;
use crate::error::Result;
use crate::ids::SessionId;
use crate::local_time::add_days;
use crate::scheduling::api as scheduling;
use crate::scheduling::confirmations::actions::ask_to_confirm;
use crate::scheduling::cover::actions::request::request_cover;
use crate::scheduling::staffing::swaps::actions::propose_swap;
use crate::scheduling::staffing::swaps::views::swap_options;

/// Asks yesterday at five who comes today; then it is now again.
pub async fn plant(stage: &Stage<'_>) -> Result<()> {
    stage.at(add_days(stage.today, -1)?, 17, 0)?;
    ask_to_confirm(&stage.app.db.with_clock(&stage.clock)).await?;
    stage.clock.set(stage.app.clock.now());
    request(stage).await?;
    swap(stage).await
}

/// Whoever of the two is on next cannot come.
async fn request(stage: &Stage<'_>) -> Result<()> {
    let mut next = vec![];
    for name in ["石榴", "麦田"] {
        if let Some((starts_at, session)) = next_sessions(stage, name).await?.into_iter().next() {
            next.push((starts_at, name, session));
        }
    }
    next.sort();
    if let Some((_, name, session)) = next.into_iter().next() {
        request_cover(&stage.context(name)?, session, None, true).await?;
    }
    Ok(())
}

/// The last session of somebody for the nearest that fits both.
async fn swap(stage: &Stage<'_>) -> Result<()> {
    let Some((_, mine)) = next_sessions(stage, "阿泽").await?.pop() else {
        return Ok(());
    };
    let ctx = stage.context("阿泽")?;
    let options = swap_options(&ctx, mine.clone()).await?;
    if let Some(option) = options.into_iter().next() {
        let theirs = option.you_get.session.session_id;
        propose_swap(&ctx, mine, option.with_person_id, theirs).await?;
    }
    Ok(())
}

/// What somebody is on from now on and that has not begun, the next first.
async fn next_sessions(stage: &Stage<'_>, name: &str) -> Result<Vec<(i64, SessionId)>> {
    let (person, now) = (stage.person(name)?, stage.app.clock.now());
    let briefs = stage
        .app
        .db
        .read(move |conn| scheduling::next_sessions(conn, &person, now, 10))
        .await?;
    let ahead = briefs.into_iter().filter(|brief| brief.starts_at > now);
    Ok(ahead.map(|brief| (brief.starts_at, brief.id)).collect())
}
