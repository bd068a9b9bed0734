//! What reasons say of the requests that are new.

use iamsim::compare::{Answer, Reason};

use super::support::Pair;

fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

fn reasons(existing: &str, new: &str) -> Vec<Reason> {
    match Pair::identity(&policy(existing), &policy(new)).no_new_access() {
        Answer::Found(reasons) => reasons,
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

#[test]
fn print_regions() {
    let cases = [
        (
            allow(r#""Action": "s3:GetObject", "Resource": "*""#),
            allow(r#""Action": "s3:Get*", "Resource": "*""#),
        ),
        (
            allow(r#""Action": "s3:*", "Resource": "arn:aws:s3:::logs/*""#),
            allow(
                r#""Action": "s3:Get*", "Resource": ["arn:aws:s3:::logs*", "arn:aws:s3:::data/*"]"#,
            ),
        ),
        (
            allow(
                r#""Action": "s3:Get*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}}"#,
            ),
            allow(
                r#""Action": "s3:Get*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
            ),
        ),
        (
            allow(r#""Action": "s3:Get*", "Resource": "*""#),
            allow(r#""Action": "*", "Resource": "*""#),
        ),
        (
            allow(r#""Action": "s3:Get*", "Resource": "*""#),
            format!(
                "{},{}",
                allow(r#""NotAction": "iam:*", "Resource": "*""#),
                deny(
                    r#""Action": "ec2:Terminate*", "Resource": "arn:aws:ec2:*:*:instance/*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#
                )
            ),
        ),
        (
            allow(
                r#""Action": "ec2:*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestTag/team": ["a", "b"]}}"#,
            ),
            allow(
                r#""Action": "ec2:*", "Resource": "*", "Condition": {"StringLike": {"aws:RequestTag/team": "*"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "cost"]}}"#,
            ),
        ),
        (
            allow(r#""Action": "s3:Get*", "Resource": "arn:aws:s3:::home/*""#),
            allow(r#""Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*""#),
        ),
        (
            allow(r#""Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*""#),
            allow(r#""Action": "s3:*", "Resource": "arn:aws:s3:::home/*""#),
        ),
        (
            allow(
                r#""Action": "dynamodb:*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": "10"}, "DateLessThan": {"aws:CurrentTime": "2026-01-01"}}"#,
            ),
            allow(
                r#""Action": "dynamodb:*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": "100"}, "DateLessThan": {"aws:CurrentTime": "2027-01-01"}}"#,
            ),
        ),
    ];
    for (existing, new) in cases {
        for reason in reasons(&existing, &new) {
            let request = &reason.witness.request;
            println!("---\n{existing}\n{new}\n=> {}", reason.region);
            for part in &reason.region.parts {
                println!(
                    "   catalogued {} examples {:?} may come {}",
                    part.actions.catalogued, part.actions.examples, part.actions.may_come
                );
            }
            println!(
                "   {} {} {:?} {:?}",
                request.action,
                request.resource.text(),
                request.context,
                reason.witness.realism
            );
        }
    }
}
