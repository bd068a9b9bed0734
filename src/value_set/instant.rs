//! Points in time, to the second.

use chrono::NaiveDate;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(i64);

impl Instant {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn epoch_seconds(self) -> i64 {
        self.0
    }

    /// Reads a date or epoch seconds; `None` if the text is neither.
    ///
    /// Dates have the W3C forms `YYYY-MM`, `YYYY-MM-DD`, `YYYY-MM-DDThh:mm` and
    /// `YYYY-MM-DDThh:mm:ss`, the last with any number of decimals; after the time may stand `Z`,
    /// `+hh:mm` or `-hh:mm`. No zone is UTC, and a missing part is its earliest. Hours end at 23
    /// and seconds at 59: neither `24:00` nor a leap second is read.
    ///
    /// Digits alone, with an optional minus and decimals, are seconds since 1970, also `2020`.
    /// Decimals are cut towards the past in both forms.
    // AWS: C-12, C-13, C-14, C-15
    pub fn parse(text: &str) -> Option<Self> {
        parse_epoch(text).or_else(|| parse_date(text)).map(Self)
    }
}

/// Whether the text could be meant as a year, although it is read as seconds.
// AWS: C-14
pub fn is_ambiguous_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn parse_epoch(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let seconds: i64 = number(whole.strip_prefix('-').unwrap_or(whole))?;
    if !is_digits(fraction) {
        return None;
    }
    let has_part_of_second = fraction.bytes().any(|digit| digit != b'0');
    if whole.starts_with('-') {
        seconds.checked_neg()?.checked_sub(i64::from(has_part_of_second))
    } else {
        Some(seconds)
    }
}

fn parse_date(text: &str) -> Option<i64> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let (year, rest) = date.split_once('-')?;
    let (month, day) = match rest.split_once('-') {
        Some((month, day)) => (month, day),
        None if time.is_none() => (rest, "01"),
        None => return None,
    };
    let year = fixed_number(year, 4)?.cast_signed();
    let date = NaiveDate::from_ymd_opt(year, fixed_number(month, 2)?, fixed_number(day, 2)?)?;
    let (time, zone) = time.map_or(Some(("00:00", 0)), split_zone)?;
    Some(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + parse_time(time)? - zone)
}

/// The seconds since midnight.
fn parse_time(text: &str) -> Option<i64> {
    let (hours_and_minutes, second) = match text.get(5..)? {
        "" => (text, 0),
        rest => (text.get(..5)?, parse_second(rest.strip_prefix(':')?)?),
    };
    Some(parse_hours_and_minutes(hours_and_minutes)? + second)
}

fn parse_second(text: &str) -> Option<i64> {
    let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let second = fixed_number(second, 2).filter(|second| *second < 60)?;
    is_digits(fraction).then_some(i64::from(second))
}

fn parse_hours_and_minutes(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let hour = fixed_number(hour, 2).filter(|hour| *hour < 24)?;
    let minute = fixed_number(minute, 2).filter(|minute| *minute < 60)?;
    Some(i64::from(hour * 3600 + minute * 60))
}

/// The time without its zone, and how many seconds the zone is ahead of UTC.
fn split_zone(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, 0));
    }
    let Some(sign) = time.find(['+', '-']) else {
        return Some((time, 0));
    };
    let ahead = parse_hours_and_minutes(&time[sign + 1..])?;
    let zone = if time[sign..].starts_with('-') { -ahead } else { ahead };
    Some((&time[..sign], zone))
}

fn fixed_number(text: &str, length: usize) -> Option<u32> {
    (text.len() == length).then(|| number(text))?
}

fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    is_digits(text).then(|| text.parse().ok())?
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
    use proptest::prelude::*;

    use super::{Instant, is_ambiguous_year};

    fn seconds(text: &str) -> Option<i64> {
        Instant::parse(text).map(Instant::epoch_seconds)
    }

    #[test]
    fn missing_parts_are_the_earliest() {
        let start = seconds("2020-01-01T00:00:00Z");
        assert_eq!(start, Some(1_577_836_800));
        for text in ["2020-01", "2020-01-01", "2020-01-01T00:00", "2020-01-01T00:00Z"] {
            assert_eq!(seconds(text), start, "{text}");
        }
    }

    #[test]
    fn zones_are_applied() {
        let expected = seconds("2020-01-01T12:00:00Z");
        for text in [
            "2020-01-01T12:00:00",
            "2020-01-01T14:00+02:00",
            "2020-01-01T14:00:00.999+02:00",
            "2020-01-01T06:30:00-05:30",
            "2020-01-02T11:59+23:59",
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn digits_are_seconds() {
        assert_eq!(seconds("20200101"), seconds("1970-08-22T19:08:21Z"));
        assert_eq!(seconds("2020"), Some(2020));
        assert_eq!(seconds("-1"), Some(-1));
        assert_eq!(seconds("-0"), Some(0));
        assert_eq!(seconds("9223372036854775808"), None);
    }

    #[test]
    fn decimals_are_cut_towards_the_past() {
        assert_eq!(seconds("1577836800.999"), Some(1_577_836_800));
        assert_eq!(seconds("-1.5"), Some(-2));
        assert_eq!(seconds("-1.0"), Some(-1));
        assert_eq!(seconds("1969-12-31T23:59:58.5Z"), Some(-2));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "-",
            "2020-13",
            "2020-00",
            "2020-02-30",
            "2019-02-29",
            "2020-1-1",
            "20-01-01",
            "2020-01T00:00Z",
            "2020-01-01Z",
            "2020-01-01T",
            "2020-01-01T00",
            "2020-01-01T24:00Z",
            "2020-01-01T00:60Z",
            "2020-12-31T23:59:60Z",
            "2020-01-01 00:00:00Z",
            "2020-01-01T00:00z",
            "2020-01-01T00:00+0200",
            "2020-01-01T00:00+24:00",
            "2020-01-01T00:00.5Z",
            "tomorrow",
            "2020-01-01T00:00:00.Z",
            "2020-01-01T00:00:+1Z",
            "1.",
            ".5",
            "1e9",
            "+1",
            "2020-é1-01",
            "2020-01-01T00:é0",
            "2020-01-01T00:00+02:00Z",
            " 2020-01-01",
            "2020-01-01-01",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn four_digits_could_be_a_year() {
        assert!(is_ambiguous_year("2020"));
        assert!(!is_ambiguous_year("20200101"));
        assert!(!is_ambiguous_year("2020-01"));
    }

    proptest! {
        #[test]
        fn dates_agree_with_chrono(
            epoch in -62_135_596_800_i64..253_402_300_800,
            minutes_ahead in -1439_i32..1440,
        ) {
            let zone = FixedOffset::east_opt(minutes_ahead * 60).unwrap();
            let moment: DateTime<Utc> = DateTime::from_timestamp(epoch, 0).unwrap();
            let text = moment.to_rfc3339_opts(SecondsFormat::Secs, true);
            prop_assert_eq!(seconds(&text), Some(epoch));
            let local = moment.with_timezone(&zone).to_rfc3339();
            prop_assume!(local.as_bytes()[4] == b'-' && local.as_bytes()[0] != b'-');
            prop_assert_eq!(seconds(&local), Some(epoch));
        }

        #[test]
        fn texts_like_dates_are_dates_for_chrono_too(
            text in "20[0-2][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z",
        ) {
            let leap = text.ends_with(":60Z");
            let expected = DateTime::parse_from_rfc3339(&text).ok().filter(|_| !leap);
            prop_assert_eq!(seconds(&text), expected.map(|moment| moment.timestamp()));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "[-+0-9.:TZé]{0,24}") {
            let _ = Instant::parse(&text);
        }
    }
}
