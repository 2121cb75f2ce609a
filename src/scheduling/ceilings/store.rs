//! Ceilings that people set for themselves.

use crate::db::Conn;
use crate::db::schema::own_ceilings;
use crate::ids::PersonId;
use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::rules::OwnCeiling;
use crate::scheduling::validation::whom::Whom;
use diesel::prelude::*;

type Row = (PersonId, String, i64);

pub(crate) fn list_ceilings(conn: &mut Conn, whom: Whom<'_>) -> QueryResult<Vec<OwnCeiling>> {
    let mut rows: Vec<Row> = vec![];
    match whom {
        Whom::Everybody => rows = own_ceilings::table.load(conn)?,
        Whom::These(ids) => {
            for ids in ids.chunks(500) {
                let of_these = own_ceilings::table.filter(own_ceilings::person_id.eq_any(ids));
                rows.extend(of_these.load::<Row>(conn)?);
            }
        }
    }
    let read = |(person, code, amount): Row| {
        let rule = PlanningRule::parse(&code)?;
        Some(OwnCeiling { person, rule, amount })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Makes somebody's ceilings exactly these.
pub fn replace_ceilings(conn: &mut Conn, person: &PersonId, ceilings: &[(PlanningRule, i64)]) -> QueryResult<()> {
    diesel::delete(own_ceilings::table.filter(own_ceilings::person_id.eq(person))).execute(conn)?;
    for (rule, amount) in ceilings {
        diesel::insert_into(own_ceilings::table)
            .values((
                own_ceilings::person_id.eq(person),
                own_ceilings::code.eq(rule.as_str()),
                own_ceilings::amount.eq(amount),
            ))
            .execute(conn)?;
    }
    Ok(())
}
