//! Set operators on keys of one value, and none on keys of several.

use super::names::is_claim;
use super::sent::holds_if_absent;
use crate::aws::{GlobalKeyIndex, KeyType, global_key};
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;

use crate::policy::{ConditionTest, SetOperator};
use crate::text::{Severity, quote};

const BY_ACCOUNT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-12345678"}}}]}"#;

pub(super) static FORALLVALUES_WITH_SINGLE_VALUED_KEY: Rule = Rule {
    code: "forallvalues-with-single-valued-key",
    severity: Severity::SecurityWarning,
    what: "an Allow with `ForAllValues` on a key of one value, which may be absent",
    why: "`ForAllValues` is true when the request does not carry the key at all, because then no value \
          fails the test. The key has at most one value, so the set operator adds nothing but that: \
          requests without the key are allowed. Take it off, or add `Null` with `false` on the key.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ForAllValues:StringEquals": {"aws:SourceVpc": "vpc-12345678"}}}]}"#,
    ),
    quiet: Example::of(crate::aws::PolicyKind::Resource, BY_ACCOUNT),
    logic: Logic::Condition(for_all_values),
};

pub(super) static SET_OPERATOR_ON_SINGLE_VALUED_KEY: Rule = Rule {
    code: "set-operator-on-single-valued-key",
    severity: Severity::Suggestion,
    what: "a set operator on a key of one value",
    why: "`ForAnyValue` and `ForAllValues` are for keys of which a request carries several values. On \
          a key of one value they change only what happens when it is absent: `ForAllValues` is then \
          true, and `ForAnyValue` false even before a negated operator. Write the operator without \
          them, with `IfExists` if requests without the key are meant to pass.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    fires: Example::of(
        crate::aws::PolicyKind::Resource,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"ForAnyValue:StringEquals": {"aws:SourceVpc": "vpc-12345678"}}}]}"#,
    ),
    quiet: Example::of(crate::aws::PolicyKind::Resource, BY_ACCOUNT),
    logic: Logic::Condition(any_other),
};

pub(super) static MISSING_QUALIFIER: Rule = Rule {
    code: "missing-qualifier",
    severity: Severity::Warning,
    what: "an operator without a set operator on a key of several values",
    why: "A request may carry several values of this key. An operator without `ForAnyValue` or \
          `ForAllValues` matches no request that carries it, whatever the values are: an Allow grants \
          nothing and a Deny does not deny. Write `ForAnyValue` if one fitting value is enough, \
          `ForAllValues` if all must fit, in an Allow together with `Null` `false`.",
    kinds: &[],
    page: ACCESS_ANALYZER,
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/reports", "Condition": {"StringEquals": {"dynamodb:LeadingKeys": "2026"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/reports", "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "2026"}, "Null": {"dynamodb:LeadingKeys": "false"}}}]}"#,
    ),
    logic: Logic::Condition(none),
};

/// Whether the key has at most one value, and the operator is one of set. Claims of identity
/// providers have findings of their own.
fn is_set_on_single(condition: &ConditionView<'_>) -> bool {
    condition.operator.set.is_some()
        && condition.operator.test != ConditionTest::Null
        && !is_claim(&condition.lower_key)
        && condition.key_type().is_some_and(|key_type| !key_type.multivalued)
}

/// Whether requests without the key are let in by the set operator alone.
fn lets_absent_in(condition: &ConditionView<'_>) -> bool {
    let is_always_sent =
        global_key(&condition.lower_key).is_some_and(GlobalKeyIndex::is_always_sent);
    let statement = condition.statement;
    condition.has_set(SetOperator::ForAllValues)
        && !condition.operator.if_exists
        && statement.grants()
        && !is_always_sent
        && !statement.conditions_on(&condition.lower_key).any(|other| !holds_if_absent(&other))
}

// AWS: C-26
fn for_all_values(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if is_set_on_single(condition) && lets_absent_in(condition) {
        let key = quote(&condition.written.key);
        let bare = condition.operator.test.name();
        findings
            .at(condition.written.operator_span, format!("this also allows requests without {key}"))
            .label(condition.written.key_span, "a request carries at most one value of this key")
            .hint(format!("write `{bare}`"));
    }
}

fn any_other(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    if !is_set_on_single(condition) || lets_absent_in(condition) {
        return;
    }
    let operator = condition.operator;
    let Some(set) = operator.set else { return };
    let bare = crate::policy::ConditionOperator { set: None, ..operator };
    let suffix =
        if set == SetOperator::ForAllValues && !operator.if_exists { "IfExists" } else { "" };
    let message =
        format!("`{}` on {}, a key of one value", set.name(), quote(&condition.written.key));
    findings.at(condition.written.operator_span, message).hint(format!("write `{bare}{suffix}`"));
}

// AWS: C-31
fn none(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let operator = condition.operator;
    let is_several = |key_type: KeyType| key_type.multivalued;
    let is_plain = operator.set.is_none()
        && operator.test != ConditionTest::Null
        && global_key(&condition.lower_key).is_none()
        && !TESTED_BARE.contains(&&*condition.lower_key);
    if is_plain && condition.key_type().is_some_and(is_several) {
        let key = quote(&condition.written.key);
        let message =
            format!("`{operator}` without a set operator matches no request that carries {key}");
        findings
            .at(condition.written.operator_span, message)
            .label(condition.written.key_span, "a request may carry several values of this key")
            .hint(format!("write `ForAnyValue:{operator}` or `ForAllValues:{operator}`"));
    }
}

/// Keys that the catalogue gives several values and that AWS's own policies and examples test
/// without a set operator. Source: the page on conditions of events, AWS's managed policies.
const TESTED_BARE: &[&str] = &["events:detail-type"];
