//! `NotAction` and `NotResource` that leave nothing.

use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::ActionPattern;
use crate::text::Severity;
use crate::value_set::Pattern;

pub(super) static ACTION: Rule = Rule {
    code: "ineffective-not-action",
    severity: Severity::Warning,
    what: "`NotAction` with `*`: a statement about no action",
    why: "`NotAction` means every action but those listed. `*` lists them all, so the statement never \
          applies: an Allow grants nothing, a Deny stops nothing. Write `Action` if all actions were \
          meant, or list the actions that are to be left out.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": "*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}]}"#,
    ),
    logic: Logic::Statement(find_action),
};

pub(super) static RESOURCE: Rule = Rule {
    code: "ineffective-not-resource",
    severity: Severity::Warning,
    what: "`NotResource` with `*`: a statement about no resource",
    why: "`NotResource` means every resource but those listed. `*` lists them all, so the statement \
          never applies: an Allow grants nothing, a Deny stops nothing. Write `Resource` if all \
          resources were meant, or list the resources that are to be left out.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteBucket", "NotResource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:DeleteBucket", "NotResource": "arn:aws:s3:::scratch-*"}]}"#,
    ),
    logic: Logic::Statement(find_resource),
};

fn find_action(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let element = &statement.written.action;
    let everything = element.entries.iter().find(|entry| entry.pattern == ActionPattern::Every);
    if let Some(entry) = everything.filter(|_| element.negated) {
        findings
            .at(entry.span, "every action is excluded, so this statement never applies")
            .hint("write `Action` if every action was meant");
    }
}

fn find_resource(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let Some(element) = statement.written.resource.as_ref().filter(|one| one.negated) else {
        return;
    };
    let is_star = |text: &str| Pattern::glob(text).is_everything();
    if let Some(entry) = element.entries.iter().find(|entry| is_star(&entry.text)) {
        findings
            .at(entry.span, "every resource is excluded, so this statement never applies")
            .hint("write `Resource` if every resource was meant");
    }
}
