//! Values of conditions that can never fit, because their operator cannot read them.

use std::net::IpAddr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::reader::{Reader, inside};
use crate::aws::Arn;
use crate::policy::{ConditionFamily, ConditionTest, ConditionValue, Version};
use crate::text::{Diagnostic, Span};

impl Reader {
    pub(super) fn condition_value(&mut self, test: ConditionTest, value: &ConditionValue) {
        let has_variable = self.version == Version::V2012 && value.text.contains("${");
        if has_variable && test.takes_variables() {
            self.variable_mistake(value.span, &value.text);
        } else if has_variable {
            self.variable_not_expanded(test, value);
        } else if let Some(expected) = expected(test.family(), &value.text) {
            let message = format!("`{}` is {expected}: it fits no request", value.text);
            self.warn("invalid-value", value.span, message);
        } else if test.family() == ConditionFamily::Date {
            self.date_ambiguity(value.span, &value.text);
        }
    }

    // AWS: V-1, V-2
    fn variable_not_expanded(&mut self, test: ConditionTest, value: &ConditionValue) {
        let start = value.text.find("${").unwrap_or(0);
        let span = inside(value.span, &value.text, start..value.text.len());
        let message = format!("variables are not expanded in values of `{}`", test.name());
        self.warn("variable-in-unsupported-place", span, message);
    }

    // AWS: C-14
    fn date_ambiguity(&mut self, span: Span, text: &str) {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return;
        }
        let (meant, hint) = match text.len() {
            4 => ("a year", format!("write `{text}-01-01T00:00:00Z`")),
            8 if matches!(&text[..2], "19" | "20") => {
                let (year, month, day) = (&text[..4], &text[4..6], &text[6..]);
                ("a date", format!("write `{year}-{month}-{day}`"))
            }
            _ => return,
        };
        let message = format!("`{text}` looks like {meant}, but is read as seconds since 1970");
        self.report(Diagnostic::warning("date-ambiguity", span, message).with_hint(hint));
    }
}

/// What the text is not, if an operator of the family cannot read it.
// AWS: C-6
fn expected(family: ConditionFamily, text: &str) -> Option<&'static str> {
    let (fits, otherwise) = match family {
        ConditionFamily::Text => (true, ""),
        ConditionFamily::Numeric => (is_number(text), "no number"),
        ConditionFamily::Date => (is_date(text), "no date"),
        // AWS: C-17, C-25
        ConditionFamily::Bool | ConditionFamily::Null => {
            (is_boolean(text), "not `true` or `false`")
        }
        // AWS: C-18
        ConditionFamily::Binary => (BASE64_STANDARD.decode(text).is_ok(), "not written in base64"),
        ConditionFamily::Address => (is_address(text), "no address"),
        // AWS: C-23
        ConditionFamily::Arn => (Arn::parse(text).is_some(), "no ARN"),
    };
    (!fits).then_some(otherwise)
}

// AWS: C-11
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    !whole.is_empty() && digits(whole) && !fraction.is_empty() && digits(fraction)
}

fn is_boolean(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

// AWS: C-19
fn is_address(text: &str) -> bool {
    let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    prefix.is_none_or(|prefix| prefix.parse::<u8>().is_ok_and(|length| length <= longest))
}

// AWS: C-12
fn is_date(text: &str) -> bool {
    let is_epoch = is_number(text);
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    is_epoch || (is_day(day, time.is_some()) && time.is_none_or(is_time))
}

fn is_day(text: &str, whole: bool) -> bool {
    let whole_day = |text: &str| text.parse::<chrono::NaiveDate>().is_ok() && text.len() == 10;
    match text.len() {
        10 => whole_day(text),
        7 => !whole && whole_day(&format!("{text}-01")),
        _ => false,
    }
}

fn is_time(text: &str) -> bool {
    let zone_at = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone_at);
    let zone_fits = match zone {
        "" | "Z" => true,
        offset => is_clock(&offset[1..], 2),
    };
    zone_fits
        && is_clock(clock.split_once('.').map_or(clock, |(clock, _)| clock), 3)
        && clock.split_once('.').is_none_or(|(clock, fraction)| {
            clock.len() == 8 && !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit())
        })
}

/// `hh:mm` and, with three parts, also `hh:mm:ss`.
fn is_clock(text: &str, parts: usize) -> bool {
    let limits = [23, 59, 59];
    let fields: Vec<_> = text.split(':').collect();
    let fits = |(field, limit): (&&str, u8)| {
        field.len() == 2 && field.parse::<u8>().is_ok_and(|number| number <= limit)
    };
    (2..=parts).contains(&fields.len()) && fields.iter().zip(limits).all(fits)
}
