//! An action that another entry of the same element covers.

use super::covered::covered;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::ActionEntry;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "redundant-action",
    severity: Severity::Suggestion,
    what: "an action that the rest of the policy covers",
    why: "A wider entry matches everything that this one matches, or other statements do all that it \
          adds, on the same resources and under the same conditions, so it has no effect: that is proven \
          for all requests. Take it out, or narrow what is wider if that is what was meant.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:Get*", "iam:GetUser"], "Resource": "arn:aws:iam::111122223333:user/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:Get*", "iam:*User"], "Resource": "arn:aws:iam::111122223333:user/*"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let entries = &statement.written.action.entries;
    for (number, entry) in entries.iter().enumerate() {
        let Some(wider) = wider_than(entries, number) else { continue };
        covered(findings, (entry.span, &entry.text), (wider.span, &wider.text))
            .fix(statement.subject.removal("remove the entry", entry.span));
    }
}

/// The first other entry that covers this one; of two that are equal the first stays.
fn wider_than(entries: &[ActionEntry], number: usize) -> Option<&ActionEntry> {
    let own = entries.get(number)?;
    let covers = |(other, entry): &(usize, &ActionEntry)| {
        *other != number
            && entry.pattern.covers(&own.pattern)
            && (*other < number || !own.pattern.covers(&entry.pattern))
    };
    entries.iter().enumerate().find(covers).map(|(_, entry)| entry)
}
