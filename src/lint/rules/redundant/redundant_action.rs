//! An action that another entry of the same element covers.

use std::collections::HashMap;

use super::covered::covered;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::{ActionEntry, ActionPattern};
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
    let patterns: Vec<usize> = (0..entries.len()).filter(|one| is_open(&entries[*one])).collect();
    let mut first: HashMap<&ActionPattern, usize> = HashMap::new();
    for (number, entry) in entries.iter().enumerate() {
        let same = *first.entry(&entry.pattern).or_insert(number);
        let Some(wider) = wider_than(entries, number, &patterns, same) else { continue };
        covered(findings, (entry.span, &entry.text), (wider.span, &wider.text))
            .fix(statement.subject.removal("remove the entry", entry.span));
    }
}

/// Whether it may cover others than those that are equal.
fn is_open(entry: &ActionEntry) -> bool {
    match &entry.pattern {
        ActionPattern::Every => true,
        ActionPattern::Of { name, .. } => name.contains(['*', '?']),
        ActionPattern::Nothing => false,
    }
}

/// The first other entry that covers this one, `same` being the first that is equal and `patterns`
/// those that may cover others; of two that are equal the first stays.
fn wider_than<'e>(
    entries: &'e [ActionEntry],
    number: usize,
    patterns: &[usize],
    same: usize,
) -> Option<&'e ActionEntry> {
    let own = entries.get(number)?;
    let covers = |other: &usize| {
        let entry = &entries[*other];
        *other != number
            && entry.pattern.covers(&own.pattern)
            && (*other < number || !own.pattern.covers(&entry.pattern))
    };
    if own.pattern == ActionPattern::Nothing {
        return (0..entries.len()).find(covers).map(|other| &entries[other]);
    }
    let wider = patterns.iter().copied().find(covers);
    let same = Some(same).filter(|same| *same < number);
    wider.into_iter().chain(same).min().map(|other| &entries[other])
}
