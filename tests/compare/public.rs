//! Whether a resource-based policy grants anything to people whom it does not know.

use iamsim::aws::PolicyKind;
use iamsim::compare::Answer;

use super::support::grants_to_public;

/// Whether a bucket policy whose Allow has these members is public.
fn is_public(members: &str) -> bool {
    let statement = format!(
        r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", {members}}}"#
    );
    is_found(&grants_to_public(PolicyKind::Resource, &statement))
}

fn is_found(answer: &Answer) -> bool {
    match answer {
        Answer::Found { .. } => true,
        Answer::Proven => false,
        Answer::Unknown(why) => panic!("{why:?}"),
    }
}

/// Whether everybody can assume a role that trusts this provider under these conditions.
fn is_open(provider: &str, conditions: &str) -> bool {
    let statement = format!(
        r#"{{"Effect": "Allow", "Principal": {{"Federated": "{provider}"}},
            "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {{{conditions}}}}}"#
    );
    is_found(&grants_to_public(PolicyKind::Trust, &statement))
}

const GITHUB: &str = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

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
    assert!(matches!(grants_to_public(PolicyKind::Resource, &outside), Answer::Proven));
    let insecure = deny(r#""Bool": {"aws:SecureTransport": "false"}"#);
    assert!(matches!(grants_to_public(PolicyKind::Resource, &insecure), Answer::Found { .. }));
}

#[test]
fn tokens_that_everybody_can_have_are_the_publics() {
    let audience =
        r#""StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}"#;
    assert!(is_open(GITHUB, audience));
    assert!(is_open("cognito-identity.amazonaws.com", ""));
    let app = r#""StringEquals": {"www.amazon.com:app_id": "amzn1.application-oa2-client.1"}"#;
    assert!(!is_open("www.amazon.com", app));
    assert!(!is_open("arn:aws:iam::111122223333:oidc-provider/login.example.com", ""));
    assert!(!is_open("arn:aws:iam::111122223333:saml-provider/office", ""));
}

#[test]
fn a_subject_keeps_strangers_out_if_it_fixes_the_owner() {
    let with = |operator: &str, claim: &str, value: &str| {
        let key = format!("token.actions.githubusercontent.com:{claim}");
        is_open(GITHUB, &format!(r#""{operator}": {{"{key}": "{value}"}}"#))
    };
    for (operator, claim, value) in [
        ("StringEquals", "sub", "repo:example-org/reports:ref:refs/heads/main"),
        ("StringLike", "sub", "repo:example-org/*"),
        ("StringLike", "sub", "repo:example-org/reports:environment:*"),
        ("StringEqualsIfExists", "sub", "repo:example-org/reports:ref:refs/heads/main"),
        ("StringEquals", "repository_owner", "example-org"),
        ("StringLike", "repository", "example-org/*"),
    ] {
        assert!(!with(operator, claim, value), "{operator} {claim} {value}");
    }
    for (operator, claim, value) in [
        ("StringLike", "sub", "repo:*"),
        ("StringLike", "sub", "repo:example-org*"),
        ("StringLike", "sub", "*:ref:refs/heads/main"),
        ("StringLike", "sub", "environment:production"),
        ("StringNotEquals", "sub", "repo:example-org/reports:ref:refs/heads/main"),
        ("StringLike", "repository", "*/reports"),
        ("StringEqualsIfExists", "enterprise", "example"),
    ] {
        assert!(with(operator, claim, value), "{operator} {claim} {value}");
    }
}

#[test]
fn what_several_patterns_leave_open_is_public() {
    for condition in [
        r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"},
            "StringLike": {"aws:PrincipalArn": "*b"}"#,
        r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/*"},
            "ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "*outside*"}"#,
        r#""StringLike": {"aws:PrincipalAccount": "1*"}"#,
        r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1*:role/x"}"#,
        r#""ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}"#,
    ] {
        assert!(everyone_under(condition), "{condition}");
    }
}

#[test]
fn a_deny_of_some_names_leaves_the_others() {
    let with = |allow: &str, deny: &str| {
        let statement = |effect: &str, condition: &str| {
            format!(
                r#"{{"Effect": "{effect}", "Principal": "*", "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::b/*", "Condition": {{{condition}}}}}"#
            )
        };
        let both = format!("{}, {}", statement("Allow", allow), statement("Deny", deny));
        is_found(&grants_to_public(PolicyKind::Resource, &both))
    };
    let role = |operator: &str, name: &str| {
        format!(r#""{operator}": {{"aws:PrincipalArn": "arn:aws:iam::*:role/{name}"}}"#)
    };
    assert!(with(&role("ArnLike", "*"), &role("ArnLike", "o*")));
    assert!(with(&role("ArnLike", "*-deploy"), &role("ArnNotLike", "ops-*")));
    assert!(!with(&role("ArnLike", "ops-*"), &role("ArnLike", "o*")));
}

#[test]
fn anybody_can_call_a_user_as_the_policy_does() {
    assert!(everyone_under(r#""StringEquals": {"aws:username": "admin"}"#));
    assert!(everyone_under(r#""StringLike": {"aws:username": "admin*"}"#));
}

#[test]
fn a_literal_fixes_a_value_in_any_letter_case() {
    assert!(!everyone_under(r#""StringEqualsIgnoreCase": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#));
    assert!(!everyone_under(r#""StringLike": {"aws:userid": "AROAEXAMPLE:*"}"#));
    assert!(!everyone_under(r#""ArnLike": {"aws:SourceArn": "arn:aws:s3:::reports"}"#));
}

#[test]
fn callers_of_every_kind_are_asked() {
    let denied = |allow: &str, deny: &str| {
        let statement = |effect: &str, condition: &str| {
            format!(
                r#"{{"Effect": "{effect}", "Principal": "*", "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::b/*", "Condition": {{{condition}}}}}"#
            )
        };
        let both = format!("{}, {}", statement("Allow", allow), statement("Deny", deny));
        is_found(&grants_to_public(PolicyKind::Resource, &both))
    };
    let no_entity = r#""ArnLikeIfExists": {"aws:PrincipalArn": "arn:aws:iam::*:*"}"#;
    assert!(denied(r#""Null": {"aws:PrincipalArn": "false"}"#, no_entity));
    assert!(everyone_under(r#""StringLike": {"aws:PrincipalArn": "arn:aws:sts::*"}"#));
    let no_role = r#""ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}"#;
    assert!(!denied(r#""StringLike": {"aws:userid": "AROA*:*"}"#, no_role));
    for key in ["aws:userid", "aws:PrincipalAccount"] {
        assert!(everyone_under(&format!(r#""StringEquals": {{"{key}": "anonymous"}}"#)), "{key}");
        assert!(!everyone_under(&format!(r#""Null": {{"{key}": "true"}}"#)), "{key}");
    }
    let in_china = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws-cn:s3:::b/*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws-cn:iam::*:*"}}}"#;
    assert!(is_found(&grants_to_public(PolicyKind::Resource, in_china)));
}

#[test]
fn accounts_of_every_class_are_asked() {
    let without = |values: &str| {
        let statements = format!(
            r#"{{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::b/*"}},
            {{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*",
                "Condition": {{"StringLikeIfExists": {{"aws:PrincipalAccount": {values}}}}}}}"#
        );
        is_found(&grants_to_public(PolicyKind::Resource, &statements))
    };
    assert!(without(r#"["4*", "an*"]"#));
    assert!(without(r#"["4*", "5*", "?6*", "an*"]"#));
    assert!(!without(r#"["*"]"#));
    let both = r#""StringLike": {"aws:PrincipalAccount": "1*",
        "aws:PrincipalArn": "arn:aws:iam::*2:role/*"}"#;
    assert!(everyone_under(both));
    let many: Vec<String> =
        (444_455_556_666_u64..444_455_557_700).map(|number| format!("\"{number}\"")).collect();
    let named = format!(r#""StringNotEquals": {{"aws:PrincipalAccount": [{}]}}"#, many.join(", "));
    assert!(everyone_under(&named));
    let escaped = r#""Principal": {"AWS": "44445555666\u0036"}"#;
    assert!(!is_public(escaped));
}

#[test]
fn a_strangers_subject_fits_several_patterns() {
    let with = |conditions: &str| is_open(GITHUB, conditions);
    let key = "token.actions.githubusercontent.com:sub";
    assert!(with(&format!(
        r#""StringLike": {{"{key}": "repo:*/infra:*"}},
            "ForAnyValue:StringLike": {{"{key}": "*:environment:prod"}}"#
    )));
    assert!(with(&format!(
        r#""StringLike": {{"{key}": "repo:*"}}, "IpAddress": {{"aws:SourceIp": "10.0.0.0/7"}}"#
    )));
    let tagged = "repo:${aws:RequestTag/org}/x:ref:refs/heads/main";
    assert!(with(&format!(r#""StringEquals": {{"{key}": "{tagged}"}}"#)));
    assert!(!with(&format!(
        r#""StringLike": {{"{key}": ["repo:example-org/*", "repo:example-org/infra:*"]}}"#
    )));
    let anybody = format!(
        r#"{{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {{"StringLike": {{"{key}": "repo:example-org/*"}}}}}}"#
    );
    assert!(!is_found(&grants_to_public(PolicyKind::Trust, &anybody)));
    let vercel = "arn:aws:iam::111122223333:oidc-provider/oidc.vercel.com";
    assert!(is_open(vercel, ""));
    let workspace = r#""StringEquals": {"accounts.google.com:google/organization_number": "1"}"#;
    assert!(!is_open("accounts.google.com", workspace));
}

#[test]
fn who_asks_is_told_by_other_keys_too() {
    for condition in [
        r#""StringEquals": {"aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}"#,
        r#""ArnEquals": {"lambda:SourceFunctionArn":
            "arn:aws:lambda:us-east-1:111122223333:function:f"}"#,
        r#""StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}"#,
        r#""StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}"#,
        r#""StringEquals": {"aws:SourceIp": "11.1.1.1"}"#,
        r#""StringLike": {"aws:SourceIp": "203.0.113.*"}"#,
        r#""ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:my-bucket"}"#,
        r#""StringLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}"#,
        r#""StringLike": {"aws:SourceArn": ["arn:aws:s3:::my-bucket", "arn:aws:sns:*:111122223333:*"]}"#,
    ] {
        assert!(!everyone_under(condition), "{condition}");
    }
    assert!(everyone_under(r#""ArnLike": {"aws:SourceArn": "arn:aws:s3:*:*:my-*"}"#));
    assert!(everyone_under(r#""StringLike": {"aws:SourceArn": "arn:aws:sns:*:*:topic"}"#));
}
