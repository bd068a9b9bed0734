//! A key with several values under an operator for one.

use crate::aws::global_key;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::policy::ConditionTest;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "bare-operator-on-multivalued-key",
    severity: Severity::Warning,
    what: "a service's key with several values under an operator without `ForAllValues` or `ForAnyValue`",
    why: "A request may carry several values of this key. AWS asks for a set operator with such keys, \
          and an operator without one has been seen to match no request that carries the key: a Deny \
          then stops nothing, and an Allow grants nothing. Say whether one value is to fit, or all of \
          them. That the key has several values is what AWS's reference tells; global keys have a \
          finding of their own.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "route53:ChangeResourceRecordSets", "Resource": "*", "Condition": {"StringEquals": {"route53:ChangeResourceRecordSetsActions": "DELETE"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "route53:ChangeResourceRecordSets", "Resource": "*", "Condition": {"ForAnyValue:StringEquals": {"route53:ChangeResourceRecordSetsActions": "DELETE"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

/// Keys that AWS's own managed policies compare with bare operators, whatever its reference says.
const USED_BARE_BY_AWS: &[&str] = &["events:detail-type"];

// AWS: C-31
fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let operator = condition.operator;
    let is_bare = operator.set.is_none() && operator.test != ConditionTest::Null;
    let key = &*condition.lower_key;
    if !is_bare || global_key(key).is_some() || USED_BARE_BY_AWS.contains(&key) {
        return;
    }
    if condition.key_type().is_some_and(|key| key.multivalued) {
        let key = quote(&condition.written.key);
        findings
            .at(
                condition.written.operator_span,
                format!("`{operator}` without a set operator hardly matches {key}"),
            )
            .label(condition.written.key_span, "a request may carry several values of this key")
            .hint(format!("write `ForAnyValue:{operator}` or `ForAllValues:{operator}`"));
    }
}
