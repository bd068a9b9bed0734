//! Values of conditions that can never fit, because their operator cannot read them.

use super::reader::{Reader, inside};
use crate::aws::Arn;
use crate::policy::{ConditionFamily, ConditionTest, ConditionValue, Version};
use crate::text::{Diagnostic, Span, quote};
use crate::value_set::{AddressRange, Decimal, Instant, is_ambiguous_year, read_base64, read_bool};

impl Reader {
    pub(super) fn condition_value(&mut self, test: ConditionTest, value: &ConditionValue) {
        let has_variable = self.version == Version::V2012 && value.text.contains("${");
        if test.takes_variables() {
            self.variable_of_2012(value.span, &value.text);
        }
        if has_variable && test.takes_variables() {
            self.variable_mistake(value.span, &value.text);
        } else if has_variable {
            self.variable_not_expanded(test, value);
        } else if let Some((code, what)) = misfit(test.family(), &value.text) {
            let message = format!("{} is {what}, so it matches nothing", quote(&value.text));
            self.warn(code, value.span, message);
        } else if test.family() == ConditionFamily::Date {
            self.date_ambiguity(value.span, &value.text);
        }
    }

    // AWS: V-1, V-2
    fn variable_not_expanded(&mut self, test: ConditionTest, value: &ConditionValue) {
        let start = value.text.find("${").unwrap_or(0);
        let span = inside(value.span, &value.text, start..value.text.len());
        let message = format!("variables are not expanded in values of `{}`", test.name());
        self.warn("invalid-variable-for-operator", span, message);
    }

    // AWS: C-14
    fn date_ambiguity(&mut self, span: Span, text: &str) {
        let (meant, hint) = if is_ambiguous_year(text) {
            ("a year", format!("write `{text}-01-01`"))
        } else if let Some(day) = day_without_dashes(text) {
            ("a date", format!("write `{day}`"))
        } else {
            return;
        };
        let message = format!("`{text}` looks like {meant}, but is read as seconds since 1970");
        self.report(Diagnostic::warning("date-ambiguity", span, message).with_hint(hint));
    }
}

/// `20300101` as `2030-01-01`.
fn day_without_dashes(text: &str) -> Option<String> {
    let is_digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let recent = is_digits && matches!(&text[..2], "19" | "20");
    let day = recent.then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))?;
    Instant::parse(&day).map(|_| day)
}

/// What the text is not, if an operator of the family cannot read it, and what that is called.
// AWS: C-6
fn misfit(family: ConditionFamily, text: &str) -> Option<(&'static str, &'static str)> {
    let (fits, misfit) = match family {
        ConditionFamily::Text => return None,
        ConditionFamily::Numeric => {
            (Decimal::parse(text).is_some(), ("type-mismatch-number", "no number"))
        }
        ConditionFamily::Date => {
            (Instant::parse(text).is_some(), ("type-mismatch-date", "no date"))
        }
        // AWS: C-17, C-25
        ConditionFamily::Bool | ConditionFamily::Null => {
            (read_bool(text).is_some(), ("type-mismatch-boolean", "not `true` or `false`"))
        }
        // AWS: C-18
        ConditionFamily::Binary => {
            (read_base64(text).is_some(), ("type-mismatch-string", "not written in base64"))
        }
        ConditionFamily::Address => {
            (AddressRange::parse(text).is_some(), ("type-mismatch-ip-range", "no address"))
        }
        // AWS: C-23
        ConditionFamily::Arn => (Arn::parse(text).is_some(), ("type-mismatch-arn", "no ARN")),
    };
    (!fits).then_some(misfit)
}
