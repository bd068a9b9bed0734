//! Policy variables that cannot be read.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static MISSING_BRACE_IN_VARIABLE: Rule = Rule {
    code: "missing-brace-in-variable",
    severity: Severity::Error,
    what: "a policy variable without its closing brace",
    why: "A policy variable begins with `${` and ends with `}`; another cannot stand inside \
          it. AWS reports one that is not closed, and no reader can say where its name would \
          end. Add the brace. If a plain `${` is meant, write `${$}{`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:username/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:username}/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static MISSING_QUOTE_IN_VARIABLE: Rule = Rule {
    code: "missing-quote-in-variable",
    severity: Severity::Error,
    what: "a default of a policy variable that is not in single quotes",
    why: "A variable may have a default for requests without the key: a comma, a space and the \
          text in single quotes, as in `${aws:PrincipalTag/team, 'none'}`. Without the quotes \
          AWS does not read it as a default.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:PrincipalTag/team, none}/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:PrincipalTag/team, 'none'}/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static UNSUPPORTED_SPACE_IN_VARIABLE: Rule = Rule {
    code: "unsupported-space-in-variable",
    severity: Severity::Error,
    what: "a policy variable with a space in its name",
    why: "The name of a variable is that of a condition key, without any space before, in or \
          behind it. AWS refuses the policy. Take the space out.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${ aws:username }/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:username}/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static EMPTY_VARIABLE: Rule = Rule {
    code: "empty-variable",
    severity: Severity::Error,
    what: "a policy variable without a name",
    why: "`${}` names no condition key, so there is nothing that it could stand for, and AWS \
          refuses it. A template engine with the same notation may have replaced the name \
          before the policy was written.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${}/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:username}/*"}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static INVALID_VARIABLE_DEFAULT: Rule = Rule {
    code: "invalid-variable-default",
    severity: Severity::Error,
    what: "a default of a policy variable that does not follow a comma and one space",
    why: "AWS reads a default behind exactly a comma and one space: `${aws:PrincipalTag/team, \
          'none'}`. With no space or several, what follows the comma is no default. IAM Access \
          Analyzer has no code of its own for this.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:PrincipalTag/team,'none'}/*"}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/${aws:PrincipalTag/team, 'none'}/*"}]}"#,
    ),
    logic: Logic::Reading,
};
