//! Keys of VPC endpoints that few services send.

use super::sent::{holds_if_absent, spares_absent};
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::policy::ActionPattern;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "use-condition-key-only-with-supported-services",
    severity: Severity::Warning,
    what: "a key of VPC endpoints with services that do not send it",
    why: "`aws:VpceAccount`, `aws:VpceOrgID` and `aws:VpceOrgPaths` come with some services only. With \
          the others the key is absent even when the call comes through an endpoint: a positive test \
          in an Allow shuts them out, and a negated one in a Deny denies all their calls. Limit \
          the statement to services that send the key, or spare the others by `IfExists`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        crate::aws::PolicyKind::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["s3:*", "dynamodb:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    quiet: Example::of(
        crate::aws::PolicyKind::ServiceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:VpceOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

const KEYS: &[&str] = &["aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"];

/// The services that send them. Source: AWS's examples of data perimeters, 2026, and the keys' pages.
const SERVICES: &[&str] = &[
    "acm-pca",
    "applicationinsights",
    "apprunner",
    "athena",
    "b2bi",
    "cassandra",
    "cloudformation",
    "cognito-identity",
    "comprehendmedical",
    "compute-optimizer",
    "datasync",
    "discovery",
    "dms",
    "ds-data",
    "ebs",
    "ecr",
    "ecs",
    "firehose",
    "healthlake",
    "iam",
    "identitystore",
    "iotfleetwise",
    "iottwinmaker",
    "iotwireless",
    "kinesisanalytics",
    "kms",
    "lambda",
    "medical-imaging",
    "network-firewall",
    "omics",
    "payment-cryptography",
    "polly",
    "pricing",
    "rbin",
    "rekognition",
    "route53",
    "s3",
    "scheduler",
    "servicediscovery",
    "servicequotas",
    "ses",
    "sms-voice",
    "sqs",
    "ssm-contacts",
    "storagegateway",
    "textract",
    "transcribe",
    "transfer",
    "workmail",
];

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if !KEYS.contains(&&*condition.lower_key) || spares_absent(condition) {
        return;
    }
    let statement = condition.statement;
    if statement.is_deny() && !holds_if_absent(condition) {
        return;
    }
    let element = &statement.written.action;
    let lacks = |pattern: &ActionPattern| match pattern {
        ActionPattern::Every => true,
        ActionPattern::Nothing => false,
        ActionPattern::Of { service, .. } => !SERVICES.contains(&&**service),
    };
    let lacking: Vec<_> = element.entries.iter().filter(|entry| lacks(&entry.pattern)).collect();
    let key = quote(&condition.written.key);
    if element.negated {
        findings
            .at(condition.written.key_span, format!("few services send {key}"))
            .label(statement.key_span("NotAction"), "this is about nearly all services");
    } else if let Some(first) = lacking.first() {
        findings
            .at(condition.written.key_span, format!("not every service here sends {key}"))
            .label(first.span, "calls of these come without the key")
            .hint("limit the statement to services that send it, or add `IfExists`");
    }
}
