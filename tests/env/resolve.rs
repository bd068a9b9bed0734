//! Questions in an environment, as the command line asks them.

use assert_cmd::Command;
use serde_json::{Value, json};

const COMPANY: &str = "scenarios/environment/accounts/company.json";

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn iamsim(arguments: &[&str]) -> Ran {
    let output = Command::cargo_bin("iamsim").unwrap().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    Ran { code, out: text(output.stdout), err: text(output.stderr) }
}

fn check(action: &str, resource: &str, principal: &str, more: &[&str]) -> Ran {
    let mut arguments = vec!["check", action, resource, "--as", principal, "--env", COMPANY];
    arguments.extend(more);
    iamsim(&arguments)
}

fn as_json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_user_by_name_is_answered_by_what_its_groups_have() {
    let ran = check("s3:GetObject", "arn:aws:s3:::reports/q1.csv", "alice", &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn a_bucket_of_which_nothing_is_said_gets_a_note() {
    let ran = check("s3:GetObject", "arn:aws:s3:::elsewhere/x", "bob", &[]);
    assert_eq!(ran.code, 0);
    let note = "D-8: the environment does not say whether `arn:aws:s3:::elsewhere` has a policy";
    assert!(ran.out.contains(note), "{}", ran.out);
    let said = check("s3:GetObject", "arn:aws:s3:::plain/x", "bob", &[]);
    assert!(!said.out.contains("does not say"), "{}", said.out);
    let denied = check("s3:DeleteObject", "arn:aws:s3:::elsewhere/x", "bob", &[]);
    assert!(denied.out.contains("does not say"), "a policy could still allow it: {}", denied.out);
    let denied_explicitly =
        check("sqs:DeleteQueue", "arn:aws:sqs:eu-west-1:111122223333:q", "bob", &[]);
    assert_eq!(denied_explicitly.code, 1);
    assert!(
        !denied_explicitly.out.contains("does not say"),
        "no policy undoes a deny: {}",
        denied_explicitly.out
    );
    let instance =
        check("ec2:StopInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "bob", &[]);
    assert!(!instance.out.contains("has a policy"), "it never has one: {}", instance.out);
}

#[test]
fn a_missing_policy_is_told_in_plain_words() {
    let ran = check("s3:GetObject", "arn:aws:s3:::plain/x", "carol", &[]);
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!(ran.out);
    let answer =
        as_json(&check("s3:GetObject", "arn:aws:s3:::plain/x", "carol", &["--format", "json"]));
    let reason = answer["missingContext"][0]["reason"].as_str().unwrap();
    assert!(
        reason.starts_with(
            "the environment does not have the policy `arn:aws:iam::111122223333:policy/lost`"
        ),
        "{reason}"
    );
}

#[test]
fn what_a_missing_policy_cannot_change_is_decided() {
    let ran = check("sqs:DeleteQueue", "arn:aws:sqs:eu-west-1:111122223333:jobs", "carol", &[]);
    assert_eq!(ran.code, 1, "{}", ran.out);
}

#[test]
fn statements_are_named_by_their_policies_and_files() {
    let ran = check("s3:GetObject", "arn:aws:s3:::reports/q1.csv", "bob", &["--format", "json"]);
    let statement = &as_json(&ran)["matchedStatements"][0];
    assert_eq!(statement["policy"], "arn:aws:iam::111122223333:policy/everything");
    assert_eq!(statement["path"], COMPANY);
    assert_eq!(statement["start"]["line"], 48);
}

#[test]
fn nobody_of_that_name_is_an_error_with_a_hint() {
    let ran = check("s3:GetObject", "arn:aws:s3:::plain/x", "alcie", &[]);
    assert_eq!(ran.code, 2);
    insta::assert_snapshot!(ran.err);
    let path =
        check("s3:GetObject", "arn:aws:s3:::plain/x", "arn:aws:iam::111122223333:user/alice", &[]);
    insta::assert_snapshot!(path.err);
}

#[test]
fn a_stranger_hangs_on_what_its_account_says() {
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "777788889999"}, "Action": "sqs:*", "Resource": "*"}}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("open.json");
    std::fs::write(&file, policy).unwrap();
    let open = ["--resource-policy", file.to_str().unwrap()];
    let queue = "arn:aws:sqs:eu-west-1:444455556666:inbox";
    let ran = check("sqs:SendMessage", queue, "arn:aws:iam::777788889999:user/zoe", &open);
    assert_eq!(ran.code, 2, "{}", ran.out);
    let says = "which policies `arn:aws:iam::777788889999:user/zoe` has: an export of account 777788889999 would tell";
    assert!(ran.out.contains(says), "{}", ran.out);
}

#[test]
fn the_question_s_own_layer_counts_in_place_of_the_environment_s() {
    let own = ["--permissions-boundary", "FullAWSAccess"];
    assert_eq!(check("s3:DeleteObject", "arn:aws:s3:::plain/x", "bob", &[]).code, 1);
    assert_eq!(check("s3:DeleteObject", "arn:aws:s3:::plain/x", "bob", &own).code, 0);
}

#[test]
fn bundles_are_answered_in_an_environment() {
    let ask = |principal: &str, action: &str| json!({"request": {"principal": principal, "action": action, "resource": "arn:aws:s3:::plain/x"}});
    let lines = format!("{}\n{}\n", ask("bob", "s3:GetObject"), ask("bob", "s3:DeleteObject"));
    let output = Command::cargo_bin("iamsim")
        .unwrap()
        .args(["eval", "--env", COMPANY])
        .write_stdin(lines)
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let decisions: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["decision"].clone())
        .collect();
    assert_eq!(decisions, ["allowed", "implicitDeny"]);
}

/// A folder with a scenario file, and what `test` says of it.
fn test_in(scenario: &Value, more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let company = std::fs::read_to_string(COMPANY).unwrap();
    std::fs::write(folder.path().join("company.json"), company).unwrap();
    std::fs::write(folder.path().join("base.json"), r#"{"environment": ["company.json"]}"#)
        .unwrap();
    std::fs::create_dir(folder.path().join("cases")).unwrap();
    std::fs::write(folder.path().join("cases/a.json"), scenario.to_string()).unwrap();
    let mut command = Command::cargo_bin("iamsim").unwrap();
    let output = command.current_dir(&folder).args(["test", "cases"]).args(more).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn scenario(more: &Value) -> Value {
    let mut scenario = json!({"title": "t", "cases": [{
        "name": "alice reads", "principal": "alice", "action": "s3:GetObject",
        "resource": "arn:aws:s3:::reports/x", "expect": "allowed"
    }]});
    scenario.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    scenario
}

#[test]
fn scenario_files_find_their_environment() {
    let passes = |ran: &Ran| assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    passes(&test_in(&scenario(&json!({"environment": "../company.json"})), &[]));
    passes(&test_in(
        &scenario(&json!({"environment": ["../{{name}}.json"], "vars": {"name": "company"}})),
        &[],
    ));
    passes(&test_in(&scenario(&json!({"extends": "../base.json"})), &[]));
    passes(&test_in(&scenario(&json!({})), &["--env", "company.json"]));
}

#[test]
fn a_file_that_says_so_has_no_environment() {
    let none = scenario(&json!({"environment": null}));
    let ran = test_in(&none, &["--env", "company.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("there is no principal named `alice`"), "{}", ran.out);
}

#[test]
fn an_environment_that_cannot_be_read_is_an_error_at_its_name() {
    let ran = test_in(&scenario(&json!({"environment": "../company.jsn"})), &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("company.jsn"), "{}", ran.out);
    assert!(ran.out.contains("there is no such file"), "{}", ran.out);
    let ran = test_in(&scenario(&json!({"environment": []})), &[]);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("names no file"), "{}", ran.out);
}

#[test]
fn a_resource_whose_region_is_not_known_may_be_the_one_that_is_asked_about() {
    let folder = tempfile::TempDir::new().unwrap();
    let queue = "arn:aws:sqs:${unknown:region}:111122223333:q";
    let environment = json!({
        "accounts": {"111122223333": {"users": {"bob": {"policies": [{"Statement": [
            {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
        ]}], "tags": {}, "permissionsBoundary": null}}}},
        "resources": {queue: {"account": "111122223333", "policy": {"Statement": [{
            "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"
        }]}}}
    });
    let file = folder.path().join("account.json");
    std::fs::write(&file, environment.to_string()).unwrap();
    let ask = |resource: &str| {
        let mut command = Command::cargo_bin("iamsim").unwrap();
        command.args(["check", "sqs:SendMessage", resource, "--as", "bob", "--env"]);
        command.arg(&file).output().unwrap().status.code()
    };
    assert_eq!(ask("arn:aws:sqs:eu-west-1:111122223333:q"), Some(2));
    assert_eq!(ask("arn:aws:sqs:eu-west-1:111122223333:other"), Some(0));
    assert_eq!(ask(queue), Some(1));
}
