//! The check that holds every answer of these tests to the API document sees what is wrong.

use crate::support::app::Answer;
use crate::support::contract::Contract;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde_json::{Value, json};

fn contract() -> Contract {
    let row = json!({ "type": "object", "required": ["id", "note"], "properties": {
        "id": { "type": "string" }, "note": { "type": ["string", "null"] }, "at": { "type": "integer" } } });
    let whole = json!({ "allOf": [
        { "$ref": "#/components/schemas/Row" },
        { "type": "object", "required": ["rows"], "properties": {
            "rows": { "type": "array", "items": { "$ref": "#/components/schemas/Row" } } } },
    ] });
    let answer = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "content": { "application/json": { "schema": schema } } })
    };
    let document = json!({
        "paths": {
            "/api/v1/rows/{id}": {
                "get": { "responses": { "200": answer("Whole"), "404": { "$ref": "#/components/responses/Gone" } } },
                "delete": { "responses": { "204": {} } },
            },
            "/api/v1/rows/newest": { "get": { "responses": { "200": answer("Row") } } },
        },
        "components": { "schemas": { "Row": row, "Whole": whole }, "responses": { "Gone": answer("Row") } },
    });
    Contract { document }
}

fn seen(method: Option<Method>, path: &str, status: u16, json: Value) -> bool {
    let mut headers = HeaderMap::new();
    let text = if json.is_null() {
        String::new()
    } else {
        json.to_string()
    };
    if !json.is_null() {
        headers.insert(CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap());
    }
    let answer = Answer {
        status,
        headers,
        text,
        json,
    };
    contract().breach(method.as_ref(), path, &answer).is_some()
}

#[test]
fn an_answer_that_is_not_in_the_document_is_seen() {
    let row = json!({ "id": "a", "note": null });
    let whole = json!({ "id": "a", "note": null, "rows": [row] });
    let get = |path: &str, status, json| seen(Some(Method::GET), path, status, json);
    assert!(!get("/api/v1/rows/a?x=1", 200, whole.clone()));
    assert!(!get("/api/v1/rows/newest", 200, row.clone()));
    assert!(!get("/api/v1/rows/a", 404, row.clone()), "a shared answer");
    assert!(!seen(Some(Method::DELETE), "/api/v1/rows/a", 204, Value::Null));
    assert!(!get("/api/v1/elsewhere", 200, json!([])), "no address of the document");

    assert!(get("/api/v1/rows/a", 201, whole.clone()), "a status");
    assert!(get("/api/v1/rows/a", 200, row.clone()), "a member that is not there");
    assert!(get("/api/v1/rows/a", 200, json!([])), "an array for an object");
    assert!(get("/api/v1/rows/a", 200, Value::Null), "nothing at all");
    assert!(
        get("/api/v1/rows/newest", 200, json!({ "id": null, "note": null })),
        "null"
    );
    assert!(get("/api/v1/rows/newest", 200, whole), "a member that nobody knows");
    let within = json!({ "id": "a", "note": null, "rows": [{ "id": "b", "note": "", "more": 1 }] });
    assert!(get("/api/v1/rows/a", 200, within), "one within a list");
    assert!(
        seen(Some(Method::DELETE), "/api/v1/rows/a", 204, row.clone()),
        "a body where none is declared"
    );
}

#[test]
fn an_answer_of_an_unknown_method_fits_one_operation_of_its_path() {
    let row = json!({ "id": "a", "note": null });
    assert!(!seen(None, "/api/v1/rows/a", 204, Value::Null));
    assert!(!seen(None, "/api/v1/rows/a", 404, row.clone()));
    assert!(seen(None, "/api/v1/rows/a", 200, row));
}
