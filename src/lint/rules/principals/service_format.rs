//! Names of services as AWS writes them.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::subject::Subject;
use crate::policy::{ConditionFamily, ConditionValue};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "invalid-service-principal-value",
    severity: Severity::Warning,
    what: "a condition value that is no name of a service, or a service's name in capital letters",
    why: "Keys such as iam:PassedToService and aws:CalledVia hold the full name of a service: \
          `lambda.amazonaws.com`, in small letters. kms:ViaService holds it with the Region: \
          `s3.us-east-1.amazonaws.com`. Another text never equals one, so the entry matches \
          nothing. In `Principal`, AWS Access Analyzer reports capital letters under the code \
          INVALID_SERVICE_PRINCIPAL_FORMAT; the name counts all the same.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/worker", "Condition": {"StringEquals": {"iam:PassedToService": "lambda"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/worker", "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}]}"#,
    ),
    logic: Logic::Policy(find),
};

/// Keys that hold names of services, in lower case, sorted.
///
/// Source: the service authorization reference and the page on global condition keys.
const KEYS: [&str; 6] = [
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:principalservicename",
    "iam:awsservicename",
    "iam:passedtoservice",
];

/// What the names of services end in.
///
/// Source: the partitions of AWS and the principals of its documentation.
const DOMAINS: [&str; 5] =
    [".amazon.com", ".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".aws.internal"];

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for statement in subject.statements() {
        let entries = statement.principals().iter().chain(statement.spared_principals());
        for entry in entries {
            let is_service = matches!(entry.value, crate::policy::PrincipalValue::Service(_));
            let is_lower = !entry.text.bytes().any(|byte| byte.is_ascii_uppercase());
            if is_service && !(is_lower && ends_as_service(&entry.text)) {
                let (text, lower) = (quote(&entry.text), entry.text.to_ascii_lowercase());
                let finding = findings.at(entry.span, format!("{text} is no name of a service"));
                if ends_as_service(&lower) {
                    finding.hint(format!("did you mean {}?", quote(&lower)));
                }
            }
        }
        for condition in statement.conditions() {
            in_condition(&condition, findings);
        }
    }
}

fn in_condition(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if condition.operator.test.family() != ConditionFamily::Text {
        return;
    }
    let via_key = condition.lower_key == "kms:viaservice";
    if !via_key && !KEYS.contains(&condition.lower_key.as_str()) {
        return;
    }
    for value in &condition.written.values {
        let is_open = value.text.contains("${")
            || (value.text.contains(['*', '?']) && condition.operator.test.takes_wildcards());
        if is_open {
            continue;
        }
        if via_key {
            via_service(condition, value, findings);
        } else if !is_service_name(&value.text) {
            mistaken(condition, value, findings);
        }
    }
}

fn mistaken(condition: &ConditionView<'_>, value: &ConditionValue, findings: &mut Findings<'_>) {
    let (text, key) = (quote(&value.text), quote(&condition.written.key));
    let finding = findings.at(value.span, format!("{text} is no name of a service: {key} is none"));
    let lower = value.text.to_ascii_lowercase();
    let is_label = lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_service_name(&lower) {
        finding.hint(format!("did you mean {}?", quote(&lower)));
    } else if is_label && !lower.is_empty() {
        finding.hint(format!("did you mean {}?", quote(&format!("{lower}.amazonaws.com"))));
    }
}

fn via_service(condition: &ConditionView<'_>, value: &ConditionValue, findings: &mut Findings<'_>) {
    let labels = value.text.split('.').count();
    let lower = value.text.to_ascii_lowercase();
    let has_region = ends_as_service(&value.text) && labels >= 4 && *lower == *value.text;
    if !has_region {
        let key = quote(&condition.written.key);
        findings
            .at(value.span, format!("{} never is a value of {key}", quote(&value.text)))
            .hint("write service and Region: `s3.us-east-1.amazonaws.com`");
    }
}

fn is_service_name(text: &str) -> bool {
    ends_as_service(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn ends_as_service(text: &str) -> bool {
    DOMAINS.iter().any(|domain| text.strip_suffix(domain).is_some_and(|name| !name.is_empty()))
}
