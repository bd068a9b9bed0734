//! Whether a resource-based policy grants anything to people whom it does not know.

use iamsim::compare::Answer;

use super::support::grants_to_public;

/// Whether a bucket policy whose Allow has these members is public.
fn is_public(members: &str) -> bool {
    let statement = format!(
        r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", {members}}}"#
    );
    match grants_to_public(&statement) {
        Answer::Found { .. } => true,
        Answer::Proven => false,
        Answer::Unknown(why) => panic!("{why:?}"),
    }
}

fn everyone_under(conditions: &str) -> bool {
    is_public(&format!(r#""Principal": "*", "Condition": {{{conditions}}}"#))
}

#[test]
fn everyone_is_the_public() {
    assert!(is_public(r#""Principal": "*""#));
    assert!(is_public(r#""Principal": {"AWS": "*"}"#));
    assert!(is_public(r#""NotPrincipal": {"AWS": "arn:aws:iam::111122223333:root"}"#));
}

#[test]
fn those_who_are_named_are_not() {
    assert!(!is_public(r#""Principal": {"AWS": "111122223333"}"#));
    assert!(!is_public(r#""Principal": {"AWS": "arn:aws:iam::444455556666:role/r"}"#));
    assert!(!is_public(r#""Principal": {"Service": "cloudtrail.amazonaws.com"}"#));
}

#[test]
fn fixed_values_of_trust_keys_keep_the_public_out() {
    for condition in [
        r#""StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
        r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
        r#""StringEquals": {"aws:PrincipalAccount": ["111122223333", "444455556666"]}"#,
        r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}"#,
        r#""StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}"#,
        r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#,
        r#""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#,
        r#""StringEquals": {"s3:DataAccessPointAccount": "111122223333"}"#,
    ] {
        assert!(!everyone_under(condition), "{condition}");
    }
}

#[test]
fn what_anybody_can_meet_does_not() {
    for condition in [
        r#""StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
        r#""StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#,
        r#""StringLike": {"aws:PrincipalOrgID": "o-*"}"#,
        r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}"#,
        r#""IpAddress": {"aws:SourceIp": "0.0.0.0/0"}"#,
        r#""IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "52.0.0.0/6"]}"#,
        r#""Bool": {"aws:SecureTransport": "true"}"#,
        r#""StringEquals": {"aws:Referer": "https://example.com"}"#,
        r#""DateGreaterThan": {"aws:CurrentTime": "2020-01-01"}"#,
    ] {
        assert!(everyone_under(condition), "{condition}");
    }
}

#[test]
fn a_deny_keeps_the_public_out() {
    let allow = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#;
    let deny = |condition: &str| {
        format!(
            r#"{allow}, {{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
                "Condition": {{{condition}}}}}"#
        )
    };
    let outside = deny(r#""StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#);
    assert!(matches!(grants_to_public(&outside), Answer::Proven));
    let insecure = deny(r#""Bool": {"aws:SecureTransport": "false"}"#);
    assert!(matches!(grants_to_public(&insecure), Answer::Found { .. }));
}
