//! Values of a condition key of which one stands for each class that conditions tell apart, where
//! they read it as something else than text.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::DateTime;

use super::value::Wish;
use crate::aws::{Arn, ValueType};
use crate::compile::{ValueSet, samples_of};
use crate::value_set::{Decimal, Instant, Intervals, Part, Pattern, read_base64};

/// A text that is no number, no date, no address and no ARN.
const UNREADABLE: &str = "x";

/// How many texts a condition may list so that there is always another way to write a value.
const MOST_LISTED: usize = 32;

/// What may stand in place of a run of any characters, so that the whole is a number, a date or an
/// address.
const FILLINGS: [&str; 10] =
    ["", "0", "5", "9", "000", "999", "0000000000", "-01-01T00:00:00Z", "0.0.1", ".0.0.1"];

/// What may stand in place of one character.
const DIGITS: [&str; 4] = ["0", "1", "5", "9"];

/// How many digits a number may have before it is written with an exponent.
const LONGEST_NUMBER: usize = 40;

pub(super) fn reads_text(set: &ValueSet) -> bool {
    matches!(set, ValueSet::Text(_) | ValueSet::IgnoreCase(_) | ValueSet::Arn(_))
}

/// Whether the set lists its members one by one.
fn is_listed(set: &ValueSet) -> bool {
    match set {
        ValueSet::Text(set) => set.patterns.is_empty(),
        ValueSet::IgnoreCase(texts) => texts.is_empty(),
        _ => false,
    }
}

/// Texts of every kind that conditions on anything but text tell apart, as the key's type lets a
/// request carry them. Each is written in more ways than conditions list texts.
pub(super) fn samples(wishes: &[Wish<'_>], key_type: Option<ValueType>) -> Vec<String> {
    let together = together(wishes);
    let sets: Vec<&ValueSet> =
        wishes.iter().map(|wish| wish.set).chain(together.as_ref()).collect();
    let written = samples_of(&sets);
    let mut samples: Vec<String> = written.iter().map(|text| plain(text)).collect();
    samples.extend(written);
    let of_type: &[&str] = match key_type {
        Some(ValueType::Bool) => &["true", "false"],
        Some(ValueType::EpochTime) => &["0", "1", "1970-01-01T00:00:00Z"],
        Some(ValueType::Numeric | ValueType::Date) => &["0", "1"],
        Some(ValueType::IpAddress) => &["203.0.113.9", "10.0.0.0", "::"],
        Some(ValueType::Binary) => &["AAAA"],
        Some(ValueType::String | ValueType::Arn) => &[],
        None if wishes.iter().all(|wish| reads_text(wish.set)) => &[],
        None => &["0", UNREADABLE],
    };
    samples.extend(of_type.iter().map(|text| (*text).to_owned()));
    if together.is_some() {
        let no_dates = samples.iter().filter(|text| Decimal::parse(text).is_some());
        let no_dates: Vec<String> = no_dates.map(|text| format!("{text}e0")).collect();
        samples.extend(no_dates);
        samples.extend(seconds(wishes).flat_map(dates_around));
    }
    if key_type.is_none() {
        samples.extend(sets.iter().flat_map(|set| ranges(set)));
    }
    let ways = 1..=listed(wishes).min(MOST_LISTED);
    let rewritten: Vec<String> =
        ways.flat_map(|way| samples.iter().flat_map(move |text| rewritten(text, way))).collect();
    samples.extend(rewritten);
    samples.retain(|text| !text.is_empty() && is_readable(text, key_type));
    samples
}

/// Texts of the patterns that a value must match, with something in place of each wildcard: what
/// makes numbers, dates and addresses of them, and what samples have there.
pub(super) fn filled(wishes: &[Wish<'_>], samples: &[String]) -> Vec<String> {
    let mut filled = Vec::new();
    let is_inside = |wish: &&Wish<'_>| wish.satisfied != wish.negated;
    for pattern in wishes.iter().filter(is_inside).flat_map(|wish| patterns(wish.set)) {
        let begins = match pattern.parts().first() {
            Some(Part::Literal(text)) => &**text,
            _ => "",
        };
        let tails = samples.iter().filter_map(|sample| sample.strip_prefix(begins));
        let runs = FILLINGS.iter().copied().chain(tails);
        let runs = runs.flat_map(|run| DIGITS.iter().map(move |digit| (run, *digit)));
        filled.extend(runs.map(|(run, digit)| {
            let part = |part: &Part| match part {
                Part::Literal(text) => text.to_string(),
                Part::AnyRun => run.to_owned(),
                Part::AnyCharacter => digit.to_owned(),
                Part::Variable(_) => String::new(),
            };
            pattern.parts().iter().map(part).collect::<String>()
        }));
    }
    filled
}

fn patterns(set: &ValueSet) -> Vec<&Pattern> {
    match set {
        ValueSet::Text(set) => set.patterns.iter().map(|text| &text.pattern).collect(),
        ValueSet::IgnoreCase(texts) => texts.iter().map(|text| &text.pattern).collect(),
        _ => Vec::new(),
    }
}

/// Whether there is no other class of values than those of the samples.
pub(super) fn are_all(wishes: &[Wish<'_>], key_type: Option<ValueType>) -> bool {
    let reads = |kind: fn(&ValueSet) -> bool| wishes.iter().any(|wish| kind(wish.set));
    let reads_bytes = reads(|set| matches!(set, ValueSet::Binary(_)));
    let reads_other = reads(|set| !reads_text(set) && !matches!(set, ValueSet::Binary(_)));
    if key_type == Some(ValueType::Bool) || !reads(reads_text) {
        return key_type.is_some() || !reads_bytes || !reads_other;
    }
    let mut texts = wishes.iter().filter(|wish| reads_text(wish.set));
    let is_inside = |wish: &Wish<'_>| wish.satisfied != wish.negated;
    if texts.clone().any(|wish| is_listed(wish.set) && is_inside(wish)) {
        return true;
    }
    let is_written_one_way = reads_bytes
        || key_type == Some(ValueType::Binary)
        || reads(|set| matches!(set, ValueSet::Boolean(_)))
        || key_type.is_none() && reads(|set| matches!(set, ValueSet::Address(_)));
    !is_written_one_way && texts.all(|wish| is_listed(wish.set)) && listed(wishes) <= MOST_LISTED
}

/// How many texts conditions list.
fn listed(wishes: &[Wish<'_>]) -> usize {
    let count = |wish: &Wish<'_>| match wish.set {
        ValueSet::Text(set) => set.literals.len(),
        _ => 0,
    };
    wishes.iter().map(count).sum()
}

/// Where some conditions read numbers and others points in time: the seconds at which the latter
/// begin and end, as numbers.
fn together(wishes: &[Wish<'_>]) -> Option<ValueSet> {
    let reads_numbers = wishes.iter().any(|wish| matches!(wish.set, ValueSet::Number(_)));
    let seconds: Vec<i64> = seconds(wishes).collect();
    let edges = seconds.iter().flat_map(|second| [*second, second.saturating_add(1)]);
    let numbers = edges.filter_map(|second| Decimal::parse(&second.to_string()));
    let numbers: Intervals<Decimal> = numbers.map(Intervals::equal_to).collect();
    (reads_numbers && !seconds.is_empty()).then_some(ValueSet::Number(numbers))
}

/// The seconds at which sets of points in time begin or end.
fn seconds(wishes: &[Wish<'_>]) -> impl Iterator<Item = i64> {
    let sets = wishes.iter().filter_map(|wish| match wish.set {
        ValueSet::Instant(set) => Some(set),
        _ => None,
    });
    sets.flat_map(|set| set.edges().map(|edge| edge.epoch_seconds()))
}

/// A second, and those before and after it, as dates.
fn dates_around(second: i64) -> impl Iterator<Item = String> {
    let around = [second.saturating_sub(1), second, second.saturating_add(1)].into_iter();
    let dates = around.filter_map(|second| DateTime::from_timestamp(second, 0));
    dates.map(|date| date.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// A number without an exponent, if it does not become too long.
fn plain(text: &str) -> String {
    let number = || {
        let (sign, unsigned) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
        let (digits, exponent) = unsigned.strip_prefix("0.")?.split_once('e')?;
        let exponent: isize = exponent.parse().ok()?;
        let zeros = "0".repeat(exponent.unsigned_abs().min(LONGEST_NUMBER));
        let (whole, fraction) = match usize::try_from(exponent) {
            Ok(length) if length <= LONGEST_NUMBER => {
                let digits = format!("{digits}{zeros}");
                (digits.get(..length)?.to_owned(), digits.get(length..)?.to_owned())
            }
            Err(_) if zeros.len() < LONGEST_NUMBER => (String::new(), format!("{zeros}{digits}")),
            Ok(_) | Err(_) => return None,
        };
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let whole = if whole.is_empty() { "0" } else { whole };
        let point = if fraction.is_empty() { "" } else { "." };
        Some(format!("{sign}{whole}{point}{fraction}"))
    };
    let same = |number: &String| Decimal::parse(number) == Decimal::parse(text);
    number().filter(same).unwrap_or_else(|| text.to_owned())
}

/// Ranges of addresses, which the value of a key can be as well.
fn ranges(set: &ValueSet) -> Vec<String> {
    match set {
        ValueSet::Address(ranges) => {
            ranges.iter().map(|range| range.network().to_string()).collect()
        }
        _ => Vec::new(),
    }
}

/// The same value written in another way, and another of its class; different ones for each number.
fn rewritten(text: &str, way: usize) -> Vec<String> {
    let zeros = "0".repeat(way);
    if Decimal::parse(text).is_some() {
        let (digits, exponent) = text
            .split_once('e')
            .map_or((text, String::new()), |(digits, exponent)| (digits, format!("e{exponent}")));
        let point = if digits.contains('.') { "" } else { "." };
        return vec![format!("{digits}{point}{zeros}{exponent}")];
    }
    match text.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            let next = u32::try_from(way).ok().and_then(|way| address.to_bits().checked_add(way));
            return next.map(|next| Ipv4Addr::from_bits(next).to_string()).into_iter().collect();
        }
        Ok(IpAddr::V6(address)) => {
            let next = u128::try_from(way).ok().and_then(|way| address.to_bits().checked_add(way));
            let next = next.map(|next| Ipv6Addr::from_bits(next).to_string());
            return next.into_iter().chain(respelled(address, way)).collect();
        }
        Err(_) => {}
    }
    if text == UNREADABLE {
        return vec![UNREADABLE.repeat(way + 1)];
    }
    let date = text.strip_suffix('Z').filter(|_| Instant::parse(text).is_some());
    date.map(|date| format!("{date}.{zeros}Z")).into_iter().collect()
}

/// An address with more zeros, with capital letters, or with its end as an address of version 4: a
/// text for each number, as long as there are others.
fn respelled(address: Ipv6Addr, way: usize) -> Option<String> {
    let mut left = way;
    let mut choice = |of: usize| {
        let chosen = left % of;
        left /= of;
        chosen
    };
    let ends_as_v4 = choice(2) == 1;
    let mut groups: Vec<String> = Vec::new();
    for group in address.segments() {
        let digits = format!("{group:x}").len();
        let width = digits + choice(5 - digits);
        groups.push(format!("{group:0width$x}"));
    }
    if ends_as_v4 {
        let [.., a, b, c, d] = address.octets();
        groups.truncate(6);
        groups.push(Ipv4Addr::new(a, b, c, d).to_string());
    }
    let capital = |c: char| {
        let is_capital = c.is_ascii_lowercase() && choice(2) == 1;
        if is_capital { c.to_ascii_uppercase() } else { c }
    };
    let text = groups.join(":").chars().map(capital).collect();
    (left == 0).then_some(text)
}

/// Whether a key of the type can have the value. An address is one, and no range.
pub(in crate::compare) fn is_readable(text: &str, key_type: Option<ValueType>) -> bool {
    match key_type {
        None | Some(ValueType::String) => true,
        Some(ValueType::Numeric) => Decimal::parse(text).is_some(),
        Some(ValueType::Arn) => Arn::parse(text).is_some(),
        Some(ValueType::Bool) => matches!(text, "true" | "false"),
        Some(ValueType::Date | ValueType::EpochTime) => Instant::parse(text).is_some(),
        Some(ValueType::IpAddress) => text.parse::<IpAddr>().is_ok(),
        Some(ValueType::Binary) => read_base64(text).is_some(),
    }
}
