//! Requests without credentials that slip through a Deny.

use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::Caller;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::policy::ConditionTest;
use crate::request::Given;
use crate::text::{Severity, quote};

pub(super) static RULE: Rule = Rule {
    code: "rcp-carve-out-missing-if-exists",
    severity: Severity::Warning,
    what: "a Deny that spares AWS services and, unintended, requests without credentials",
    why: "An anonymous request has no aws:PrincipalIsAWSService. Bool with `false` is then not met, \
          and the Deny that was to keep strangers out lets people without any credentials pass. \
          BoolIfExists with `false` is met by everybody but services.",
    kinds: &[PolicyKind::ResourceControl],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalisawsservice",
    fires: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::ResourceControl,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find),
};

const KEY: &str = "aws:principalisawsservice";

fn find(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let operator = condition.operator;
    let spares_services = condition.lower_key == KEY
        && operator.test == ConditionTest::Bool
        && !operator.if_exists
        && operator.set.is_none()
        && condition.values().all(|value| value.eq_ignore_ascii_case("false"));
    let statement = &condition.statement;
    if !spares_services || !statement.is_deny() {
        return;
    }
    let with_key = Caller::of("anonymous").with(KEY, "false");
    let without = Caller::of("anonymous").with_state(KEY, Given::Absent);
    if statement.hits(&with_key) != Truth::False && statement.hits(&without) == Truth::False {
        let key = quote(&condition.written.key);
        findings
            .at(
                condition.written.operator_span,
                format!("anonymous requests have no {key}: this Deny lets them pass"),
            )
            .hint("write `BoolIfExists`");
    }
}
