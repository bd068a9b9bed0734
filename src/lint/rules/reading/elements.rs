//! Elements that AWS does not know, or of the wrong shape.

use crate::aws::PolicyKind;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static DATA_TYPE_MISMATCH: Rule = Rule {
    code: "data-type-mismatch",
    severity: Severity::Error,
    what: "an element whose value has another JSON type than AWS takes",
    why: "Each element takes one kind of value: `Version`, `Sid` and `Effect` a string, \
          `Action` and `Resource` a string or a list of strings, `Condition` an object. AWS \
          refuses anything else, `null` included. Most often quotes are missing, or a template \
          has put a list inside a list.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [["s3:GetObject", "s3:PutObject"]], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_POLICY_ELEMENT: Rule = Rule {
    code: "invalid-policy-element",
    severity: Severity::Error,
    what: "an element name that AWS does not know",
    why: "AWS knows the names of elements letter by letter and refuses every other: `Actions`, \
          `resource` and `Conditions` are errors. That is a good thing, because a misspelt \
          `Condition` that was skipped would leave an Allow without its restriction. Correct \
          the spelling.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Actions": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static UNSUPPORTED_ELEMENT_COMBINATION: Rule = Rule {
    code: "unsupported-element-combination",
    severity: Severity::Error,
    what: "an element together with its opposite",
    why: "A statement has `Action` or `NotAction`, `Resource` or `NotResource`, `Principal` or \
          `NotPrincipal`, never both of a pair: there is no rule by which the two would be \
          joined, and AWS refuses the policy. Write two statements, or a Deny for the \
          exceptions.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "NotAction": "s3:DeleteBucket", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}, {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "arn:aws:s3:::reports"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static UNSUPPORTED_ID: Rule = Rule {
    code: "unsupported-id",
    severity: Severity::Warning,
    what: "`Id` in a policy that belongs to a principal",
    why: "`Id` names the policies of resources, such as bucket and key policies; some services \
          demand it there. IAM's grammar gives it no place in the policies of users, groups, \
          roles and organizations. It decides nothing, so the policy is evaluated all the \
          same. Leave it out, and use `Sid` to name statements.",
    kinds: &[
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::ServiceControl,
    ],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_id.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Id": "ReadReports", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Sid": "ReadReports", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};
