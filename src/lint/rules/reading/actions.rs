//! Texts that name no action.

use crate::lint::rule::{Example, Logic, Rule};
use crate::text::Severity;

pub(super) static MISSING_SERVICE_IN_ACTION: Rule = Rule {
    code: "missing-service-in-action",
    severity: Severity::Error,
    what: "an action without the prefix of its service",
    why: "An action is named by the prefix of its service, a colon and its name: \
          `s3:GetObject`. AWS refuses a name alone, because several services may have an \
          action of that name. Only `*`, for every action, stands by itself.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MALFORMED_SERVICE_IN_ACTION: Rule = Rule {
    code: "malformed-service-in-action",
    severity: Severity::Error,
    what: "a service prefix with characters that none has",
    why: "What stands before the colon of an action is the prefix of a service: letters, \
          digits and hyphens, without spaces. AWS refuses anything else. A space at the start \
          of the text or before the colon is the usual cause.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": " s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static WILDCARD_IN_SERVICE_PREFIX: Rule = Rule {
    code: "wildcard-in-service-prefix",
    severity: Severity::Error,
    what: "a wildcard in the prefix of a service",
    why: "Wildcards stand in the name of an action, behind the colon. AWS refuses them in the \
          prefix, as in `s*:GetObject` or `*:*`. Write one entry for each service, or `*` \
          alone for every action of every service.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MALFORMED_ACTION: Rule = Rule {
    code: "malformed-action",
    severity: Severity::Warning,
    what: "an action that AWS stores although it can match nothing",
    why: "Several actions in one string, a space in a name and a colon without a name are \
          stored by IAM and match no action: an Allow grants nothing, a Deny denies nothing, \
          and under `NotAction` nothing is excepted. Nobody is told, because the policy was \
          saved. Write a list with one action in each string.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject,s3:PutObject", "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::reports/*"}]}"#,
    ),
    logic: Logic::Reading,
};
