//! Claims about all requests: what refutes them, what keeps them from being proven, waivers.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::{self, Output};
use super::{FIXTURES, folder, run_cases, test_in};

const MOVE: &str =
    r#""name": "it", "principal": "ann", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/*""#;

fn never(members: &str) -> Output {
    run_cases(&format!(r#""never": [{{ {members} }}]"#))
}

fn always(members: &str) -> Output {
    run_cases(&format!(r#""always": [{{ {members} }}]"#))
}

fn json_of(folder: &Path, arguments: &[&str]) -> Value {
    let output = test_in(folder, &[arguments, &["--report", "json"]].concat());
    let report = serde_json::from_str(&output.out);
    assert!(report.is_ok(), "{}", output.err);
    report.unwrap()
}

#[track_caller]
fn says(output: &Output, code: i32, parts: &[&str]) {
    let all = format!("{}{}", output.out, output.err);
    assert_eq!(output.code, code, "{all}");
    for part in parts {
        assert!(all.contains(part), "{part}\nis not in\n{all}");
    }
}

#[test]
fn what_refutes_a_never_is_shown_with_its_statement() {
    let output = never(MOVE);
    let parts = [
        "FAILED a.json#it",
        "`ann` is allowed s3:GetObject on arn:aws:s3:::b/note, and 1 more (a.json:4:",
        "policies/read.json:2:3",
        "\"expect\": \"denied\"",
        "1 failed, 0 passed in 1 file",
    ];
    says(&output, 1, &parts);
}

#[test]
fn the_case_of_a_failure_fails_until_the_claim_holds() {
    let claims = [
        ("never", MOVE, "denied", "allowed"),
        (
            "never",
            r#""name": "it", "principal": "ann", "action": "s3:*", "resource": "note""#,
            "denied",
            "allowed",
        ),
        (
            "always",
            r#""name": "it", "principal": "ann", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/*""#,
            "allowed",
            "explicitDeny",
        ),
        (
            "always",
            r#""name": "it", "principal": "bob", "action": "s3:PutObject", "resource": "arn:aws:s3:::other/*",
               "context": { "aws:SourceIp": "203.0.113.9" }"#,
            "allowed",
            "implicitDeny",
        ),
    ];
    for (kind, claim, expected, came_out) in claims {
        let text =
            format!(r#"{{ "title": "t", "extends": "fixtures.json", "{kind}": {{ {claim} }} }}"#);
        let folder = folder(&[("a.json", &text), ("fixtures.json", FIXTURES)]);
        let report = json_of(folder.path(), &["a.json"]);
        let case = &report["files"][0]["cases"][0]["failure"]["found"][0]["case"];
        assert_eq!(case["expect"], expected, "{report}");
        let pasted = json!({ "title": "t", "extends": "fixtures.json", "cases": [case] });
        fs::write(folder.path().join("b.json"), pasted.to_string()).unwrap();
        let report = json_of(folder.path(), &["b.json"]);
        assert_eq!(report["files"][0]["cases"][0]["decision"], came_out, "{case}");
    }
}

#[test]
fn what_is_left_out_of_a_claim_does_not_refute_it() {
    let claim = |rest: &str| never(&format!("{MOVE}, {rest}"));
    let unless = r#""unless": [{ "Bool": { "aws:SecureTransport": "true" } },
        { "Null": { "aws:SecureTransport": "true" } }, { "Bool": { "aws:SecureTransport": "false" } }]"#;
    says(&claim(unless), 0, &["1 passed"]);
    let secure = r#""unless": { "Bool": { "aws:SecureTransport": "true" } }"#;
    says(&claim(secure), 1, &["`ann` is allowed"]);
    let all = r#""unless": { "StringNotEquals": { "aws:username": "eve" } }"#;
    says(&claim(all), 0, &["1 passed"]);
    let secret = r#""name": "it", "principal": "ann", "action": "s3:*", "resource": "arn:aws:s3:::b/secret/*""#;
    says(&never(secret), 0, &["1 passed"]);
    let every =
        r#""name": "it", "principal": "bob", "action": "s3:*", "resource": "arn:aws:s3:::*""#;
    says(&never(every), 0, &["1 passed"]);
}

#[test]
fn an_always_holds_under_its_condition_alone() {
    let policies = r#""policies": { "identity": [{ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
        "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } } } }] }"#;
    let with = |rest: &str| always(&format!("{MOVE}, {policies}{rest}"));
    says(&with(""), 1, &["`ann` is denied s3:GetObject"]);
    let inside = r#", "when": { "IpAddress": { "aws:SourceIp": "203.0.113.128/25" } }"#;
    says(&with(inside), 0, &["1 passed"]);
    let wider = r#", "when": { "IpAddress": { "aws:SourceIp": "203.0.112.0/23" } }"#;
    says(&with(wider), 1, &["`ann` is denied s3:GetObject"]);
    let given = r#", "context": { "aws:SourceIp": "203.0.113.9" }"#;
    says(&with(given), 0, &["1 passed"]);
}

#[test]
fn policies_and_owners_of_resources_count() {
    let bucket = |account: &str, effect: &str, action: &str| {
        format!(
            r#""resources": {{ "data": {{ "arn": "arn:aws:s3:::data", "account": "{account}", "policy": {{
                "Version": "2012-10-17", "Statement": {{ "Sid": "Door", "Effect": "{effect}",
                "Principal": {{ "AWS": "111122223333" }}, "Action": "{action}",
                "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"] }} }} }} }},"#
        )
    };
    let ask = |fixtures: String, principal: &str| {
        run_cases(&format!(
            r#"{fixtures} "never": [{{ "name": "it", "principal": "{principal}", "action": "s3:*",
               "resource": "arn:aws:s3:::*", "unless": {{ "StringLike": {{ "aws:username": "ann" }} }} }}]"#
        ))
    };
    let named = bucket("111122223333", "Allow", "s3:PutObject").replace(
        "\"111122223333\" }, \"Action",
        "\"arn:aws:iam::111122223333:user/bob\" }, \"Action",
    );
    says(&ask(named, "bob"), 1, &["`bob` is allowed s3:PutObject on arn:aws:s3:::data", "Door"]);
    says(&ask(bucket("111122223333", "Deny", "s3:*"), "bob"), 0, &["1 passed"]);
    let elsewhere = |effect: &str, action: &str| {
        let fixtures = bucket("444455556666", effect, action);
        let claim = r#""always": [{ "name": "it", "principal": "ann", "action": "s3:GetObject",
            "resource": "arn:aws:s3:::data/*",
            "policies": { "identity": ["FullAWSAccess"] } }]"#;
        run_cases(&format!("{fixtures} {claim}"))
    };
    says(&elsewhere("Allow", "s3:GetObject"), 0, &["1 passed"]);
    says(&elsewhere("Allow", "s3:PutObject"), 1, &["`ann` is denied s3:GetObject"]);
}

#[test]
fn what_is_not_known_is_no_proof() {
    let key = r#""name": "it", "principal": "bob", "action": "kms:Decrypt",
        "resource": "arn:aws:kms:eu-west-1:111122223333:key/1""#;
    let output = never(key);
    says(&output, 1, &["not proven: AWS always has a resource-based policy on roles and KMS keys"]);
    let environment = r#"{ "accounts": { "111122223333": { "users": {
        "cleo": { "path": "/", "policies": ["arn:aws:iam::111122223333:policy/lost"] },
        "dan": { "path": "/", "policies": [] } } } } }"#;
    let text = r#"{ "title": "t", "environment": "account.json", "never": [{ "name": "it",
        "principal": "user/*", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/*" }] }"#;
    let folder = folder(&[("a.json", text), ("account.json", environment)]);
    let output = test_in(folder.path(), &["a.json"]);
    let parts =
        ["FAILED a.json#it[principal=user/cleo]", "not proven: it hangs on", "lost", "1 passed"];
    says(&output, 1, &parts);
    let report = json_of(folder.path(), &["a.json"]);
    assert_eq!(report["files"][0]["cases"][0]["failure"]["kind"], "not-proven");
}

#[test]
fn callers_are_chosen_by_names_globs_and_all() {
    let environment = r#"{ "accounts": { "111122223333": {
        "users": { "eve": { "path": "/", "policies": [] } },
        "roles": { "ci-a": { "path": "/ci/", "policies": [] }, "ci-b": { "path": "/", "policies": [] },
                   "web": { "path": "/", "policies": [] } } } } }"#;
    let ids = |principal: &str| {
        let text = format!(
            r#"{{ "title": "t", "extends": "fixtures.json", "environment": "account.json",
               "never": [{{ "name": "it", {principal}, "action": "iam:*", "resource": "*" }}] }}"#
        );
        let files =
            [("a.json", &*text), ("fixtures.json", FIXTURES), ("account.json", environment)];
        let output = test_in(folder(&files).path(), &["a.json", "--list"]);
        let lines = output.out.lines().map(|line| line.replace("a.json#it", ""));
        lines.collect::<Vec<String>>().join(" ")
    };
    let all = "[principal=ann] [principal=bob] [principal=user/eve] [principal=role/ci-a] \
               [principal=role/ci-b] [principal=role/web]";
    assert_eq!(ids(r#""principal": "all""#), all);
    let ci = "[principal=role/ci-a] [principal=role/ci-b]";
    assert_eq!(ids(r#""principal": "role/ci-*""#), ci);
    assert_eq!(ids(r#""principal": "role/ci/*""#), "[principal=role/ci-a]");
    let others =
        r#""principal": "all", "except": ["ann", "bob", "role/ci-?", "arn:aws:iam::*:user/eve"]"#;
    assert_eq!(ids(others), "[principal=role/web]");
    assert_eq!(ids(r#""principal": "ann""#), "");
    assert_eq!(ids(r#""principal": ["ann", "all", "web"]"#).split(' ').count(), 6);
}

#[test]
fn mistakes_in_claims_have_their_places() {
    let mistaken = [
        (r#""name": "it""#, "the claim has no `action`"),
        (&*format!("{MOVE}, \"when\": {{}}"), "unknown field `when`"),
        (&MOVE.replace("s3:GetObject", "s3GetObject"), "a.json:4:"),
        (&MOVE.replace("arn:aws:s3:::b/*", "b/*"), "a.json:4:"),
        (&MOVE.replace("\"ann\"", "\"nn\""), "there is no principal named `nn`"),
        (&MOVE.replace("\"ann\"", "\"*\""), "`all` is every principal that is known here"),
        (&MOVE.replace("\"ann\"", "\"x*\""), "no principal that is known here is `x*`"),
        (&MOVE.replace("\"ann\"", "[]"), "this names nobody"),
        (&format!("{MOVE}, \"except\": \"bob\""), "none of the principals of the claim"),
        (&format!("{MOVE}, \"except\": \"ann\""), "the exceptions leave nobody"),
        (&format!("{MOVE}, \"unless\": {{ \"Boole\": {{ \"a:b\": \"c\" }} }}"), "a.json:4:"),
        (
            &format!("{MOVE}, \"waiver\": {{ \"until\": \"2026\", \"reason\": \"r\" }}"),
            "is not a day",
        ),
        (&format!("{MOVE}, \"waiver\": {{ \"until\": \"2026-12-31\" }}"), "has no `reason`"),
    ];
    for (members, message) in mistaken {
        let output = never(members);
        says(&output, 2, &[message]);
    }
    let twice = format!(r#""never": [{{ {MOVE} }}], "always": [{{ {MOVE} }}]"#);
    says(&run_cases(&twice), 2, &["two cases are named `it`"]);
    let misspelt = never(&MOVE.replace("s3:GetObject", "s3:GetObjet"));
    says(&misspelt, 0, &["has no action `s3:GetObjet`", "did you mean `s3:GetObject`"]);
}

#[test]
fn a_waiver_ends_with_its_last_day() {
    let waived = format!(
        r#"{{ "title": "t", "extends": "fixtures.json", "never": [
           {{ {MOVE}, "waiver": {{ "until": "2026-12-31", "reason": "we move" }} }},
           {{ "name": "both", "principal": ["ann", "bob"], "action": "s3:GetObject", "resource": "note",
              "waiver": {{ "until": "2026-12-31", "reason": "r", "principals": "ann" }} }} ] }}"#
    );
    let folder = folder(&[("a.json", &waived), ("fixtures.json", FIXTURES)]);
    let at = |now: &str| test_in(folder.path(), &["a.json", "--now", now]);
    let parts =
        ["waived a.json#it until 2026-12-31: we move (`ann` is allowed", "2 waived, 1 passed"];
    says(&at("2026-12-31T23:59:59Z"), 0, &parts);
    let parts =
        ["FAILED a.json#it", "; the waiver ended on 2026-12-31: we move", "2 failed, 1 passed"];
    says(&at("2027-01-01"), 1, &parts);
    says(&at("soon"), 2, &["`soon` is not a time"]);
    let junit = test_in(folder.path(), &["a.json", "--now", "2026-01-01", "--report", "junit"]);
    says(&junit, 0, &["<skipped message=\"waived until 2026-12-31: we move"]);
    let unneeded = waived
        .replace("\"ann\", \"bob\"", "\"bob\"")
        .replace("\"principals\": \"ann\"", "\"principals\": \"bob\"");
    fs::write(folder.path().join("a.json"), unneeded).unwrap();
    says(&at("2026-01-01"), 0, &["warning[unneeded-waiver]", "1 waived, 1 passed"]);
}

#[test]
fn claims_are_chosen_like_cases_and_never_rewritten() {
    let text = format!(
        r#"{{ "title": "t", "extends": "fixtures.json", "never": [{{ {MOVE} }}],
           "cases": [{{ "name": "case", "principal": "ann", "action": "s3:GetObject", "resource": "note",
                        "expect": "denied" }}] }}"#
    );
    let folder = folder(&[("a.json", &text), ("fixtures.json", FIXTURES)]);
    says(&test_in(folder.path(), &["a.json", "--filter", "it"]), 1, &["1 failed, 0 passed"]);
    says(&test_in(folder.path(), &["a.json", "--update", "--yes"]), 0, &["updated a.json"]);
    let updated = fs::read_to_string(folder.path().join("a.json")).unwrap();
    assert_eq!(updated, text.replace("\"denied\"", "\"allowed\""));
    let report = json_of(folder.path(), &["a.json"]);
    let codes = report["assumptions"].as_array().unwrap().iter().map(|one| &one["code"]);
    assert!(codes.into_iter().any(|code| code == "well-formed"), "{report}");
    let cases = json_of(folder.path(), &["a.json", "--filter", "case"]);
    assert_eq!(cases.get("assumptions"), None);
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    let ran = Command::new("git").arg("-C").arg(folder).args(identity).args(arguments).output();
    assert!(ran.unwrap().status.success(), "git {arguments:?}");
}

fn policy(statements: &str) -> String {
    format!(r#"{{ "Version": "2012-10-17", "Statement": [{statements}] }}"#)
}

const READ: &str =
    r#"{ "Sid": "R", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }"#;
const WRITE: &str =
    r#"{ "Sid": "W", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" }"#;
const GUARD: &str =
    r#"{ "Sid": "G", "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*" }"#;

/// A repository with policies that were committed, and a scenario file in a folder of it.
fn repository() -> TempDir {
    let scenario =
        r#"{ "title": "t", "noNewAccess": { "baseline": "git:HEAD", "policies": "../p/*.json" } }"#;
    let folder = program::folder(&[
        ("s/a.json", scenario),
        ("p/kept.json", &policy(READ)),
        ("p/merged.json", &policy(&format!("{READ}, {WRITE}"))),
        ("p/guard.json", &policy(GUARD)),
    ]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-qm", "one"]);
    folder
}

#[test]
fn policies_are_compared_with_a_revision() {
    let folder = repository();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let both =
        r#"{ "Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": "*" }"#;
    write("p/merged.json", &policy(both));
    let test = || test_in(folder.path(), &["s"]);
    says(&test(), 0, &["3 passed"]);
    write("p/kept.json", &policy(&format!("{WRITE}, {READ}")));
    write("p/new.json", &policy(READ));
    fs::remove_file(folder.path().join("p/guard.json")).unwrap();
    let parts = [
        "FAILED s/a.json#no new access since git:HEAD[policy=../p/kept.json]",
        "s3:PutObject on arn:aws:s3:",
        "`W` at p/kept.json:1:",
        "FAILED s/a.json#no new access since git:HEAD[policy=../p/new.json]",
        "FAILED s/a.json#no new access since git:HEAD[policy=../p/guard.json]",
        "nothing denies it any more",
        "warning[policy-gone]: the policy `../p/guard.json` is gone",
        "3 failed, 1 passed",
    ];
    says(&test(), 1, &parts);
}

#[test]
fn a_baseline_that_is_not_there_is_a_mistake() {
    let folder = repository();
    let with = |baseline: &str| {
        let text = format!(
            r#"{{ "title": "t", "noNewAccess": [{{ "baseline": "{baseline}", "policies": "../p/*.json" }}] }}"#
        );
        fs::write(folder.path().join("s/a.json"), text).unwrap();
        test_in(folder.path(), &["s"])
    };
    says(&with("git:nowhere"), 2, &["the repository has no revision `nowhere`", "s/a.json:1:"]);
    says(&with("git:--all"), 2, &["the repository has no revision `--all`"]);
    says(&with("git:a\\nb\\u202e"), 2, &["the repository has no revision"]);
    says(&with("elsewhere"), 2, &["there is no such file or folder"]);
    says(&with("../p/kept.json"), 2, &["one file is compared with one policy"]);
    let outside = program::folder(&[
        (
            "a.json",
            r#"{ "title": "t", "noNewAccess": { "baseline": "git:HEAD", "policies": "p.json" } }"#,
        ),
        ("p.json", &policy(READ)),
    ]);
    says(&test_in(outside.path(), &["a.json"]), 2, &["it is not in a git repository"]);
}

#[test]
fn all_policies_that_a_file_names_are_compared_if_none_is_said() {
    let text = r#"{ "title": "t", "policies": { "identity": ["policies/read.json"] },
        "principals": { "x": { "arn": "arn:aws:iam::111122223333:user/x",
                               "policies": { "permissionsBoundary": "policies/more.json" } } },
        "noNewAccess": [{ "baseline": "before" }] }"#;
    let folder = folder(&[
        ("a.json", text),
        ("policies/more.json", &policy(&format!("{READ}, {WRITE}"))),
        ("before/policies/more.json", &policy(WRITE)),
    ]);
    let output = test_in(folder.path(), &["a.json"]);
    let parts = [
        "FAILED a.json#no new access since before[policy=policies/read.json]",
        "FAILED a.json#no new access since before[policy=policies/more.json]",
        "`R` at policies/more.json",
        "2 failed",
    ];
    says(&output, 1, &parts);
}

#[test]
fn hostile_names_are_harmless() {
    let name = "a\\nFAILED \\u001b[31m\\u202e](x)";
    let claim = format!(
        r#""name": "{name}", "principal": "ann", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/*",
           "waiver": {{ "until": "2020-01-01", "reason": "\u001b]8;;x\u0007\nr" }}"#
    );
    let output = never(&claim);
    assert_eq!(output.code, 1);
    let all = format!("{}{}", output.out, output.err);
    assert!(!all.contains('\u{1b}') && !all.contains('\u{202e}'), "{all:?}");
    assert!(!all.contains("\nFAILED \\"), "{all}");
}

#[test]
fn only_roles_and_keys_have_policies_that_nobody_gave() {
    let claim = |resource: &str| {
        never(&format!(
            r#""name": "it", "principal": "ann", "action": "*", "resource": "{resource}""#
        ))
    };
    says(&claim("arn:aws:s3:::other/*"), 0, &["1 passed"]);
    says(&claim("arn:aws:s3:::role/other"), 0, &["1 passed"]);
    let role = claim("arn:aws:iam::111122223333:role/other");
    says(&role, 1, &["not proven", "roles and KMS keys"]);
}

#[test]
fn claims_hold_at_every_time_unless_they_name_one() {
    let later = r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject",
        "Resource": "*", "Condition": { "DateGreaterThan": { "aws:CurrentTime": "2027-01-01" } } }] }"#;
    let claim = |at: &str| {
        let policies = format!(r#""policies": {{ "identity": [{later}] }}"#);
        let never = format!(r#""never": [{{ {MOVE}, {at} {policies} }}]"#);
        run_cases(&format!(r#""now": "2026-03-01T09:00:00Z", {never}"#))
    };
    says(&claim(""), 1, &["aws:CurrentTime", "`ann` is allowed s3:GetObject"]);
    says(&claim(r#""now": "2026-03-01T09:00:00Z","#), 0, &["1 passed"]);
}

#[test]
fn a_grant_on_a_key_gives_its_operations() {
    let file = |action: &str| {
        let of_partner = json!({ "Effect": "Allow", "Principal": { "AWS": "444455556666" },
            "Action": "kms:*", "Resource": "*" });
        let key = json!({
            "arn": "arn:aws:kms:eu-west-1:111122223333:key/1",
            "policy": { "Version": "2012-10-17", "Statement": [of_partner] },
            "grants": [{ "GranteePrincipal": "arn:aws:iam::111122223333:user/x",
                "Operations": ["Decrypt"] }],
        });
        json!({
            "policies": { "identity": [] },
            "principals": { "x": { "arn": "arn:aws:iam::111122223333:user/x", "tags": {} } },
            "resources": { "key": key },
            "never": [{ "name": "it", "principal": "x", "action": action, "resource": "key" }],
        })
    };
    for (action, code) in [("kms:Decrypt", 1), ("kms:*", 1), ("kms:Encrypt", 0)] {
        let desk = TempDir::new().unwrap();
        fs::write(desk.path().join("a.json"), file(action).to_string()).unwrap();
        assert_eq!(test_in(desk.path(), &["a.json"]).code, code, "{action}");
    }
}

/// A key with a grant, and a claim about it.
fn with_grant(grant: &Value, claim: &Value) -> Value {
    let nobody = json!({ "Effect": "Allow", "Principal": { "AWS": "444455556666" },
        "Action": "kms:DescribeKey", "Resource": "*" });
    let key = json!({
        "arn": "arn:aws:kms:eu-west-1:111122223333:key/1",
        "policy": { "Version": "2012-10-17", "Statement": [nobody] },
        "grants": [grant],
    });
    let mut file = json!({
        "title": "it",
        "policies": { "identity": [] },
        "principals": {
            "x": { "arn": "arn:aws:iam::111122223333:user/x", "tags": {} },
            "app": { "arn": "arn:aws:iam::111122223333:role/app", "tags": {} },
            "fed": { "arn": "arn:aws:sts::111122223333:federated-user/f", "tags": {},
                "policies": { "session": ["FullAWSAccess"] } },
        },
        "resources": { "key": key },
    });
    let kind = claim["kind"].as_str().unwrap().to_owned();
    let mut claim = claim.clone();
    claim.as_object_mut().unwrap().remove("kind");
    claim["name"] = "it".into();
    claim["action"] = "kms:Decrypt".into();
    claim["resource"] = "key".into();
    file[kind] = json!([claim]);
    file
}

#[test]
fn grants_are_about_sessions_too_and_about_pairs_that_nobody_names() {
    let decrypt = json!(["Decrypt"]);
    let session = json!({ "GranteePrincipal": "arn:aws:sts::111122223333:assumed-role/app/s",
        "Operations": decrypt });
    let user = json!({ "GranteePrincipal": "arn:aws:iam::111122223333:user/x",
        "Operations": decrypt });
    let mut exact = user.clone();
    exact["Constraints"] = json!({ "EncryptionContextEquals": { "a": "1" } });
    let mut subset = user.clone();
    subset["Constraints"] = json!({ "EncryptionContextSubset": { "a": "1" } });
    let never = |who: &str| json!({ "kind": "never", "principal": who });
    let always = json!({ "kind": "always", "principal": "x",
        "when": { "StringEquals": { "kms:EncryptionContext:a": "1" } } });
    let table = [
        (&session, never("app"), 1),
        (&session, never("x"), 0),
        (&user, never("fed"), 1),
        (&subset, always.clone(), 0),
        (&exact, always, 1),
    ];
    for (grant, claim, code) in table {
        let desk = TempDir::new().unwrap();
        let file = with_grant(grant, &claim);
        fs::write(desk.path().join("a.json"), file.to_string()).unwrap();
        assert_eq!(test_in(desk.path(), &["a.json"]).code, code, "{grant} {claim}");
    }
}

#[test]
fn a_claim_does_not_hang_on_what_other_cases_test() {
    let all = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "iam:*",
        "Resource": "*" }] });
    let of_sessions = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
        "Action": "sqs:*", "Resource": "*",
        "Condition": { "Null": { "aws:TokenIssueTime": "false" } } }] });
    let file = json!({
        "title": "it",
        "principals": { "x": { "arn": "arn:aws:iam::111122223333:user/x", "tags": {} } },
        "policies": { "identity": [all] },
        "always": [{ "name": "it", "principal": "x", "action": "iam:CreateUser",
            "resource": "arn:aws:iam::111122223333:user/*" }],
        "cases": [{ "name": "other", "principal": "x", "action": "sqs:SendMessage",
            "policies": { "identity": [of_sessions] },
            "resource": "arn:aws:sqs:eu-west-1:111122223333:q",
            "context": { "aws:TokenIssueTime": null }, "expect": "denied" }],
    });
    let desk = TempDir::new().unwrap();
    fs::write(desk.path().join("a.json"), file.to_string()).unwrap();
    assert_eq!(test_in(desk.path(), &["a.json"]).code, 0);
}

#[test]
fn operations_of_grants_are_names() {
    for operation in ["kms:Decrypt", "Decrypt*", ""] {
        let grant = json!({ "GranteePrincipal": "arn:aws:iam::111122223333:user/x",
            "Operations": [operation] });
        let file = with_grant(&grant, &json!({ "kind": "never", "principal": "x" }));
        let desk = TempDir::new().unwrap();
        fs::write(desk.path().join("a.json"), file.to_string()).unwrap();
        let output = test_in(desk.path(), &["a.json"]);
        says(&output, 2, &["a grant has no operation", "as in `Decrypt`"]);
    }
}
