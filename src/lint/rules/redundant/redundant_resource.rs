//! A resource that another entry of the same element covers.

use super::covered::covered;
use crate::lint::cover::resource_covers;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "redundant-resource",
    severity: Severity::Suggestion,
    what: "a resource that the rest of the policy covers",
    why: "Other entries match every resource that this one matches, or other statements do the same on \
          it, so it changes nothing: that is proven for all requests. Take it out; if only the narrower \
          one was meant, take out the wider one.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::reports/*", "arn:aws:s3:::reports/2026/*"]}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::reports/2025/*", "arn:aws:s3:::reports/2026/*"]}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(element) = &statement.written.resource else { return };
    for (number, entry) in element.entries.iter().enumerate() {
        let Some(wider) = wider_than(statement, number) else { continue };
        let Some(wider) = element.entries.get(wider) else { continue };
        covered(findings, (entry.span, &entry.text), (wider.span, &wider.text))
            .fix(statement.subject.removal("remove the entry", entry.span));
    }
}

/// The first other entry that covers this one; of two that are equal the first stays.
fn wider_than(statement: &StatementView<'_>, number: usize) -> Option<usize> {
    let entries = statement.written.resource.as_ref().map_or(&[][..], |element| &element.entries);
    let covers = |wide: usize, narrow: usize| {
        let text = |number: usize| entries.get(number).map(|entry| &entry.text);
        let patterns = (statement.resource(wide), statement.resource(narrow));
        text(wide) == text(narrow)
            || matches!(patterns, (Some(wide), Some(narrow)) if resource_covers(wide, narrow))
    };
    let is_wider = |other: &usize| {
        *other != number && covers(*other, number) && (*other < number || !covers(number, *other))
    };
    (0..entries.len()).find(is_wider)
}
