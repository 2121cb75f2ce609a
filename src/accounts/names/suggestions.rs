//! Nicknames to choose from: weather, plants and landscape, nothing that says anything about a person.

use crate::accounts::model::Language;
use crate::chance::Chance;

const ZH_FIRST: &[&str] = &[
    "晨", "晓", "晴", "清", "远", "静", "悠", "明", "初", "小", "大", "微", "青", "碧", "银", "金", "暖", "凉", "早",
    "晚", "南", "北", "东", "西", "春", "夏", "秋", "冬", "长",
];
const ZH_SECOND: &[&str] = &[
    "松", "竹", "枫", "桐", "柳", "荷", "兰", "菊", "麦", "禾", "苗", "桂", "杉", "柏", "樟", "梅", "茶", "棠", "溪",
    "湖", "江", "海", "泉", "潮", "山", "石", "岩", "峰", "川", "原", "云", "雨", "霜", "虹", "风", "星", "月", "岚",
    "舟", "帆", "鹤", "燕", "雁", "鹭", "鹿", "鲸", "桥", "灯", "笛",
];
const EN_FIRST: &[&str] = &[
    "Quiet", "Early", "Late", "Amber", "Silver", "Golden", "Green", "Blue", "Warm", "Cool", "Gentle", "Bright",
    "Misty", "Sunny", "Windy", "Mossy", "Northern", "Southern", "Eastern", "Western", "Tall", "Little", "Distant",
    "Morning", "Evening", "Autumn", "Summer", "Winter", "Spring", "River",
];
const EN_SECOND: &[&str] = &[
    "Maple", "Willow", "Cedar", "Pine", "Birch", "Juniper", "Fern", "Clover", "Barley", "Lotus", "Orchid", "Plum",
    "Brook", "Lake", "Harbour", "Island", "Meadow", "Valley", "Ridge", "Stone", "Pebble", "Cloud", "Rain", "Snow",
    "Breeze", "Star", "Moon", "Comet", "Heron", "Swallow", "Crane", "Robin", "Otter", "Deer", "Whale", "Lantern",
    "Bridge", "Sail", "Kite", "Flute",
];

/// `count` different nicknames that may still be taken; a number follows when `is_numbered`.
pub fn suggest(chance: &Chance, language: Language, count: usize, is_numbered: bool) -> Vec<String> {
    let (first, second, joint) = match language {
        Language::Zh => (ZH_FIRST, ZH_SECOND, ""),
        Language::En => (EN_FIRST, EN_SECOND, " "),
    };
    let mut names: Vec<String> = Vec::with_capacity(count);
    let mut tries = 0;
    while names.len() < count && tries < count * 20 {
        tries += 1;
        let mut name = format!("{}{joint}{}", pick(chance, first), pick(chance, second));
        if is_numbered {
            name.push_str(&format!("{joint}{}", 10 + chance.below(990)));
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn pick<'a>(chance: &Chance, words: &[&'a str]) -> &'a str {
    let at = chance.below(words.len() as u64);
    usize::try_from(at)
        .ok()
        .and_then(|at| words.get(at))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::model::Nickname;

    // safety 2
    #[test]
    fn every_suggestion_is_a_nickname_that_we_would_take() {
        let chance = Chance::seeded(3);
        for language in Language::ALL {
            for is_numbered in [false, true] {
                let names = suggest(&chance, *language, 200, is_numbered);
                assert_eq!(names.len(), 200);
                for name in names {
                    assert_eq!(Nickname::parse("nickname", &name).unwrap().as_str(), name);
                }
            }
        }
    }
}
