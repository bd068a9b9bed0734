//! What reasons say of the requests that are new.

use iamsim::compare::{Answer, Reason};

use super::support::Pair;

fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

fn reasons(existing: &str, new: &str) -> Vec<Reason> {
    match Pair::identity(&policy(existing), &policy(new)).no_new_access() {
        Answer::Found { reasons, .. } => reasons,
        other => panic!("{other:?}"),
    }
}

/// The region of the first reason.
fn region(existing: &str, new: &str) -> String {
    reasons(existing, new)[0].region.to_string()
}

fn allow(rest: &str) -> String {
    format!(r#"{{"Effect": "Allow", {rest}}}"#)
}

fn deny(rest: &str) -> String {
    format!(r#"{{"Effect": "Deny", {rest}}}"#)
}

const GET: &str = r#""Action": "s3:Get*", "Resource": "*""#;

#[test]
fn actions_are_told_by_the_policies_patterns() {
    let one = allow(r#""Action": "s3:GetObject", "Resource": "*""#);
    assert_eq!(region(&one, &allow(GET)), "`s3:Get*` except `s3:GetObject` on any resource");
    let all = allow(r#""Action": "*", "Resource": "*""#);
    assert_eq!(region(&allow(GET), &all), "`*` except `s3:Get*` on any resource");
    let not = allow(r#""NotAction": ["s3:*", "iam:Pass*"], "Resource": "*""#);
    assert_eq!(region(&allow(GET), &not), "`*` except `iam:Pass*` and `s3:*` on any resource");
    let both = allow(r#""Action": ["s3:*Object", "s3:PutObject"], "Resource": "*""#);
    assert_eq!(region(&allow(GET), &both), "`s3:*Object` except `s3:Get*` on any resource");
}

#[test]
fn some_actions_are_new_on_fewer_resources() {
    let new = format!(
        "{}, {}",
        allow(r#""Action": "ec2:*", "Resource": "*""#),
        deny(r#""Action": "ec2:Terminate*", "Resource": "arn:aws:ec2:*:*:instance/*""#)
    );
    assert_eq!(
        region(&allow(GET), &new),
        "`ec2:*` except `ec2:Terminate*` on any resource; \
         `ec2:Terminate*` on any resource except `arn:aws:ec2:*:*:instance/*`"
    );
}

#[test]
fn resources_are_told_with_exceptions_that_matter() {
    let existing =
        allow(r#""Action": "s3:*", "Resource": ["arn:aws:s3:::logs/*", "arn:aws:s3:::else/*"]"#);
    let new =
        allow(r#""Action": "s3:Get*", "Resource": ["arn:aws:s3:::logs*", "arn:aws:s3:::data/*"]"#);
    assert_eq!(
        region(&existing, &new),
        "`s3:Get*` on `arn:aws:s3:::logs*` or `arn:aws:s3:::data/*` except `arn:aws:s3:::logs/*`"
    );
}

#[test]
fn variables_stay_in_the_text() {
    let home = allow(r#""Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*""#);
    let homes = allow(r#""Action": "s3:*", "Resource": "arn:aws:s3:::home/*""#);
    assert_eq!(
        region(&home, &homes),
        "`s3:*` on `arn:aws:s3:::home/*` except `arn:aws:s3:::home/${aws:username}/*`"
    );
    assert_eq!(
        region(&allow(GET), &home),
        "`s3:*` except `s3:Get*` on `arn:aws:s3:::home/${aws:username}/*`"
    );
}

fn with(condition: &str) -> String {
    allow(&format!(r#"{GET}, "Condition": {{{condition}}}"#))
}

fn when(existing: &str, new: &str) -> String {
    let region = region(&with(existing), &with(new));
    let (start, conditions) = region.split_once(" when ").unwrap();
    assert_eq!(start, "`s3:Get*` on any resource");
    conditions.to_owned()
}

#[test]
fn conditions_are_told_key_by_key() {
    assert_eq!(
        when(
            r#""IpAddress": {"aws:SourceIp": "10.1.0.0/16"}"#,
            r#""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#
        ),
        "aws:SourceIp is in 10.0.0.0/8 and not in 10.1.0.0/16"
    );
    assert_eq!(
        when(
            r#""StringEquals": {"aws:RequestTag/team": ["red", "blue"]}"#,
            r#""StringNotEquals": {"aws:RequestTag/team": "green"}"#
        ),
        "aws:RequestTag/team is absent, or none of blue, red and not green"
    );
    assert_eq!(
        when(
            r#""NumericLessThan": {"s3:max-keys": "10"}, "Null": {"aws:TagKeys": "true"}"#,
            r#""NumericLessThanEquals": {"s3:max-keys": "100"}, "Null": {"aws:TagKeys": "true"}"#
        ),
        "s3:max-keys is at least 10 and at most 100 and (aws:TagKeys is absent or empty)"
    );
    assert_eq!(
        when(
            r#""DateLessThan": {"aws:CurrentTime": "2026-01-01"}"#,
            r#""DateLessThan": {"aws:CurrentTime": "2026-06-01T12:00:00Z"}"#
        ),
        "aws:CurrentTime is at or after 2026-01-01T00:00:00Z and before 2026-06-01T12:00:00Z"
    );
    assert_eq!(
        when(
            r#""ForAllValues:StringEquals": {"aws:TagKeys": "a"}"#,
            r#""ForAllValues:StringLike": {"aws:TagKeys": ["a", "b*"]}"#
        ),
        "aws:TagKeys has only values that match one of a, b* and has a value, not an empty one, that is \
         not a"
    );
    assert_eq!(
        when(
            r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#,
            r#""BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}"#
        ),
        "aws:MultiFactorAuthPresent is absent"
    );
}

#[test]
fn what_comes_from_policies_is_printable() {
    let existing = with(r#""StringEquals": {"my:\u202ekey\n": "a"}"#);
    let new = with(r#""StringEquals": {"my:\u202ekey\n": ["a", "b\u001b[31m`\n"]}"#);
    let told = region(&existing, &new);
    assert!(!told.contains(['\n', '\u{1b}', '\u{202e}']), "{told:?}");
}

#[test]
fn more_than_a_few_ways_are_counted() {
    let keys = ["a", "b", "c", "d", "e", "f"].map(|key| format!(r#""my:{key}": "x""#));
    let existing = with(&format!(r#""StringEquals": {{{}}}"#, keys.join(", ")));
    let told = region(&existing, &allow(GET));
    assert!(told.ends_with(", or in 2 more ways"), "{told}");
}

#[test]
fn a_region_counts_what_the_catalogue_has_today() {
    let one = allow(r#""Action": ["s3:GetObject", "s3:GetBucketAcl"], "Resource": "*""#);
    let all = reasons(&deny(GET), &allow(GET));
    let rest = reasons(&one, &allow(GET));
    let [all, rest] = [all, rest].map(|reasons| reasons[0].region.parts[0].actions.clone());
    assert_eq!(all.catalogued, rest.catalogued + 2);
    assert!(rest.may_come && rest.examples.len() == 3, "{rest:?}");
    let named = reasons(&one, &allow(r#""Action": "s3:GetBucketTagging", "Resource": "*""#));
    let named = &named[0].region.parts[0].actions;
    assert_eq!((named.catalogued, named.may_come), (1, false));
    let invented = reasons(&one, &allow(r#""Action": "s3:GetNothing", "Resource": "*""#));
    let invented = &invented[0].region.parts[0].actions;
    assert_eq!((invented.catalogued, invented.may_come), (0, true));
}

#[test]
fn a_variable_alone_is_no_list() {
    let none = allow(r#""Action": "s3:PutObject", "Resource": "*""#);
    let told = region(&none, &with(r#""StringNotEquals": {"app:k": "${app:x}"}"#));
    assert!(told.ends_with("or has one value and is not ${app:x}"), "{told}");
    let starts = deny(
        r#""Action": "s3:Get*", "Resource": "*",
            "Condition": {"StringNotLike": {"app:k": "${app:x}*"}}"#,
    );
    let all = allow(GET);
    let told = region(&none, &format!("{all}, {starts}"));
    assert!(told.contains("or on any resource when app:k has several values"), "{told}");
}
