//! `iam:CreateServiceLinkedRole` for more services than are named: the six findings of AWS IAM Access
//! Analyzer.

use crate::aws::PolicyKind;
use crate::lint::finding::Findings;
use crate::lint::reach::{Reach, Step};
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::text::Severity;

use super::named_how::{ActionSide, ResourceSide, said_how};

const WHY: &str = "A service-linked role lets a service of AWS act in the account with permissions that AWS \
    wrote. Where the role is not named its holder can make one for every service, also for those that \
    nobody here uses. Name the role in `Resource`, as in \
    `arn:aws:iam::*:role/aws-service-role/SERVICE/ROLE`, or the service in a condition on \
    `iam:AWSServiceName`.";

pub(super) static NOT_RESOURCE: Rule = Rule {
    code: "create-slr-with-not-resource",
    severity: Severity::Warning,
    what: "`iam:CreateServiceLinkedRole` allowed with `NotResource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "NotResource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Named, ResourceSide::NotResource));
    }),
};

pub(super) static STAR_IN_ACTION_AND_NOT_RESOURCE: Rule = Rule {
    code: "create-slr-with-star-in-action-and-not-resource",
    severity: Severity::Warning,
    what: "`iam:CreateServiceLinkedRole` allowed by a wildcard in `Action`, with `NotResource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:Create*", "NotResource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Wildcard, ResourceSide::NotResource));
    }),
};

pub(super) static NOT_ACTION_AND_NOT_RESOURCE: Rule = Rule {
    code: "create-slr-with-not-action-and-not-resource",
    severity: Severity::Warning,
    what: "`iam:CreateServiceLinkedRole` allowed by `NotAction`, with `NotResource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::LeftOut, ResourceSide::NotResource));
    }),
};

pub(super) static STAR_IN_RESOURCE: Rule = Rule {
    code: "create-slr-with-star-in-resource",
    severity: Severity::Warning,
    what: "`iam:CreateServiceLinkedRole` allowed with a wildcard in `Resource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Named, ResourceSide::Star));
    }),
};

pub(super) static STAR_IN_ACTION_AND_RESOURCE: Rule = Rule {
    code: "create-slr-with-star-in-action-and-resource",
    severity: Severity::Warning,
    what: "`iam:CreateServiceLinkedRole` allowed by a wildcard in `Action`, with one in `Resource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:Create*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}]}"#,
    ),
    logic: Logic::Statement(|statement, findings| {
        find(statement, findings, (ActionSide::Wildcard, ResourceSide::Star));
    }),
};

pub(super) static STAR_IN_RESOURCE_AND_NOT_ACTION: Rule = Rule {
    code: "create-slr-with-star-in-resource-and-not-action",
    severity: Severity::Warning,
    what: "`iam:CreateServiceLinkedRole` allowed by `NotAction`, with a wildcard in `Resource`",
    why: WHY,
    kinds: &[PolicyKind::Identity],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:CreateServiceLinkedRole", "Resource": "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}]}"#,
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
    let is_limited = statement.tests("iam:awsservicename");
    if said_how(statement, ACTION) != Some(wanted) || is_limited || !statement.lets(&SERVICE_LINKED)
    {
        return;
    }
    let which = match wanted.1 {
        ResourceSide::NotResource => "every service but those named",
        ResourceSide::Star => "services that are not named",
    };
    findings
        .at(
            statement.place_of(ACTION),
            format!("this lets its holder make service-linked roles of {which}"),
        )
        .hint("name the role in `Resource`, or the service in a condition on `iam:AWSServiceName`");
}

const ACTION: &str = "iam:CreateServiceLinkedRole";

/// The role of a service that nobody has named.
const SERVICE_LINKED: Step<'static> = Step {
    action: ACTION,
    reach: Reach::Called("aws-service-role/iamsim.amazonaws.com/AWSServiceRoleForIamsim"),
    types: &[],
    given: &[],
};
