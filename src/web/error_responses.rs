//! Adds the refusals of every operation to the API document, from the table of failures and from what the operation takes.

use crate::error::Code;
use std::collections::BTreeSet;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::response::Response;
use utoipa::openapi::{Content, OpenApi, Ref, RefOr};

/// What any operation may answer: too many requests, an internal error, or no database.
const ANYWHERE: &[u16] = &[429, 500, 503];

/// Declares the refusals of every address, each as a reference to one description that names its codes.
pub fn declare(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    for status in Code::ALL.iter().map(|code| code.status()) {
        components
            .responses
            .entry(name(status))
            .or_insert_with(|| RefOr::T(described(status)));
    }
    for item in document.paths.paths.values_mut() {
        declare_in(item);
    }
}

fn declare_in(item: &mut PathItem) {
    let reading = [&mut item.get].into_iter().map(|operation| (operation, false));
    let writing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    for (operation, is_write) in reading.chain(writing.into_iter().map(|operation| (operation, true))) {
        let Some(operation) = operation else { continue };
        let mut statuses = statuses_of(operation, is_write);
        // responses that a handler declares by their status alone
        let bare = operation
            .responses
            .responses
            .iter()
            .filter_map(|(status, found)| match found {
                RefOr::T(found) if found.content.is_empty() => status.parse::<u16>().ok(),
                _ => None,
            });
        statuses.extend(bare.filter(|status| *status >= 400));
        for status in statuses {
            let reference = RefOr::Ref(Ref::from_response_name(name(status)));
            operation.responses.responses.insert(status.to_string(), reference);
        }
    }
}

fn statuses_of(operation: &Operation, is_write: bool) -> BTreeSet<u16> {
    let mut statuses: BTreeSet<u16> = ANYWHERE.iter().copied().collect();
    let takes = |place: ParameterIn| {
        let parameters = operation.parameters.iter().flatten();
        parameters
            .filter(|one| matches!(one, RefOr::T(one) if one.parameter_in == place))
            .count()
            > 0
    };
    let is_open = operation.security.is_some();
    if !is_open {
        // no token, one whose person may not do this, or one that is locked
        statuses.extend([401, 403, 423]);
    }
    if takes(ParameterIn::Path) || operation.request_body.is_some() {
        // what is named does not exist for this person
        statuses.insert(404);
    }
    if takes(ParameterIn::Query) {
        statuses.extend([400, 404, 422]);
    }
    if operation.request_body.is_some() {
        statuses.extend([400, 408, 413, 422]);
    }
    if is_write {
        // what it is about is not as it would have to be
        statuses.extend([403, 409]);
    }
    statuses
}

fn name(status: u16) -> String {
    format!("Refused{status}")
}

fn described(status: u16) -> Response {
    let codes = Code::ALL.iter().filter(|code| code.status() == status);
    let codes: Vec<String> = codes
        .map(|code| format!("`{}`: {}", code.slug(), code.title()))
        .collect();
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    utoipa::openapi::ResponseBuilder::new()
        .description(codes.join("\n"))
        .content(super::problem::MEDIA_TYPE, problem)
        .build()
}
