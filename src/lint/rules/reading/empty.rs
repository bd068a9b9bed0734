//! Lists and objects without anything in them.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static EMPTY_ARRAY_ACTION: Rule = Rule {
    code: "empty-array-action",
    severity: Severity::Suggestion,
    what: "an empty list of actions",
    why: "A statement with an empty `Action` never applies: an Allow grants nothing, a Deny \
          denies nothing. An empty `NotAction` excepts nothing, so the statement is about \
          every action. AWS stores both. Take the statement out, or name its actions.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_ARRAY_RESOURCE: Rule = Rule {
    code: "empty-array-resource",
    severity: Severity::Suggestion,
    what: "an empty list of resources",
    why: "A statement with an empty `Resource` never applies: an Allow grants nothing, a Deny \
          denies nothing. An empty `NotResource` excepts nothing, so the statement is about \
          every resource. AWS stores both. Take the statement out, or name its resources.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": []}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::reports/*"]}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_ARRAY_PRINCIPAL: Rule = Rule {
    code: "empty-array-principal",
    severity: Severity::Suggestion,
    what: "an empty list of principals",
    why: "A statement whose list of principals is empty is for nobody: an Allow grants \
          nothing, a Deny denies nothing. An empty list under `NotPrincipal` spares nobody. \
          Take the statement out, or name the principals.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": []}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["444455556666"]}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_OBJECT_PRINCIPAL: Rule = Rule {
    code: "empty-object-principal",
    severity: Severity::Suggestion,
    what: "a `Principal` without any type",
    why: "A `Principal` that is an empty object is for nobody, so the statement never applies. \
          Write the type and the names, as in `{\"AWS\": \"444455556666\"}`, or take the \
          statement out.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust, PolicyKind::VpcEndpoint],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_OBJECT_CONDITION: Rule = Rule {
    code: "empty-object-condition",
    severity: Severity::Suggestion,
    what: "a condition without any test",
    why: "An empty `Condition`, or an operator with no keys under it, restricts nothing: the \
          statement applies as if it were not there. If a restriction was meant, it is \
          missing. Add it, or take the empty element out.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "finance"}}}]}"#,
    ),
    logic: Logic::Reading,
};
