//! A list of days in JSON, as lines of the sheet: `{"region", "year", "source", "days": [{"date", "kind" or "isOffDay", "name"}]}`, or an
//! array of such lists. `name` is one text or `{"zh", "en"}`.

use crate::bilingual::Bilingual;
use crate::error::{Code, Error, Result};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
enum Lists {
    One(List),
    Many(Vec<List>),
}

#[derive(Deserialize)]
struct List {
    region: Option<String>,
    year: i64,
    source: Option<String>,
    days: Vec<Day>,
}

#[derive(Deserialize)]
struct Day {
    date: String,
    kind: Option<String>,
    #[serde(rename = "isOffDay")]
    is_off_day: Option<bool>,
    name: Name,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Both(Bilingual),
    One(String),
}

/// The same as lines with a heading. A list without a region is China's, whose lists are published in this form.
pub(super) fn to_lines(text: &str) -> Result<String> {
    let unreadable = |cause: serde_json::Error| Error::from(Code::ImportUnreadable).because(cause);
    let lists = match serde_json::from_str(text).map_err(unreadable)? {
        Lists::One(list) => vec![list],
        Lists::Many(lists) => lists,
    };
    let mut lines = csv::Writer::from_writer(vec![]);
    let mut write = |line: [&str; 7]| lines.write_record(line).map_err(Error::internal);
    write(["region", "notice", "date", "kind", "name_zh", "name_en", "source"])?;
    for list in lists {
        let region = list.region.as_deref().unwrap_or("CN");
        let (year, source) = (list.year.to_string(), list.source.unwrap_or_default());
        for day in list.days {
            let kind = match (day.kind, day.is_off_day) {
                (Some(kind), _) => kind,
                (None, Some(true)) => "off".to_owned(),
                (None, Some(false)) => "make_up_work".to_owned(),
                (None, None) => String::new(),
            };
            let name = match day.name {
                Name::Both(name) => name,
                Name::One(name) => Bilingual::written(&name),
            };
            write([region, &year, &day.date, &kind, &name.zh, &name.en, &source])?;
        }
    }
    let bytes = lines
        .into_inner()
        .map_err(|error| Error::internal(error.into_error()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_becomes_lines() {
        let list = r#"{"year": 2027, "days": [
            {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
            {"name": {"zh": "春节", "en": "Spring Festival"}, "date": "2027-02-14", "kind": "make_up_work"}]}"#;
        let lines = to_lines(list).unwrap();
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines[0], "region,notice,date,kind,name_zh,name_en,source");
        assert_eq!(lines[1], "CN,2027,2027-01-01,off,元旦,元旦,");
        assert_eq!(lines[2], "CN,2027,2027-02-14,make_up_work,春节,Spring Festival,");
        assert!(to_lines("{\"days\": 3}").is_err());
    }
}
