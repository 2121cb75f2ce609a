//! The answer where no handler matches: 405 with the methods that the address takes, or 404.

use crate::error::{Code, Error, Result};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use std::collections::HashMap;
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

/// The methods of every path of the API, as its document has them.
#[derive(Clone, Debug)]
pub struct Methods(Arc<HashMap<String, String>>);

impl Methods {
    /// The methods that each path takes, read from the API document.
    pub fn of(document: &OpenApi) -> Self {
        let paths = document.paths.paths.iter();
        Methods(Arc::new(
            paths.map(|(path, item)| (path.clone(), methods(item))).collect(),
        ))
    }
}

fn methods(item: &PathItem) -> String {
    let known = [
        ("GET", item.get.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ];
    let taken: Vec<&str> = known
        .iter()
        .filter(|(_, is_there)| *is_there)
        .map(|(name, _)| *name)
        .collect();
    taken.join(", ")
}

/// The answer for an address that does not exist, or not with this method (RFC 9110, 15.5.6).
pub async fn no_route(request: HttpRequest, methods: Data<Methods>) -> Result<HttpResponse> {
    let allowed = request.match_pattern().and_then(|path| methods.0.get(&path).cloned());
    Err(match allowed {
        Some(allowed) => Error::from(Code::WrongMethod).with("allow", allowed),
        None => Code::NoRoute.into(),
    })
}
