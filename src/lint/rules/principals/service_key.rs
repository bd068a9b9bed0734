//! Keys about people, asked of services.

use crate::aws::PolicyKind;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::policy::{PrincipalValue, SetOperator};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "unsupported-condition-key-for-service-principal",
    severity: Severity::Error,
    what: "a condition on a key that requests of AWS services do not carry",
    why: "When a service calls as itself, nobody's credentials sign the request: keys that describe \
          users, roles and their organization are missing, so this Allow never applies. To let a \
          service in for your organization test aws:SourceOrgID, for an account aws:SourceAccount. \
          AWS publishes this for aws:PrincipalOrgID; the other keys follow from the descriptions of \
          the global condition keys.",
    kinds: &[PolicyKind::Resource, PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Keys that requests of service principals lack, each with the one to ask instead.
///
/// Source: the availability of each key in the user guide's page on global condition keys.
const LACKING: [(&str, Option<&str>); 7] = [
    ("aws:multifactorauthpresent", None),
    ("aws:principalarn", Some("aws:SourceArn")),
    ("aws:principalorgid", Some("aws:SourceOrgID")),
    ("aws:principalorgpaths", Some("aws:SourceOrgPaths")),
    ("aws:principaltype", None),
    ("aws:userid", None),
    ("aws:username", None),
];

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let names = statement.principals();
    let is_service = |value: &PrincipalValue| matches!(value, PrincipalValue::Service(_));
    let only_services = !names.is_empty() && names.iter().all(|entry| is_service(&entry.value));
    if !statement.is_allow() || !only_services || !needs_the_key(condition) {
        return;
    }
    let lower_key = condition.lower_key.as_str();
    let listed = LACKING.iter().find(|(key, _)| *key == lower_key).map(|(_, instead)| *instead);
    let Some(instead) = listed.or(condition.is_in_family("aws:principaltag/").then_some(None))
    else {
        return;
    };
    let key = quote(&condition.written.key);
    let finding = findings
        .at(condition.written.key_span, format!("requests of AWS services do not carry {key}"))
        .label(names[0].span, "so this is never let in");
    if let Some(instead) = instead {
        finding.hint(format!("test `{instead}`"));
    }
}

/// Whether a request without the key fails the condition.
// AWS: C-3
fn needs_the_key(condition: &ConditionView<'_>) -> bool {
    let operator = condition.operator;
    let passes_absent = operator.if_exists
        || operator.set == Some(SetOperator::ForAllValues)
        || (operator.test.is_negated() && operator.set.is_none())
        || operator.test == crate::policy::ConditionTest::Null && !condition.is_null(false);
    !passes_absent
}
