//! `iam:PassRole` on more roles than are named: the six findings of AWS IAM Access Analyzer.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::Severity;

use super::named_how::{ActionSide, ResourceSide, said_how};

const WHY: &str = "Who may pass a role to a service can let the service act with that role's permissions. \
    Where the roles are not named this goes for every role, also for those that will be made later, \
    and an administrator's. Name the roles in `Resource` and the action in `Action`; \
    `iam:PassedToService` limits to which services they may be passed. Where \
    the policy also grants what makes a service act with the role, \
    `privilege-escalation-through-passed-role` tells how.";

pub(super) static NOT_RESOURCE: Rule = Rule {
    code: "pass-role-with-not-resource",
    severity: Severity::SecurityWarning,
    what: "`iam:PassRole` allowed with `NotResource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "NotResource": "arn:aws:iam::111122223333:role/administrator"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/report-function"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Named, ResourceSide::NotResource));
    }),
};

pub(super) static STAR_IN_ACTION_AND_NOT_RESOURCE: Rule = Rule {
    code: "pass-role-with-star-in-action-and-not-resource",
    severity: Severity::SecurityWarning,
    what: "`iam:PassRole` allowed by a wildcard in `Action`, with `NotResource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:Pass*", "NotResource": "arn:aws:iam::111122223333:role/administrator"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/report-function"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Wildcard, ResourceSide::NotResource));
    }),
};

pub(super) static NOT_ACTION_AND_NOT_RESOURCE: Rule = Rule {
    code: "pass-role-with-not-action-and-not-resource",
    severity: Severity::SecurityWarning,
    what: "`iam:PassRole` allowed by `NotAction`, with `NotResource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:iam::111122223333:role/administrator"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/report-function"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::LeftOut, ResourceSide::NotResource));
    }),
};

pub(super) static STAR_IN_RESOURCE: Rule = Rule {
    code: "pass-role-with-star-in-resource",
    severity: Severity::SecurityWarning,
    what: "`iam:PassRole` allowed with a wildcard in `Resource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/report-function"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Named, ResourceSide::Star));
    }),
};

pub(super) static STAR_IN_ACTION_AND_RESOURCE: Rule = Rule {
    code: "pass-role-with-star-in-action-and-resource",
    severity: Severity::SecurityWarning,
    what: "`iam:PassRole` allowed by a wildcard in `Action`, with one in `Resource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:Pass*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/report-function"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Wildcard, ResourceSide::Star));
    }),
};

pub(super) static STAR_IN_RESOURCE_AND_NOT_ACTION: Rule = Rule {
    code: "pass-role-with-star-in-resource-and-not-action",
    severity: Severity::SecurityWarning,
    what: "`iam:PassRole` allowed by `NotAction`, with a wildcard in `Resource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/report-function"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::LeftOut, ResourceSide::Star));
    }),
};

fn find(
    statement: &StatementView<'_>,
    findings: &mut Findings<'_>,
    wanted: (ActionSide, ResourceSide),
) {
    let is_limited = statement.tests("iam:passedtoservice");
    if said_how(statement, ACTION) != Some(wanted)
        || is_limited
        || !statement.lets_act_on_others(ACTION)
    {
        return;
    }
    let which = match wanted.1 {
        ResourceSide::NotResource => "every role but those named",
        ResourceSide::Star => "more roles than are named",
    };
    findings
        .at(statement.place_of(ACTION), format!("this lets its holder pass {which} to any service"))
        .hint(
            "name the roles in `Resource`, and the service in a condition on `iam:PassedToService`",
        );
}

const ACTION: &str = "iam:PassRole";
