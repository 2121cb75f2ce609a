//! Compares every answer with the API document: the operation declares its status and media type, and the body has the declared shape
//! and no other member.

use super::app::Answer;
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The API document.
pub struct Contract {
    pub document: Value,
}

/// The committed document; that it is the served one is a check of its own.
pub fn contract() -> &'static Contract {
    static CONTRACT: OnceLock<Contract> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        let text = std::fs::read_to_string(path).expect("the committed document");
        Contract {
            document: serde_json::from_str(&text).expect("JSON"),
        }
    })
}

impl Contract {
    /// What is wrong with an answer of `path`, which may have a query. Without a method any operation of the path may declare it. Answers
    /// of other paths are not checked.
    pub fn breach(&self, method: Option<&Method>, path: &str, answer: &Answer) -> Option<String> {
        if method.is_none() && answer.status == 405 {
            // the method is no operation of the document
            return None;
        }
        let template = self.template_of(path)?;
        let item = self.document["paths"][template].as_object()?;
        let verb = method.map(|method| method.as_str().to_lowercase());
        let asked = item
            .keys()
            .filter(|name| verb.as_ref().is_none_or(|verb| verb == *name));
        let mut found = vec![];
        for name in asked {
            found.push(self.breach_of(name, template, answer)?);
        }
        found.into_iter().next()
    }

    /// The path template with the fewest parameters that matches a path.
    fn template_of(&self, path: &str) -> Option<&str> {
        let parts: Vec<&str> = path.split('?').next()?.split('/').collect();
        let fits = |template: &&String| {
            let of: Vec<&str> = template.split('/').collect();
            let mut pairs = of.iter().zip(&parts);
            of.len() == parts.len() && pairs.all(|(of, part)| of.starts_with('{') || of == part)
        };
        let all = self.document["paths"].as_object()?.keys().filter(fits);
        let closest = all.min_by_key(|template| template.matches('{').count());
        closest.map(String::as_str)
    }

    fn breach_of(&self, verb: &str, template: &str, answer: &Answer) -> Option<String> {
        let status = answer.status;
        let here = format!("{verb} {template} {status}");
        let operation = &self.document["paths"][template][verb];
        let declared = self.resolved(&operation["responses"][status.to_string()]);
        if declared.is_null() {
            return Some(format!("{here} is not declared"));
        }
        let media = answer.headers.get("content-type").and_then(|media| media.to_str().ok());
        let media = media.and_then(|media| media.split(';').next()).unwrap_or_default();
        let Some(content) = declared["content"].as_object() else {
            return (!answer.text.is_empty()).then(|| format!("{here} has a body of {media}, and none is declared"));
        };
        let Some(found) = content.get(media) else {
            return Some(format!("{here} answers {media:?}, which is not declared"));
        };
        let mut wrong = vec![];
        if media.ends_with("json") {
            self.check(&found["schema"], &answer.json, "", &mut wrong);
        }
        wrong.first().map(|wrong| format!("{here}: {wrong}"))
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(place) => self
                .document
                .pointer(&place[1..])
                .map_or(&Value::Null, |found| self.resolved(found)),
            None => schema,
        }
    }

    /// Checks a value with its members, which some part of the schema must declare.
    fn check(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        self.fits(schema, value, at, wrong);
        let (mut known, mut is_closed) = (BTreeSet::new(), false);
        if self.names(schema, &mut known, &mut is_closed) && is_closed {
            for name in value.as_object().into_iter().flat_map(|members| members.keys()) {
                if !known.contains(name.as_str()) {
                    wrong.push(format!("{at}/{name} is not declared"));
                }
            }
        }
    }

    /// Collects the members that the parts of a schema declare; false if one of them allows any other.
    fn names<'a>(&'a self, schema: &'a Value, known: &mut BTreeSet<&'a str>, is_closed: &mut bool) -> bool {
        let schema = self.resolved(schema);
        if let Some(properties) = schema["properties"].as_object() {
            *is_closed = true;
            known.extend(properties.keys().map(String::as_str));
        }
        let more = &schema["additionalProperties"];
        let parts = COMPOSED.iter().filter_map(|name| schema[name].as_array()).flatten();
        !more.is_object() && more != true && parts.filter(|part| !self.names(part, known, is_closed)).count() == 0 // every part is looked at
    }

    fn fits(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let schema = self.resolved(schema);
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.fits(part, value, at, wrong);
        }
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let of_each = choices.iter().map(|choice| {
                let mut of_this = vec![];
                self.fits(choice, value, at, &mut of_this);
                of_this
            });
            // the closest choice has the most useful message; null is never the closest
            let nearest = of_each.min_by_key(|of_this| {
                (
                    !of_this.is_empty(),
                    of_this.iter().any(|one| one.contains("not [\"null\"]")),
                )
            });
            wrong.extend(nearest.into_iter().flatten());
        }
        if let Some(all) = schema["enum"].as_array().filter(|all| !all.contains(value)) {
            wrong.push(format!("{at} is {value}, not one of {all:?}"));
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind],
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        };
        let kind = kind_of(value);
        let is_known = kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number"));
        if !(kinds.is_empty() || is_known) {
            wrong.push(format!("{at} is of the kind {kind}, not {kinds:?}"));
            return;
        }
        self.fits_within(schema, value, at, wrong);
    }

    fn fits_within(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            if value.is_object() && value.get(name).is_none() {
                wrong.push(format!("{at}/{name} is missing"));
            }
        }
        let properties = schema["properties"].as_object();
        for (name, found) in value.as_object().into_iter().flatten() {
            let declared = properties.and_then(|properties| properties.get(name));
            let more = Some(&schema["additionalProperties"]).filter(|more| more.is_object());
            if let Some(of) = declared.or(more) {
                self.check(of, found, &format!("{at}/{name}"), wrong);
            }
        }
        for (index, found) in value.as_array().into_iter().flatten().enumerate() {
            self.check(&schema["items"], found, &format!("{at}/{index}"), wrong);
        }
    }
}

const COMPOSED: [&str; 3] = ["allOf", "oneOf", "anyOf"];

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
