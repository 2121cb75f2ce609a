//! Whatever somebody is asked to agree to has an effect, and a test that its absence changes something (safety 15).

use super::source::files;
use regex::Regex;
use std::fs;
use std::path::Path;

/// The purposes of consents, as the model writes them.
fn purposes(model: &str) -> Vec<String> {
    let list = Regex::new(r"(?s)pub Purpose \{(.*?)\n    \}").unwrap();
    let value = Regex::new(r#"= "([a-z_]+)""#).unwrap();
    let list = list.captures(model).map_or("", |hit| hit.get(1).unwrap().as_str());
    value.captures_iter(list).map(|hit| hit[1].to_owned()).collect()
}

/// Those for which no test says that it is theirs.
fn untested(purposes: &[String], tests: &[String]) -> Vec<String> {
    let has_test = |purpose: &String| {
        let mark = Regex::new(&format!(r"// safety 15: {purpose}\b")).unwrap();
        tests.iter().any(|text| mark.is_match(text))
    };
    purposes.iter().filter(|purpose| !has_test(purpose)).cloned().collect()
}

// safety 15
#[test]
fn each_purpose_of_a_consent_has_a_test_that_its_absence_changes_something() {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let tests: Vec<String> = files("tests/api", &[".rs"])
        .iter()
        .map(|file| read(&file.path))
        .collect();
    let purposes = purposes(&read("src/accounts/model.rs"));
    assert!(purposes.len() >= 4, "the rule has gone blind");
    assert_eq!(untested(&purposes, &tests), Vec::<String>::new());
}

#[test]
fn the_rule_names_a_purpose_that_nothing_hangs_on() {
    let model =
        "text_enum! {\n    pub Purpose {\n        Attend = \"attend\",\n        Shoes = \"shoe_size\",\n    }\n}";
    let tests = ["// safety 15: attend\n".to_owned()];
    assert_eq!(untested(&purposes(model), &tests), ["shoe_size"]);
}
