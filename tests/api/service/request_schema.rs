//! The schemas of the request bodies, as the API document declares them.

use crate::support::contract::contract;
use serde_json::Value;

/// The schema behind a reference.
pub fn resolve(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(place) => resolve(contract().document.pointer(&place[1..]).expect("a schema")),
        None => schema,
    }
}

/// What a value may be, besides absent.
pub fn choices(schema: &Value) -> Vec<&Value> {
    let schema = resolve(schema);
    let all = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    match all {
        Some(all) => all
            .iter()
            .filter(|one| one["type"] != "null")
            .flat_map(choices)
            .collect(),
        None => vec![schema],
    }
}

pub fn is(schema: &Value, kind: &str) -> bool {
    let of = &schema["type"];
    of == kind || of.as_array().is_some_and(|all| all.iter().any(|one| one == kind))
}

/// The members of an object, over all parts of a composition: name, schema, whether it must be there.
pub fn members(schema: &Value) -> Vec<(String, Value, bool)> {
    let schema = resolve(schema);
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(members);
    let needed = |name: &String| {
        let mut required = schema["required"].as_array().into_iter().flatten();
        required.any(|one| one == name)
    };
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, of)| (name.clone(), of.clone(), needed(name)));
    parts.chain(own).collect()
}

/// A value as it stands in an address.
pub fn text(value: &Value) -> String {
    value.as_str().map_or(value.to_string(), str::to_owned)
}
