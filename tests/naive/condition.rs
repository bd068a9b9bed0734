//! One line of a Condition block against known keys: holds or not.

use std::cmp::Ordering;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde_json::Value;

use super::keys::Keys;
use super::text::{self, Piece, glob};

/// An operator taken apart, in lower case: `forallvalues`, `stringequals`, if exists.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Operator {
    pub(crate) set: Option<bool>,
    pub(crate) base: String,
    pub(crate) if_exists: bool,
}

const BASES: &[&str] = &[
    "stringequals",
    "stringnotequals",
    "stringequalsignorecase",
    "stringnotequalsignorecase",
    "stringlike",
    "stringnotlike",
    "numericequals",
    "numericnotequals",
    "numericlessthan",
    "numericlessthanequals",
    "numericgreaterthan",
    "numericgreaterthanequals",
    "dateequals",
    "datenotequals",
    "datelessthan",
    "datelessthanequals",
    "dategreaterthan",
    "dategreaterthanequals",
    "bool",
    "binaryequals",
    "ipaddress",
    "notipaddress",
    "arnequals",
    "arnlike",
    "arnnotequals",
    "arnnotlike",
    "null",
];

/// Reads an operator's name; `set` is true for `ForAllValues`, false for `ForAnyValue`.
pub(crate) fn operator(name: &str) -> Result<Operator, String> {
    // AWS: S-20
    let lower = name.to_ascii_lowercase();
    let (set, rest) =
        match (lower.strip_prefix("forallvalues:"), lower.strip_prefix("foranyvalue:")) {
            (Some(rest), _) => (Some(true), rest),
            (_, Some(rest)) => (Some(false), rest),
            _ => (None, lower.as_str()),
        };
    let base = rest.strip_suffix("ifexists").unwrap_or(rest);
    let if_exists = base != rest;
    // AWS: S-21
    if !BASES.contains(&base) || (base == "null" && if_exists) {
        return Err(format!("invalid-condition-operator {name}"));
    }
    Ok(Operator { set, base: base.to_owned(), if_exists })
}

/// The values of a condition line as text.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        // AWS: S-10
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}

/// Whether a whole Condition block holds.
pub(crate) fn holds(block: &Value, keys: &Keys, expands: bool) -> bool {
    // AWS: C-1
    block.as_object().into_iter().flatten().all(|(name, lines)| {
        let Ok(operator) = operator(name) else { return false };
        let lines = lines.as_object().into_iter().flatten();
        lines.into_iter().all(|(key, wanted)| {
            line(&operator, key, &Wanted { values: texts(wanted), expands }, keys)
        })
    })
}

struct Wanted {
    values: Vec<String>,
    expands: bool,
}

fn line(operator: &Operator, key: &str, wanted: &Wanted, keys: &Keys) -> bool {
    if operator.base == "null" {
        return null(operator, key, wanted, keys);
    }
    // AWS: C-6
    if !fits_type(operator, key, keys) {
        return false;
    }
    let negated = operator.base.contains("not");
    let Some(asked) = keys.get(key) else { return if_missing(operator, negated, wanted) };
    // AWS: C-38
    if wanted.values.is_empty() {
        return match (operator.set, operator.if_exists) {
            (Some(true), _) => is_null(asked),
            (None, false) => negated,
            _ => false,
        };
    }
    let satisfied = |value: &String| satisfies(operator, value, wanted, keys);
    match operator.set {
        // AWS: C-26
        Some(true) => is_null(asked) || asked.iter().all(satisfied),
        // AWS: C-27
        Some(false) => !is_null(asked) && asked.iter().any(satisfied),
        // AWS: C-31
        None if keys.is_multivalued(key) => false,
        None if asked.is_empty() => negated,
        None => asked.iter().all(satisfied),
    }
}

/// The table of C-3, with C-5 and C-38.
fn if_missing(operator: &Operator, negated: bool, wanted: &Wanted) -> bool {
    match operator.set {
        // AWS: C-5
        _ if operator.if_exists => true,
        Some(all) => all,
        // AWS: C-38
        None if wanted.values.is_empty() => negated,
        // AWS: C-3
        None => negated,
    }
}

fn null(operator: &Operator, key: &str, wanted: &Wanted, keys: &Keys) -> bool {
    // AWS: C-25
    if let Some(all) = operator.set {
        return all;
    }
    let missing = keys.get(key).is_none_or(is_null);
    wanted.values.iter().any(|value| value.to_ascii_lowercase() == missing.to_string())
}

#[expect(clippy::ptr_arg, reason = "passed by name to is_none_or over a Vec")]
fn is_null(values: &Vec<String>) -> bool {
    values.iter().all(String::is_empty)
}

/// The family of an operator: string, numeric, date, bool, binary, ip, arn.
pub(crate) fn family(base: &str) -> &'static str {
    ["string", "numeric", "date", "bool", "binary", "arn"]
        .into_iter()
        .find(|family| base.starts_with(family))
        .unwrap_or("ip")
}

fn fits_type(operator: &Operator, key: &str, keys: &Keys) -> bool {
    let Some(kind) = keys.type_of(key) else { return true };
    // AWS: C-16
    if key.eq_ignore_ascii_case("aws:EpochTime") && family(&operator.base) == "numeric" {
        return true;
    }
    match (kind.trim_start_matches("ArrayOf"), family(&operator.base)) {
        // AWS: C-24
        (_, "string") | ("ARN" | "String", "arn") => true,
        ("IPAddress", asked) => asked == "ip",
        (other, asked) => other.to_ascii_lowercase() == asked,
    }
}

/// Whether one value of the request satisfies the operator against the policy's values.
fn satisfies(operator: &Operator, value: &str, wanted: &Wanted, keys: &Keys) -> bool {
    if !is_readable(&operator.base, value) {
        return false;
    }
    let one = |entry: &String| compares(&operator.base, value, entry, wanted.expands, keys);
    // AWS: C-28
    if operator.base.contains("not") {
        !wanted.values.iter().any(one)
    } else {
        wanted.values.iter().any(one)
    }
}

/// C-6 and C-23: a value that cannot be read satisfies nothing, negated or not.
fn is_readable(base: &str, value: &str) -> bool {
    match family(base) {
        "numeric" => decimal(value).is_some(),
        "date" => instant(value).is_some(),
        "bool" => boolean(value).is_some(),
        "binary" => STANDARD.decode(value).is_ok(),
        "ip" => value.parse::<IpAddr>().is_ok(),
        "arn" => text::arn(value).is_some(),
        _ => true,
    }
}

/// Whether the value stands in the operator's relation to one entry, negation left aside.
fn compares(base: &str, value: &str, entry: &str, expands: bool, keys: &Keys) -> bool {
    match family(base) {
        "numeric" => {
            decimal(value).zip(decimal(entry)).is_some_and(|(a, b)| ordered(base, compare(&a, &b)))
        }
        // AWS: C-13
        "date" => instant(value).zip(instant(entry)).is_some_and(|(a, b)| ordered(base, a.cmp(&b))),
        // AWS: C-17
        "bool" => boolean(value).zip(boolean(entry)).is_some_and(|(a, b)| a == b),
        // AWS: C-18
        "binary" => STANDARD
            .decode(value)
            .ok()
            .zip(STANDARD.decode(entry).ok())
            .is_some_and(|(a, b)| a == b),
        "ip" => in_network(value, entry),
        "arn" => arn_like(value, entry, expands, keys),
        _ => string(base, value, entry, expands, keys),
    }
}

fn ordered(base: &str, order: Ordering) -> bool {
    match base.trim_start_matches("numeric").trim_start_matches("date") {
        "lessthan" => order.is_lt(),
        "lessthanequals" => order.is_le(),
        "greaterthan" => order.is_gt(),
        "greaterthanequals" => order.is_ge(),
        _ => order.is_eq(),
    }
}

fn string(base: &str, value: &str, entry: &str, expands: bool, keys: &Keys) -> bool {
    // AWS: V-7
    let Some(pieces) = text::parts(entry, expands)
        .ok()
        // AWS: C-7
        .and_then(|parts| text::expand(&parts, keys, base.ends_with("like")))
    else {
        return false;
    };
    if base.ends_with("ignorecase") {
        // AWS: C-8
        let folded: Vec<Piece> = pieces.into_iter().map(fold_piece).collect();
        return glob(&folded, &value.chars().map(lower).collect::<Vec<char>>());
    }
    glob(&pieces, &text::chars(value))
}

fn fold_piece(piece: Piece) -> Piece {
    match piece {
        Piece::Literal(c) => Piece::Literal(lower(c)),
        other => other,
    }
}

fn lower(c: char) -> char {
    let mut folded = c.to_lowercase();
    match (folded.next(), folded.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// C-22: six parts one by one, the sixth whole. A value that has six only once its variables are
/// filled in is taken apart then.
fn arn_like(value: &str, entry: &str, expands: bool, keys: &Keys) -> bool {
    let (Ok(parts), Some(asked)) = (text::parts(entry, expands), text::arn(value)) else {
        return false;
    };
    let mut segments = text::six(&parts);
    if segments.len() != 6 {
        segments = vec![parts];
    }
    let expanded: Option<Vec<_>> =
        segments.iter().map(|segment| text::expand(segment, keys, true)).collect();
    let pieces = match expanded.as_deref() {
        None => return false,
        Some([whole]) => text::six_pieces(whole),
        Some(six) => six.to_vec(),
    };
    pieces.len() == 6
        && pieces.iter().zip(&asked).all(|(pieces, part)| glob(pieces, &text::chars(part)))
}

fn boolean(text: &str) -> Option<bool> {
    text.to_ascii_lowercase().parse().ok()
}

/// C-19 and C-20: numbers of one family; host bits do not count.
fn in_network(value: &str, entry: &str) -> bool {
    let (address, length) = entry.split_once('/').map_or((entry, None), |(a, l)| (a, Some(l)));
    let (Ok(asked), Ok(base)) = (value.parse::<IpAddr>(), address.parse::<IpAddr>()) else {
        return false;
    };
    let (asked, base) = (bits(asked), bits(base));
    match length.map_or(Ok(base.len()), str::parse::<usize>) {
        Ok(length) if length <= base.len() => {
            asked.len() == base.len() && asked[..length] == base[..length]
        }
        _ => false,
    }
}

/// The bits of an address, first bit first.
pub(crate) fn bits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => format!("{:032b}", four.to_bits()),
        IpAddr::V6(six) => format!("{:0128b}", six.to_bits()),
    }
}

/// A decimal number as sign, whole digits and fraction digits.
pub(crate) fn decimal(text: &str) -> Option<(bool, String, String)> {
    let (minus, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (digits_only(whole) && digits_only(fraction))
        .then(|| (minus, whole.to_owned(), fraction.to_owned()))
}

/// C-11: both padded to one length, then compared as text.
fn compare(a: &(bool, String, String), b: &(bool, String, String)) -> Ordering {
    let whole = a.1.len().max(b.1.len());
    let fraction = a.2.len().max(b.2.len());
    let padded = |n: &(bool, String, String)| format!("{:0>whole$}.{:0<fraction$}", n.1, n.2);
    let (left, right) = (padded(a), padded(b));
    let is_zero = |text: &str| text.bytes().all(|b| b == b'0' || b == b'.');
    match (a.0 && !is_zero(&left), b.0 && !is_zero(&right)) {
        (false, false) => left.cmp(&right),
        (true, true) => right.cmp(&left),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// C-12 to C-15: seconds since 1970.
pub(crate) fn instant(text: &str) -> Option<i64> {
    // AWS: C-14
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let day = |full: &str| NaiveDate::parse_from_str(full, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, time),
        None if text.len() == 7 => {
            return day(&format!("{text}-01")).map(|at| at.and_utc().timestamp());
        }
        None => return day(text).map(|at| at.and_utc().timestamp()),
    };
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let seconds = if time[..zone].len() == 5 { ":00" } else { "" };
    let offset = if zone == time.len() { "Z" } else { &time[zone..] };
    let full = format!("{date}T{}{seconds}{offset}", &time[..zone]);
    DateTime::parse_from_rfc3339(&full).ok().map(|at| at.timestamp())
}

/// A time in the form that `instant` reads.
pub(crate) fn instant_text(seconds: i64) -> Option<String> {
    let at: NaiveDateTime = DateTime::from_timestamp(seconds, 0)?.naive_utc();
    Some(at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}
