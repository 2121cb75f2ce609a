//! Session types: the programme's defaults, and a studio's own.

use crate::bilingual::Bilingual;
use crate::db::Conn;
use crate::db::schema::session_types;
use crate::error::Result;
use crate::ids::StudioId;
use crate::native;
use crate::scheduling::types::model::SessionType;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::HashMap;

#[derive(Clone, Queryable)]
struct Row {
    code: String,
    studio_id: Option<StudioId>,
    name_zh: String,
    name_en: String,
    minutes: i64,
    min_people: i64,
    max_people: i64,
    needs: String,
    per_extra: Option<String>,
    is_training: bool,
    is_online: bool,
    domain: Option<String>,
}

/// The types as this studio has them (or the defaults), in the order of the programme.
pub fn list_types(conn: &mut Conn, studio: Option<&StudioId>) -> Result<Vec<SessionType>> {
    let rows = rows(conn, studio.as_slice())?;
    compose(&rows, studio)
}

/// The types as each of these studios has them.
pub fn types_of(conn: &mut Conn, studios: &[StudioId]) -> Result<HashMap<StudioId, Vec<SessionType>>> {
    let mut studios: Vec<&StudioId> = studios.iter().collect();
    studios.sort();
    studios.dedup();
    let rows = rows(conn, &studios)?;
    studios
        .into_iter()
        .map(|studio| Ok((studio.clone(), compose(&rows, Some(studio))?)))
        .collect()
}

/// What types are called, by studio and code.
pub type TypeNames = HashMap<(StudioId, String), Bilingual>;

/// What the types of these studios are called.
pub fn type_names(conn: &mut Conn, studios: &[StudioId]) -> Result<TypeNames> {
    let types = types_of(conn, studios)?;
    let of_studio = |(studio, types): (StudioId, Vec<SessionType>)| {
        let named = |kind: SessionType| ((studio.clone(), kind.code.clone()), kind.name());
        types.into_iter().map(named).collect::<Vec<_>>()
    };
    Ok(types.into_iter().flat_map(of_studio).collect())
}

fn rows(conn: &mut Conn, studios: &[&StudioId]) -> Result<Vec<Row>> {
    let rows = session_types::table
        .filter(
            session_types::studio_id
                .is_null()
                .or(session_types::studio_id.eq_any(studios.to_vec())),
        )
        .order((session_types::position, session_types::id))
        .select((
            session_types::code,
            session_types::studio_id,
            session_types::name_zh,
            session_types::name_en,
            session_types::minutes,
            session_types::min_people,
            session_types::max_people,
            session_types::needs,
            session_types::per_extra,
            session_types::is_training,
            session_types::is_online,
            session_types::domain,
        ))
        .load(conn)?;
    Ok(rows)
}

/// The defaults, each replaced by the studio's own of the same code.
fn compose(rows: &[Row], studio: Option<&StudioId>) -> Result<Vec<SessionType>> {
    let is_own = |row: &Row| row.studio_id.is_some() && row.studio_id.as_ref() == studio;
    let own: Vec<&str> = rows
        .iter()
        .filter(|row| is_own(row))
        .map(|row| row.code.as_str())
        .collect();
    rows.iter()
        .filter(|row| is_own(row) || (row.studio_id.is_none() && !own.contains(&row.code.as_str())))
        .map(|row| read(row.clone()))
        .collect()
}

/// One type as this studio has it.
pub fn find_type(conn: &mut Conn, studio: &StudioId, code: &str) -> Result<Option<SessionType>> {
    let types = list_types(conn, Some(studio))?;
    Ok(types.into_iter().find(|kind| kind.code == code))
}

fn read(row: Row) -> Result<SessionType> {
    Ok(SessionType {
        needs: serde_json::from_str(&row.needs)?,
        per_extra: row.per_extra.as_deref().map(serde_json::from_str).transpose()?,
        code: row.code,
        name_zh: row.name_zh,
        name_en: row.name_en,
        minutes: row.minutes,
        min_people: row.min_people,
        max_people: row.max_people,
        is_training: row.is_training,
        is_online: row.is_online,
        domain: row.domain,
    })
}

/// Whether all of these are among the defaults.
pub fn has_defaults(conn: &mut Conn, types: &[SessionType]) -> QueryResult<bool> {
    let codes: Vec<&str> = types.iter().map(|kind| kind.code.as_str()).collect();
    let found: i64 = session_types::table
        .filter(
            session_types::studio_id
                .is_null()
                .and(session_types::code.eq_any(codes)),
        )
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(found) == Ok(types.len()))
}

/// Writes defaults in their order. One that is there stays as it is.
pub fn insert_defaults(conn: &mut Conn, types: &[SessionType]) -> Result<()> {
    for (position, kind) in (1i64..).zip(types) {
        let per_extra = kind.per_extra.as_ref().map(serde_json::to_string).transpose()?;
        let values = (
            session_types::id.eq(&kind.code),
            session_types::code.eq(&kind.code),
            session_types::position.eq(position),
            session_types::name_zh.eq(&kind.name_zh),
            session_types::name_en.eq(&kind.name_en),
            session_types::minutes.eq(kind.minutes),
            session_types::min_people.eq(kind.min_people),
            session_types::max_people.eq(kind.max_people),
            session_types::needs.eq(serde_json::to_string(&kind.needs)?),
            session_types::per_extra.eq(per_extra),
            session_types::is_training.eq(kind.is_training),
            session_types::is_online.eq(kind.is_online),
            session_types::domain.eq(&kind.domain),
        );
        native!(conn, |c| diesel::insert_into(session_types::table)
            .values(values)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Copies a studio's own types to another studio (M19).
pub fn copy_types(conn: &mut Conn, from: &StudioId, to: &StudioId) -> QueryResult<()> {
    diesel::sql_query(
        "INSERT INTO session_types (id, code, studio_id, position, name_zh, name_en, minutes, min_people, max_people, \
         needs, per_extra, is_training, is_online, domain) \
         SELECT $1 || '/' || code, code, $2, position, name_zh, name_en, minutes, min_people, max_people, needs, \
         per_extra, is_training, is_online, domain FROM session_types WHERE studio_id = $3",
    )
    .bind::<Text, _>(to)
    .bind::<Text, _>(to)
    .bind::<Text, _>(from)
    .execute(conn)
    .map(drop)
}
