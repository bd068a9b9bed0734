//! Allows that name what they do not grant.

use super::breadth::comes_to;
use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::text::Severity;

const PAGE_NOT_ACTION: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html";

const PAGE_NOT_RESOURCE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html";

pub(super) static NOT_ACTION: Rule = Rule {
    code: "allow-with-not-action",
    severity: Severity::Warning,
    what: "an Allow of every action but those that `NotAction` names",
    why: "An Allow with `NotAction` grants every action of every service that is not on the list, also \
          those that AWS adds later, and those of which nobody thought. Name in `Action` what is needed. \
          If only few actions are to be left out, an Allow of the services in use and a Deny of these \
          actions says so more clearly, because a Deny also holds against other policies. Nothing is \
          found where a condition narrows the statement.",
    kinds: &[PolicyKind::Identity],
    page: PAGE_NOT_ACTION,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| find(statement, findings, (true, false))),
};

pub(super) static NOT_ACTION_AND_NOT_RESOURCE: Rule = Rule {
    code: "allow-with-not-action-and-not-resource",
    severity: Severity::SecurityWarning,
    what: "an Allow with both `NotAction` and `NotResource`",
    why: "Such an Allow grants nearly everything: every action that is not on the one list, on every \
          resource that is not on the other. It does not forbid what is listed, and an action that takes \
          several resources needs only those that are left. Name the actions and resources that are \
          needed, and forbid with a Deny what must never be done.",
    kinds: &[PolicyKind::Identity],
    page: PAGE_NOT_RESOURCE,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::payroll/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::payroll/*"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| find(statement, findings, (true, true))),
};

pub(super) static NOT_RESOURCE: Rule = Rule {
    code: "allow-with-not-resource",
    severity: Severity::Warning,
    what: "an Allow on every resource but those that `NotResource` names",
    why: "An Allow with `NotResource` grants its actions on every other resource, in every account and also \
          on those that will be made later. It does not forbid what is listed: another statement may \
          grant it. Name in `Resource` what is needed; what must not be touched belongs into a Deny. \
          Nothing is found where a condition narrows the statement.",
    kinds: &[PolicyKind::Identity],
    page: PAGE_NOT_RESOURCE,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::payroll/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| find(statement, findings, (false, true))),
};

/// `wanted` says whether `NotAction` and whether `NotResource` stands there.
fn find(statement: &StatementView<'_>, findings: &mut Findings<'_>, wanted: (bool, bool)) {
    let not_resource = statement.written.resource.as_ref().is_some_and(|element| element.negated);
    let not_action = statement.written.action.negated;
    if !statement.grants() || (not_action, not_resource) != wanted || !is_open(statement) {
        return;
    }
    if !statement.subject.full_access().is_empty() {
        return;
    }
    let what = match wanted {
        (true, true) => {
            "this allows every action but those named, on every resource but those named"
        }
        (true, false) => "this allows every action but those named, also what AWS adds later",
        _ => "this allows its actions on every resource but those named",
    };
    let key = if not_action { "NotAction" } else { "NotResource" };
    let hint = match wanted {
        (false, _) => "name the resources that are meant; forbid the others with a Deny".to_owned(),
        _ => format!("today this comes to {}", comes_to(statement.actions())),
    };
    findings.at(statement.key_span(key), what).hint(hint);
}

/// Whether something is granted whatever else is the case. Of many actions a few of different
/// services are asked about.
fn is_open(statement: &StatementView<'_>) -> bool {
    let actions = statement.actions();
    let step = (actions.len() / MOST_ASKED).max(1);
    actions.iter().step_by(step).any(|one| statement.lets_act_on_others(&one.full_name()))
}

const MOST_ASKED: usize = 40;
