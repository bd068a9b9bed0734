//! Dates written as seconds.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::ConditionFamily;
use crate::text::{Severity, quote};
use crate::value_set::Instant;
use chrono::{DateTime, SecondsFormat};

pub(super) static RULE: Rule = Rule {
    code: "invalid-date-value",
    severity: Severity::Warning,
    what: "a date written as seconds since 1970",
    why: "Date operators read a number as seconds since 1970. It works, but nobody can see \
          which day it is, and whether it has passed; IAM Access Analyzer recommends dates of \
          ISO 8601, such as `2026-03-01T09:00:00Z`. `--fix` writes the same instant as a date.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "1798675200"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2026-12-31T00:00:00Z"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let is_date = condition.operator.test.family() == ConditionFamily::Date;
    if !is_date || condition.lower_key == "aws:epochtime" {
        return;
    }
    for value in &condition.written.values {
        let Some(date) = date_of(&value.text) else { continue };
        findings
            .at(value.span, format!("{} is a date in seconds since 1970", quote(&value.text)))
            .hint(format!("that is `{date}`"))
            .fix(condition.statement.subject.replacement("write the date", value.span, &date));
    }
}

/// A number of seconds as the same instant of ISO 8601. Numbers of four and of eight digits look like years
/// and days, and the reader says so.
fn date_of(text: &str) -> Option<String> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !matches!(text.len(), 4 | 8);
    let instant = Instant::parse(text).filter(|_| is_number)?;
    let date = DateTime::from_timestamp(instant.epoch_seconds(), 0)?;
    let written = date.to_rfc3339_opts(SecondsFormat::Secs, true);
    (Instant::parse(&written) == Some(instant)).then_some(written)
}
