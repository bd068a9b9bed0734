//! What is said twice: what must be found, what must not, and what is left after the fix.

use iamsim::aws::PolicyKind;
use iamsim::text::{Source, apply_edits};

use crate::support::{codes_in, lint_text};

/// Statements of an identity-based policy, from the effect on, and whether the code is found.
fn table(code: &str, rows: &[(bool, &str)]) {
    for (is_found, statements) in rows {
        let text = policy(statements);
        let codes = codes_in(&lint_text(&text, PolicyKind::Identity));
        assert_eq!(codes.contains(code), *is_found, "{code}: {text}\n{codes:?}");
    }
}

fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

/// The statements after the fix of the code's first finding.
fn fixed(code: &str, statements: &str) -> String {
    let text = policy(statements);
    let found = lint_text(&text, PolicyKind::Identity);
    let finding = found.iter().find(|one| one.diagnostic.code == code).unwrap();
    let source = Source::new("policy.json", text.as_str());
    let after = apply_edits(&source, &finding.fix.as_ref().unwrap().edits);
    let codes = codes_in(&lint_text(&after, PolicyKind::Identity));
    assert!(!codes.contains("json-syntax-error"), "{after}");
    let rest = after.strip_prefix(policy("").trim_end_matches("]}")).unwrap();
    rest.strip_suffix("]}").unwrap().to_owned()
}

#[test]
fn resources_cover_each_other_part_by_part() {
    let of = |resources: &str| {
        format!(r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": [{resources}]}}"#)
    };
    let rows = [
        (true, r#""arn:aws:s3:::a/*", "arn:aws:s3:::a/*""#),
        (true, r#""*", "arn:aws:s3:::a/*""#),
        (true, r#""arn:aws:s3:::a/*", "arn:aws:s3:::a/${aws:username}/*""#),
        (true, r#""arn:aws:sqs:*:111122223333:a", "arn:AWS:sqs:eu-west-1:111122223333:a""#),
        (false, r#""arn:aws:s3:::a", "arn:aws:s3:::a/*""#),
        (false, r#""arn:aws:s3:::a/${aws:username}/*", "arn:aws:s3:::a/${aws:userid}/*""#),
        (false, r#""arn:aws:s3:::a/*", "arn:aws:s3:::A/b""#),
        (false, r#""arn:aws:sns:*:topic", "arn:aws:sns:eu-west-1:111122223333:topic""#),
        (false, r#""arn:aws:s3:::a-?/*", "arn:aws:s3:::a-*/*b""#),
    ];
    for (is_found, resources) in rows {
        table("redundant-resource", &[(is_found, &of(resources))]);
    }
    let left = fixed("redundant-resource", &of(r#""arn:aws:s3:::a/b", "arn:aws:s3:::a/*""#));
    assert_eq!(left, of(r#""arn:aws:s3:::a/*""#));
}

#[test]
fn a_statement_is_redundant_if_every_part_of_it_is_covered() {
    let wide = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::a/*"}"#;
    let under = |rest: &str| format!("{wide}, {{{rest}}}");
    let rows = [
        (true, r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/b""#),
        (
            true,
            r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/b", "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#,
        ),
        (false, r#""Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/b""#),
        (false, r#""Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::a/b""#),
        (false, r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::ab""#),
        (
            false,
            r#""Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::a/b""#,
        ),
        (false, r#""Effect": "Allow", "NotAction": "s3:Get*", "Resource": "arn:aws:s3:::a/b""#),
    ];
    for (is_found, rest) in rows {
        table("redundant-statement", &[(is_found, &under(rest))]);
    }
    assert_eq!(fixed("redundant-statement", &format!("{wide}, {wide}")), wide);
}

fn deny_if(condition: &str) -> String {
    format!(
        r#"{{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}}}"#
    )
}

#[test]
fn a_statement_is_redundant_if_its_conditions_follow_from_another_s() {
    for (wide, narrow) in [
        (
            r#""StringLike": {"aws:RequestedRegion": "eu-*"}"#,
            r#""StringEquals": {"aws:RequestedRegion": "eu-west-1"}"#,
        ),
        (
            r#""StringNotEquals": {"aws:PrincipalTag/a": "x"}"#,
            r#""StringNotEquals": {"aws:PrincipalTag/a": ["x", "y"]}"#,
        ),
        (
            r#""StringNotEquals": {"aws:PrincipalTag/a": "x"}"#,
            r#""StringEquals": {"aws:PrincipalTag/a": "y"}"#,
        ),
        (
            r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/25"}"#,
            r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
        ),
        (
            r#""Null": {"aws:PrincipalTag/a": "false"}"#,
            r#""StringEquals": {"aws:PrincipalTag/a": "x"}"#,
        ),
        (
            r#""StringEquals": {"aws:PrincipalTag/a": "x"}"#,
            r#""StringEqualsIfExists": {"aws:PrincipalTag/a": "x"}"#,
        ),
        (
            r#""StringEqualsIgnoreCase": {"aws:PrincipalTag/a": "x"}"#,
            r#""StringEquals": {"aws:PrincipalTag/a": "x"}"#,
        ),
        (
            r#""StringNotEquals": {"aws:PrincipalTag/a": ["x", "y"]}"#,
            r#""StringNotEquals": {"aws:PrincipalTag/a": "x"}"#,
        ),
    ] {
        let both = format!("{}, {}", deny_if(wide), deny_if(narrow));
        table("redundant-statement", &[(true, &both)]);
    }
}

#[test]
fn a_statement_with_conditions_of_its_own_is_not_redundant() {
    for (wide, narrow) in [
        (
            r#""Null": {"aws:PrincipalTag/a": "true"}"#,
            r#""StringLike": {"aws:PrincipalTag/a": "x*", "aws:PrincipalTag/b": "*"}"#,
        ),
        (
            r#""ForAnyValue:StringEquals": {"aws:TagKeys": "x"}"#,
            r#""ForAllValues:StringEquals": {"aws:TagKeys": "x"}"#,
        ),
        (
            r#""StringEquals": {"aws:PrincipalTag/a": "${aws:username}"}"#,
            r#""StringEquals": {"aws:PrincipalTag/a": "${aws:userid}"}"#,
        ),
        (
            r#""StringNotEquals": {"aws:PrincipalTag/a": "x"}"#,
            r#""StringNotEquals": {"aws:PrincipalTag/a": "y"}"#,
        ),
    ] {
        let both = format!("{}, {}", deny_if(wide), deny_if(narrow));
        table("redundant-statement", &[(false, &both)]);
    }
}

#[test]
fn values_and_conditions_that_others_cover() {
    let with = |condition: &str| {
        format!(
            r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}}}"#
        )
    };
    let rows = [
        (true, "redundant-condition-value", r#""StringEquals": {"s3:prefix": ["a", "a"]}"#),
        (
            true,
            "redundant-condition-value",
            r#""IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "203.0.113.7"]}"#,
        ),
        (
            true,
            "redundant-condition-value",
            r#""ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/*", "arn:aws:iam::*:role/a"]}"#,
        ),
        (false, "redundant-condition-value", r#""StringEquals": {"s3:prefix": ["a*", "ab"]}"#),
        (
            false,
            "redundant-condition-value",
            r#""StringLike": {"s3:prefix": ["${aws:username}/*", "${aws:userid}/*"]}"#,
        ),
        (
            false,
            "redundant-condition-value",
            r#""ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:role/a", "arn:aws:iam::*:user/a"]}"#,
        ),
        (false, "redundant-condition-value", r#""NumericLessThan": {"s3:max-keys": ["1", "2"]}"#),
        (
            true,
            "redundant-condition-value-num",
            r#""DateGreaterThan": {"aws:CurrentTime": ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]}"#,
        ),
        (false, "redundant-condition-value-num", r#""NumericEquals": {"s3:max-keys": ["1", "2"]}"#),
        (
            false,
            "redundant-condition",
            r#""NumericGreaterThan": {"s3:max-keys": "1"}, "NumericLessThan": {"s3:max-keys": "9"}"#,
        ),
        (
            true,
            "redundant-condition",
            r#""NumericGreaterThan": {"s3:max-keys": "1"}, "NumericGreaterThanEquals": {"s3:max-keys": "1"}"#,
        ),
        (false, "equivalent-to-null-false", r#""ArnLike": {"aws:PrincipalArn": "arn:*"}"#),
        (false, "equivalent-to-null-false", r#""StringLike": {"aws:CalledVia": "*"}"#),
        (true, "equivalent-to-null-false", r#""ForAnyValue:StringLike": {"aws:CalledVia": "*"}"#),
        (false, "equivalent-to-null-false", r#""StringLikeIfExists": {"aws:PrincipalTag/a": "*"}"#),
        (
            true,
            "redundant-key-due-to-wildcard-in-condition",
            r#""ForAllValues:StringLike": {"aws:TagKeys": ["a", "*"]}"#,
        ),
        (
            false,
            "ifexists-on-always-present-key",
            r#""StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
        ),
    ];
    for (is_found, code, condition) in rows {
        table(code, &[(is_found, &with(condition))]);
    }
    let bounds = r#""NumericLessThan": {"s3:max-keys": ["1", "9", "3"]}"#;
    let left = r#""NumericLessThan": {"s3:max-keys": ["9"]}"#;
    assert_eq!(fixed("redundant-condition-value-num", &with(bounds)), with(left));
}

#[test]
fn a_condition_is_taken_out_with_what_it_alone_fills() {
    let before = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLikeIfExists": {"s3:prefix": "*"}}}"#;
    let after = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
    assert_eq!(fixed("redundant-key-due-to-wildcard-in-condition", before), after);
    let before = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLikeIfExists": {"s3:prefix": "*", "s3:delimiter": "/"}}}"#;
    let after = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLikeIfExists": {"s3:delimiter": "/"}}}"#;
    assert_eq!(fixed("redundant-key-due-to-wildcard-in-condition", before), after);
    let before = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLikeIfExists": {"s3:prefix": "*"}, "Bool": {"aws:SecureTransport": "true"}}}"#;
    let after = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#;
    assert_eq!(fixed("redundant-key-due-to-wildcard-in-condition", before), after);
}

#[test]
fn statements_with_names_or_other_conditions_are_not_joined() {
    let rows = [
        (
            true,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}"#,
        ),
        (
            false,
            r#"{"Sid": "A", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}"#,
        ),
        (
            false,
            r#"{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}"#,
        ),
        (
            false,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}"#,
        ),
        (
            false,
            r#"{"Effect": "Deny", "NotAction": "s3:GetObject", "Resource": "*"}, {"Effect": "Deny", "NotAction": "s3:PutObject", "Resource": "*"}"#,
        ),
        (
            false,
            r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#,
        ),
    ];
    table("joinable-statements", &rows);
}
