//! Folders, files that are no description of anything, and the script that exports an account.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use iamsim::environment::{Fact, PolicyEntry};

use crate::format::{folder, load};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}"#;
const OPEN: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::team-files/*"}]}"#;
const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}]}"#;

#[test]
fn a_file_is_what_its_place_says() {
    let folder = folder(&[
        (
            "account.yaml",
            "accounts:\n  '111122223333':\n    partition: aws-cn\n    users: { bob: {} }\n",
        ),
        ("users/alice/read.json", POLICY),
        (
            "users/alice/user.json",
            r#"{"path": "/team/", "groups": ["dev"], "policies": ["FullAWSAccess"]}"#,
        ),
        ("groups/dev/write.json", POLICY),
        ("accounts/444455556666/roles/app/trust.json", TRUST),
        ("accounts/444455556666/roles/app/boundary.json", POLICY),
        ("accounts/444455556666/roles/app/s3.json", POLICY),
        ("policies/team/limit.json", POLICY),
        (
            "resources/s3/team-files/resource.json",
            r#"{"arn": "arn:aws:s3:::team-files", "tags": {"a": "b"}}"#,
        ),
        ("resources/s3/team-files/policy.json", OPEN),
        (
            "organization/organization.json",
            r#"{"organization": {"id": "o-a", "root": {"serviceControl": ["scp.json"]}}}"#,
        ),
        ("organization/scp.json", POLICY),
        ("notes/stray.json", POLICY),
        ("README.md", "about these"),
    ]);
    let loaded = load(folder.path(), &["."]).unwrap();
    let found = loaded.environment;
    let account = found.accounts.get("111122223333").unwrap();
    let alice = account.users.get("alice").unwrap();
    assert_eq!(alice.path, Fact::Is("/team/".into()));
    let names: Vec<&str> = alice.policies.iter().map(PolicyEntry::name).collect();
    assert_eq!(names, ["FullAWSAccess", "read"]);
    assert!(account.users.get("bob").is_some());
    assert_eq!(account.groups.get("dev").unwrap().policies.len(), 1);
    assert!(account.policies.get("arn:aws-cn:iam::111122223333:policy/team/limit").is_some());
    let app = found.accounts.get("444455556666").unwrap().roles.get("app").unwrap();
    assert!(app.trust.known().is_some() && app.permissions_boundary.known().is_some());
    assert_eq!(app.policies.len(), 1);
    let bucket = found.resources.get("arn:aws:s3:::team-files").unwrap();
    assert!(bucket.policy.known().is_some() && bucket.tags.known().is_some());
    assert_eq!(found.organization.known().unwrap().id.as_deref(), Some("o-a"));
    let remarks: Vec<&str> =
        loaded.remarks.iter().map(|one| one.diagnostic.message.as_str()).collect();
    assert_eq!(remarks.len(), 1, "{remarks:?}");
    assert!(remarks[0].contains("notes/stray.json"), "{remarks:?}");
}

#[test]
fn what_a_folder_says_of_no_account_is_said() {
    let folder = folder(&[("users/alice/read.json", POLICY)]);
    let loaded = load(folder.path(), &["."]).unwrap();
    assert!(loaded.environment.accounts.get("000000000000").is_some());
    assert_eq!(loaded.remarks[0].diagnostic.code, "account-not-said");
}

#[test]
fn a_file_that_cannot_be_understood_is_an_error_with_its_place() {
    let cases: [(&str, &[u8], &str); 13] = [
        ("a.json", b"", "a.json:1:1"),
        ("a.json", b"  \n", "a.json"),
        ("a.json", b"{\"accounts\": {\"111122223333\": {\"users\": {", "a.json:1:"),
        ("a.json", b"\xff\xfe{\0}\0", "a.json:1:1: byte 0xFF is not UTF-8"),
        ("a.json", b"{\"accounts\": \0{}}", "a.json:1:14"),
        ("a.json", b"hello", "a.json:1:1"),
        ("a.json", b"{}", "found an empty object"),
        ("a.json", b"[1]", "found a list"),
        ("a.json", b"null", "found null"),
        ("a.json", b"{\"Statement\": []}", "found a policy"),
        ("a.json", b"{\"cases\": []}", "found a scenario file"),
        ("a.json", b"{\"a\": 1, \"b\\u202e\": 2}", "found an object with `a`, `b"),
        ("plan", b"PK\x03\x04\x99", "plan:1:5: byte 0x99 is not UTF-8"),
    ];
    for (name, bytes, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let found = load(folder.path(), &[name]).unwrap_err();
        assert!(found[0].contains(expected), "{found:?} for {expected}");
    }
    let found = load(Path::new("/nowhere"), &["a.json"]).unwrap_err();
    assert!(found[0].contains("there is no such file"), "{found:?}");
    let empty = folder(&[("README.md", "")]);
    assert!(load(empty.path(), &["."]).unwrap_err()[0].contains("holds no JSON or YAML files"));
}

fn program(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let output = program.current_dir(folder).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[test]
fn an_overview_says_what_is_open() {
    let folder = folder(&[
        ("accounts/111122223333/roles/app/trust.json", TRUST),
        ("accounts/111122223333/users/a/read.json", POLICY),
        (
            "resources/s3/team-files/resource.json",
            r#"{"arn": "arn:aws:s3:::team-files", "account": "111122223333"}"#,
        ),
        ("resources/s3/team-files/policy.json", OPEN),
        (
            "organization/o.yaml",
            "organization:\n  id: o-a\n  managementAccount: '999988887777'\n  root:\n    id: r-1\n    serviceControl: [FullAWSAccess]\n    accounts: ['999988887777']\n    units:\n    - { name: Work, id: ou-1, resourceControl: [], accounts: ['111122223333'] }\n",
        ),
    ]);
    let later = r#"{"accounts": {"111122223333": {"users": {"a": {"policies": []}}}}}"#;
    fs::write(folder.path().join("later.txt"), later).unwrap();
    let (text, _, code) = program(folder.path(), &["env", "show", ".", "later.txt"]);
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(text);
    let (json, _, _) = program(folder.path(), &["env", "show", ".", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["roles"][0]["trusts"]["otherAccounts"][0], "444455556666");
    let (_, error, code) = program(folder.path(), &["env", "show", "missing.json"]);
    assert!(error.contains("there is no such file"), "{error}");
    assert_eq!(code, Some(2));
}

#[cfg(unix)]
#[test]
fn the_script_writes_what_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let aws = r#"#!/bin/sh
case "$*" in
  *--query\ Account*) echo 111122223333 ;;
  *--query\ Arn*) echo arn:aws:iam::111122223333:user/a ;;
  *get-account-authorization-details*) echo '{"UserDetailList": [{"UserName": "alice", "Path": "/", "UserId": "AIDAEXAMPLE", "Arn": "arn:aws:iam::111122223333:user/alice", "CreateDate": "2020-01-01T00:00:00Z", "GroupList": [], "AttachedManagedPolicies": []}], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}' ;;
  *list-buckets*) printf 'team-files\nother\n' ;;
  *get-bucket-policy*other*) echo 'An error occurred (NoSuchBucketPolicy)' >&2; exit 254 ;;
  *get-bucket-policy*) echo '{"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}' ;;
  *get-public-access-block*) echo 'An error occurred (AccessDenied)' >&2; exit 254 ;;
  *get-bucket-tagging*) echo '{"TagSet": [{"Key": "a", "Value": "b"}]}' ;;
  *list-keys*|*list-queues*|*list-topics*|*list-functions*|*list-secrets*|*describe-repositories*) echo None ;;
  *describe-vpc-endpoints*) echo '{"VpcEndpoints": []}' ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac
"#;
    let folder = folder(&[("bin/aws", aws)]);
    let bin = folder.path().join("bin");
    fs::set_permissions(bin.join("aws"), fs::Permissions::from_mode(0o755)).unwrap();
    let (script, _, code) = program(folder.path(), &["env", "commands", "--region", "eu-west-1"]);
    assert_eq!(code, Some(0));
    fs::write(folder.path().join("export.sh"), script).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let ran = std::process::Command::new("sh")
        .current_dir(folder.path())
        .args(["export.sh", "a folder"])
        .env("PATH", path)
        .output()
        .unwrap();
    let error = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{error}");
    assert_eq!(error.matches("not exported: aws s3api get-public-access-block").count(), 2);
    assert!(!error.contains("unexpected"), "{error}");
    let found = load(folder.path(), &["a folder"]).unwrap().environment;
    assert!(found.accounts.get("111122223333").unwrap().users.get("alice").is_some());
    let bucket = |name: &str| found.resources.get(&format!("arn:aws:s3:::{name}")).unwrap();
    assert!(bucket("team-files").policy.known().is_some());
    assert!(matches!(bucket("other").policy, Fact::None));
    assert!(!bucket("other").public_access_block.is_said());
    assert_eq!(bucket("other").tags.known().unwrap().len(), 1);
    assert_eq!(bucket("other").account.as_deref(), Some("111122223333"));
}

#[cfg(unix)]
#[test]
fn scripts_are_shell() {
    let folder = folder(&[]);
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1";
    for arguments in [
        &["env", "commands"][..],
        &["env", "commands", "--organization"],
        &["env", "commands", "--resources", "arn:aws:s3:::team-files", key],
    ] {
        let (script, _, _) = program(folder.path(), arguments);
        fs::write(folder.path().join("x.sh"), script).unwrap();
        let checked = std::process::Command::new("sh")
            .current_dir(folder.path())
            .args(["-n", "x.sh"])
            .output()
            .unwrap();
        assert!(checked.status.success(), "{checked:?}");
    }
    let (_, error, code) = program(folder.path(), &["env", "commands", "--region", "$(x)"]);
    assert_eq!(code, Some(2));
    assert!(error.contains("is not a region"), "{error}");
}
