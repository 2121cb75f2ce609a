//! Bytes to text: UTF-8 with or without a mark, or GB18030, which is what spreadsheet programs write in China.

use encoding_rs::GB18030;

/// The text of a file, or nothing where it is neither UTF-8 nor GB18030 (a zip archive, a picture, a UTF-16 file).
pub fn decode(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mark_is_not_part_of_the_text() {
        assert_eq!(decode("\u{feff}日期,时间".as_bytes()).as_deref(), Some("日期,时间"));
        let (bytes, _, _) = GB18030.encode("\u{feff}日期");
        assert_eq!(decode(&bytes).as_deref(), Some("日期"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b"PK\x03\x04\x00\x00"), None);
        assert_eq!(decode(b"a\xff\xff"), None);
    }

    proptest! {
        #[test]
        fn chinese_text_survives_both_encodings(text in "[一-龥０-９]{1,12}[ -~]{0,12}") {
            prop_assert_eq!(decode(text.as_bytes()), Some(text.clone()));
            let (bytes, _, unmappable) = GB18030.encode(&text);
            prop_assert!(!unmappable);
            // A GB18030 file that happens to be UTF-8 as well is read as UTF-8; a whole sheet never is.
            if std::str::from_utf8(&bytes).is_err() {
                prop_assert_eq!(decode(&bytes), Some(text));
            }
        }
    }
}
