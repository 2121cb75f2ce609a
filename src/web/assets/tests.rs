use super::*;
use actix_web::test::TestRequest;

fn sample(path: &'static str) -> File {
    File {
        path,
        content_type: "text/html; charset=utf-8",
        tag: "abc",
        plain: b"plain",
        br: Some(b"br"),
        gz: Some(b"gz"),
    }
}

fn untitled() -> Titled {
    Titled::of(&[], "Notes").unwrap()
}

fn header_of(response: &HttpResponse, name: &str) -> String {
    let value = response.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

#[test]
fn a_page_is_held_to_its_own_origin() {
    // safety 23
    let request = TestRequest::default().to_http_request();
    let response = answer(&sample("/index.html"), &untitled(), request.headers());
    assert!(header_of(&response, "content-security-policy").starts_with("default-src 'self'"));
    assert_eq!(header_of(&response, "x-content-type-options"), "nosniff");
    assert_eq!(header_of(&response, "referrer-policy"), "no-referrer");
}

#[test]
fn the_shell_is_asked_for_each_time_and_named_files_are_kept() {
    let request = TestRequest::default().to_http_request();
    let shell = answer(&sample("/index.html"), &untitled(), request.headers());
    let named = answer(&sample("/assets/index-abc.js"), &untitled(), request.headers());
    assert_eq!(header_of(&shell, "cache-control"), "no-cache");
    assert!(header_of(&named, "cache-control").contains("immutable"));
    assert_eq!(header_of(&named, "vary"), "Accept-Encoding");
}

#[test]
fn a_known_tag_gets_no_body_and_each_form_has_its_own() {
    let packed = TestRequest::default()
        .insert_header(("accept-encoding", "br"))
        .to_http_request();
    let response = answer(&sample("/index.html"), &untitled(), packed.headers());
    assert_eq!(header_of(&response, "content-encoding"), "br");
    let tag = header_of(&response, "etag");
    let again = TestRequest::default()
        .insert_header(("accept-encoding", "br"))
        .insert_header(("if-none-match", format!("\"other\", W/{tag}")))
        .to_http_request();
    assert_eq!(
        answer(&sample("/index.html"), &untitled(), again.headers()).status(),
        StatusCode::NOT_MODIFIED
    );
    let plain = TestRequest::default()
        .insert_header(("if-none-match", tag))
        .to_http_request();
    assert_eq!(
        answer(&sample("/index.html"), &untitled(), plain.headers()).status(),
        StatusCode::OK
    );
}

#[test]
fn only_an_address_bar_gets_a_screen() {
    let browser = TestRequest::default()
        .insert_header(("accept", "text/html,*/*;q=0.8"))
        .to_http_request();
    let script = TestRequest::default()
        .insert_header(("accept", "*/*"))
        .to_http_request();
    assert!(is_screen("/calendar", browser.headers()));
    assert!(!is_screen("/calendar", script.headers()));
    assert!(!is_screen("/api/v1/nothing", browser.headers()));
    assert!(!is_screen("/assets/gone.js", browser.headers()));
}

#[test]
fn the_table_is_sorted_for_the_search() {
    assert!(FILES.is_sorted_by(|one, other| one.path < other.path));
    assert_eq!(find("/").is_some(), IS_BUILT);
}

#[test]
fn a_title_of_ones_own_is_answered_with_a_tag_of_its_own() {
    // safety 48
    let file = File {
        plain: b"<title>Notes</title>",
        ..sample("/index.html")
    };
    let titled = Titled::of(std::slice::from_ref(&file), "Diary").unwrap();
    let packed = TestRequest::default()
        .insert_header(("accept-encoding", "br"))
        .to_http_request();
    let response = answer(&file, &titled, packed.headers());
    assert_eq!(header_of(&response, "content-encoding"), "");
    assert_eq!(header_of(&response, "cache-control"), "no-cache");
    let tag = header_of(&response, "etag");
    assert_ne!(tag, "\"abc\"");
    let again = TestRequest::default()
        .insert_header(("if-none-match", tag))
        .to_http_request();
    assert_eq!(
        answer(&file, &titled, again.headers()).status(),
        StatusCode::NOT_MODIFIED
    );
}
