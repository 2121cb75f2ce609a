//! The source as the rules read it: product code only, without comments and unit tests.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// One source file.
pub struct File {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// Lines of code by number, comments blanked, everything from `#[cfg(test)]` on left out.
    pub code: Vec<(usize, String)>,
    /// All lines, as `wc -l` counts them.
    pub lines: usize,
}

/// A broken rule.
pub struct Breach {
    pub path: String,
    pub line: usize,
    pub rule: &'static str,
    pub reason: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} — {}", self.path, self.line, self.rule, self.reason)
    }
}

impl File {
    /// A file as the rules see it, from its text.
    pub fn new(path: &str, text: &str) -> Self {
        let code = text
            .lines()
            .enumerate()
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(at, line)| (at + 1, line.split(" // ").next().unwrap_or_default().to_owned()))
            .collect();
        File {
            path: path.into(),
            code,
            lines: text.lines().count(),
        }
    }

    /// The first folder or file name under `src/`, without `.rs`.
    pub fn room(&self) -> &str {
        let rest = self.path.strip_prefix("src/").unwrap_or(&self.path);
        rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs")
    }

    /// Whether this file, or a folder on the way to it, has this name.
    pub fn is_part(&self, name: &str) -> bool {
        self.path.split('/').any(|part| part.trim_end_matches(".rs") == name)
    }
}

/// All files under `folder` whose name ends in one of `endings`.
pub fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let read = texts(folder, endings);
    read.iter().map(|(path, text)| File::new(path, text)).collect()
}

/// The same files with their whole text, comments and unit tests included: path from the root of the repository, text.
pub fn texts(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![];
    walk(&root.join(folder), &mut found);
    found.sort();
    found
        .into_iter()
        .filter(|path| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            (path, text)
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("node_modules") && !path.ends_with("dist") {
                walk(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// Fails with every breach on a line of its own.
pub fn none(breaches: &[Breach]) {
    let text: Vec<String> = breaches.iter().map(Breach::to_string).collect();
    assert!(breaches.is_empty(), "\n{}\n", text.join("\n"));
}
