//! Tests of multi-factor authentication that let through who did without.

use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::statement::StatementView;
use crate::policy::{ConditionTest, SetOperator};
use crate::text::Severity;

pub(super) static HOLE: Rule = Rule {
    code: "bad-pattern-for-mfa",
    severity: Severity::SecurityWarning,
    what: "a test of multi-factor authentication that requests without it pass",
    why: "Requests that are signed with a user's access keys carry no `aws:MultiFactorAuthPresent` at \
          all. A Deny with `Bool` and `false` therefore does not stop them, and an Allow with \
          `BoolIfExists` and `true` lets them in; a session made without a device carries the key with \
          `false`, so that asking with `Null` whether it is there proves nothing. Deny with \
          `BoolIfExists` and `false`, or allow with `Bool` and `true`. The same goes for \
          `aws:MultiFactorAuthAge`.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:TerminateInstances", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:TerminateInstances", "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}"#,
    ),
    logic: Logic::Condition(find_hole),
};

pub(super) static INVERTED: Rule = Rule {
    code: "inverted-mfa-test",
    severity: Severity::Warning,
    what: "an Allow for those without multi-factor authentication, or a Deny for those with it",
    why: "This statement favours requests that were made without a second factor. That is rarely meant: \
          to require the second factor, allow with `Bool` and `true`, or deny with `BoolIfExists` and \
          `false`. Allowing users without a device to set one up is spared.",
    kinds: &[],
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    fires: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:TerminateInstances", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}]}"#,
    ),
    quiet: Example::identity(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:TerminateInstances", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}"#,
    ),
    logic: Logic::Condition(find_inverted),
};

const PRESENT: &str = "aws:multifactorauthpresent";
const AGE: &str = "aws:multifactorauthage";

// AWS: C-40
fn find_hole(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    let wants = |value| wants_boolean(condition, value);
    let (message, hint) = match (&*condition.lower_key, statement.is_deny()) {
        (PRESENT, true) if wants(false) && !condition.holds_without_key() => {
            (MISSES_KEYS, "write `BoolIfExists`")
        }
        (PRESENT, false) if wants(true) && condition.holds_without_key() => {
            (LETS_KEYS_IN, "write `Bool`")
        }
        (PRESENT, false) if condition.is_null(false) && !tests_value(statement) => {
            ("sessions without MFA carry the key, too", "test its value: `Bool` with `true`")
        }
        (AGE, true) if is_upper_bound(condition) && !condition.holds_without_key() => {
            (MISSES_KEYS, "write the operator with `IfExists`")
        }
        _ => return,
    };
    let is_open = if statement.is_deny() { !denies_missing(statement) } else { statement.grants() };
    if is_open {
        findings.at(condition.written.operator_span, message).hint(hint);
    }
}

const MISSES_KEYS: &str = "requests with access keys carry no such key and escape this Deny";
const LETS_KEYS_IN: &str = "requests with access keys carry no such key and are let in";

fn find_inverted(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    let statement = &condition.statement;
    if condition.lower_key != PRESENT {
        return;
    }
    if statement.is_deny() && wants_boolean(condition, true) {
        findings.at(condition.written.operator_span, "this denies those who used MFA");
    }
    let favours = wants_boolean(condition, false) || condition.is_null(true);
    if statement.grants() && favours && !is_about_setting_up(statement) {
        findings.at(condition.written.operator_span, "this allows those who did not use MFA");
    }
}

/// Whether the condition asks for this value and no other.
fn wants_boolean(condition: &ConditionView<'_>, wanted: bool) -> bool {
    let text = if wanted { "true" } else { "false" };
    let is_bool = matches!(
        condition.operator.test,
        ConditionTest::Bool | ConditionTest::StringEquals | ConditionTest::StringEqualsIgnoreCase
    );
    is_bool
        && !condition.written.values.is_empty()
        && condition.values().all(|value| value.eq_ignore_ascii_case(text))
}

fn is_upper_bound(condition: &ConditionView<'_>) -> bool {
    use ConditionTest::{NumericGreaterThan, NumericGreaterThanEquals};
    matches!(condition.operator.test, NumericGreaterThan | NumericGreaterThanEquals)
        && !condition.has_set(SetOperator::ForAllValues)
}

/// Whether another condition of the statement asks that a second factor was used.
fn tests_value(statement: &StatementView<'_>) -> bool {
    let mut conditions = statement.conditions();
    conditions.any(|one| {
        (one.lower_key == PRESENT && wants_boolean(&one, true) && !one.holds_without_key())
            || (one.lower_key == AGE && !one.is_negated() && !one.holds_without_key())
    })
}

/// Whether a Deny of the policy stops requests without the key, at least for one of the actions.
fn denies_missing(statement: &StatementView<'_>) -> bool {
    statement.subject.statements().any(|other| {
        let is_about_key =
            |one: &ConditionView<'_>| one.lower_key == PRESENT || one.lower_key == AGE;
        other.is_deny()
            && other.covers_actions(statement)
            && other.covers_resources(statement)
            && other.conditions().any(|one| is_about_key(&one) && one.holds_without_key())
    })
}

/// Whether all that is allowed are the steps by which a user gets a device.
fn is_about_setting_up(statement: &StatementView<'_>) -> bool {
    let is_step = |service: &str, action: &str| match service {
        "iam" => {
            action.contains("mfa")
                || action.starts_with("list")
                || action.starts_with("get")
                || action.starts_with("changepassword")
        }
        "sts" => action.starts_with("get"),
        _ => false,
    };
    let actions = statement.actions();
    !actions.is_empty()
        && actions.iter().all(|one| is_step(&one.service.prefix, &one.action.lower_name))
}
