//! The transports of letters.

use super::sink::Sink;
use crate::notifications::{notify, reader_of_letters};
use crate::support::app::App;
use crate::support::product::{DAY, HOUR};
use crate::support::world::World;

async fn app_with(sink: &Sink) -> App {
    let (url, authority) = (sink.url(), sink.authority());
    App::start_with(move |config| {
        config.smtp_url = Some(url.as_str().into());
        config.smtp_ca_file = Some(authority);
        config.mail_from = "Notes <notes@notes.example>".into();
        config.public_url = "https://notes.example".into();
    })
    .await
}

// safety 47, 49: on the wire
#[tokio::test]
async fn a_letter_goes_through_a_server_that_demands_starttls_and_a_password() {
    for mode in ["starttls", "tls"] {
        let sink = Sink::start(mode);
        let app = app_with(&sink).await;
        let person = reader_of_letters(&app, "a@example.org").await;
        notify(&app, &person, "第一次小组").await;
        app.run_jobs().await;
        let letters = sink.letters();
        assert_eq!(letters.len(), 1, "{mode}");
        assert_eq!(
            (&letters[0]["from"], &letters[0]["to"]),
            (&"notes@notes.example".into(), &serde_json::json!(["a@example.org"]))
        );
        assert_eq!(
            (&letters[0]["is_secure"], &letters[0]["user"]),
            (&true.into(), &"notes".into())
        );
        let text = letters[0]["text"].as_str().unwrap();
        let header = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_else(|| panic!("{name} in {text}"))
                .trim()
                .to_owned()
        };
        assert_eq!(header("From:"), "Notes <notes@notes.example>");
        assert_eq!(header("Auto-Submitted:"), "auto-generated");
        assert_eq!(header("Date:"), "Mon, 23 Nov 2026 02:00:00 +0000");
        assert!(header("Content-Type:").starts_with("text/plain"));
        assert!(header("Message-ID:").ends_with("@notes.example>"));
        // nothing of the person or of what happened is anywhere in it, not even encoded
        let plain = format!("{text}{}", decoded(text));
        for word in ["小组", "青禾", "counsellor", "tongxing", &person.nickname, &person.id] {
            assert!(!plain.to_lowercase().contains(word), "{word} in {plain}");
        }
        assert!(
            decoded(text).contains("您有一条新消息，登录后查看：\n\nhttps://notes.example/\n"),
            "{plain}"
        );
        app.finish().await;
    }
}

/// The body, which may be base64 or quoted-printable.
fn decoded(text: &str) -> String {
    use base64::Engine as _;
    let (head, body) = text.split_once("\r\n\r\n").expect("a body");
    if head.contains("base64") {
        let joined: String = body.split_whitespace().collect();
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(joined)
            .expect("base64");
        return String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n");
    }
    let mut bytes = vec![];
    let body = body.replace("=\r\n", "").replace("\r\n", "\n");
    let mut rest = body.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        if *byte == b'=' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[tokio::test]
async fn the_demo_writes_letters_into_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("mail");
    let app = App::start_with(|config| {
        config.smtp_url = None;
        config.is_demo = true;
        config.mail_folder = inner.clone();
    })
    .await;
    let person = reader_of_letters(&app, "a@example.org").await;
    notify(&app, &person, "第一次小组").await;
    app.run_jobs().await;
    let files: Vec<_> = std::fs::read_dir(&inner)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("To: a@example.org"), "{text}");
    app.finish().await;
}

#[tokio::test]
async fn without_a_way_out_letters_stay_queued_and_no_try_is_counted() {
    let world = World::with(|config| config.smtp_url = None).await;
    let person = reader_of_letters(&world, "a@example.org").await;
    let hq = world.headquarters().await;
    notify(&world, &person, "第一次小组").await;
    for _ in 0..20 {
        world.run_jobs().await;
        world.clock.advance(DAY / 24 + HOUR / 60);
    }
    assert_eq!(
        super::faults::letter(&world).await,
        ("waiting".to_owned(), 0, Some("no way out".to_owned()))
    );
    assert_eq!(
        hq.get("/mail/dead-letters").await.expect(200)["items"],
        serde_json::json!([])
    );
    world.finish().await;
}
