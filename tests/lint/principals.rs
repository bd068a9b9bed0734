//! Whom resource-based policies name: look-alikes that are right, and variants that are not.

use iamsim::aws::PolicyKind;

use crate::support::lint_text;

/// Statements of a policy and the codes of one group that they must give.
pub(crate) type Case<'a> = (&'a str, &'a [&'a str]);

pub(crate) fn assert_codes(kind: PolicyKind, group: &str, cases: &[Case<'_>]) {
    let mut wrong = Vec::new();
    for (statements, expected) in cases {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let mut found: Vec<_> = lint_text(&text, kind)
            .iter()
            .map(|finding| finding.diagnostic.code)
            .filter(|code| is_of(group, code))
            .collect();
        found.sort_unstable();
        if found != *expected {
            wrong.push(format!("{found:?} instead of {expected:?}:\n{statements}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_of(group: &str, code: &str) -> bool {
    let groups = iamsim::lint::rules::GROUPS.iter().filter(|one| one.title == group);
    groups.flat_map(|one| one.rules).any(|rule| rule.code == code)
}

fn assert_resource(cases: &[Case<'_>]) {
    assert_codes(PolicyKind::Resource, "Principals of resource-based policies", cases);
}

/// A statement of a queue's policy.
fn queue(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:orders", "Condition": {condition}}}"#
    )
}

#[test]
fn what_ties_everyone_to_somebody_is_not_public() {
    let tied = [
        r#"{"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#,
        r#"{"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}}"#,
        r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/*"}}"#,
        r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#,
        r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*"}}"#,
        r#"{"StringLike": {"aws:userid": "AROAEXAMPLE1EXAMPLE1X:*"}}"#,
        r#"{"IpAddress": {"aws:SourceIp": ["198.51.100.0/24", "2001:db8::/32"]}}"#,
        r#"{"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}"#,
        r#"{"StringEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"}}"#,
        r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:orders"}}"#,
        r#"{"StringEquals": {"AWS:SourceOwner": "111122223333"}}"#,
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::reports"}}"#,
        r#"{"Bool": {"aws:PrincipalIsAWSService": "true"}, "StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}"#,
    ];
    for condition in tied {
        assert_resource(&[(&queue("\"*\"", condition), &[])]);
    }
}

#[test]
fn what_says_how_or_what_leaves_the_door_open() {
    let open = [
        "{}",
        r#"{"Bool": {"aws:SecureTransport": "true"}}"#,
        r#"{"StringEquals": {"aws:RequestedRegion": "us-east-1"}}"#,
        r#"{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}"#,
        r#"{"StringLike": {"aws:SourceVpce": "vpce-*"}}"#,
        r#"{"StringNotEquals": {"aws:PrincipalAccount": "444455556666"}}"#,
        r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}"#,
        r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#,
    ];
    for condition in open {
        let statement = queue(r#"{"AWS": "*"}"#, condition);
        assert_resource(&[(&statement, &["public-access"])]);
    }
    let met = [
        r#"{"StringEquals": {"aws:PrincipalTag/team": "finance"}}"#,
        r#"{"StringEquals": {"aws:username": "ann"}}"#,
    ];
    for condition in met {
        let statement = queue("\"*\"", condition);
        assert_resource(&[(&statement, &["public-access-with-conditions"])]);
    }
}

#[test]
fn a_deny_of_the_same_policy_closes_what_an_allow_opens() {
    let allow =
        r#"{"Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}"#;
    let deny = |condition: &str| {
        format!(
            r#"{allow}, {{"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": {condition}}}"#
        )
    };
    assert_resource(&[
        (allow, &["public-access"]),
        (&deny(r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#), &[]),
        (&deny(r#"{"StringNotEquals": {"kms:CallerAccount": "111122223333"}}"#), &[]),
        (&deny(r#"{"Bool": {"aws:SecureTransport": "false"}}"#), &["public-access"]),
        (
            &deny(r#"{"StringNotEquals": {"aws:PrincipalTag/team": "finance"}}"#),
            &["public-access-with-conditions"],
        ),
        (r#"{"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*"}"#, &[]),
    ]);
}

#[test]
fn a_service_is_asked_for_whom_it_works() {
    let sns = r#"{"Service": "sns.amazonaws.com"}"#;
    let restricted = [
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:*"}}"#,
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:orders"}}"#,
        r#"{"StringEquals": {"aws:SourceAccount": ["111122223333", "444455556666"]}}"#,
        r#"{"StringEquals": {"aws:SourceOrgID": "${aws:ResourceOrgID}"}}"#,
        r#"{"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/*"}}"#,
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::reports"}}"#,
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}"#,
    ];
    for condition in restricted {
        assert_resource(&[(&queue(sns, condition), &[])]);
    }
    let open = [
        "{}",
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}"#,
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::reports-*"}}"#,
        r#"{"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}, "Bool": {"aws:SecureTransport": "true"}, "ArnLike": {"aws:SourceArn": "arn:aws:sns:us-east-1:*:orders"}}"#,
    ];
    let codes: [&[&str]; 4] = [
        &["restrict-access-to-service-principal"],
        &["restrict-access-to-service-principal"],
        &["restrict-access-to-service-principal"],
        &[],
    ];
    for (condition, codes) in open.into_iter().zip(codes) {
        assert_resource(&[(&queue(sns, condition), codes)]);
    }
    let everyone = queue("\"*\"", r#"{"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:orders"}}"#);
    assert_resource(&[(&everyone, &["restrict-access-to-service-principal"])]);
    let weak = queue(sns, r#"{"StringEquals": {"aws:ResourceTag/for": "orders"}}"#);
    assert_resource(&[(&weak, &["recommended-condition-key-for-service-principal"])]);
    let void = queue(sns, r#"{"StringEquals": {"sns:Protocol": "sqs"}}"#);
    assert_resource(&[(&void, &[])]);
}

/// Who is let in only where a key is present that never comes with the call is not let in.
#[test]
fn a_key_that_no_request_has_opens_nothing() {
    let object = |condition: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {condition}}}"#
        )
    };
    let never = r#"{"StringLike": {"s3:prefix": "public/*"}}"#;
    let but = r#"{"StringNotLike": {"s3:prefix": "private/*"}}"#;
    let sent = r#"{"StringEquals": {"s3:ExistingObjectTag/public": "yes"}}"#;
    assert_resource(&[
        (&object(never), &[]),
        (&object(but), &["public-access"]),
        (&object(sent), &["public-access"]),
    ]);
}

#[test]
fn keys_that_services_lack() {
    let case = |condition: &str| queue(r#"{"Service": "sns.amazonaws.com"}"#, condition);
    let source = r#""aws:SourceAccount": "111122223333""#;
    assert_resource(&[
        (
            &case(r#"{"StringEquals": {"aws:PrincipalTag/team": "a"}}"#),
            &["unsupported-condition-key-for-service-principal"],
        ),
        (
            &case(&format!(
                r#"{{"StringEquals": {{{source}}}, "StringEqualsIfExists": {{"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}"#
            )),
            &[],
        ),
        (
            &case(&format!(
                r#"{{"StringEquals": {{{source}}}, "StringNotEquals": {{"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}}"#
            )),
            &[],
        ),
        (
            &case(&format!(
                r#"{{"StringEquals": {{{source}}}, "Null": {{"aws:PrincipalArn": "true"}}}}"#
            )),
            &[],
        ),
    ]);
}

#[test]
fn deny_with_not_principal() {
    let case = |listed: &str| {
        format!(
            r#"{{"Effect": "Deny", "NotPrincipal": {{"AWS": [{listed}]}}, "Action": "sqs:*", "Resource": "arn:aws:sqs:us-east-1:111122223333:orders"}}"#
        )
    };
    let (root, role) =
        ("\"arn:aws:iam::111122223333:root\"", "\"arn:aws:iam::111122223333:role/app\"");
    let session = "\"arn:aws:sts::111122223333:assumed-role/app/nightly\"";
    assert_resource(&[
        (&case(root), &["deny-with-not-principal"]),
        (&case(&format!("{root}, {role}, {session}")), &["deny-with-not-principal"]),
        (&case(&format!("\"111122223333\", {role}")), &["deny-with-not-principal"]),
        (&case(role), &["not-principal-without-account"]),
        (&case(&format!("{root}, {session}")), &["not-principal-without-account"]),
        (
            &case("\"444455556666\", \"arn:aws:iam::111122223333:user/ann\""),
            &["not-principal-without-account"],
        ),
        (&case(&format!("\"*\", {role}")), &["ineffective-deny-carve-out"]),
    ]);
}

#[test]
fn buckets() {
    let tls = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#;
    let statement = |rest: &str| {
        format!(
            r#"{tls}, {{"Principal": {{"AWS": "444455556666"}}, "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], {rest}}}"#
        )
    };
    let deny = |principal: &str, rest: &str| {
        format!(
            r#"{{"Effect": "Deny", "Principal": {principal}, "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], {rest}}}"#
        )
    };
    assert_resource(&[
        (tls, &[]),
        (&statement(r#""Effect": "Allow", "Action": "s3:GetObject""#), &[]),
        (&statement(r#""Effect": "Allow", "Action": "s3:*""#), &[]),
        (
            &statement(r#""Effect": "Allow", "Action": ["s3:GetObject", "s3:PutBucketAcl"]"#),
            &["resource-policy-privilege-escalation"],
        ),
        (
            &statement(
                r#""Effect": "Allow", "Action": ["s3:GetObject", "s3:PutLifecycleConfiguration"]"#,
            ),
            &["resource-policy-privilege-escalation"],
        ),
        (&deny("\"*\"", r#""Action": "s3:*""#), &["bucket-policy-lock-out"]),
        (&deny("{\"AWS\": \"*\"}", r#""Action": "s3:Put*""#), &["bucket-policy-lock-out"]),
        (&deny("{\"AWS\": \"444455556666\"}", r#""Action": "s3:*""#), &[]),
        (&deny("\"*\"", r#""Action": ["s3:GetObject", "s3:PutObject"]"#), &[]),
        (
            &deny(
                "\"*\"",
                r#""Action": "s3:*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}"#,
            ),
            &[],
        ),
        (
            &deny(
                "\"*\"",
                r#""Action": "s3:*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}"#,
            ),
            &[],
        ),
    ]);
}

#[test]
fn a_finding_points_at_the_principal() {
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
        queue(r#"{"Service": ["sns.amazonaws.com", "s3.amazonaws.com"]}"#, "{}")
    );
    let found = lint_text(&text, PolicyKind::Resource);
    let places: Vec<_> = found
        .iter()
        .filter(|one| one.diagnostic.code == "restrict-access-to-service-principal")
        .map(|one| &text[one.diagnostic.span.range()])
        .collect();
    assert_eq!(places, ["\"sns.amazonaws.com\"", "\"s3.amazonaws.com\""]);
}

#[test]
fn names_of_services_in_conditions() {
    let case = |key: &str, operator: &str, value: &str| {
        let condition = format!(r#"{{"{operator}": {{"{key}": "{value}"}}}}"#);
        format!(
            r#"{{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/app", "Condition": {condition}}}"#
        )
    };
    let group = "Principals of resource-based policies";
    let assert = |statement: &str, expected: &[&str]| {
        assert_codes(PolicyKind::Identity, group, &[(statement, expected)]);
    };
    assert(&case("iam:PassedToService", "StringLike", "*.amazonaws.com"), &[]);
    assert(&case("iam:PassedToService", "StringEquals", "ecs-tasks.amazonaws.com.cn"), &[]);
    assert(&case("iam:PassedToService", "StringEquals", "${aws:PrincipalTag/service}"), &[]);
    assert(&case("kms:ViaService", "StringEquals", "s3.us-east-1.amazonaws.com"), &[]);
    assert(&case("kms:ViaService", "StringLike", "s3.*.amazonaws.com"), &[]);
    let code = &["invalid-service-principal-value"];
    assert(&case("iam:PassedToService", "StringEquals", "Lambda.amazonaws.com"), code);
    assert(&case("aws:CalledViaFirst", "StringEquals", "cloudformation"), code);
    assert(&case("kms:ViaService", "StringEquals", "s3.amazonaws.com"), code);
}

#[test]
fn tls_is_missed_where_the_policy_asks_for_it_in_an_allow_alone() {
    let code = "missing-secure-transport-rule";
    let grant = |condition: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"AWS": "444455556666"}}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"{condition}}}"#
        )
    };
    let asks = grant(r#", "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#);
    let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#;
    assert_resource(&[(&asks, &[code]), (&grant(""), &[]), (&format!("{asks}, {deny}"), &[])]);
}
