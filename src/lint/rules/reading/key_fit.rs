//! Operators that do not fit the key that they test.

use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::text::Severity;

pub(super) static MISSING_QUALIFIER: Rule = Rule {
    code: "missing-qualifier",
    severity: Severity::Warning,
    what: "a key with several values under an operator for one",
    why: "Some keys carry a list: `aws:TagKeys`, `aws:CalledVia`, `aws:PrincipalOrgPaths`. \
          Without `ForAllValues` or `ForAnyValue` an operator matches no request that carries \
          such a key, so an Allow grants nothing and a Deny denies nothing. IAM Access \
          Analyzer calls it an error; IAM stores it, so it is a warning here. `ForAnyValue` \
          asks for one fitting value, `ForAllValues` for no other; the latter also holds when \
          the key is missing.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}}]}"#,
    ),
    logic: Logic::Reading,
};

pub(super) static TYPE_MISMATCH: Rule = Rule {
    code: "type-mismatch",
    severity: Severity::Warning,
    what: "an operator of another type than its key",
    why: "Each key has a type, and operators read only values of theirs: a numeric operator \
          finds no number in a user's name, a date operator no date in a boolean. The \
          condition then never holds, so an Allow grants nothing and a Deny denies nothing. \
          Use an operator of the key's type.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"NumericLessThan": {"aws:SecureTransport": "300"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    logic: Logic::Reading,
};
