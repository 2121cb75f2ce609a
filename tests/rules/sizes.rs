//! Small rooms: median at most 100 lines, 90th percentile at most 300, nothing over 500.

use crate::source::{File, files};

fn product() -> Vec<File> {
    let mut all = files("src", &[".rs"]);
    all.extend(files("frontend/src", &[".ts", ".svelte", ".css"]));
    all.retain(|file| !file.path.ends_with("schema.d.ts")); // generated, not committed
    all
}

#[test]
fn no_file_is_a_hall() {
    let tests = files("tests", &[".rs"]);
    let too_long: Vec<String> = product()
        .iter()
        .chain(&tests)
        .filter(|file| file.lines > 500)
        .map(|file| format!("{} has {} lines", file.path, file.lines))
        .collect();
    assert!(too_long.is_empty(), "\n{}\n", too_long.join("\n"));
}

#[test]
fn files_are_small_as_a_rule() {
    let mut sizes: Vec<usize> = product().iter().map(|file| file.lines).collect();
    sizes.sort_unstable();
    let (median, ninth) = (sizes[sizes.len() / 2], sizes[sizes.len() * 9 / 10]);
    assert!(median <= 100, "the median is {median} lines");
    assert!(ninth <= 300, "the 90th percentile is {ninth} lines");
}
