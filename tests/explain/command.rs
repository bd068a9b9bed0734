//! The command, whole.

use std::fs;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{Output, folder, iamsim};
use super::tokens::{github, token};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const ROLE: &str = "arn:aws:iam::111122223333:role/deploy";
const READ: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::team/*"}]}"#;
const NO_S3: &str = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Sid": "NoS3", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}
]}"#;

fn message(reason: &str) -> String {
    format!(
        "User: {ALICE} is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::team/a\" {reason}"
    )
}

fn trust(subject: &str, operator: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
                operator: {"token.actions.githubusercontent.com:sub": subject}
            }
        }]
    })
    .to_string()
}

fn desk() -> TempDir {
    let scp = message("with an explicit deny in a service control policy");
    let identity = message("because no identity-based policy allows the s3:GetObject action");
    let token = token(&github());
    let right = trust("repo:acme/app:*", "StringLike");
    let wrong = trust("repo:Acme/app:ref:refs/heads/main", "StringEquals");
    folder(&[
        ("scp.txt", &scp),
        ("identity.txt", &identity),
        ("read.json", READ),
        ("no-s3.json", NO_S3),
        ("token.jwt", &token),
        ("trust.json", &right),
        ("wrong.json", &wrong),
    ])
}

fn explain(desk: &TempDir, arguments: &[&str]) -> Output {
    Output::of(iamsim(desk.path()).arg("explain").args(arguments))
}

#[test]
fn without_policies_it_says_where_to_look() {
    let desk = desk();
    let output = explain(&desk, &["scp.txt"]);
    assert_eq!((output.code, &*output.err), (0, ""));
    assert!(output.out.contains("AWS said   an explicit deny in a service control policy"));
    assert!(output.out.contains("Look at: the SCPs of the account"));
    assert!(output.out.contains("iamsim check s3:GetObject arn:aws:s3:::team/a"));
}

#[test]
fn the_command_that_it_shows_asks_the_same() {
    let desk = desk();
    let output = explain(&desk, &["scp.txt"]);
    let (_, command) = output.out.split_once("  iamsim ").unwrap();
    let words = command.replace("\\\n", " ");
    let words = words.split_whitespace().map(|word| word.trim_matches('\''));
    let checked = Output::of(iamsim(desk.path()).args(words).args(["--identity", "read.json"]));
    assert_eq!(checked.code, 0, "{}", checked.err);
    assert!(checked.out.starts_with("Allowed: s3:GetObject on arn:aws:s3:::team/a"));
}

#[test]
fn where_the_policies_agree_the_statement_is_shown() {
    let desk = desk();
    let output = explain(&desk, &["scp.txt", "--identity", "read.json", "--scp", "no-s3.json"]);
    assert_eq!(output.code, 0, "{}", output.err);
    assert!(output.out.contains("Denied (explicit deny): s3:GetObject"));
    assert!(output.out.contains("no-s3.json:3:"));
    assert!(
        output
            .out
            .contains("The loaded policies agree: an explicit deny in a service control policy")
    );
}

#[test]
fn where_they_allow_it_what_is_missing_is_named() {
    let desk = desk();
    let output = explain(&desk, &["scp.txt", "--identity", "read.json"]);
    assert_eq!(output.code, 1);
    assert!(output.out.contains("Allowed: s3:GetObject"));
    assert!(output.out.contains("The loaded policies do not contain what denied it"));
    assert!(output.out.contains("Look at: the SCPs of the account"));
}

#[test]
fn another_reason_is_no_agreement() {
    let desk = desk();
    let output =
        explain(&desk, &["identity.txt", "--identity", "read.json", "--scp", "no-s3.json"]);
    assert_eq!(output.code, 1);
    assert!(
        output
            .out
            .contains("for another reason than AWS named: no identity-based policy allows it")
    );
    let both = explain(&desk, &["identity.txt", "--identity", "no-s3.json"]);
    assert_eq!(both.code, 1);
    let same = explain(&desk, &["identity.txt", "--resource-policy", "bucket.json"]);
    assert_eq!(same.code, 2, "there is no such file");
}

#[test]
fn a_layer_that_denies_beside_the_first_agrees_as_well() {
    let desk = desk();
    fs::write(
        desk.path().join("ec2.json"),
        READ.replace("s3:GetObject", "ec2:RunInstances").replace("arn:aws:s3:::team/*", "*"),
    )
    .unwrap();
    let arguments = ["identity.txt", "--identity", "ec2.json", "--scp", "ec2.json"];
    let output = explain(&desk, &arguments);
    assert_eq!(output.code, 0, "{}", output.out);
}

#[test]
fn what_is_not_told_can_be_said() {
    let desk = desk();
    let text =
        "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied";
    let ask = |more: &[&str]| {
        let mut command = iamsim(desk.path());
        command.args(["explain", "-", "--identity", "read.json"]).args(more).write_stdin(text);
        Output::of(&mut command)
    };
    let short = ask(&[]);
    assert_eq!(short.code, 2);
    assert!(short.out.contains("add --as PRINCIPAL --resource ARN"), "{}", short.out);
    let whole = ask(&["--as", ALICE, "--resource", "arn:aws:s3:::other/a"]);
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    assert!(whole.out.contains("The loaded policies agree"));
    let wrong = ask(&["--as", "nobody", "--resource", "arn:aws:s3:::other/a"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn the_scenario_expects_what_aws_said() {
    let desk = desk();
    let arguments = ["--identity", "read.json", "--scp", "no-s3.json", "--write-scenario"];
    let write = |file: &str, path: &str, more: &[&str]| {
        let mut all = vec![file];
        all.extend(arguments);
        all.push(path);
        all.extend(more);
        explain(&desk, &all)
    };
    let output = write("scp.txt", "scenarios/denied.json", &[]);
    assert_eq!((output.code, output.err.trim()), (0, "wrote scenarios/denied.json"));
    let text = fs::read_to_string(desk.path().join("scenarios/denied.json")).unwrap();
    assert!(text.contains("\"../read.json\"") && text.contains("\"explicitDeny\""), "{text}");
    let run = |path: &str| Output::of(iamsim(desk.path()).args(["test", path])).code;
    assert_eq!(run("scenarios/denied.json"), 0);
    let wish = write("scp.txt", "wish.json", &["--expect", "allowed"]);
    assert!(wish.err.contains("1 case fails with the policies as they are"));
    assert_eq!(run("wish.json"), 1);
    assert_eq!(write("scp.txt", "wish.json", &[]).code, 2, "nothing is written over");
    assert_eq!(explain(&desk, &["scp.txt", "--write-scenario", "x.json"]).code, 2);
    assert!(!desk.path().join("x.json").exists());
}

#[test]
fn an_environment_is_asked_and_named_in_the_scenario() {
    let desk = desk();
    let environment = json!({"accounts": {"111122223333": {"users": {"alice": {"policies": [serde_json::from_str::<Value>(READ).unwrap()]}}}}});
    fs::write(desk.path().join("env.json"), environment.to_string()).unwrap();
    let output =
        explain(&desk, &["identity.txt", "--env", "env.json", "--write-scenario", "s/a.json"]);
    assert_eq!(output.code, 1);
    assert!(output.out.contains("env.json:1:"), "{}", output.out);
    let text = fs::read_to_string(desk.path().join("s/a.json")).unwrap();
    assert!(text.contains("\"environment\": [\"../env.json\"]"), "{text}");
}

#[test]
fn claims_are_held_against_the_trust_policy() {
    let desk = desk();
    let ask = |trust: &str, more: &[&str]| {
        let mut all = vec!["token.jwt", "--role", ROLE, "--resource-policy", trust];
        all.extend(more);
        explain(&desk, &all)
    };
    let right = ask("trust.json", &["--now", "2026-03-01T09:00:00Z"]);
    assert_eq!(right.code, 0, "{}{}", right.out, right.err);
    assert!(right.out.contains("Allowed: sts:AssumeRoleWithWebIdentity"), "{}", right.out);
    assert!(!right.out.contains("differs"));
    let wrong = ask("wrong.json", &["--now", "2026-03-01T09:00:00Z"]);
    assert!(wrong.out.contains("Denied (implicit deny)"));
    assert!(
        wrong.out.contains("the letter case differs from `repo:Acme/app:ref:refs/heads/main`"),
        "{}",
        wrong.out
    );
    let late = ask("trust.json", &["--now", "2036-03-01T09:00:00Z"]);
    assert!(late.out.contains("AWS STS refuses it whatever the policies say: the token expired"));
    let without = explain(&desk, &["token.jwt"]);
    assert_eq!(without.code, 0);
    assert!(without.out.contains("token.actions.githubusercontent.com:sub"));
    assert!(!without.out.contains("acme"), "no value is shown: {}", without.out);
    assert_eq!(explain(&desk, &["token.jwt", "--resource-policy", "trust.json"]).code, 2);
}

/// Whatever a token holds that no policy asks for.
const SECRETS: [&str; 3] = ["private-actor", "private-id", "1900000000"];

#[test]
fn nothing_of_a_token_is_shown_or_written() {
    let desk = desk();
    let whole = token(&github());
    let parts: Vec<&str> = whole.split('.').collect();
    let role = ["--role", ROLE];
    let runs: [&[&str]; 7] = [
        &["token.jwt"],
        &["token.jwt", "--format", "json"],
        &["token.jwt", "--resource-policy", "trust.json"],
        &["token.jwt", "--resource-policy", "wrong.json", "--format", "json"],
        &["token.jwt", "--resource-policy", "trust.json", "--write-scenario", "a.json"],
        &["token.jwt", "--resource-policy", "missing.json"],
        &["token.jwt", "--resource-policy", "trust.json", "--with", "broken"],
    ];
    for run in runs {
        let output = explain(&desk, &[run, &role[..]].concat());
        let all = output.out + &output.err;
        for secret in parts.iter().chain(&SECRETS) {
            assert!(!all.contains(secret), "{run:?} shows {secret}: {all}");
        }
    }
    let written = fs::read_to_string(desk.path().join("a.json")).unwrap();
    for secret in parts.iter().chain(&SECRETS) {
        assert!(!written.contains(secret), "{written}");
    }
    assert!(
        written.contains("repo:acme/app:ref:refs/heads/main"),
        "what the policy asks for: {written}"
    );
    assert_eq!(Output::of(iamsim(desk.path()).args(["test", "a.json"])).code, 0);
}

#[test]
fn data_has_a_schema() {
    let desk = desk();
    let output =
        Command::cargo_bin("iamsim").unwrap().args(["schema", "explain"]).output().unwrap();
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let runs: [&[&str]; 5] = [
        &["scp.txt"],
        &["scp.txt", "--identity", "read.json"],
        &["identity.txt", "--identity", "read.json", "--as", "nobody"],
        &["token.jwt"],
        &["token.jwt", "--role", ROLE, "--resource-policy", "wrong.json"],
    ];
    for run in runs {
        let output = explain(&desk, &[run, &["--format", "json"]].concat());
        let answer: Value = serde_json::from_str(&output.out).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&answer).map(|one| one.to_string()).collect();
        assert!(mistakes.is_empty(), "{run:?}: {mistakes:?}");
        assert_eq!(answer["incidents"].as_array().unwrap().len(), 1);
    }
}

#[test]
fn hostile_names_are_harmless() {
    let desk = desk();
    let text = format!(
        "User: {ALICE} is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/\u{202e}x'$(id)\u{9b}2J\" with an explicit deny in a \u{202e} policy"
    );
    fs::write(desk.path().join("hostile.txt"), text).unwrap();
    for more in [&[][..], &["--identity", "read.json"], &["--format", "json"]] {
        let output = explain(&desk, &[&["hostile.txt"], more].concat());
        let all = output.out + &output.err;
        assert!(!all.contains(['\u{202e}', '\u{9b}']), "{all}");
    }
    let output = explain(&desk, &["missing.txt"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("there is no such file"), "{}", output.err);
}
