//! Policies of an organization: guards that suffice, and guards that do not.

use iamsim::aws::PolicyKind;

use crate::principals::{Case, assert_codes};

const GROUP: &str = "Policies of an organization";

fn rcp(condition: &str) -> String {
    format!(
        r#"{{"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*"], "Resource": "*", "Condition": {condition}}}"#
    )
}

#[test]
fn perimeters() {
    let assert = |condition: &str, expected: &[&str]| {
        assert_codes(PolicyKind::ResourceControl, GROUP, &[(&rcp(condition), expected)]);
    };
    let (principal, service, null_check) = (
        "rcp-missing-related-principal-condition-key",
        "rcp-missing-related-service-principal-condition-key",
        "rcp-missing-service-condition-key-null-check",
    );
    assert(
        r#"{"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:ResourceTag/open": "true"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}"#,
        &[],
    );
    assert(r#"{"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}"#, &[principal]);
    assert(
        r#"{"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:ResourceTag/open": "true"}}"#,
        &[principal],
    );
    assert(
        r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Null": {"aws:PrincipalArn": "false"}}"#,
        &[],
    );
    assert(
        r#"{"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-a1b2c3d4e5"}, "Null": {"aws:SourceAccount": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}"#,
        &[],
    );
    assert(
        r#"{"StringNotEquals": {"aws:SourceAccount": "111122223333"}, "Null": {"aws:SourceArn": "false"}}"#,
        &[],
    );
    assert(r#"{"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}"#, &[service, null_check]);
    assert(
        r#"{"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "true"}, "Null": {"aws:SourceArn": "true"}}"#,
        &[null_check],
    );
    assert(r#"{"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/admin"}}"#, &[]);
    assert(r#"{"Bool": {"aws:SecureTransport": "false"}}"#, &[]);
    assert(r#"{"NumericLessThan": {"s3:TlsVersion": "1.2"}}"#, &[]);
}

#[test]
fn anonymous_callers() {
    let code = "rcp-carve-out-missing-if-exists";
    let assert = |condition: &str, expected: &[&str]| {
        assert_codes(PolicyKind::ResourceControl, GROUP, &[(&rcp(condition), expected)]);
    };
    assert(
        r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}"#,
        &[code],
    );
    assert(
        r#"{"StringEquals": {"aws:PrincipalAccount": "444455556666"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}"#,
        &[],
    );
    assert(
        r#"{"StringNotEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}, "Null": {"aws:SourceArn": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}"#,
        &[],
    );
}

#[test]
fn whole_services() {
    let assert = |cases: &[Case<'_>]| assert_codes(PolicyKind::ResourceControl, GROUP, cases);
    let case = |action: &str, resource: &str| {
        format!(
            r#"{{"Effect": "Deny", "Principal": "*", "Action": "{action}", "Resource": "{resource}"}}"#
        )
    };
    assert(&[
        (&case("s3:*", "*"), &["rcp-blanket-deny"]),
        (&case("s3:PutBucketAcl", "*"), &[]),
        (&case("s3:*", "arn:aws:s3:::secret*"), &[]),
    ]);
}

#[test]
fn closed_regions() {
    let case = |actions: &str, condition: &str| {
        format!(r#"{{"Effect": "Deny", {actions}, "Resource": "*", "Condition": {condition}}}"#)
    };
    let region = r#""StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]}"#;
    let all = r#""Action": "*""#;
    let code: &[&str] = &["region-deny-stops-global-services"];
    let assert = |kind, actions: &str, condition: &str, expected: &[&str]| {
        assert_codes(kind, GROUP, &[(&case(actions, condition), expected)]);
    };
    let scp = PolicyKind::ServiceControl;
    assert(scp, all, &format!("{{{region}}}"), code);
    assert(scp, r#""NotAction": ["sts:*"]"#, &format!("{{{region}}}"), code);
    assert(PolicyKind::PermissionsBoundary, all, &format!("{{{region}}}"), code);
    let guarded = format!(
        r#"{{{region}, "ArnNotLike": {{"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}}}"#
    );
    assert(scp, all, &guarded, code);
    assert(scp, r#""NotAction": ["iam:*", "route53:*"]"#, &format!("{{{region}}}"), &[]);
    assert(scp, r#""Action": ["ec2:*", "rds:*"]"#, &format!("{{{region}}}"), &[]);
    assert(
        scp,
        all,
        r#"{"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}"#,
        &[],
    );
    assert(scp, all, r#"{"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}"#, &[]);
    assert(PolicyKind::Identity, all, &format!("{{{region}}}"), &[]);
}
