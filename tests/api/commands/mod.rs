//! The command line, as an operator uses it: the real binary in an empty folder.

mod copies;
mod first_person;
mod keys;
mod refusals;
mod sbom;
mod two_worlds;

use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// An empty folder and the binary in it, with nothing of the tests' own environment.
pub struct Operator {
    pub folder: TempDir,
}

impl Operator {
    pub fn new() -> Operator {
        Operator {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn command(&self, words: &[&str], settings: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongxing"));
        command.current_dir(self.folder.path()).args(words).env_clear();
        command.envs(
            settings
                .iter()
                .map(|(name, value)| (format!("TONGXING_{name}"), *value)),
        );
        command
    }

    pub fn run(&self, words: &[&str], settings: &[(&str, &str)]) -> Output {
        self.command(words, settings).output().unwrap()
    }

    /// Runs and hands back what was printed; fails unless it went well.
    #[track_caller]
    pub fn do_well(&self, words: &[&str], settings: &[(&str, &str)]) -> String {
        let output = self.run(words, settings);
        assert!(
            output.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs and hands back the sentence of the refusal; fails if it was not refused in one line.
    #[track_caller]
    pub fn refused(&self, words: &[&str], settings: &[(&str, &str)]) -> String {
        let output = self.run(words, settings);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
        let last = said.lines().last().unwrap_or_default().to_owned();
        assert!(last.starts_with("tongxing: "), "{said}");
        last
    }

    /// Files that somebody else on this machine could read: they and every folder above them are open.
    pub fn others_can_read(&self) -> Vec<String> {
        fn walk(folder: &Path, found: &mut Vec<String>) {
            use std::os::unix::fs::PermissionsExt as _;
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let Ok(data) = entry.metadata() else { continue };
                if data.permissions().mode() & 0o044 == 0 {
                    continue;
                }
                match data.is_dir() {
                    true => walk(&entry.path(), found),
                    false => found.push(entry.path().display().to_string()),
                }
            }
        }
        let mut found = vec![];
        walk(self.folder.path(), &mut found);
        found
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(Path::new(name))
    }
}
