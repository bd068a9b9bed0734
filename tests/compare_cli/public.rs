//! Whether a policy is public.

use std::path::Path;

use serde_json::{Value, json as value};
use tempfile::TempDir;

use crate::{ask, folder, json, policy};

const ANYBODY: &str = r#"{"Sid": "Anybody", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}"#;
const OUR_OWN: &str = r#"{"Sid": "OurOwn", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}"#;
const UNDECIDED: &str = r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::a", "Condition": {"StringEqualz": {"aws:username": "a"}}}"#;
const SEND: &str = r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:111122223333:jobs"}"#;
const WORKFLOWS: &str = r#"{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "SUBJECT"}}}"#;

fn desk() -> TempDir {
    let workflows = |subject: &str| policy(&[&WORKFLOWS.replace("SUBJECT", subject)]);
    let files = [
        ("site.json", policy(&[OUR_OWN, ANYBODY])),
        ("own.json", policy(&[OUR_OWN])),
        ("operator.json", policy(&[UNDECIDED])),
        ("queue.json", policy(&[SEND])),
        ("reports.json", workflows("repo:example-org/reports:*")),
        ("workflows.json", workflows("repo:*")),
    ];
    folder(&files.each_ref().map(|(name, text)| (*name, &**text)))
}

const BUCKET: &str = "--resource-type AWS::S3::Bucket";
const ROLE: &str = "--resource-type AWS::IAM::AssumeRolePolicyDocument";

fn line(policy: &str, rest: &str) -> String {
    format!("no-public-access --policy {policy} {rest}")
}

/// The exit code.
fn code(folder: &Path, policy: &str, rest: &str) -> i32 {
    ask(folder, &line(policy, rest)).code
}

#[test]
fn the_statement_that_lets_everybody_in_is_told() {
    let output = ask(desk().path(), &line("site.json", BUCKET));
    assert_eq!((output.code, &*output.err), (1, ""));
    insta::assert_snapshot!(output.out);
}

#[test]
fn a_policy_for_an_organization_is_not_public() {
    let output = ask(desk().path(), &line("own.json", BUCKET));
    assert_eq!((output.code, &*output.err), (0, ""));
    insta::assert_snapshot!(output.out);
}

#[test]
fn only_actions_of_the_resource_count() {
    let desk = desk();
    let code = |policy, kind| code(desk.path(), policy, &format!("--resource-type {kind}"));
    assert_eq!(code("queue.json", "AWS::SQS::Queue"), 1);
    assert_eq!(code("queue.json", "AWS::S3::Bucket"), 0, "a bucket knows no messages");
    let told = ask(desk.path(), &line("queue.json", BUCKET)).err;
    assert!(told.contains("note: no statement allows an action of s3"), "{told}");
    assert_eq!(code("queue.json", "AWS::SNS::Topic"), 0);
    assert_eq!(code("site.json", "AWS::S3::AccessPoint"), 1);
    assert_eq!(code("site.json", "AWS::S3Express::AccessPoint"), 1);
    assert_eq!(code("site.json", "AWS::KMS::Key"), 0);
}

#[test]
fn a_role_that_every_workflow_can_assume_is_public() {
    let desk = desk();
    assert_eq!(code(desk.path(), "reports.json", ROLE), 0);
    let answer = json(desk.path(), &line("workflows.json", ROLE));
    assert_eq!(answer["policyType"], "trust");
    let witness = &answer["reasons"][0]["witness"];
    assert_eq!(witness["action"], "sts:AssumeRoleWithWebIdentity");
    let subject = &witness["context"]["token.actions.githubusercontent.com:sub"][0];
    assert!(subject.as_str().unwrap().starts_with("repo:"), "{subject}");
}

#[test]
fn programs_get_the_request_and_what_the_public_is() {
    let desk = desk();
    let found = json(desk.path(), &line("site.json", BUCKET));
    assert_eq!((&found["question"], &found["result"]), (&"noPublicAccess".into(), &"found".into()));
    assert_eq!(found["policyType"], "resource");
    let reason = &found["reasons"][0];
    assert_eq!(
        (&reason["code"], &reason["statement"]["sid"]),
        (&"public-access".into(), &"Anybody".into())
    );
    assert_eq!(reason["witness"]["principal"], "anonymous");
    assert_eq!(reason["witness"]["existing"], Value::Null);
    let proven = json(desk.path(), &line("own.json", BUCKET));
    assert_eq!(proven["result"], "proven");
    let codes = proven["assumptions"].as_array().unwrap().iter().map(|one| one["code"].clone());
    for code in ["outsiders", "narrow-addresses", "open-providers"] {
        assert!(codes.clone().any(|one| one == code), "{code}");
    }
}

#[test]
fn the_command_that_is_shown_decides_the_same() {
    let desk = desk();
    for (policy, kind) in [("site.json", BUCKET), ("workflows.json", ROLE)] {
        let answer = json(desk.path(), &line(policy, kind));
        let again = answer["reasons"][0]["witness"]["replay"].as_str().unwrap();
        let words = again.split_whitespace().skip(1);
        let check = crate::Output::of(crate::program::iamsim(desk.path()).args(words));
        assert_eq!(check.code, 0, "{again}: {}{}", check.out, check.err);
    }
}

#[test]
fn aws_gets_its_own_keys_and_texts() {
    let desk = desk();
    let aws = |policy: &str| -> Value {
        let line = format!(
            "check-no-public-access --policy-document file://{policy} {BUCKET} --as-stored --format aws"
        );
        serde_json::from_str(&ask(desk.path(), &line).out).unwrap()
    };
    assert_eq!(
        aws("own.json"),
        value!({
            "result": "PASS",
            "message": "The resource policy does not grant public access for the given resource type.",
            "reasons": [],
        })
    );
    assert_eq!(
        aws("site.json"),
        value!({
            "result": "FAIL",
            "message": "The resource policy grants public access for the given resource type.",
            "reasons": [{
                "description": "Public access granted in the statement with sid: Anybody.",
                "statementIndex": 1,
                "statementId": "Anybody",
            }],
        })
    );
    let unknown = aws("operator.json");
    assert_eq!(unknown["result"], "FAIL");
    assert!(unknown["message"].as_str().unwrap().contains("might grant"), "{unknown}");
}

#[test]
fn code_scanning_and_workflows_are_told_where() {
    let desk = desk();
    let sarif = ask(desk.path(), &line("site.json", &format!("{BUCKET} --format sarif")));
    let log: Value = serde_json::from_str(&sarif.out).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!((sarif.code, &result["ruleId"]), (1, &"public-access".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "site.json");
    assert_eq!(place["region"]["startLine"], 5);
    let github = ask(desk.path(), &line("site.json", &format!("{BUCKET} --format github")));
    assert!(github.out.starts_with("::error file=site.json,line=5,"), "{}", github.out);
}

#[test]
fn it_ends_as_the_other_questions_do() {
    let desk = desk();
    let code = |policy, rest: &str| code(desk.path(), policy, &format!("{BUCKET} {rest}"));
    assert_eq!(code("own.json", ""), 0);
    assert_eq!(code("site.json", ""), 1);
    assert_eq!(code("operator.json", ""), 2);
    assert_eq!(code("operator.json", "--as-stored"), 3);
    assert_eq!(code("none.json", ""), 2);
    assert_eq!(code("own.json", "--policy-type RESOURCE_POLICY"), 0);
}

#[test]
fn types_are_held_to_what_there_is() {
    let desk = desk();
    for (rest, why) in [
        ("--resource-type AWS::S3::Buckt", "a similar value exists: 'AWS::S3::Bucket'"),
        ("--resource-type s3", "[possible values: AWS::ApiGateway::RestApi"),
        ("", "--resource-type <TYPE>"),
        (
            "--resource-type AWS::S3::Bucket --policy-type identity",
            "the policy of `AWS::S3::Bucket` is of type resource, not identity",
        ),
        (
            "--resource-type AWS::S3::Bucket --policy-type trust",
            "the policy of `AWS::S3::Bucket` is of type resource, not trust",
        ),
        (
            "--resource-type AWS::IAM::AssumeRolePolicyDocument --policy-type resource",
            "is of type trust, not resource",
        ),
    ] {
        let output = ask(desk.path(), &line("own.json", rest));
        assert_eq!((output.code, &*output.out), (2, ""), "{rest}");
        assert!(output.err.contains(why), "{rest}: {}", output.err);
    }
}
