//! The interface, embedded: files built by `build.rs`, served with their compressed forms, their tags and the
//! headers that keep a page from loading anything else (safety 23, 54).
//!
//! Browsers cache files whose names contain a hash for a year and revalidate everything else. A path that names no
//! file is a screen, and screens are all `index.html`.

mod encoding;
mod title;

pub use title::Titled;

use crate::error::{Code, Error, Result};
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use encoding::Encoding;

struct File {
    path: &'static str,
    content_type: &'static str,
    tag: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gz: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const SHELL: &str = "/index.html";

/// Everything from this origin, nothing from another, and no page may frame it.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data: blob:; object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const NOTICE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Notes</title>\
     <h1>The interface is not part of this build</h1>\
     <p>It was built with FRONTEND=skip or without Node. The API is at /api/v1.</p></html>";

/// Answers every path that no route takes: a file, a screen, or "nothing at this address".
pub async fn serve(request: HttpRequest, titled: Data<Titled>) -> Result<HttpResponse> {
    let headers = request.headers();
    let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
    if !is_read {
        return Err(Error::from(Code::NoRoute));
    }
    let path = request.path();
    if let Some(file) = find(path) {
        return Ok(answer(file, &titled, headers));
    }
    if !is_screen(path, headers) {
        return Err(Error::from(Code::NoRoute));
    }
    match find(SHELL) {
        Some(shell) => Ok(answer(shell, &titled, headers)),
        None if IS_BUILT => Err(Error::from(Code::NoRoute)),
        None => Ok(guarded(StatusCode::OK)
            .content_type("text/html; charset=utf-8")
            .body(NOTICE)),
    }
}

fn find(path: &str) -> Option<&'static File> {
    let path = if path == "/" { SHELL } else { path };
    let at = FILES.binary_search_by(|file| file.path.cmp(path)).ok()?;
    FILES.get(at)
}

/// A screen is asked for by a browser's address bar, never by a script or a picture.
fn is_screen(path: &str, headers: &HeaderMap) -> bool {
    let accepts_html = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    accepts_html && !path.starts_with("/api/") && !path.starts_with("/assets/") && path != "/ws"
}

/// A file in the form that the browser takes; with the title of the deployment where it carries one.
fn answer(file: &File, titled: &Titled, headers: &HeaderMap) -> HttpResponse {
    if let Some(own) = titled.find(file.path) {
        return form(own.path, own.content_type, &own.tag, own.body.clone(), None, headers);
    }
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let (body, encoding) = match encoding::choose(accepted, file.br.is_some(), file.gz.is_some()) {
        Encoding::Brotli => (file.br.unwrap_or(file.plain), Some("br")),
        Encoding::Gzip => (file.gz.unwrap_or(file.plain), Some("gzip")),
        Encoding::Identity => (file.plain, None),
    };
    let body = Bytes::from_static(body);
    form(file.path, file.content_type, file.tag, body, encoding, headers)
}

fn form(
    path: &str,
    content_type: &'static str,
    tag: &str,
    body: Bytes,
    encoding: Option<&'static str>,
    headers: &HeaderMap,
) -> HttpResponse {
    // Each form has its own tag, as a strong tag must.
    let tag = format!(
        "\"{tag}{}\"",
        encoding.map_or("", |name| if name == "br" { "-b" } else { "-g" })
    );
    let is_known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = guarded(if is_known {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    });
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "Accept-Encoding"))
        .insert_header((header::CACHE_CONTROL, keeping(path)));
    if is_known {
        return response.finish();
    }
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    response.content_type(content_type).body(body)
}

fn keeping(path: &str) -> &'static str {
    if path.starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn guarded(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("cross-origin-opener-policy", "same-origin"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        .insert_header((
            "permissions-policy",
            "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
        ));
    response
}

#[cfg(test)]
mod tests;
