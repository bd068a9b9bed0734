//! Audiences of tokens.

use super::provider::PAGE;
use crate::aws::PolicyKind;
use crate::evaluate::Truth;
use crate::lint::caller::Caller;
use crate::lint::condition::ConditionView;
use crate::lint::finding::Findings;
use crate::lint::rule::{Example, Logic, Rule};
use crate::lint::rules::ACCESS_ANALYZER;
use crate::lint::statement::StatementView;
use crate::policy::{PrincipalValue, SetOperator};
use crate::text::{Severity, quote};

pub(super) static ANY: Rule = Rule {
    code: "foranyvalue-with-audience-claim-type",
    severity: Severity::SecurityWarning,
    what: "ForAnyValue on the audience of a token",
    why: "The audience key of a provider has one value. ForAnyValue is made for keys with several \
          and, should a provider send more than one audience, would let a token in as soon as any of \
          them fits, also one that was made for another application. Take the set operator away.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"login.example.com:sub": "nightly"}, "ForAnyValue:StringEquals": {"login.example.com:aud": "reports"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"login.example.com:sub": "nightly", "login.example.com:aud": "reports"}}}]}"#,
    ),
    logic: Logic::Condition(find_any),
};

pub(super) static ALL: Rule = Rule {
    code: "confirm-audience-claim-type",
    severity: Severity::Suggestion,
    what: "ForAllValues on the audience of a token",
    why: "The audience key of a provider has one value, and ForAllValues also holds where the key is \
          missing. Take the set operator away: StringEquals asks for just this audience.",
    kinds: &[PolicyKind::Trust],
    page: ACCESS_ANALYZER,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"login.example.com:sub": "nightly"}, "ForAllValues:StringEquals": {"login.example.com:aud": "reports"}}}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"login.example.com:sub": "nightly", "login.example.com:aud": "reports"}}}]}"#,
    ),
    logic: Logic::Condition(find_all),
};

pub(super) static SAML: Rule = Rule {
    code: "missing-audience-condition-for-saml-principal",
    severity: Severity::Warning,
    what: "a SAML provider that is trusted without a condition on the audience",
    why: "An identity provider signs assertions for many applications. SAML:aud is the address to \
          which an assertion was to be presented; without a test for it one that was made for \
          another place serves here, too. Test SAML:aud for \
          `https://signin.aws.amazon.com/saml`, or the sign-in address of your Regions.",
    kinds: &[PolicyKind::Trust],
    page: PAGE,
    fires: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corporate"}, "Action": "sts:AssumeRoleWithSAML"}]}"#,
    ),
    quiet: Example::of(
        PolicyKind::Trust,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corporate"}, "Action": "sts:AssumeRoleWithSAML", "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}}]}"#,
    ),
    logic: Logic::Statement(find_saml),
};

fn find_any(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    find(condition, SetOperator::ForAnyValue, findings);
}

fn find_all(condition: &ConditionView<'_>, findings: &mut Findings<'_>) {
    find(condition, SetOperator::ForAllValues, findings);
}

fn find(condition: &ConditionView<'_>, set: SetOperator, findings: &mut Findings<'_>) {
    let is_audience = condition.lower_key.ends_with(":aud") && condition.lower_key != "saml:aud";
    if is_audience && condition.statement.is_allow() && condition.has_set(set) {
        let key = quote(&condition.written.key);
        let operator = quote(&condition.written.operator_text);
        let plain = condition.operator.test.name();
        findings
            .at(
                condition.written.operator_span,
                format!("{operator} on {key}, which has one value"),
            )
            .label(condition.written.key_span, "this key")
            .hint(format!("write `{plain}`"));
    }
}

fn find_saml(statement: &StatementView<'_>, findings: &mut Findings<'_>) {
    let asks = statement.tests("saml:aud") || statement.tests("saml:iss");
    if asks || !statement.is_allow() || !statement.covers_action("sts:AssumeRoleWithSAML") {
        return;
    }
    for entry in statement.principals() {
        let is_saml = matches!(&entry.value, PrincipalValue::Federated(text) if text.contains(":saml-provider/"));
        if is_saml && statement.lets_in(&Caller::of(&*entry.text)) != Truth::False {
            findings
                .at(entry.span, "assertions for other applications can assume this role, too")
                .hint("test `SAML:aud` for `https://signin.aws.amazon.com/saml`");
        }
    }
}
