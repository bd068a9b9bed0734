//! `iamsim init` from the outside: what it proposes, what it writes, and what it leaves alone.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod environment;
#[path = "../program/mod.rs"]
mod program;

use std::fs;
use std::path::Path;

use program::{Output, folder};
use serde_json::Value;

fn iamsim(folder: &Path, arguments: &[&str]) -> Output {
    Output::of(program::iamsim(folder).args(arguments))
}

const HOME: &str = r#"{ "Version": "2012-10-17", "Statement": [{ "Sid": "Home", "Effect": "Allow",
  "Action": ["s3:GetObject", "s3:PutObject"],
  "Resource": "arn:aws:s3:::team/home/${aws:username}/*" }] }"#;

const TLS: &str = r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Principal": "*",
  "Action": "s3:*", "Resource": ["arn:aws:s3:::team", "arn:aws:s3:::team/*"],
  "Condition": { "Bool": { "aws:SecureTransport": "false" } } }] }"#;

const TRUST: &str = r#"{ "Version": "2012-10-17", "Statement": [{ "Sid": "Partner",
  "Effect": "Allow", "Principal": { "AWS": "444455556666" }, "Action": "sts:AssumeRole",
  "Condition": { "StringEquals": { "sts:ExternalId": "7F3A" } } }] }"#;

fn written(folder: &Path, file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap()
}

fn case<'v>(file: &'v Value, name: &str) -> &'v Value {
    let mut cases = file["cases"].as_array().unwrap().iter();
    cases.find(|case| case["name"] == name).unwrap_or_else(|| panic!("{name}: {file:#}"))
}

#[test]
fn a_folder_of_policies_becomes_a_green_scenario_file() {
    let files =
        [("policies/home.json", HOME), ("policies/tls.json", TLS), ("policies/trust.json", TRUST)];
    let folder = folder(&files);
    let output = iamsim(folder.path(), &["init", "--yes"]);
    assert_eq!((output.code, &*output.err), (0, ""));
    let file = written(folder.path(), "scenarios/policies.json");
    let home = case(&file, "home: Home, as written");
    assert_eq!(home["action"], serde_json::json!(["s3:GetObject", "s3:PutObject"]));
    assert_eq!((&home["principal"], &home["expect"]), (&"alice".into(), &"allowed".into()));
    assert_eq!(home["because"]["sid"], "Home");
    assert_eq!(home["policies"]["identity"][0], "../policies/home.json");
    let tls = case(&file, "tls: statement 1, as written");
    assert_eq!((&tls["expect"], &tls["because"]["index"]), (&"explicitDeny".into(), &0.into()));
    let trust = case(&file, "trust: Partner, as written");
    assert_eq!(trust["expect"], "allowed");
    let tested = iamsim(folder.path(), &["test"]);
    assert_eq!(tested.code, 0, "{}{}", tested.out, tested.err);
}

#[test]
fn one_policy_is_named_once() {
    let folder = folder(&[("home.json", HOME)]);
    let output = iamsim(folder.path(), &["init", "home.json", "--out", "cases/home.json", "--yes"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let file = written(folder.path(), "cases/home.json");
    assert_eq!(file["policies"]["identity"][0], "../home.json");
    assert!(file["cases"].as_array().unwrap().iter().all(|case| case["policies"].is_null()));
}

#[test]
fn without_a_terminal_nothing_is_written_unless_accepted() {
    let folder = folder(&[("policies/home.json", HOME)]);
    let output = iamsim(folder.path(), &["init"]);
    assert_eq!(output.code, 0);
    assert!(output.out.contains("Is this what you meant?") && output.out.contains("--yes"));
    assert!(!folder.path().join("scenarios").exists());
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let folder = folder(&[("policies/home.json", HOME), ("scenarios/policies.json", "mine")]);
    let output = iamsim(folder.path(), &["init", "--yes"]);
    assert_eq!((output.code, &*output.out), (2, ""));
    assert!(output.err.contains("is there already") && output.err.contains("--out"));
    let text = fs::read_to_string(folder.path().join("scenarios/policies.json")).unwrap();
    assert_eq!(text, "mine");
}

#[test]
fn policies_with_mistakes_are_drawn_and_nothing_is_written() {
    let broken = HOME.replace("Allow", "Alow");
    let folder = folder(&[("policies/a.json", &broken), ("policies/b.json", "{ \"Statement\": ")]);
    let output = iamsim(folder.path(), &["init", "--yes"]);
    assert_eq!((output.code, &*output.out), (2, ""));
    assert!(output.err.contains("policies/b.json:1:"), "{}", output.err);
    assert!(!folder.path().join("scenarios").exists());
    fs::remove_file(folder.path().join("policies/b.json")).unwrap();
    let output = iamsim(folder.path(), &["init", "--yes"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("policies/a.json:1:"), "{}", output.err);
}

/// As with `iamsim test`: one file that cannot be read keeps nobody from the others.
#[test]
fn a_policy_with_mistakes_leaves_the_others_their_cases() {
    let broken = HOME.replace("Allow", "Alow");
    let files = [
        ("policies/a.json", &*broken),
        ("policies/b.json", "{ \"Statement\": "),
        ("policies/home.json", HOME),
        ("policies/tls.json", TLS),
    ];
    let folder = folder(&files);
    let output = iamsim(folder.path(), &["init"]);
    assert_eq!(output.code, 2);
    assert!(output.out.contains("policies/home.json:1:42") && !output.out.contains("/a.json"));
    let output = iamsim(folder.path(), &["init", "--yes"]);
    assert_eq!(output.code, 2);
    assert!(output.out.contains("\nwrote "), "{}", output.out);
    for place in ["policies/a.json:1:", "policies/b.json:1:"] {
        assert_eq!(output.err.matches(place).count(), 1, "{}", output.err);
    }
    let last =
        "error: no case is about `policies/b.json`, `policies/a.json`: they cannot be read\n";
    assert!(output.err.ends_with(last), "{}", output.err);
    let file = written(folder.path(), "scenarios/policies.json");
    assert_eq!(case(&file, "home: Home, as written")["expect"], "allowed");
    let tested = iamsim(folder.path(), &["test"]);
    assert_eq!(tested.code, 0, "{}{}", tested.out, tested.err);
    let named = ["init", "policies/home.json", "nowhere.json", "--out", "s.json", "--yes"];
    let output = iamsim(folder.path(), &named);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no case is about `nowhere.json`: it cannot be read"));
    assert_eq!(written(folder.path(), "s.json")["policies"]["identity"][0], "policies/home.json");
}

#[test]
fn a_mistake_in_a_layer_of_all_is_told_once() {
    let broken = HOME.replace("Allow", "Alow");
    let files = [("policies/home.json", HOME), ("policies/tls.json", TLS), ("b.json", &broken)];
    let folder = folder(&files);
    let output = iamsim(folder.path(), &["init", "--permissions-boundary", "b.json", "policies"]);
    assert_eq!((output.code, &*output.out), (2, ""));
    assert_eq!(output.err.matches("--> b.json:1:").count(), 1, "{}", output.err);
}

#[test]
fn what_allows_nothing_may_be_a_service_control_policy() {
    let guardrail = r#"{ "Version": "2012-10-17", "Statement": [{ "Sid": "Stay", "Effect": "Deny",
      "Action": "organizations:LeaveOrganization", "Resource": "*" }] }"#;
    let folder = folder(&[("stay.json", guardrail), ("home.json", HOME)]);
    let arguments = ["init", "stay.json", "home.json", "--out", "s.json", "--yes"];
    let output = iamsim(folder.path(), &arguments);
    assert_eq!(output.code, 0, "{}", output.err);
    let note = "note: stay.json allows nothing, and is taken as identity-based; if it is a service \
        control policy, give it as --scp\n";
    assert_eq!(output.err, note);
    let arguments = ["init", "--scp", "stay.json", "--out", "t.json", "--yes"];
    assert!(!iamsim(folder.path(), &arguments).err.contains("taken as identity-based"));
}

#[test]
fn what_the_owner_of_a_resource_differs_by_reads_well() {
    let folder = folder(&[("policies/tls.json", TLS)]);
    let output = iamsim(folder.path(), &["init"]);
    let expected = "  denied     .. as anonymous where 111122223333 owns the resource";
    assert!(output.out.contains(expected), "{}", output.out);
}

#[test]
fn wrong_arguments_are_refused() {
    let folder = folder(&[("policies/home.json", HOME), ("notes.json", "{}")]);
    let table: &[(&[&str], &str)] = &[
        (&["init", "nowhere.json"], "there is no such file"),
        (&["init", "notes.json"], "is no policy"),
        (&["init", "--out", "x.yaml"], "does not end in .json"),
        (&["init", "--as", "arn:aws:iam::1:group/x"], "--as"),
        (&["init", "--on", "b"], "--on"),
        (&["init", "policies", "--identity", "nowhere.json"], "no such file"),
    ];
    for (arguments, expected) in table {
        let output = iamsim(folder.path(), arguments);
        assert_eq!(output.code, 2, "{arguments:?}: {}", output.out);
        assert!(output.err.contains(expected), "{arguments:?}: {}", output.err);
    }
    let empty = tempfile::tempdir().unwrap();
    let output = iamsim(empty.path(), &["init"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("there is no policy"), "{}", output.err);
}

#[test]
fn files_that_are_no_policies_are_named() {
    let folder = folder(&[("policies/home.json", HOME), ("policies/tags.json", "{\"a\": 1}")]);
    let output = iamsim(folder.path(), &["init", "--yes"]);
    assert_eq!(output.code, 0);
    assert_eq!(output.err, "note: policies/tags.json is no policy\n");
}

/// What `init` writes for the home directories under this boundary.
fn written_beside_boundary(boundary: &str) -> Value {
    let folder = folder(&[("home.json", HOME), ("boundary.json", boundary)]);
    let arguments = [
        "init",
        "home.json",
        "--permissions-boundary",
        "boundary.json",
        "--out",
        "s.json",
        "--yes",
    ];
    let output = iamsim(folder.path(), &arguments);
    assert_eq!(output.code, 0, "{}", output.err);
    written(folder.path(), "s.json")
}

#[test]
fn other_layers_stand_beside_each_policy() {
    let boundary = r#"{ "Version": "2012-10-17", "Statement": [{ "Sid": "Within",
      "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }] }"#;
    let file = written_beside_boundary(boundary);
    assert_eq!(file["policies"]["permissionsBoundary"], "boundary.json");
    let expect = &case(&file, "Home, as written")["expect"];
    assert_eq!(expect["allowed"], serde_json::json!(["s3:GetObject"]));
    assert_eq!(expect["implicitDeny"], serde_json::json!(["s3:PutObject"]));
    let beside = &case(&file, "Home, just outside, on arn:aws:s3:::team/home/bob/example");
    assert_eq!(beside["because"]["policyType"], "identity");
}

#[test]
fn what_differs_stands_under_each_statement() {
    let folder = folder(&[("policies/home.json", HOME), ("policies/tls.json", TLS)]);
    let output = iamsim(folder.path(), &["init"]);
    let expected = "\
Home allows, at policies/home.json:1:42
  allowed    user/alice: s3:GetObject, s3:PutObject on arn:aws:s3:::team/home/alice/example
  denied     .. s3:DeleteObject  <- nothing allows it
  allowed    .. on arn:aws:s3:::team/home/alice/another
  denied     .. on arn:aws:s3:::team/home/bob/example  <- nothing allows it

statement 1 denies, at policies/tls.json:1:42
";
    assert!(output.out.starts_with(expected), "{}", output.out);
    assert!(output.out.lines().all(|line| line.chars().count() <= 100), "{}", output.out);
    assert!(!output.out.contains('\u{1b}'));
}

#[test]
fn what_a_root_user_may_not_is_a_service_control_policy() {
    let root = r#"{ "Version": "2012-10-17", "Statement": [{ "Sid": "NoRoot", "Effect": "Deny",
      "Action": "*", "Resource": "*",
      "Condition": { "ArnLike": { "aws:PrincipalArn": ["arn:aws:iam::*:root"] } } }] }"#;
    let folder = folder(&[("root.json", root)]);
    let output = iamsim(folder.path(), &["init", "root.json", "--out", "s.json", "--yes"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let file = written(folder.path(), "s.json");
    let levels = serde_json::json!([["FullAWSAccess", "root.json"]]);
    assert_eq!(file["policies"]["serviceControl"], levels);
    let denied = case(&file, "NoRoot, as written");
    assert_eq!(denied["because"]["policyType"], "serviceControl", "{denied:#}");
    assert_eq!(denied["expect"], "explicitDeny");
}

#[test]
fn policies_of_one_folder_are_about_one_account() {
    let queue = r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
      "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:123456789012:jobs" }] }"#;
    let folder = folder(&[("policies/home.json", HOME), ("policies/queue.json", queue)]);
    assert_eq!(iamsim(folder.path(), &["init", "--yes"]).code, 0);
    let file = written(folder.path(), "scenarios/policies.json");
    let callers = serde_json::json!({ "alice": { "arn": "arn:aws:iam::123456789012:user/alice" } });
    assert_eq!(file["principals"], callers);
}

/// A trust policy only hands the decision to the account: who asks needs policies of their own, also
/// where a condition does not fit, or the condition would show nothing.
#[test]
fn all_edges_of_a_statement_are_asked_in_the_same_surroundings() {
    let mfa = r#"{ "Version": "2012-10-17", "Statement": [{ "Sid": "Mfa", "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "sts:AssumeRole",
      "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }] }"#;
    let folder = folder(&[("trust.json", mfa)]);
    let output = iamsim(folder.path(), &["init", "trust.json", "--out", "s.json", "--yes"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let file = written(folder.path(), "s.json");
    for case in file["cases"].as_array().unwrap() {
        assert_eq!(case["policies"]["identity"], serde_json::json!(["FullAWSAccess"]), "{case:#}");
    }
    let judged = iamsim(folder.path(), &["mutants", "s.json", "--threshold", "100"]);
    assert_eq!(judged.code, 0, "{}", judged.out);
}

/// A role that a key policy names itself needs no policy of its own; with one that allows everything
/// the statement that leaves the key to its account would decide.
#[test]
fn what_would_hide_a_statement_is_left_out_of_its_surroundings() {
    let key = r#"{ "Version": "2012-10-17", "Statement": [
      { "Sid": "Account", "Effect": "Allow", "Action": "kms:*", "Resource": "*",
        "Principal": { "AWS": "arn:aws:iam::111122223333:root" } },
      { "Sid": "Use", "Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*",
        "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" } }] }"#;
    let folder = folder(&[("key.json", key)]);
    let output = iamsim(folder.path(), &["init", "key.json", "--out", "s.json", "--yes"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let file = written(folder.path(), "s.json");
    let account = case(&file, "Account, as written");
    assert_eq!(account["policies"]["identity"][0], "FullAWSAccess");
    let beside = case(&file, "Use, another action");
    assert_eq!((&beside["expect"], &beside["policies"]), (&"implicitDeny".into(), &Value::Null));
}

#[test]
fn a_boundary_is_asked_beside_policies_that_allow_what_it_does_not() {
    let boundary = r#"{ "Version": "2012-10-17", "Statement": [{ "Sid": "Within",
      "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" }] }"#;
    let file = written_beside_boundary(boundary);
    let within = case(&file, "Within, as written");
    assert_eq!(within["expect"], "allowed", "{within:#}");
    assert_eq!(within["policies"]["identity"][0], "FullAWSAccess");
}

#[test]
fn who_asks_and_on_what_can_be_said() {
    let folder = folder(&[("trust.json", TRUST)]);
    let role = "arn:aws:iam::123456789012:role/audit";
    let arguments = ["init", "trust.json", "--on", role, "--out", "s.json", "--yes"];
    let output = iamsim(folder.path(), &arguments);
    assert_eq!(output.code, 0, "{}", output.err);
    let file = written(folder.path(), "s.json");
    assert!(file["cases"].as_array().unwrap().iter().all(|case| case["resource"] == role));
}

#[test]
fn hostile_names_are_harmless() {
    let hostile = HOME
        .replace("\"Home\"", "\"a\\u001b[31m{{x}}\\u202e\\n\"")
        .replace("s3:::team/home", "s3:::team/{{y}}/${*}/{{{z}}}");
    let hostile = hostile.replace("\"Version\"", "\"Id\": \"{{z}}\", \"Version\"");
    let folder = folder(&[("policies/{{a}}\u{1b}[1m.json", &hostile)]);
    let output = iamsim(folder.path(), &["init", "--yes"]);
    let refused = output.code == 2;
    assert!(!output.out.contains('\u{1b}') && !output.out.contains('\u{202e}'));
    assert!(!output.err.contains('\u{1b}'));
    assert!(refused && output.err.contains("error"), "{}", output.err);
    let plain = HOME.replace("s3:::team/home", "s3:::team/{{y}}/{{{z}}}");
    fs::remove_dir_all(folder.path().join("policies")).unwrap();
    fs::create_dir(folder.path().join("policies")).unwrap();
    fs::write(folder.path().join("policies/{{a}}.json"), plain).unwrap();
    let again = iamsim(folder.path(), &["init", "--yes", "--out", "s.json"]);
    assert_eq!(again.code, 0, "{}", again.err);
    let tested = iamsim(folder.path(), &["test", "s.json"]);
    assert_eq!(tested.code, 0, "{}{}", tested.out, tested.err);
}

/// What is written for every example policy is green, and hangs on nothing.
#[test]
fn all_examples_become_green_scenario_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/examples");
    let out = tempfile::tempdir().unwrap();
    let mut count = 0;
    for example in fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()) {
        let policies = example.join("policies");
        if !policies.is_dir() {
            continue;
        }
        let file = out.path().join(format!("{count}.json"));
        let (policies, file) = (policies.to_str().unwrap(), file.to_str().unwrap());
        let output = iamsim(&root, &["init", policies, "--out", file, "--yes"]);
        assert_eq!(output.code, 0, "{policies}: {}", output.err);
        assert!(!output.out.contains("undecided"), "{}", output.out);
        count += 1;
    }
    assert!(count > 15, "{count}");
    let tested = iamsim(out.path(), &["test", "."]);
    assert_eq!(tested.code, 0, "{}{}", tested.out, tested.err);
    let judged = iamsim(out.path(), &["mutants", ".", "--quiet", "--threshold", "90"]);
    assert_eq!(judged.code, 0, "{}", judged.out.lines().last().unwrap());
    let covered =
        iamsim(out.path(), &["test", ".", "--coverage-threshold", "statements=97,values=95"]);
    assert_eq!(covered.code, 0, "{}", covered.out.lines().last().unwrap());
}

#[test]
fn the_same_policies_give_the_same_file() {
    let folder = folder(&[("policies/home.json", HOME), ("policies/tls.json", TLS)]);
    for name in ["a.json", "b.json"] {
        assert_eq!(iamsim(folder.path(), &["init", "--yes", "--out", name]).code, 0);
    }
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(text("a.json"), text("b.json"));
}
