//! What is no longer used leaves `Cargo.toml`.

use crate::source::files;
use std::fs;
use std::path::Path;

/// Named only for a feature that another dependency needs.
const FOR_FEATURES: &[&str] = &["libsqlite3-sys", "pq-sys"];

fn names(section: &str, manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = vec![];
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.trim() == format!("[{section}]");
        } else if inside && let Some((name, _)) = line.split_once('=') {
            names.push(name.trim().to_owned());
        }
    }
    names
}

#[test]
fn every_dependency_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let read = |folders: &[&str]| -> String {
        let all = folders.iter().flat_map(|folder| files(folder, &[".rs"]));
        all.map(|file| fs::read_to_string(root.join(&file.path)).unwrap())
            .collect()
    };
    let (product, tests) = (read(&["src"]), read(&["tests", "benches", "examples", "src"]));
    let build = fs::read_to_string(root.join("build.rs")).unwrap();
    for (section, text) in [
        ("dependencies", &product),
        ("dev-dependencies", &tests),
        ("build-dependencies", &build),
    ] {
        let names = names(section, &manifest);
        assert!(!names.is_empty(), "{section} reads as empty");
        for name in names.iter().filter(|name| !FOR_FEATURES.contains(&name.as_str())) {
            let path = format!("{}::", name.replace('-', "_"));
            assert!(text.contains(&path), "{section}: {name} is not used");
        }
    }
}
