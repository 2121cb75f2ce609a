//! The common part of the API document; rooms add their paths in `routes.rs`.

use super::problem::Problem;
use crate::error::FieldError;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// Title, licence, the way to sign in and the shape of failures.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tongxing",
        description = "Failures are `application/problem+json` (RFC 9457) with a stable `code`. Times are milliseconds \
                       UTC in integers named `…_at`. Lists are pages: `items` and `next`, the cursor of the next page.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    components(schemas(Problem, FieldError)),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
pub struct Frame;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(scheme));
    }
}
