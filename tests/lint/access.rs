//! What a policy grants, known ways to gain permissions: what fires and what looks alike.

use iamsim::aws::PolicyKind;
use iamsim::lint::Finding;

use super::support::{codes_in, lint_text};

const FULL: &str = "full-access";
const IAM: &str = "privilege-escalation-through-iam";
const PASSED: &str = "privilege-escalation-through-passed-role";
const EXISTING: &str = "privilege-escalation-through-existing-resource";
const ASSUME: &str = "assume-any-role";
const PASS_STAR: &str = "pass-role-with-star-in-resource";
const SLR_STAR: &str = "create-slr-with-star-in-resource";

/// Codes of the groups under test.
const GROUPS: [&str; 2] = ["What a policy grants", "Ways to gain more permissions"];

fn policy(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

fn allow(actions: &str, resource: &str, rest: &str) -> String {
    let actions: Vec<String> = actions.split(' ').map(|action| format!("\"{action}\"")).collect();
    let actions = actions.join(", ");
    policy(&format!(
        r#"{{"Effect": "Allow", "Action": [{actions}], "Resource": "{resource}"{rest}}}"#
    ))
}

fn under(condition: &str) -> String {
    format!(r#", "Condition": {{{condition}}}"#)
}

fn found_in(text: &str) -> Vec<Finding> {
    let rules: Vec<&str> = iamsim::lint::rules::GROUPS
        .iter()
        .filter(|group| GROUPS.contains(&group.title))
        .flat_map(|group| group.rules.iter().map(|rule| rule.code))
        .collect();
    let found = lint_text(text, PolicyKind::Identity);
    found.into_iter().filter(|one| rules.contains(&one.diagnostic.code)).collect()
}

fn assert_fires(table: &[(&str, String)]) {
    let wrong = table.iter().filter(|(code, text)| !codes_in(&found_in(text)).contains(code));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&(&str, String)>::new());
}

fn assert_quiet(table: &[(&str, String)]) {
    let wrong = table.iter().filter(|(code, text)| codes_in(&found_in(text)).contains(code));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&(&str, String)>::new());
}

#[test]
fn a_thousand_statements_are_asked_once_what_they_allow_together() {
    let each = |number: usize| {
        let condition =
            under(&format!(r#""StringEquals": {{"aws:PrincipalTag/team": "t{number}"}}"#));
        let condition = if number.is_multiple_of(2) { String::new() } else { condition };
        format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*"{condition}}}"#)
    };
    let statements: Vec<String> = (0..1_000).map(each).collect();
    let found = found_in(&policy(&statements.join(", ")));
    assert_eq!(codes_in(&found), [FULL].into());
    assert_eq!(found.len(), 1);
}

#[test]
fn full_access_is_the_only_finding_on_full_access() {
    let two = r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}"#;
    let texts = [
        allow("*", "*", ""),
        allow("s3:GetObject *", "*", ""),
        policy(two),
        allow("*", "*", &under(r#""Bool": {"aws:SecureTransport": "true"}"#)),
        allow(
            "*",
            "*",
            &under(r#""StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}"#),
        ),
        allow("*", "*", &under(r#""Bool": {"aws:ViaAWSService": "false"}"#)),
    ];
    for text in texts {
        let codes = codes_in(&found_in(&text));
        assert_eq!(codes.into_iter().collect::<Vec<_>>(), [FULL], "{text}");
    }
}

#[test]
fn what_leaves_something_out_is_not_full_access() {
    let but = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}"#;
    let less = r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}"#;
    assert_quiet(&[
        (FULL, policy(but)),
        (FULL, policy(less)),
        (FULL, allow("*", "arn:aws:s3:::reports/*", "")),
        (FULL, allow("*", "*", &under(r#""StringEquals": {"aws:ResourceTag/team": "reports"}"#))),
        (FULL, allow("*", "*", &under(r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#))),
        (
            FULL,
            allow(
                "*",
                "*",
                &under(r#""ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}"#),
            ),
        ),
    ]);
}

#[test]
fn limits_grant_nothing() {
    let kinds = [
        PolicyKind::ServiceControl,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::ResourceControl,
        PolicyKind::VpcEndpoint,
    ];
    let codes: Vec<&str> = iamsim::lint::rules::GROUPS
        .iter()
        .filter(|group| GROUPS.contains(&group.title))
        .flat_map(|group| group.rules.iter().map(|rule| rule.code))
        .collect();
    for kind in kinds {
        for text in [allow("*", "*", ""), allow("iam:* lambda:* s3:*", "*", "")] {
            let found = codes_in(&lint_text(&text, kind));
            assert!(found.iter().all(|code| !codes.contains(code)), "{kind:?} {found:?}");
        }
    }
    let deny = policy(
        r#"{"Effect": "Deny", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::reports/*"}"#,
    );
    assert!(found_in(&deny).is_empty());
}

#[test]
fn a_way_to_gain_permissions_is_found_where_the_evaluator_finds_it_open() {
    let wide = "arn:aws:iam::444455556666:role/*";
    let lambda = "lambda:CreateFunction lambda:InvokeFunction";
    let pass = |resource: &str, condition: &str, actions: &str, on: &str| {
        let actions: Vec<String> = actions.split(' ').map(|one| format!("\"{one}\"")).collect();
        policy(&format!(
            r#"{{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "{resource}"{condition}}}, {{"Effect": "Allow", "Action": [{}], "Resource": "{on}"}}"#,
            actions.join(", ")
        ))
    };
    let to_lambda = under(r#""StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}"#);
    let named = "arn:aws:lambda:eu-west-1:444455556666:function:report-*";
    assert_fires(&[
        (IAM, allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}", "")),
        (
            IAM,
            allow(
                "iam:AttachUserPolicy",
                "*",
                &under(r#""ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}"#),
            ),
        ),
        (IAM, allow("iam:CreatePolicyVersion", "arn:aws:iam::444455556666:policy/*", "")),
        (IAM, allow("iam:Create*", "*", "")),
        (IAM, allow("iam:*", "*", &under(r#""StringLike": {"aws:UserAgent": "console*"}"#))),
        (PASSED, pass("*", "", lambda, "*")),
        (PASSED, pass(wide, &to_lambda, lambda, named)),
        (PASSED, pass("*", "", "ec2:RunInstances", "*")),
        (EXISTING, allow("lambda:UpdateFunctionCode", "*", "")),
        (EXISTING, allow("lambda:*", "arn:aws:lambda:*:*:function:*", "")),
        (EXISTING, allow("lambda:UpdateFunctionConfiguration lambda:GetLayerVersion", "*", "")),
        (EXISTING, allow("ssm:SendCommand", "*", "")),
        (ASSUME, allow("sts:AssumeRole", "arn:aws:iam::*:role/*", "")),
        (ASSUME, allow("sts:*", "*", "")),
    ]);
}

#[test]
fn a_way_that_a_condition_a_resource_or_a_deny_closes_is_not_found() {
    let denied = |actions: &str, denied: &str| {
        policy(&format!(
            r#"{{"Effect": "Allow", "Action": "{actions}", "Resource": "*"}}, {{"Effect": "Deny", "Action": "{denied}", "Resource": "*"}}"#
        ))
    };
    let to_ec2 = under(r#""StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}"#);
    let passing = policy(&format!(
        r#"{{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"{to_ec2}}}, {{"Effect": "Allow", "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"], "Resource": "*"}}"#
    ));
    let boundary = under(
        r#""StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary"}"#,
    );
    assert_quiet(&[
        (IAM, denied("iam:Attach*", "iam:Attach*")),
        (
            IAM,
            allow(
                "iam:CreateAccessKey iam:UpdateLoginProfile",
                "arn:aws:iam::*:user/${aws:username}",
                "",
            ),
        ),
        (IAM, allow("iam:PutUserPolicy iam:AttachUserPolicy", "*", &boundary)),
        (IAM, allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/app-*", "")),
        (IAM, allow("iam:Get* iam:List* iam:ChangePassword", "*", "")),
        (PASSED, passing),
        (PASSED, allow("iam:PassRole", "*", "")),
        (PASSED, allow("lambda:CreateFunction lambda:InvokeFunction ec2:RunInstances", "*", "")),
        (EXISTING, allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:app-*", "")),
        (
            EXISTING,
            allow(
                "ssm:StartSession",
                "*",
                &under(r#""StringEquals": {"aws:ResourceTag/team": "reports"}"#),
            ),
        ),
        (EXISTING, allow("ec2:StartInstances ec2:StopInstances", "*", "")),
        (EXISTING, allow("lambda:UpdateFunctionConfiguration", "*", "")),
        (ASSUME, allow("sts:AssumeRole", "arn:aws:iam::444455556666:role/report-reader", "")),
        (
            ASSUME,
            allow(
                "sts:AssumeRole",
                "*",
                &under(r#""StringEquals": {"aws:ResourceOrgID": "o-abcdefghij"}"#),
            ),
        ),
        (ASSUME, allow("sts:GetCallerIdentity", "*", "")),
    ]);
}

#[test]
fn passing_roles_is_found_by_how_they_are_said() {
    let to_any = under(r#""StringLike": {"iam:PassedToService": "*.amazonaws.com"}"#);
    assert_fires(&[
        (PASS_STAR, allow("iam:PassRole", "*", "")),
        (PASS_STAR, allow("iam:passrole", "arn:aws:iam::111122223333:role/*", "")),
        (
            SLR_STAR,
            allow("iam:CreateServiceLinkedRole", "arn:aws:iam::*:role/aws-service-role/*", ""),
        ),
    ]);
    assert_quiet(&[
        (PASS_STAR, allow("iam:PassRole", "*", &to_any)),
        (PASS_STAR, allow("iam:PassRole", "arn:aws:iam::*:role/app-*", "")),
        (PASS_STAR, allow("iam:PassRole iam:GetUser", "arn:aws:iam::111122223333:user/*", "")),
        (PASS_STAR, allow("iam:*", "*", "")),
        (
            SLR_STAR,
            allow(
                "iam:CreateServiceLinkedRole",
                "*",
                &under(r#""StringEquals": {"iam:AWSServiceName": "ecs.amazonaws.com"}"#),
            ),
        ),
        (
            SLR_STAR,
            allow(
                "iam:CreateServiceLinkedRole",
                "arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*",
                "",
            ),
        ),
    ]);
}

#[test]
fn breadth_is_told_where_it_could_be_less() {
    let tagged = under(r#""StringEquals": {"aws:ResourceTag/team": "reports"}"#);
    assert_fires(&[
        ("wildcard-resource", allow("sqs:SendMessage", "arn:aws:sqs:*:*:*", "")),
        ("data-of-every-resource", allow("s3:GetObject", "arn:aws:s3:::*/*", "")),
        ("permissions-management-on-every-resource", allow("kms:*", "*", "")),
        ("service-wildcard", allow("dynamodb:*", "*", "")),
        ("wildcard-for-few-actions", allow("lambda:UpdateFunctionCod*", "*", "")),
    ]);
    assert_quiet(&[
        ("wildcard-resource", allow("ec2:Describe* s3:ListAllMyBuckets iam:List*", "*", "")),
        ("wildcard-resource", allow("sqs:SendMessage", "*", &tagged)),
        ("wildcard-resource", allow("sqs:SendMessage", "arn:aws:sqs:*:111122223333:reports-*", "")),
        ("data-of-every-resource", allow("s3:GetObject", "arn:aws:s3:::reports/*", "")),
        (
            "credentials-of-every-resource",
            allow("ecr:GetAuthorizationToken sts:GetSessionToken", "*", ""),
        ),
        ("service-wildcard", allow("logs:* xray:*", "*", "")),
        (
            "service-wildcard",
            allow("dynamodb:*", "arn:aws:dynamodb:*:111122223333:table/reports", ""),
        ),
        ("wildcard-for-few-actions", allow("lambda:Get*", "*", "")),
    ]);
}

#[test]
fn a_power_user_gets_a_handful_of_findings() {
    let power = policy(
        r#"{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"}, {"Effect": "Allow", "Action": ["iam:ListRoles", "organizations:DescribeOrganization", "account:ListRegions"], "Resource": "*"}"#,
    );
    let found = found_in(&power);
    assert!(found.len() <= 6, "{found:?}");
    assert!(codes_in(&found).contains("allow-with-not-action"));
}

#[test]
fn places_are_exact() {
    let text =
        allow("iam:GetUser iam:PassRole lambda:CreateFunction lambda:InvokeFunction", "*", "");
    let found = found_in(&text);
    let finding = found.iter().find(|one| one.diagnostic.code == PASSED).unwrap();
    assert_eq!(&text[finding.diagnostic.span.range()], "\"iam:PassRole\"");
    let label = finding.diagnostic.labels.first().unwrap();
    assert_eq!(&text[label.span.range()], "\"lambda:InvokeFunction\"");
    assert!(label.text.contains("lambda:CreateFunction"), "{}", label.text);
    let text = allow("sqs:SendMessage", "*", "");
    let found = found_in(&text);
    let finding = found.iter().find(|one| one.diagnostic.code == "wildcard-resource").unwrap();
    assert_eq!(&text[finding.diagnostic.span.range()], "\"*\"");
}

#[test]
fn hostile_texts_are_harmless() {
    let long = "x".repeat(100_000);
    let texts = [
        allow("iam:*", &format!("arn:aws:iam::111122223333:role/{}", "*".repeat(3_000)), ""),
        allow("s3:\\u202e*", "*", ""),
        allow("s3:*", &format!("arn:aws:s3:::{long}*"), ""),
        allow("iam:PassRole", "arn:aws:iam::${aws:username}:role/*", ""),
        allow("*", "*", &under(&format!(r#""StringLike": {{"aws:UserAgent": "{long}*"}}"#))),
    ];
    for text in texts {
        for finding in found_in(&text) {
            assert!(!finding.diagnostic.message.contains(['\u{202e}', '\n']));
        }
    }
}

#[test]
fn what_only_shows_permissions_does_not_change_them() {
    let code = "permissions-management-on-every-resource";
    assert_quiet(&[
        (code, allow("billing:GetResourcePolicy", "*", "")),
        (code, allow("quicksight:Describe* glue:ListEntities glue:TestConnection", "*", "")),
        (code, allow("secretsmanager:ValidateResourcePolicy", "*", "")),
    ]);
    assert_fires(&[
        (code, allow("secretsmanager:PutResourcePolicy", "*", "")),
        (code, allow("glue:*", "*", "")),
    ]);
}

fn of_code(statements: &str, code: &str) -> Option<String> {
    let found = found_in(&policy(statements)).into_iter();
    found.map(|one| one.diagnostic).find(|one| one.code == code).map(|one| one.message)
}

/// Who leaves out a role may have left out its own.
#[test]
fn what_the_policy_leaves_out_may_be_what_its_holder_has() {
    let code = "privilege-escalation-through-iam";
    let told = |statements: &str| of_code(statements, code);
    let roles = r#""iam:PutRolePolicy", "iam:AttachRolePolicy""#;
    let but_own = r#""NotResource": "arn:aws:iam::111122223333:role/admin""#;
    let without_own = format!(r#"{{"Effect": "Allow", "Action": [{roles}], {but_own}}}"#);
    assert_eq!(told(&without_own), None);
    let into_others =
        without_own.replace(roles, r#""iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy""#);
    let message = "this lets its holder let itself into any role";
    assert_eq!(told(&into_others).as_deref(), Some(message));
    let all = format!(r#"{{"Effect": "Allow", "Action": [{roles}], "Resource": "*"}}"#);
    let deny = |resource: &str| {
        format!(r#"{all}, {{"Effect": "Deny", "Action": "*", "Resource": "{resource}"}}"#)
    };
    assert_eq!(told(&deny("arn:aws:iam::*:role/admin")), None);
    assert!(told(&all).is_some());
    assert!(told(&deny("arn:aws:s3:::reports/*")).is_some());
    assert!(told(&format!("{all}, {without_own}")).is_some());
}

#[test]
fn nearly_every_resource_is_not_every_one() {
    let code = "permissions-management-on-every-resource";
    let told = |statements: &str| of_code(statements, code).unwrap();
    let all = r#"{"Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "*"}"#;
    let deny = r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::logs"}"#;
    let but_one = all.replace(r#""Resource": "*""#, r#""NotResource": "arn:aws:s3:::logs""#);
    assert_eq!(
        told(all),
        "this lets its holder change permissions on every resource: `s3:PutBucketPolicy`"
    );
    for cut in [format!("{all}, {deny}"), but_one] {
        assert_eq!(
            told(&cut),
            "this lets its holder change permissions on nearly every resource: `s3:PutBucketPolicy`"
        );
    }
}

/// Not each of very many actions is asked about; what is said holds all the same.
#[test]
fn what_is_counted_is_not_more_than_what_was_asked() {
    let deny = r#"{"Effect": "Deny", "Action": "ec2:StopInstances", "Resource": "*"}"#;
    let wide = r#"{"Effect": "Allow", "Action": ["cloudwatch:*", "ec2:*", "s3:*", "glue:*"], "Resource": "*"}"#;
    let told = of_code(&format!("{wide}, {deny}"), "wildcard-resource").unwrap();
    assert!(told.starts_with("at least "), "{told}");
    let exact = of_code(wide, "wildcard-resource").unwrap();
    let count = |text: &str| text.split(' ').find_map(|word| word.parse::<usize>().ok()).unwrap();
    assert!(count(&told) < count(&exact) && !exact.contains("at least"), "{told}: {exact}");
    let services = of_code(&format!("{wide}, {deny}"), "service-wildcard").unwrap();
    assert_eq!(
        services,
        "this allows everything that 3 services can do: `ec2:*`, `s3:*`, `glue:*`"
    );
}
