//! The token of a request: `Authorization: Bearer <token>`. The scheme is written in any case (RFC 9110, 11.1).

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

/// The token, if the request brings one.
pub fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start_matches(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_scheme_is_read_in_any_case_and_no_other_scheme_is() {
        let request = |value: &str| {
            TestRequest::default()
                .insert_header((AUTHORIZATION, value))
                .to_http_request()
        };
        for value in ["Bearer a.b", "bearer a.b", "BEARER  a.b"] {
            assert_eq!(bearer(&request(value)), Some("a.b"), "{value}");
        }
        for value in ["Basic a.b", "Bearera.b", "a.b", "Bearer"] {
            assert_eq!(bearer(&request(value)), None, "{value}");
        }
        assert_eq!(bearer(&TestRequest::default().to_http_request()), None);
    }
}
