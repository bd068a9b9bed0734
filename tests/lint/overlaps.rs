//! One cause, one finding: of two that would say the same, the more exact one is told.

use std::collections::BTreeSet;

use iamsim::aws::PolicyKind;

use crate::support::{codes_in, lint_text};

fn told(kind: PolicyKind, statements: &str) -> BTreeSet<&'static str> {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    codes_in(&lint_text(&text, kind))
}

/// Of two codes, those that are told.
fn of_both(found: &BTreeSet<&'static str>, codes: [&'static str; 2]) -> Vec<&'static str> {
    codes.into_iter().filter(|code| found.contains(code)).collect()
}

#[test]
fn a_role_for_everyone_is_told_once() {
    let codes = ["public-role-trust", "role-trust-policy-unsupported-wildcard-in-principal"];
    let open = r#"{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}"#;
    let tied = r#"{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}"#;
    assert_eq!(of_both(&told(PolicyKind::Trust, open), codes), [codes[0]]);
    assert_eq!(of_both(&told(PolicyKind::Trust, tied), codes), [codes[1]]);
}

#[test]
fn a_variable_in_the_older_language_is_told_without_the_version() {
    let codes = ["variable-unsupported-in-version", "old-version", "missing-version"];
    let statement = |resource: &str| {
        format!(
            r#""Statement": [{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/{resource}"}}]}}"#
        )
    };
    let found = |version: &str, resource: &str| {
        let text = format!("{{{version}{}", statement(resource));
        let found = codes_in(&lint_text(&text, PolicyKind::Identity));
        codes.into_iter().filter(|code| found.contains(code)).collect::<Vec<_>>()
    };
    let old = r#""Version": "2008-10-17", "#;
    assert_eq!(found(old, "${aws:username}/*"), [codes[0]]);
    assert_eq!(found("", "${aws:username}/*"), [codes[0]]);
    assert_eq!(found(old, "public/*"), [codes[1]]);
    assert_eq!(found("", "public/*"), [codes[2]]);
}

#[test]
fn a_role_that_can_be_passed_and_used_is_told_once() {
    let codes = ["privilege-escalation-through-passed-role", "pass-role-with-star-in-resource"];
    let pass = r#"{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}"#;
    let run = r#"{"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}"#;
    let both = format!("{pass}, {run}");
    assert_eq!(of_both(&told(PolicyKind::Identity, &both), codes), [codes[0]]);
    assert_eq!(of_both(&told(PolicyKind::Identity, pass), codes), [codes[1]]);
}

#[test]
fn an_arn_of_everything_is_told_once() {
    let codes = ["wildcard-resource", "resource-effectively-star"];
    let on_everything = |action: &str| {
        format!(r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "arn:aws:s3:::*/*"}}"#)
    };
    let found = |action: &str| told(PolicyKind::Identity, &on_everything(action));
    assert_eq!(of_both(&found("s3:PutObject"), codes), [codes[0]]);
    assert_eq!(of_both(&found("s3:GetObject"), codes), [codes[1]]);
    let but =
        r#"{"Effect": "Allow", "Action": "s3:PutObject", "NotResource": "arn:aws:s3:::reports/*"}"#;
    let codes = ["allow-with-not-resource", "wildcard-resource"];
    assert_eq!(of_both(&told(PolicyKind::Identity, but), codes), [codes[0]]);
}

#[test]
fn the_audience_of_a_token_is_told_once_and_the_subject_by_itself() {
    let trust = |key: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.com"}}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {{"ForAllValues:StringEquals": {{"login.example.com:{key}": "reports"}}}}}}"#
        )
    };
    let codes = ["confirm-audience-claim-type", "forallvalues-allow-without-null-check"];
    assert_eq!(of_both(&told(PolicyKind::Trust, &trust("aud")), codes), [codes[0]]);
    assert_eq!(of_both(&told(PolicyKind::Trust, &trust("groups")), codes), [codes[1]]);
}

#[test]
fn a_text_operator_on_a_boolean_is_told_once() {
    let codes = ["boolean-compared-as-text", "type-mismatch"];
    let test = |operator: &str| {
        format!(
            r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {{"{operator}": {{"aws:ViaAWSService": "athena.amazonaws.com"}}}}}}"#
        )
    };
    let found = |operator: &str| told(PolicyKind::Identity, &test(operator));
    assert_eq!(of_both(&found("StringEquals"), codes), [codes[0]]);
    assert_eq!(of_both(&found("StringLike"), codes), [codes[0]]);
    assert_eq!(of_both(&found("StringEqualsIgnoreCase"), codes), [codes[1]]);
}

#[test]
fn a_header_that_anybody_can_send_is_told_once() {
    let codes = ["untrustworthy-condition-key", "public-access-with-conditions"];
    let open_to = |test: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {test}}}"#
        )
    };
    let found = |test: &str| told(PolicyKind::Resource, &open_to(test));
    let referer = r#"{"StringLike": {"aws:Referer": "https://www.example.com/*"}}"#;
    assert_eq!(of_both(&found(referer), codes), [codes[0]]);
    let tag = r#"{"StringLike": {"aws:Referer": "https://www.example.com/*"}, "StringEquals": {"aws:PrincipalTag/team": "finance"}}"#;
    assert_eq!(of_both(&found(tag), codes), codes);
}
