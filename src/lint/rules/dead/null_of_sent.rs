//! `Null` on a key that every request carries.

use crate::aws::{GlobalKeyIndex, global_key};
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "null-on-always-present-key",
    severity: Severity::Warning,
    what: "`Null` on a key that every request carries",
    why: "`Null` asks whether a request lacks a key. AWS sends this key with every request, so `true` \
          never holds, and the statement never applies, while `false` always holds and restricts \
          nothing. Compare the key's value if that was meant.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Null": {"aws:SecureTransport": "true"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let is_sent = global_key(&condition.lower_key).is_some_and(GlobalKeyIndex::is_always_sent);
    if !is_sent || condition.operator.set.is_some() {
        return;
    }
    let (key, span) = (quote(&condition.written.key), condition.written.key_span);
    if condition.is_null(true) {
        findings
            .at(span, format!("every request carries {key}: this never holds"))
            .label(condition.statement.span(), "so this statement never applies");
    } else if condition.is_null(false) {
        findings.at(span, format!("every request carries {key}: this always holds"));
    }
}
