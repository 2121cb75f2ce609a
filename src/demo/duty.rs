//! A rota from this Monday on, so that calls for help in the demo reach somebody.

use super::Stage;
use crate::care::api::add_shift;
use crate::clock::DAY;
use crate::error::Result;

/// Who is on duty, put there by whom, in which district.
const ROTA: [(&str, &str, Option<&str>); 3] = [
    ("白桦", "青松", Some("云溪区")),
    ("海棠", "晨露", Some("望湖区")),
    ("远山", "远山", None),
];

/// Puts people on duty for this week and the next.
pub async fn plant(stage: &Stage<'_>) -> Result<()> {
    let monday = stage.at(stage.date(0, 1)?, 0, 0)?;
    for (name, by, district) in ROTA {
        let district = district.map(|name| stage.district(name)).transpose()?;
        for from in [monday, monday + 7 * DAY] {
            let span = (from, from + 7 * DAY);
            let ctx = stage.context(by)?;
            add_shift(&ctx, district.clone(), stage.person(name)?, span).await?;
        }
    }
    Ok(())
}
