//! Statements that differ in their actions or their resources alone.

use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::lint::subject::Subject;
use crate::text::Severity;

pub(super) static RULE: Rule = Rule {
    code: "joinable-statements",
    severity: Severity::Suggestion,
    what: "statements without names that differ only in their actions or only in their resources",
    why: "Two statements of the same effect, principals and conditions that list different actions for \
          the same resources, or different resources for the same actions, can be one statement with \
          the longer list. A policy has a limited size, and whoever reads it looks for a difference \
          that is not there. Statements with a `Sid` are left alone: their name may be the reason for \
          keeping them apart.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Policy(find),
};

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let nameless = |statement: &StatementView<'_>| statement.written.sid.is_none();
    let mut statements: Vec<StatementView<'_>> = subject.statements().filter(nameless).collect();
    statements.reverse();
    while let Some(first) = statements.pop() {
        let mut found = statements.iter().rev().filter_map(|one| difference(&first, one));
        let Some(what) = found.next() else { continue };
        let differs = |one: &StatementView<'_>| difference(&first, one) == Some(what);
        let others: Vec<_> = statements.iter().rev().copied().filter(differs).collect();
        statements.retain(|one| !differs(one));
        report(&first, &others, what, findings);
    }
}

/// How many of the statements that could be joined with one are shown.
const MOST_SHOWN: usize = 5;

fn report(
    first: &StatementView<'_>,
    others: &[StatementView<'_>],
    what: &str,
    findings: &mut Findings<'_>,
) {
    let count = others.len();
    let message = if count == 1 {
        format!("another statement differs from this one in its {what} alone")
    } else {
        format!("{count} other statements differ from this one in their {what} alone")
    };
    let found = findings.at(first.span(), message);
    for other in others.iter().take(MOST_SHOWN) {
        found.label(other.span(), "this one");
    }
    found.hint(format!("list the {what} of all in one statement"));
}

/// The one element in which two statements differ, if they could be one.
fn difference(one: &StatementView<'_>, other: &StatementView<'_>) -> Option<&'static str> {
    let lists = |statement: &StatementView<'_>| {
        let resource = statement.written.resource.as_ref();
        !statement.written.action.negated && resource.is_none_or(|resource| !resource.negated)
    };
    let is_alike = one.written.effect == other.written.effect && lists(one) && lists(other);
    if !is_alike || !both(one, other, StatementView::covers_conditions) {
        return None;
    }
    if !both(one, other, StatementView::covers_principals) {
        return None;
    }
    let actions = both(one, other, StatementView::covers_actions);
    let resources = both(one, other, StatementView::covers_resources);
    let is_within = one.covers(other) || other.covers(one);
    match (actions, resources) {
        (false, true) if !is_within => Some("actions"),
        (true, false) if !is_within => Some("resources"),
        _ => None,
    }
}

type Covers<'s> = fn(&StatementView<'s>, &StatementView<'s>) -> bool;

fn both<'s>(one: &StatementView<'s>, other: &StatementView<'s>, covers: Covers<'s>) -> bool {
    covers(one, other) && covers(other, one)
}
