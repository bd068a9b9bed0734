//! Who may assume a role: look-alikes that are right, and variants that are not.

use iamsim::aws::PolicyKind;

use crate::principals::{Case, assert_codes};

fn assert_trust(cases: &[Case<'_>]) {
    assert_codes(PolicyKind::Trust, "Trust policies of roles", cases);
}

fn web(host: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Principal": {{"Federated": "arn:aws:iam::111122223333:oidc-provider/{host}"}}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {condition}}}"#
    )
}

fn github(operator: &str, subject: &str) -> String {
    let host = "token.actions.githubusercontent.com";
    web(
        host,
        &format!(
            r#"{{"StringEqualsIgnoreCase": {{"{host}:aud": "sts.amazonaws.com"}}, "{operator}": {{"{host}:sub": "{subject}"}}}}"#
        ),
    )
}

#[test]
fn subjects_of_github() {
    let fine = [
        ("StringEquals", "repo:example-org/reports:ref:refs/heads/main"),
        ("StringEquals", "repo:example-org/reports:environment:production"),
        ("StringEquals", "repo:example-org/reports:pull_request"),
        ("StringEquals", "repo:example-org@123456/reports@456789:ref:refs/heads/main"),
        ("StringLike", "repo:example-org/reports:ref:refs/tags/v*"),
        ("StringEquals", "repository_owner:example-org:ref:refs/heads/main"),
    ];
    for (operator, subject) in fine {
        assert_trust(&[(&github(operator, subject), &[])]);
    }
    let wide = [
        "repo:example-org/*",
        "repo:example-org/reports:*",
        "repo:example-org/re?orts:ref:refs/heads/main",
        "repo:example-org/reports:ref:*",
    ];
    for subject in wide {
        let code = "specific-github-repo-and-branch-recommended";
        assert_trust(&[(&github("StringLike", subject), &[code])]);
    }
    let others = [
        "*",
        "repo:*",
        "repo:example-org*",
        "repo:example-*/reports:ref:refs/heads/main",
        "*/reports:ref:refs/heads/main",
        "repo:*/reports:*",
        "environment:production",
    ];
    for subject in others {
        let code = "oidc-subject-matches-others";
        assert_trust(&[(&github("StringLike", subject), &[code])]);
    }
    let invalid = [
        "example-org/reports:ref:refs/heads/main",
        "repo:reports:ref:refs/heads/main",
        "main",
        "repo:example-org/reports",
    ];
    for subject in invalid {
        assert_trust(&[(&github("StringEquals", subject), &["invalid-github-subject"])]);
    }
}

#[test]
fn another_claim_can_name_the_repository() {
    let host = "token.actions.githubusercontent.com";
    let case = |condition: &str| web(host, &condition.replace("gh:", &format!("{host}:")));
    assert_trust(&[
        (
            &case(
                r#"{"StringEquals": {"gh:aud": "sts.amazonaws.com", "gh:repository_id": "123456"}}"#,
            ),
            &[],
        ),
        (
            &case(
                r#"{"StringLike": {"gh:sub": "repo:example-org/reports:*", "gh:ref": "refs/heads/main"}}"#,
            ),
            &[],
        ),
        (
            &case(
                r#"{"StringLike": {"gh:sub": "*"}, "StringEquals": {"gh:repository_owner": "example-org"}}"#,
            ),
            &["specific-github-repo-and-branch-recommended"],
        ),
        (
            &case(
                r#"{"StringEquals": {"gh:aud": "sts.amazonaws.com", "gh:environment": "production"}}"#,
            ),
            &["missing-github-repo-condition-key"],
        ),
        (
            &case(r#"{"StringNotEquals": {"gh:sub": "repo:example-org/old:ref:refs/heads/main"}}"#),
            &[],
        ),
        (&case("{}"), &["missing-condition-key-for-oidc-principal"]),
    ]);
}

#[test]
fn providers_for_everybody_and_for_one() {
    assert_trust(&[
        (
            &web("accounts.example.com", r#"{"StringEquals": {"accounts.example.com:aud": "a"}}"#),
            &["missing-subject-condition-for-oidc-principal"],
        ),
        (
            &web(
                "accounts.example.com",
                r#"{"StringEquals": {"accounts.example.com:aud": "a", "accounts.example.com:sub": "b"}}"#,
            ),
            &[],
        ),
        (
            &web(
                "app.terraform.io",
                r#"{"StringLike": {"app.terraform.io:sub": "organization:example:project:*"}}"#,
            ),
            &[],
        ),
        (
            &web(
                "app.terraform.io",
                r#"{"StringLike": {"app.terraform.io:sub": "organization:exam*:project:*"}}"#,
            ),
            &["oidc-subject-matches-others"],
        ),
        (
            &web("gitlab.com", r#"{"StringEquals": {"gitlab.com:aud": "https://gitlab.com"}}"#),
            &["missing-tenant-condition-for-oidc-principal"],
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:12345678-1234-1234-1234-123456789012"}, "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}}"#,
            &[],
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}}}"#,
            &["missing-tenant-condition-for-oidc-principal"],
        ),
        (
            r#"{"Effect": "Deny", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}"#,
            &[],
        ),
        (
            r#"{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/gitlab.com"}, "Action": "sts:TagSession"}"#,
            &[],
        ),
    ]);
}

#[test]
fn services_that_assume_roles() {
    let case = |service: &str, condition: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"Service": "{service}"}}, "Action": "sts:AssumeRole", "Condition": {condition}}}"#
        )
    };
    let source =
        r#"{"ArnLike": {"aws:SourceArn": "arn:aws:scheduler:*:111122223333:schedule-group/*"}}"#;
    let code = &["restrict-role-to-source-of-service"];
    assert_trust(&[
        (&case("ec2.amazonaws.com", "{}"), &[]),
        (&case("lambda.amazonaws.com", "{}"), &[]),
        (&case("edgelambda.amazonaws.com", "{}"), &[]),
        (&case("scheduler.amazonaws.com", source), &[]),
        (
            &case(
                "firehose.amazonaws.com",
                r#"{"StringEquals": {"sts:ExternalId": "111122223333"}}"#,
            ),
            &[],
        ),
        (&case("scheduler.amazonaws.com", "{}"), code),
        (
            &case(
                "states.amazonaws.com",
                r#"{"ArnLike": {"aws:SourceArn": "arn:aws:states:us-east-1:*:stateMachine:*"}}"#,
            ),
            &[],
        ),
    ]);
}

#[test]
fn roles_anywhere_may_be_spread_over_statements() {
    let case = |action: &str, condition: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"Service": "rolesanywhere.amazonaws.com"}}, "Action": "{action}", "Condition": {condition}}}"#
        )
    };
    let anchor = r#"{"ArnEquals": {"aws:SourceArn": "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/a"}}"#;
    let all =
        ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"].map(|one| case(one, anchor));
    assert_trust(&[
        (&all.join(","), &[]),
        (&case("sts:*", anchor), &[]),
        (&all[..2].join(","), &["missing-action-for-roles-anywhere-trust-policy"]),
    ]);
}

#[test]
fn people() {
    let case = |principals: &str, rest: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"AWS": [{principals}]}}, "Action": "sts:AssumeRole"{rest}}}"#
        )
    };
    let everyone = |condition: &str| case("\"*\"", &format!(", \"Condition\": {condition}"));
    assert_trust(&[
        (&case("\"444455556666\"", ""), &[]),
        (
            &case(
                "\"arn:aws:iam::111122223333:role/a\", \"arn:aws:sts::444455556666:assumed-role/a/s\"",
                "",
            ),
            &[],
        ),
        (
            &case(
                "\"arn:aws:iam::111122223333:role/path/a\", \"arn:aws:sts::111122223333:assumed-role/A/s\"",
                "",
            ),
            &["redundant-principal-in-role-trust-policy"],
        ),
        (
            &everyone(r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}"#),
            &[],
        ),
        (&everyone(r#"{"StringEquals": {"sts:ExternalId": "a-long-secret"}}"#), &[]),
        (
            &everyone(r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deployer"}}"#),
            &["public-role-trust"],
        ),
        (&everyone(r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#), &["public-role-trust"]),
    ]);
}

#[test]
fn audiences() {
    let case = |operator: &str, key: &str, action: &str, provider: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"Federated": "arn:aws:iam::111122223333:{provider}"}}, "Action": "sts:{action}", "Condition": {{"{operator}": {{"{key}": "x"}}, "StringEqualsIgnoreCase": {{"login.example.com:sub": "y"}}}}}}"#
        )
    };
    let web = |operator: &str| {
        case(
            operator,
            "login.example.com:aud",
            "AssumeRoleWithWebIdentity",
            "oidc-provider/login.example.com",
        )
    };
    assert_trust(&[
        (&web("StringLike"), &[]),
        (&web("ForAnyValue:StringEquals"), &["foranyvalue-with-audience-claim-type"]),
        (&web("ForAllValues:StringEquals"), &["confirm-audience-claim-type"]),
        (&case("StringEquals", "SAML:aud", "AssumeRoleWithSAML", "saml-provider/corporate"), &[]),
        (
            &case("StringEquals", "SAML:sub", "AssumeRoleWithSAML", "saml-provider/corporate"),
            &["missing-audience-condition-for-saml-principal"],
        ),
    ]);
}
