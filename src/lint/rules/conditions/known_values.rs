//! Values of keys of which all values are known.

use crate::aws::ValueType;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::policy::{ConditionFamily, ConditionTest, Template, TemplatePart};
use crate::text::{Severity, nearest, quote};
use crate::value_set::Pattern;

pub(super) static UNKNOWN: Rule = Rule {
    code: "unknown-value-of-key",
    severity: Severity::Warning,
    what: "a value that the key does not have in any request that is known of",
    why: "This key has few values, and the one that it is compared with is none of them, often by its \
          letter case alone: values are compared with capital and small letters told apart. A positive \
          comparison never holds, a negated one always does.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption": "aws-kms"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}}]}"#,
    ),
    logic: Logic::Condition(find_unknown),
};

pub(super) static BOOLEAN: Rule = Rule {
    code: "boolean-compared-as-text",
    severity: Severity::Warning,
    what: "a boolean key that a text operator compares with something else than `true` or `false`",
    why: "The values of this key are `true` and `false`, in small letters. `Bool` reads `True` and \
          `TRUE` as well, but text operators compare letter by letter, and no request has such a value. \
          Write `Bool`.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:SecureTransport": "False"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "False"}}}]}"#,
    ),
    logic: Logic::Condition(find_boolean),
};

/// All values of some keys, from the user guide's page on global keys and the references of Amazon
/// S3, Amazon EC2 and AWS Lambda.
const VALUES: &[(&str, &[&str])] = &[
    ("aws:principaltype", &["Account", "Anonymous", "AssumedRole", "FederatedUser", "User"]),
    ("ec2:metadatahttptokens", &["optional", "required"]),
    ("ec2:metadatahttpendpoint", &["disabled", "enabled"]),
    ("lambda:functionurlauthtype", &["AWS_IAM", "NONE"]),
    (
        "s3:x-amz-acl",
        &[
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-full-control",
            "bucket-owner-read",
            "log-delivery-write",
            "private",
            "public-read",
            "public-read-write",
        ],
    ),
    ("s3:x-amz-server-side-encryption", &["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"]),
];

fn find_unknown(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let Some((_, known)) = VALUES.iter().find(|(key, _)| *key == condition.lower_key) else {
        return;
    };
    let test = condition.operator.test;
    if test.family() != ConditionFamily::Text || ignores_case(test) {
        return;
    }
    for value in &condition.written.values {
        let Some(pattern) = pattern(condition, &value.text) else { continue };
        if known.iter().any(|known| pattern.matches(known)) {
            continue;
        }
        let key = quote(&condition.written.key);
        let found = findings.at(value.span, format!("{} is no value of {key}", quote(&value.text)));
        match nearest(&value.text, known.iter().copied()) {
            Some(meant) => found.hint(format!("did you mean `{meant}`?")),
            None => found.hint(format!("its values are `{}`", known.join("`, `"))),
        };
    }
}

fn find_boolean(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let test = condition.operator.test;
    let is_boolean = condition.key_type().is_some_and(|key| key.value == ValueType::Bool);
    if !is_boolean || test.family() != ConditionFamily::Text || ignores_case(test) {
        return;
    }
    for value in &condition.written.values {
        let Some(pattern) = pattern(condition, &value.text) else { continue };
        if !pattern.matches("true") && !pattern.matches("false") {
            let key = quote(&condition.written.key);
            findings
                .at(value.span, format!("{} is no value of {key}", quote(&value.text)))
                .hint("write `Bool` with `true` or `false`");
        }
    }
}

fn ignores_case(test: ConditionTest) -> bool {
    matches!(test, ConditionTest::StringEqualsIgnoreCase | ConditionTest::StringNotEqualsIgnoreCase)
}

/// What the value matches; `None` with variables, and with wildcards that are none, which have a
/// finding of their own.
pub(super) fn pattern(condition: &ConditionView<'_>, text: &str) -> Option<Pattern> {
    let version = condition.statement.subject.document().version;
    let parts = Template::parse(text, version, true).ok()?.parts;
    let is_variable = |part: &TemplatePart| matches!(part, TemplatePart::Variable { .. });
    let is_literal = |part: &TemplatePart| matches!(part, TemplatePart::Literal(_));
    let is_plain = parts.iter().all(is_literal);
    if parts.iter().any(is_variable) || !(is_plain || condition.operator.test.takes_wildcards()) {
        return None;
    }
    Some(if is_plain { Pattern::literal(text) } else { Pattern::glob(text) })
}
