//! `IfExists` on a key that every request carries.

use crate::aws::{GlobalKeyIndex, global_key};
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::policy::ConditionOperator;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "ifexists-on-always-present-key",
    severity: Severity::Suggestion,
    what: "`IfExists` on a key that every request carries",
    why: "`IfExists` says what happens if a request lacks the key. AWS sends this key with every \
          request, so the ending changes nothing, and it makes readers look for a case that does not \
          exist. Write the operator without it.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"DateLessThanIfExists": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:StartInstances", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let operator = condition.operator;
    let is_sent = global_key(&condition.lower_key).is_some_and(GlobalKeyIndex::is_always_sent);
    // INVARIANT: under a negated operator the ending changes nothing on any key, and AWS's own
    // examples write it.
    if !operator.if_exists || operator.test.is_negated() || !is_sent {
        return;
    }
    let key = quote(&condition.written.key);
    let plain = ConditionOperator { if_exists: false, ..operator };
    findings
        .at(condition.written.operator_span, format!("every request carries {key}"))
        .label(condition.written.key_span, "never missing")
        .hint(format!("write `{plain}`"));
}
