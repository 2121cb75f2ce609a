//! What this program writes is for its own account alone (safety 60, 61): databases, keys, letters, copies.

use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

/// From now on, files and folders that this process makes can be read by nobody else. For the start of every verb.
pub fn keep_to_ourselves() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
}

/// Takes the rights of everybody else away from a file or folder that is there. Somebody else's is left as it is, with a warning.
pub fn make_private(path: &Path) {
    let Ok(found) = std::fs::metadata(path) else { return };
    let mode = found.permissions().mode();
    if mode & 0o077 == 0 {
        return;
    }
    let mut rights = found.permissions();
    rights.set_mode(mode & 0o700);
    match std::fs::set_permissions(path, rights) {
        Ok(()) => tracing::warn!(path = %path.display(), "others could read this; now they cannot"),
        Err(why) => {
            tracing::warn!(path = %path.display(), %why, "others can read this, and it could not be changed; run chmod go-rwx");
        }
    }
}

/// Makes a folder, and those above it, that only we can enter.
pub fn make_folder(path: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_others_could_read_is_closed_and_the_rest_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        std::fs::write(&file, "x").unwrap();
        for (before, after) in [
            (0o644, 0o600),
            (0o640, 0o600),
            (0o600, 0o600),
            (0o400, 0o400),
            (0o755, 0o700),
        ] {
            std::fs::set_permissions(&file, Permissions::from_mode(before)).unwrap();
            make_private(&file);
            assert_eq!(mode(&file), after, "{before:o}");
        }
        make_private(&folder.path().join("nothing"));
        let inner = folder.path().join("b/c");
        make_folder(&inner).unwrap();
        assert_eq!(mode(&inner), 0o700);
    }
}
