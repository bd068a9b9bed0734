//! What never applies: what must be found and what must not.

use iamsim::aws::PolicyKind;
use iamsim::text::{Source, apply_edits};

use crate::support::{codes_in, lint_text};

fn table(code: &str, rows: &[(bool, String)]) {
    for (is_found, statements) in rows {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let codes = codes_in(&lint_text(&text, PolicyKind::Identity));
        assert_eq!(codes.contains(code), *is_found, "{code}: {text}\n{codes:?}");
    }
}

fn deny_if(condition: &str) -> String {
    format!(
        r#"{{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}}}"#
    )
}

#[test]
fn conditions_that_no_request_fulfils_together_contradict_each_other() {
    for conditions in [
        r#""StringEquals": {"aws:PrincipalTag/a": "x"}, "StringNotEquals": {"aws:PrincipalTag/a": ["x", "y"]}"#,
        r#""StringEquals": {"aws:PrincipalTag/a": "x"}, "Null": {"aws:PrincipalTag/a": "true"}"#,
        r#""NumericLessThan": {"s3:max-keys": "1"}, "NumericGreaterThan": {"s3:max-keys": "9"}"#,
        r#""DateGreaterThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}, "DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}"#,
        r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "NotIpAddress": {"aws:SourceIp": "203.0.0.0/16"}"#,
        r#""ForAnyValue:StringEquals": {"aws:TagKeys": "a"}, "ForAllValues:StringEquals": {"aws:TagKeys": "b"}"#,
        r#""StringEquals": {"aws:PrincipalTag/a": "x"}, "StringEqualsIgnoreCase": {"aws:PrincipalTag/A": "y"}"#,
    ] {
        table("contradicting-conditions", &[(true, deny_if(conditions))]);
    }
}

#[test]
fn conditions_that_some_request_fulfils_together_do_not() {
    for conditions in [
        r#""StringEquals": {"aws:PrincipalTag/a": "x"}, "StringEqualsIgnoreCase": {"aws:PrincipalTag/a": "X"}"#,
        r#""StringEqualsIfExists": {"aws:PrincipalTag/a": "x"}, "Null": {"aws:PrincipalTag/a": "true"}"#,
        r#""StringNotEquals": {"aws:PrincipalTag/a": "x"}, "Null": {"aws:PrincipalTag/a": "true"}"#,
        r#""StringLike": {"aws:PrincipalTag/a": "*"}, "Null": {"aws:PrincipalTag/a": "true"}"#,
        r#""StringEquals": {"aws:PrincipalTag/a": "${aws:username}"}, "StringLike": {"aws:PrincipalTag/a": "x*"}"#,
        r#""StringLike": {"aws:PrincipalTag/a": "x*"}, "StringNotLike": {"aws:PrincipalTag/a": "xy*"}"#,
        r#""ForAnyValue:StringEquals": {"aws:TagKeys": "a"}, "ForAnyValue:StringLike": {"aws:TagKeys": "b*"}"#,
        r#""NumericGreaterThan": {"s3:max-keys": "1"}, "NumericLessThan": {"s3:max-keys": "9"}"#,
        r#""StringEquals": {"aws:PrincipalTag/a": "x"}, "StringLike": {"aws:PrincipalTag/b": "y"}"#,
    ] {
        table("contradicting-conditions", &[(false, deny_if(conditions))]);
    }
}

#[test]
fn a_deny_overrides_only_what_it_covers_whole() {
    let allow = r#"{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]}"#;
    let rows = [
        (true, r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#),
        (true, r#"{"Effect": "Deny", "NotAction": ["s3:Get*", "iam:*"], "Resource": "*"}"#),
        (true, r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::a/*"}"#),
        (true, r#"{"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::c/*"}"#),
        (false, r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::a/b/*"}"#),
        (false, r#"{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}"#),
        (false, r#"{"Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::a/*"}"#),
        (
            false,
            r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#,
        ),
        (false, r#"{"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}"#),
        (
            false,
            r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:PrincipalTag/a}/*"}"#,
        ),
    ];
    for (is_found, deny) in rows {
        table("allow-always-denied", &[(is_found, format!("{allow}, {deny}"))]);
    }
    let all = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#;
    table("allow-always-denied", &[(false, all.to_owned())]);
}

#[test]
fn values_that_nothing_fits() {
    let rows = [
        (
            true,
            "private-ip-address",
            r#""IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.1.7"]}"#,
        ),
        (false, "private-ip-address", r#""IpAddress": {"aws:SourceIp": "8.0.0.0/6"}"#),
        (false, "private-ip-address", r#""IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}"#),
        (false, "private-ip-address-subset", r#""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#),
        (
            true,
            "private-not-ip-address-subset",
            r#""NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "fd00::/8"]}"#,
        ),
        (
            false,
            "improve-ip-range",
            r#""IpAddress": {"aws:SourceIp": ["203.0.113.7", "203.0.113.7/32", "2001:db8::/32"]}"#,
        ),
        (true, "improve-ip-range", r#""IpAddress": {"aws:SourceIp": "2001:db8::1/32"}"#),
        (true, "wildcard-without-like-operator", r#""StringNotEquals": {"s3:prefix": "a?"}"#),
        (false, "wildcard-without-like-operator", r#""StringEquals": {"s3:prefix": "a${*}"}"#),
        (
            false,
            "wildcard-without-like-operator",
            r#""ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}"#,
        ),
        (false, "wildcard-without-like-operator", r#""StringEquals": {"lambda:Principal": "*"}"#),
        (true, "variable-never-resolved", r#""StringEquals": {"s3:prefix": "${aws:TagKeys}"}"#),
        (
            false,
            "variable-never-resolved",
            r#""StringEquals": {"s3:prefix": "${aws:TagKeys, 'none'}"}"#,
        ),
        (
            false,
            "variable-never-resolved",
            r#""StringEquals": {"s3:prefix": "${saml:sub}/${aws:PrincipalTag/a}"}"#,
        ),
        (false, "null-on-always-present-key", r#""Null": {"aws:SourceIp": "true"}"#),
        (true, "null-on-always-present-key", r#""Null": {"aws:CurrentTime": "false"}"#),
    ];
    for (is_found, code, condition) in rows {
        table(code, &[(is_found, deny_if(condition))]);
    }
}

#[test]
fn a_range_is_written_as_it_is_read() {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": {}}}"#,
        deny_if(r#""IpAddress": {"aws:SourceIp": "203.0.113.7/24"}"#)
    );
    let found = lint_text(&text, PolicyKind::Identity);
    let finding = found.iter().find(|one| one.diagnostic.code == "improve-ip-range").unwrap();
    assert_eq!(&text[finding.diagnostic.span.range()], "\"203.0.113.7/24\"");
    let source = Source::new("policy.json", text.as_str());
    let fixed = apply_edits(&source, &finding.fix.as_ref().unwrap().edits);
    assert_eq!(fixed, text.replace("203.0.113.7/24", "203.0.113.0/24"));
}
