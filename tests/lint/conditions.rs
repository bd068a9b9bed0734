//! Conditions that say something else: what must be found and what must not.

use iamsim::aws::PolicyKind;

use crate::support::{codes_in, lint_text};

/// Each row: whether it is found, the effect, the condition.
fn table(code: &str, rows: &[(bool, &str, &str)]) {
    for (is_found, effect, condition) in rows {
        let statement = statement(effect, condition);
        assert_eq!(finds(code, &statement, PolicyKind::Identity), *is_found, "{code}: {statement}");
    }
}

fn statement(effect: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Action": "s3:*", "Resource": "*", "Condition": {{{condition}}}}}"#
    )
}

fn finds(code: &str, statements: &str, kind: PolicyKind) -> bool {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    codes_in(&lint_text(&text, kind)).contains(code)
}

#[test]
fn mfa() {
    let rows = [
        (true, "Deny", r#""Bool": {"aws:MultiFactorAuthPresent": false}"#),
        (true, "Allow", r#""BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}"#),
        (true, "Allow", r#""Null": {"aws:MultiFactorAuthPresent": "false"}"#),
        (true, "Deny", r#""NumericGreaterThan": {"aws:MultiFactorAuthAge": "3600"}"#),
        (false, "Deny", r#""NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "3600"}"#),
        (false, "Deny", r#""Null": {"aws:MultiFactorAuthPresent": "true"}"#),
        (false, "Deny", r#""BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}"#),
        (false, "Allow", r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#),
        (false, "Allow", r#""NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}"#),
        (
            false,
            "Allow",
            r#""Null": {"aws:MultiFactorAuthPresent": "false"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}"#,
        ),
    ];
    table("bad-pattern-for-mfa", &rows);
    let two = [
        statement("Deny", r#""Bool": {"aws:MultiFactorAuthPresent": "false"}"#),
        statement("Deny", r#""Null": {"aws:MultiFactorAuthPresent": "true"}"#),
    ];
    assert!(!finds("bad-pattern-for-mfa", &two.join(", "), PolicyKind::Identity));
    let allow = statement("Allow", r#""BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}"#);
    assert!(!finds("bad-pattern-for-mfa", &allow, PolicyKind::PermissionsBoundary));
    let rows = [
        (true, "Deny", r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#),
        (true, "Allow", r#""BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}"#),
        (false, "Deny", r#""BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}"#),
    ];
    table("inverted-mfa-test", &rows);
    let set_up = r#"{"Effect": "Allow", "Action": ["iam:EnableMFADevice", "iam:ListMFADevices"], "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}"#;
    assert!(!finds("inverted-mfa-test", set_up, PolicyKind::Identity));
}

#[test]
fn keys_that_may_be_missing() {
    table(
        "forallvalues-allow-without-null-check",
        &[
            (
                true,
                "Allow",
                r#""ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
            ),
            (
                false,
                "Deny",
                r#""ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
            ),
            (false, "Allow", r#""ForAllValues:StringEquals": {"aws:TagKeys": "team"}"#),
            (
                false,
                "Allow",
                r#""ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}, "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*"}"#,
            ),
        ],
    );
    table(
        "foranyvalue-deny-without-null-check",
        &[
            (
                true,
                "Deny",
                r#""ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
            ),
            (false, "Deny", r#""ForAnyValue:StringNotEquals": {"aws:TagKeys": "team"}"#),
            (
                false,
                "Deny",
                r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
            ),
            (
                false,
                "Deny",
                r#""ForAnyValue:StringNotLikeIfExists": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
            ),
        ],
    );
    table(
        "ifexists-weakens-security-condition",
        &[
            (true, "Allow", r#""IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}"#),
            (
                false,
                "Allow",
                r#""IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}, "StringEqualsIfExists": {"aws:SourceVpc": "vpc-0a1b2c3d"}"#,
            ),
            (false, "Deny", r#""IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}"#),
            (false, "Allow", r#""StringEqualsIfExists": {"aws:ResourceAccount": "111122223333"}"#),
            (false, "Allow", r#""StringEqualsIfExists": {"aws:ResourceTag/team": "data"}"#),
            (false, "Allow", r#""StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-0a1b2c3d"}"#),
        ],
    );
}

#[test]
fn denies_by_network() {
    table(
        "network-deny-hits-service-calls",
        &[
            (true, "Deny", r#""StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}"#),
            (
                false,
                "Deny",
                r#""StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d"}, "BoolIfExists": {"aws:ViaAWSService": "false"}"#,
            ),
            (false, "Deny", r#""IpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#),
            (false, "Allow", r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}"#),
        ],
    );
    let two = statement(
        "Deny",
        r#""NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}, "StringNotEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}"#,
    );
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": {two}}}"#);
    let found = lint_text(&text, PolicyKind::Identity);
    let count = found
        .iter()
        .filter(|finding| finding.diagnostic.code == "network-deny-hits-service-calls")
        .count();
    assert_eq!(count, 1, "one finding for a statement");
    let bucket = r#"{"Effect": "Deny", "Principal": {"AWS": "111122223333"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}"#;
    let code = "organization-deny-hits-service-principals";
    assert!(!finds(code, bucket, PolicyKind::Resource));
}

#[test]
fn ids() {
    table(
        "wildcard-usage-too-permissive",
        &[
            (true, "Allow", r#""StringLike": {"aws:PrincipalOrgID": "o-*"}"#),
            (true, "Deny", r#""StringNotLike": {"aws:SourceAccount": "1111*"}"#),
            (true, "Allow", r#""StringLike": {"aws:userid": "AROA*:alice"}"#),
            (
                false,
                "Allow",
                r#""StringLike": {"aws:userid": ["AROAEXAMPLEEXAMPLE:*", "*:alice"]}"#,
            ),
            (false, "Deny", r#""StringLike": {"aws:SourceAccount": "1111*"}"#),
            (false, "Allow", r#""StringLike": {"aws:PrincipalTag/team": "data-*"}"#),
            (false, "Allow", r#""StringLike": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}"#),
        ],
    );
    table(
        "variable-usage-too-permissive",
        &[
            (
                true,
                "Allow",
                r#""StringEquals": {"aws:PrincipalAccount": "${aws:RequestTag/account}"}"#,
            ),
            (false, "Allow", r#""StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}"#),
            (false, "Deny", r#""StringNotEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}"#),
        ],
    );
    let rows = [
        (true, "invalid-vpc-format", r#""StringEquals": {"aws:SourceVpc": "vpce-0a1b2c3d"}"#),
        (false, "invalid-vpc-format", r#""StringLike": {"aws:SourceVpc": "vpc-*"}"#),
        (
            false,
            "invalid-vpc-format",
            r#""StringEquals": {"aws:SourceVpc": "${aws:Ec2InstanceSourceVpc}"}"#,
        ),
        (
            true,
            "invalid-account-value",
            r#""StringEquals": {"aws:SourceAccount": "1111-2222-3333"}"#,
        ),
        (
            false,
            "invalid-account-value",
            r#""StringEquals": {"aws:PrincipalAccount": "anonymous"}"#,
        ),
        (
            true,
            "invalid-organization-value",
            r#""ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12"}"#,
        ),
        (
            false,
            "invalid-organization-value",
            r#""ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"}"#,
        ),
        (
            false,
            "invalid-organization-value",
            r#""ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}"#,
        ),
        (true, "unknown-value-of-key", r#""StringEquals": {"aws:PrincipalType": "user"}"#),
        (false, "unknown-value-of-key", r#""StringLike": {"aws:PrincipalType": "*User"}"#),
        (
            false,
            "unknown-value-of-key",
            r#""StringEqualsIgnoreCase": {"aws:PrincipalType": "user"}"#,
        ),
        (true, "boolean-compared-as-text", r#""StringNotEquals": {"aws:ViaAWSService": "TRUE"}"#),
        (false, "boolean-compared-as-text", r#""StringEquals": {"aws:ViaAWSService": "true"}"#),
        (true, "invalid-region", r#""StringLike": {"aws:RequestedRegion": "eu-wst-*"}"#),
        (true, "invalid-region", r#""StringEquals": {"aws:RequestedRegion": "EU-WEST-1"}"#),
        (false, "invalid-region", r#""StringLike": {"aws:RequestedRegion": "eu-*"}"#),
        (false, "invalid-region", r#""StringEqualsIgnoreCase": {"ec2:Region": "EU-WEST-1"}"#),
        (
            true,
            "address-range-of-everything",
            r#""IpAddress": {"aws:SourceIp": ["::/0", "203.0.113.0/24"]}"#,
        ),
        (false, "address-range-of-everything", r#""IpAddress": {"aws:SourceIp": "0.0.0.0/1"}"#),
    ];
    for (is_found, code, condition) in rows {
        table(code, &[(is_found, "Allow", condition)]);
    }
}

#[test]
fn transport() {
    table(
        "inverted-secure-transport-test",
        &[
            (true, "Deny", r#""Bool": {"aws:SecureTransport": "true"}"#),
            (false, "Deny", r#""Bool": {"aws:SecureTransport": "false"}"#),
            (false, "Allow", r#""Bool": {"aws:SecureTransport": "true"}"#),
            (false, "Deny", r#""StringNotEquals": {"aws:SecureTransport": "true"}"#),
        ],
    );
}

#[test]
fn the_older_version_is_replaced_only_where_no_variable_can_hide() {
    let of = |resource: &str| {
        format!(
            r#"{{"Version": "2008-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "{resource}"}}}}"#
        )
    };
    let rows = [
        (true, "arn:aws:s3:::reports/*"),
        (false, "arn:aws:s3:::reports/${aws:username}"),
        (false, r"arn:aws:s3:::reports/\u0024{aws:username}"),
    ];
    for (has_fix, resource) in rows {
        let text = of(resource);
        let found = lint_text(&text, PolicyKind::Identity);
        let finding = found.iter().find(|one| one.diagnostic.code == "old-version");
        assert_eq!(finding.is_some_and(|one| one.fix.is_some()), has_fix, "{resource}");
    }
}
