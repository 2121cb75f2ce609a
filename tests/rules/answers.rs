//! What the API document says of answers is exact: JSON has a shape, and a member is either there, perhaps null, or may be absent and is
//! then never null. Screens are written against it; live answers are held to it by `tests/support/contract.rs`.

use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Names of all shapes that are reached from a part of the document.
fn reached(document: &Value, from: &Value, found: &mut BTreeSet<String>) {
    if let Some(name) = from["$ref"]
        .as_str()
        .and_then(|place| place.strip_prefix("#/components/schemas/"))
        && found.insert(name.to_owned())
    {
        reached(document, &document["components"]["schemas"][name], found);
    }
    let members = from.as_object().into_iter().flat_map(|members| members.values());
    for within in members.chain(from.as_array().into_iter().flatten()) {
        reached(document, within, found);
    }
}

fn may_be_null(schema: &Value) -> bool {
    let kinds = schema["type"].as_array().into_iter().flatten();
    let choices = ["oneOf", "anyOf"]
        .into_iter()
        .filter_map(|name| schema[name].as_array());
    kinds.into_iter().any(|kind| kind == "null") || choices.flatten().any(|choice| choice["type"] == "null")
}

/// Members that may be null and may be absent.
fn vague(at: &str, schema: &Value, found: &mut Vec<String>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let mut required = schema["required"].as_array().into_iter().flatten();
        if may_be_null(member) && !required.any(|one| one == name) {
            found.push(format!("{at}.{name} may be null and may be absent; say which"));
        }
    }
    let members = schema.as_object().into_iter().flat_map(|members| members.values());
    for within in members.chain(schema.as_array().into_iter().flatten()) {
        vague(at, within, found);
    }
}

fn breaches(document: &Value) -> Vec<String> {
    let (mut asked, mut found) = (BTreeSet::new(), vec![]);
    let paths = document["paths"].as_object().into_iter().flatten();
    for (path, item) in paths {
        for (verb, operation) in item.as_object().into_iter().flatten() {
            reached(document, &operation["requestBody"], &mut asked);
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                let content = response["content"].as_object().into_iter().flatten();
                for (media, of) in content.filter(|(media, _)| media.ends_with("json")) {
                    let schema = &of["schema"];
                    if !schema.is_object() || schema == &json!({}) {
                        found.push(format!("{verb} {path} {status} {media} has no shape"));
                    }
                    vague(&format!("{verb} {path} {status}"), schema, &mut found);
                }
            }
        }
    }
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    for (name, schema) in schemas.filter(|(name, _)| !asked.contains(*name)) {
        vague(name, schema, &mut found);
    }
    found
}

#[test]
fn every_answer_of_the_api_document_is_exact() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json")).unwrap();
    assert_eq!(breaches(&serde_json::from_str(&text).unwrap()), Vec::<String>::new());
}

#[test]
fn the_rule_about_answers_sees_what_is_vague() {
    let document = |answer: Value, shape: Value, asked: Value| {
        json!({
            "paths": { "/x": { "post": {
                "requestBody": asked,
                "responses": { "200": { "content": { "application/json": answer } } },
            } } },
            "components": { "schemas": { "Row": shape } },
        })
    };
    let row = json!({ "schema": { "$ref": "#/components/schemas/Row" } });
    let shape =
        |required: Value, kind: Value| json!({ "required": required, "properties": { "at": { "type": kind } } });
    let vague = shape(json!([]), json!(["integer", "null"]));
    assert_eq!(breaches(&document(row.clone(), vague.clone(), Value::Null)).len(), 1);
    assert_eq!(breaches(&document(json!({}), json!({}), Value::Null)).len(), 1);
    // what is asked may leave out and may say null
    let asked = json!({ "content": { "application/json": row } });
    assert!(breaches(&document(row.clone(), vague, asked)).is_empty());
    let fine = [
        shape(json!(["at"]), json!(["integer", "null"])),
        shape(json!([]), json!("integer")),
    ];
    for shape in fine {
        assert!(breaches(&document(row.clone(), shape, Value::Null)).is_empty());
    }
}
