//! Puts the deployment's own title into the files that carry one (safety 48): the shell, the page of the quick exit, and the
//! manifest of the installed app. The service worker changes with them, so that devices fetch them again.

use super::{FILES, File};
use actix_web::web::Bytes;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// What the files are called as they were built.
const BUILT: &str = "Notes";

/// Files as this deployment serves them, by path; none where the title is the one they were built with.
pub struct Titled(Vec<TitledFile>);

/// One file that carries the title, or follows those that do.
pub(super) struct TitledFile {
    pub(super) path: &'static str,
    pub(super) content_type: &'static str,
    pub(super) tag: String,
    pub(super) body: Bytes,
}

impl Titled {
    /// Writes the title into what was embedded. Done once, at the start.
    pub fn new(title: &str) -> serde_json::Result<Self> {
        Self::of(FILES, title)
    }

    pub(super) fn of(files: &[File], title: &str) -> serde_json::Result<Self> {
        if title == BUILT {
            return Ok(Titled(vec![]));
        }
        let mut titled = vec![];
        for file in files {
            let text = std::str::from_utf8(file.plain);
            let body = match (file.path, text) {
                ("/index.html" | "/away.html", Ok(text)) => page(text, title),
                ("/app.webmanifest", Ok(text)) => manifest(text, title)?,
                ("/sw.js", Ok(text)) => format!("{text}\n// {}\n", tag_of(title.as_bytes())),
                _ => continue,
            };
            titled.push(TitledFile {
                path: file.path,
                content_type: file.content_type,
                tag: tag_of(body.as_bytes()),
                body: body.into(),
            });
        }
        Ok(Titled(titled))
    }

    pub(super) fn find(&self, path: &str) -> Option<&TitledFile> {
        self.0.iter().find(|file| file.path == path)
    }
}

/// The head holds the title twice: for the tab, and for the script, which shows it instead of its own name.
fn page(text: &str, title: &str) -> String {
    let title = escaped(title);
    let head = format!("<title>{title}</title><meta name=\"application-name\" content=\"{title}\" />");
    text.replacen(&format!("<title>{BUILT}</title>"), &head, 1)
}

fn manifest(text: &str, title: &str) -> serde_json::Result<String> {
    let mut manifest: serde_json::Value = serde_json::from_str(text)?;
    manifest["name"] = title.into();
    manifest["short_name"] = title.into();
    Ok(manifest.to_string())
}

fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut safe, letter| {
            match letter {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                '"' => safe.push_str("&quot;"),
                other => safe.push(other),
            }
            safe
        })
}

fn tag_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(10)
        .fold(String::new(), |mut tag, byte| {
            let _ = write!(tag, "{byte:02x}");
            tag
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELL: &str = include_str!("../../../frontend/index.html");
    const AWAY: &str = include_str!("../../../frontend/public/away.html");
    const MANIFEST: &str = include_str!("../../../frontend/public/app.webmanifest");

    const fn file(path: &'static str, text: &'static str) -> File {
        File {
            path,
            content_type: "text/plain",
            tag: "built",
            plain: text.as_bytes(),
            br: None,
            gz: None,
        }
    }

    const BUILT_FILES: &[File] = &[
        file("/app.webmanifest", MANIFEST),
        file("/away.html", AWAY),
        file("/icon.svg", "<svg/>"),
        file("/index.html", SHELL),
        file("/sw.js", "run();"),
    ];

    fn body(titled: &Titled, path: &str) -> String {
        String::from_utf8(titled.find(path).unwrap().body.to_vec()).unwrap()
    }

    #[test]
    fn the_title_of_the_deployment_is_on_the_page_and_on_the_installed_app() {
        // safety 48
        let titled = Titled::of(BUILT_FILES, "小本子").unwrap();
        for page in ["/index.html", "/away.html"] {
            let text = body(&titled, page);
            assert!(text.contains("<title>小本子</title>"), "{page}");
            assert!(!text.contains("<title>Notes"), "{page}");
        }
        let manifest: serde_json::Value = serde_json::from_str(&body(&titled, "/app.webmanifest")).unwrap();
        assert_eq!(manifest["name"], "小本子");
        assert_eq!(manifest["short_name"], "小本子");
        assert_eq!(manifest["start_url"], "/");
        assert!(titled.find("/icon.svg").is_none());
    }

    #[test]
    fn a_title_is_words_and_never_markup() {
        let titled = Titled::of(BUILT_FILES, "</title><script>\"&'").unwrap();
        let text = body(&titled, "/index.html");
        assert!(text.contains("<title>&lt;/title&gt;&lt;script&gt;&quot;&amp;'</title>"));
        assert!(text.contains("content=\"&lt;/title&gt;&lt;script&gt;&quot;&amp;'\""));
        assert!(!text.contains("</title><script>"));
        let manifest: serde_json::Value = serde_json::from_str(&body(&titled, "/app.webmanifest")).unwrap();
        assert_eq!(manifest["name"], "</title><script>\"&'");
    }

    #[test]
    fn another_title_has_another_tag_and_another_worker() {
        let [one, other] = ["Diary", "Planner"].map(|title| Titled::of(BUILT_FILES, title).unwrap());
        for path in ["/index.html", "/away.html", "/app.webmanifest", "/sw.js"] {
            let [one, other] = [&one, &other].map(|titled| titled.find(path).unwrap());
            assert_ne!(one.tag, other.tag, "{path}");
            assert_ne!(one.tag, "built", "{path}");
        }
    }

    #[test]
    fn the_title_of_the_build_changes_nothing() {
        assert!(Titled::of(BUILT_FILES, "Notes").unwrap().find("/index.html").is_none());
    }
}
