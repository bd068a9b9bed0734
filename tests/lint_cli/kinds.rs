//! What kind of policy a file is taken for.

use std::fs;

use serde_json::Value;

use crate::{CLEAN, folder, json, lint};

const DENY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#;
const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}]}"#;
const BUCKET: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}"#;
const RCP: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}"#;

fn kind(report: &Value, file: &str) -> (String, String, Value) {
    let files = report["files"].as_array().unwrap();
    let found = files.iter().find(|one| one["file"] == file).unwrap();
    let policy = &found["policies"][0];
    let text = |name: &str| policy[name].as_str().unwrap().to_owned();
    (text("kind"), text("kindFrom"), policy["attachedTo"].clone())
}

#[test]
fn content_and_names_tell_the_kind() {
    let desk = folder(&[
        ("p/app.json", CLEAN),
        ("p/scps/deny.json", DENY),
        ("p/app-boundary.json", CLEAN),
        ("p/role.json", TRUST),
        ("p/bucket.json", BUCKET),
        ("p/limit.json", RCP),
        ("p/scp-but-resource.json", BUCKET),
    ]);
    let report = json(desk.path(), &["p"]);
    for (file, expected, from) in [
        ("p/app.json", "identity", "content"),
        ("p/scps/deny.json", "scp", "name"),
        ("p/app-boundary.json", "permissions-boundary", "name"),
        ("p/role.json", "trust", "content"),
        ("p/bucket.json", "resource", "content"),
        ("p/limit.json", "rcp", "content"),
        ("p/scp-but-resource.json", "resource", "content"),
    ] {
        let (kind, origin, _) = kind(&report, file);
        assert_eq!((&*kind, &*origin), (expected, from), "{file}");
    }
    assert_eq!(kind(&report, "p/bucket.json").2, "AWS::S3::Bucket");
    assert_eq!(kind(&report, "p/role.json").2, "AWS::IAM::AssumeRolePolicyDocument");
    assert!(kind(&report, "p/app.json").2.is_null());
}

/// What a policy is about is not what it is.
#[test]
fn a_word_that_means_something_else_tells_no_kind() {
    let trust_with_resource =
        TRUST.replace("\"sts:AssumeRole\"", "\"sts:AssumeRole\", \"Resource\": \"*\"");
    let desk = folder(&[
        ("p/mfa_session_token/policy.json", CLEAN),
        ("p/session-manager.json", CLEAN),
        ("p/session/alice.json", CLEAN),
        ("p/session-manager-session.json", CLEAN),
        ("p/zero-trust-bucket.json", BUCKET),
        ("p/trust/bucket.json", BUCKET),
        ("p/trust/app.json", &trust_with_resource),
    ]);
    let report = json(desk.path(), &["p"]);
    for (file, expected, from) in [
        ("p/mfa_session_token/policy.json", "identity", "content"),
        ("p/session-manager.json", "identity", "content"),
        ("p/session/alice.json", "session", "name"),
        ("p/session-manager-session.json", "session", "name"),
        ("p/zero-trust-bucket.json", "resource", "content"),
        ("p/trust/bucket.json", "resource", "content"),
        ("p/trust/app.json", "trust", "name"),
    ] {
        let (kind, origin, _) = kind(&report, file);
        assert_eq!((&*kind, &*origin), (expected, from), "{file}");
    }
}

#[test]
fn what_is_said_wins_over_what_is_guessed() {
    let scenario = r#"{"title": "t", "policies": {"identity": ["FullAWSAccess"], "serviceControl": [["../p/used.json"]]},
        "cases": [{"name": "a", "principal": "arn:aws:iam::111122223333:user/a", "action": "s3:GetObject",
        "resource": "arn:aws:s3:::reports/x", "expect": "denied"}]}"#;
    let desk = folder(&[
        ("p/used.json", DENY),
        ("p/agreed.json", DENY),
        ("p/queue.json", BUCKET),
        ("scenarios/s.json", scenario),
        (
            "iamsim.toml",
            "[lint.kinds]\n\"p/agreed.json\" = \"session\"\n\"p/q*.json\" = { kind = \"resource\", attached-to = \"AWS::SQS::Queue\" }",
        ),
    ]);
    let report = json(desk.path(), &["p"]);
    let short = |file: &str| {
        let (kind, from, _) = kind(&report, file);
        format!("{kind} {from}")
    };
    assert_eq!(short("p/used.json"), "scp scenario");
    assert_eq!(short("p/agreed.json"), "session settings");
    assert_eq!(kind(&report, "p/queue.json").2, "AWS::SQS::Queue");
    let asked = json(desk.path(), &["p/used.json", "--kind", "identity"]);
    let (kind, from, _) = kind(&asked, "p/used.json");
    assert_eq!((&*kind, &*from), ("identity", "option"));
}

#[test]
fn an_unknown_kind_names_the_nearest() {
    let desk = folder(&[("a.json", CLEAN), ("iamsim.toml", "[lint.kinds]\n\"*\" = \"scpp\"")]);
    let settings = lint(desk.path(), &["a.json"]);
    assert_eq!(settings.code, 2);
    assert!(
        settings.err.contains("iamsim.toml:2:7") && settings.err.contains("did you mean `scp`?"),
        "{}",
        settings.err
    );
    fs::remove_file(desk.path().join("iamsim.toml")).unwrap();
    let option = lint(desk.path(), &["a.json", "--kind", "trsut"]);
    assert!(option.err.contains("did you mean `trust`?"), "{}", option.err);
}
