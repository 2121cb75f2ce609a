use super::{DAYS, Recurrence};
use crate::local_time::{add_days, wall, weekday_of, zone};
use crate::scheduling::slot::Slot;
use jiff::civil::{Date, DateTime, Time, date, time};
use proptest::prelude::*;

const EXPANSIONS: &str = include_str!("../../../../tests/data/recurrence/expansions.tsv");
const REFUSED: &str = include_str!("../../../../tests/data/recurrence/refused.tsv");

/// Zones with changes of the clocks, by an hour, by half an hour, and in the other half of the year.
const ZONES: [&str; 5] = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Auckland",
];

fn lines(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

fn local(text: &str) -> DateTime {
    DateTime::strptime("%Y%m%dT%H%M%S", text).unwrap()
}

fn refused(text: &str) -> (String, String) {
    let field = Recurrence::parse(text).unwrap_err().fields.remove(0);
    (field.field, field.code)
}

// S9
#[test]
fn every_reference_expansion_inside_the_grammar_is_ours_too_in_five_zones() {
    let mut count = 0;
    for line in lines(EXPANSIONS) {
        let (rule, start) = (Recurrence::parse(line[0]).unwrap(), local(line[1]));
        let expected: Vec<Date> = line[2]
            .split(',')
            .map(|day| Date::strptime("%Y%m%d", day).unwrap())
            .collect();
        let dates = rule.dates(start.date(), start.time(), date(2040, 1, 1)).unwrap();
        assert_eq!(dates, expected, "{}", line[0]);
        for name in ZONES {
            let zone = zone(name).unwrap();
            for day in &dates {
                // the wall shows the time that was meant, except in the hour that does not exist there
                let slot = Slot::new(name, *day, start.time(), 60).unwrap();
                let shown = wall(&zone, slot.span.from_at).unwrap();
                let exists = zone
                    .to_ambiguous_timestamp(day.to_datetime(start.time()))
                    .is_ambiguous()
                    || shown == day.to_datetime(start.time());
                assert!(exists, "{} in {name} on {day}", line[0]);
            }
        }
        count += 1;
    }
    assert!(count >= 25, "only {count} expansions were read");
}

// S9
#[test]
fn every_rule_outside_of_the_grammar_is_refused_and_the_part_is_named() {
    for line in lines(REFUSED) {
        let expected = (format!("rule.{}", line[1]), "unsupported".to_owned());
        assert_eq!(refused(line[0]), expected, "{}", line[0]);
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    for (rule, field, code) in [
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "rule.COUNT", "rule_end"),
        ("FREQ=WEEKLY;BYDAY=1MO", "rule.BYDAY", "unsupported"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "rule.BYMONTHDAY", "unsupported"),
        ("FREQ=WEEKLY;BYSETPOS=1;BYDAY=MO", "rule.BYSETPOS", "unsupported"),
        ("FREQ=MONTHLY;BYSETPOS=1", "rule.BYSETPOS", "unsupported"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "rule.BYMONTHDAY", "invalid"),
        ("FREQ=MONTHLY;BYDAY=周五", "rule.BYDAY", "invalid"),
        ("FREQ=MONTHLY;BYDAY=é", "rule.BYDAY", "invalid"),
        ("FREQ=DAILY;INTERVAL=0", "rule.INTERVAL", "invalid"),
        ("FREQ=DAILY;UNTIL=20271301", "rule.UNTIL", "bad_date"),
        ("FREQ=DAILY;FREQ=DAILY", "rule.FREQ", "twice"),
        ("INTERVAL=2", "rule.FREQ", "required"),
        ("every week", "rule", "invalid"),
    ] {
        assert_eq!(refused(rule), (field.to_owned(), code.to_owned()), "{rule}");
    }
}

fn months(rule: &str, first: Date, until: Date) -> Vec<String> {
    let dates = Recurrence::parse(rule).unwrap().dates(first, time(19, 0, 0, 0), until);
    dates.unwrap().iter().map(ToString::to_string).collect()
}

// case 9
#[test]
fn the_31st_the_last_friday_and_the_29th_of_february_are_dates_only_where_they_exist() {
    let until = date(2028, 6, 30);
    assert_eq!(
        months("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", date(2027, 1, 1), until),
        ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]
    );
    assert_eq!(
        months("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", date(2026, 12, 1), until),
        ["2026-12-25", "2027-01-29", "2027-02-26"]
    );
    let last_working_day = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3";
    assert_eq!(
        months(last_working_day, date(2027, 1, 1), until),
        ["2027-01-29", "2027-02-26", "2027-03-31"]
    );
    let leap = months("FREQ=MONTHLY;BYMONTHDAY=29", date(2028, 1, 1), date(2028, 3, 31));
    assert_eq!(leap, ["2028-01-29", "2028-02-29", "2028-03-29"]);
    let plain = months("FREQ=MONTHLY;BYMONTHDAY=29", date(2027, 1, 1), date(2027, 3, 31));
    assert_eq!(plain, ["2027-01-29", "2027-03-29"]);
    // never: it ends all the same
    assert!(months("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", date(2027, 2, 1), until).is_empty());
}

/// The rule, said day by day: weeks begin on Monday and are counted from that of the first date.
fn oracle(weekly: bool, interval: i64, days: &[i64], first: Date, last: Date) -> Vec<Date> {
    let monday = add_days(first, 1 - weekday_of(first)).unwrap();
    let since = |from: Date, to: Date| i64::from((to - from).get_days());
    let mut found = vec![];
    let mut day = first;
    while day <= last {
        let is_step = if weekly {
            (since(monday, day) / 7) % interval == 0
        } else {
            since(first, day) % interval == 0
        };
        let is_day =
            days.contains(&weekday_of(day)) || (days.is_empty() && (!weekly || weekday_of(day) == weekday_of(first)));
        if is_step && is_day {
            found.push(day);
        }
        day = add_days(day, 1).unwrap();
    }
    found
}

proptest! {
    // S9
    #[test]
    fn a_weekly_or_daily_rule_is_what_counting_days_gives(
        is_weekly: bool, interval in 1i64..6, days in proptest::sample::subsequence(vec![1i64, 2, 3, 4, 5, 6, 7], 0..=4),
        ahead in 0i64..800, length in 0i64..200, count in proptest::option::of(1usize..20),
    ) {
        let first = add_days(date(2026, 11, 1), ahead).unwrap();
        let last = add_days(first, length).unwrap();
        let names: Vec<&str> = days.iter().map(|day| DAYS[usize::try_from(day - 1).unwrap()]).collect();
        let by_day = if names.is_empty() { String::new() } else { format!(";BYDAY={}", names.join(",")) };
        let frequency = if is_weekly { "WEEKLY" } else { "DAILY" };
        let end = count.map_or(format!(";UNTIL={}", last.strftime("%Y%m%d")), |count| format!(";COUNT={count}"));
        let text = format!("FREQ={frequency};INTERVAL={interval}{by_day}{end}");
        let rule = Recurrence::parse(&text).unwrap();
        let mut expected = oracle(is_weekly, interval, &days, first, last);
        expected.truncate(count.unwrap_or(usize::MAX));
        prop_assert_eq!(rule.dates(first, Time::midnight(), last).unwrap(), expected);
        // what is written is read again
        prop_assert_eq!(Recurrence::parse(&rule.to_string()).unwrap(), rule);
    }
}
