//! Witnesses that a person recognises.

use iamsim::compare::{Answer, Realism, Witness};

use super::support::Pair;

fn witness(existing: &str, new: &str) -> Witness {
    let policy = |rest: &str| {
        format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", {rest}}}]}}"#)
    };
    match Pair::identity(&policy(existing), &policy(new)).no_new_access() {
        Answer::Found { reasons, .. } => reasons[0].witness.clone(),
        other => panic!("{other:?}"),
    }
}

/// Action, resource and keys on one line.
fn told(witness: &Witness) -> String {
    let request = &witness.request;
    let keys = request.context.iter().map(|(key, given)| format!(" {key}={given:?}"));
    let keys: Vec<String> = keys.collect();
    format!("{} {}{}", request.action, request.resource.text(), keys.concat())
}

const NOTHING: &str = r#""Action": "other:Nothing", "Resource": "arn:aws:other:::nothing""#;

#[test]
fn actions_and_resources_are_such_as_aws_has() {
    for (new, expected) in [
        (
            r#""Action": "s3:*", "Resource": "*""#,
            "s3:PutObject arn:aws:s3:::amzn-s3-demo-bucket/example.txt",
        ),
        (
            r#""Action": "*", "Resource": "*""#,
            "s3:PutObject arn:aws:s3:::amzn-s3-demo-bucket/example.txt",
        ),
        (
            r#""Action": "s3:Get*", "Resource": "arn:aws:s3:::data*""#,
            "s3:GetObject arn:aws:s3:::data/example",
        ),
        (
            r#""Action": "s3:List*", "Resource": "arn:aws:s3:::data*""#,
            "s3:ListBucket arn:aws:s3:::data-example",
        ),
        (r#""Action": "ec2:Describe*", "Resource": "*""#, "ec2:DescribeInstances *"),
        (
            r#""Action": "dynamodb:*Item", "Resource": "arn:aws:dynamodb:*:*:table/prod-*""#,
            "dynamodb:PutItem arn:aws:dynamodb:us-east-1:111122223333:table/prod-example",
        ),
        (
            r#""Action": "iam:PassRole", "Resource": "arn:aws:iam::444455556666:role/app/*""#,
            "iam:PassRole arn:aws:iam::444455556666:role/app/example",
        ),
        (
            r#""Action": "s3:ListAllMyBuckets", "Resource": "*""#,
            "s3:ListAllMyBuckets arn:aws:s3:::*",
        ),
    ] {
        let witness = witness(NOTHING, new);
        assert_eq!(told(&witness), expected);
        assert_eq!(witness.realism, Realism::Catalogued, "{new}");
    }
}

#[test]
fn what_aws_does_not_have_yet_is_told_apart() {
    let invented = witness(NOTHING, r#""Action": "s3:GetNothing", "Resource": "*""#);
    assert_eq!(invented.realism, Realism::WellFormed);
    let strange = witness(NOTHING, r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::data""#);
    assert_eq!(told(&strange), "s3:GetObject arn:aws:s3:::data");
    assert_eq!(strange.realism, Realism::WellFormed);
}

#[test]
fn the_existing_policy_is_kept_out_of() {
    let witness = witness(
        r#""Action": "s3:*", "Resource": ["arn:aws:s3:::data/*", "arn:aws:s3:::data-example*"]"#,
        r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::data*""#,
    );
    assert_eq!(told(&witness), "s3:GetObject arn:aws:s3:::data-other/example");
}

#[test]
fn values_are_samples_and_keys_are_few() {
    let get = r#""Action": "s3:GetObject", "Resource": "*""#;
    for (condition, expected) in [
        (r#""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#, r#"aws:sourceip=Values(["10.0.0.9"])"#),
        (
            r#""StringLike": {"aws:RequestTag/team": "red-*"}"#,
            r#"aws:requesttag/team=Values(["red-example"])"#,
        ),
        (r#""StringNotEquals": {"aws:RequestTag/team": "red"}"#, ""),
        (r#""Null": {"aws:username": "false"}"#, r#"aws:username=Values(["alice"])"#),
        (
            r#""DateGreaterThan": {"aws:CurrentTime": "2026-06-01"}, "StringNotEquals": {"aws:PrincipalOrgID": "o-other"}"#,
            r#"aws:currenttime=Values(["2026-06-01T00:00:01Z"])"#,
        ),
        (
            r#""ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}"#,
            r#"aws:tagkeys=Values(["a"])"#,
        ),
    ] {
        let new = format!(r#"{get}, "Condition": {{{condition}}}"#);
        let told = told(&witness(NOTHING, &new));
        let (_, keys) = told.split_once("example.txt").unwrap();
        assert_eq!(keys.trim(), expected);
    }
}

#[test]
fn a_key_that_a_resource_names_reads_like_a_name() {
    let home = r#""Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*""#;
    let witness = witness(NOTHING, home);
    assert_eq!(
        told(&witness),
        r#"s3:PutObject arn:aws:s3:::home/alice/example aws:username=Values(["alice"])"#
    );
}
