//! Actions on every resource that could name theirs.

use super::breadth::{comes_to, counted};
use crate::aws::PolicyKind;
use crate::catalog::ActionOfService;
use crate::lint::finding::Findings;
use crate::lint::reach::OpenActions;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::{Arrange, Severity, Span, quote};

pub(super) static RULE: Rule = Rule {
    code: "wildcard-resource",
    severity: Severity::Suggestion,
    what: "changes allowed on every resource by actions that could name theirs",
    why: "The statement grants actions that change something on every resource of their kind, in every region \
          and in every account that lets the holder in. Each of these actions takes ARNs in `Resource`: \
          name the resources that are meant, by a prefix where they are many. Actions that only take `*`, and \
          those that only look, are not counted; put them into a statement of their own. Nothing is found \
          where a condition narrows the statement.",
    kinds: &[PolicyKind::Identity],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:ListQueues", "sqs:SendMessage"], "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:ListQueues", "ec2:DescribeInstances"], "Resource": "*"}]}"#,
    ),
    logic: Logic::Statement(find),
};

fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let is_list = !statement.written.action.negated && !statement.is_about_every_action();
    if !statement.grants() || !is_list {
        return;
    }
    let OpenActions { actions: open, are_all } =
        statement.open_actions(|one| !one.action.access_level.only_looks());
    let at_least = if are_all { "" } else { "at least " };
    let Some(first) = open.first() else { return };
    if !statement.subject.full_access().is_empty() {
        return;
    }
    let name = quote(&first.full_name());
    let message = match open.len() {
        1 => format!("{name} is allowed on every resource, and could name its own"),
        count => format!(
            "{at_least}{} are allowed on every resource, and could name their own",
            counted(count, "action")
        ),
    };
    let finding = findings.at(place(statement), message);
    if open.len() > 1 {
        finding.label(
            statement.place_of(&first.full_name()),
            format!("{at_least}{}", comes_to(&open)),
        );
    }
    if let Some(format) = format_of(first) {
        finding.hint(format!("{name} takes {}", quote(format)));
    }
}

/// The entry that lets every resource in.
fn place(statement: &StatementView<'_>) -> Span {
    let Some(element) = &statement.written.resource else { return statement.span() };
    if element.negated {
        return statement.key_span("NotResource");
    }
    let open = element.entries.iter().find(|entry| entry.text.contains('*'));
    open.map_or(element.span, |entry| entry.span)
}

fn format_of<'c>(one: &ActionOfService<'c>) -> Option<&'c str> {
    let mut types: Vec<_> = one.service.resource_types_of(one.action).collect();
    types.arrange_by_key(|(used, _)| !used.required);
    let (_, of) = types.first()?;
    of.arn_formats.first().map(|format| &**format)
}
