//! Districts, studios, rooms and hours, through the importer.

use super::Stage;
use crate::app::Application;
use crate::districts::api;
use crate::error::Result;
use crate::imports::actions::{Choices, Importer, import_file};

/// The sheets of an invented agency, in the order in which an agency brings them.
const SHEETS: [(&str, &[u8]); 5] = [
    ("districts", include_bytes!("../../tests/data/agency/districts.csv")),
    (
        "service_points",
        include_bytes!("../../tests/data/agency/service_points.csv"),
    ),
    ("studios", include_bytes!("../../tests/data/agency/studios.csv")),
    ("rooms", include_bytes!("../../tests/data/agency/rooms.csv")),
    (
        "opening_hours",
        include_bytes!("../../tests/data/agency/opening_hours.csv"),
    ),
];

pub async fn plant(app: &Application) -> Result<()> {
    for (kind, bytes) in SHEETS {
        import_file(
            &app.db,
            app.imports.find(kind)?,
            bytes.to_vec(),
            Importer::Operator,
            Choices::default(),
        )
        .await?;
    }
    Ok(())
}

pub async fn load_ids(stage: &mut Stage<'_>) -> Result<()> {
    let (districts, studios) = stage
        .app
        .db
        .read(|conn| Ok((api::districts(conn)?, api::studios(conn)?)))
        .await?;
    for studio in studios {
        let id = studio.id.clone();
        let rooms = stage.app.db.read(move |conn| api::rooms(conn, &id)).await?;
        for room in rooms {
            stage.rooms.insert((studio.name.clone(), room.name), room.id);
        }
        stage.studios.insert(studio.name, studio.id);
    }
    stage.districts = districts
        .into_iter()
        .map(|district| (district.name, district.id))
        .collect();
    Ok(())
}
