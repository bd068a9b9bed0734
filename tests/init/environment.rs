//! Scenario files from the policies of an environment.

use std::fmt::Write;
use std::fs;

use serde_json::{Value, json};

use crate::program::folder;
use crate::{HOME, case, iamsim, written};

const ACCOUNT: &str = r#"{
  "accounts": { "111122223333": {
    "users": {
      "alice": { "policies": ["read"], "permissionsBoundary": "limit", "tags": {} },
      "bob": { "policies": ["read", "arn:aws:iam::aws:policy/ReadOnlyAccess"], "tags": {} }
    },
    "groups": { "empty": { "policies": ["read"] } },
    "roles": { "app": {
      "tags": {},
      "policies": [{ "name": "own", "document": { "Version": "2012-10-17", "Statement": {
        "Sid": "Put", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::team/*" } } }],
      "trust": { "Version": "2012-10-17", "Statement": { "Sid": "Partner", "Effect": "Allow",
        "Principal": { "AWS": "444455556666" }, "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "sts:ExternalId": "7F3A" } } } }
    } },
    "policies": {
      "read": { "Version": "2012-10-17", "Statement": { "Sid": "Read", "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::team/*" } },
      "limit": { "Version": "2012-10-17", "Statement": { "Sid": "OnlyRead", "Effect": "Allow",
        "Action": "s3:Get*", "Resource": "*" } },
      "idle": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }
    }
  } },
  "resources": { "arn:aws:s3:::team": { "account": "111122223333", "tags": {},
    "policy": { "Version": "2012-10-17", "Statement": { "Sid": "Tls", "Effect": "Deny", "Principal": "*",
      "Action": "s3:*", "Resource": "arn:aws:s3:::team/*",
      "Condition": { "Bool": { "aws:SecureTransport": "false" } } } } } }
}"#;

fn names(file: &Value) -> Vec<&str> {
    file["cases"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn the_policies_of_an_account_become_a_green_scenario_file() {
    let folder = folder(&[("accounts/prod.json", ACCOUNT)]);
    let output = iamsim(folder.path(), &["init", "--env", "accounts/prod.json", "--yes"]);
    let expected = "\
note: policies of AWS's count in the answers, and no case is about them: `ReadOnlyAccess`
note: nobody has these policies, and no case is about them: `arn:aws:iam::111122223333:policy/idle`, \
`group/empty`
";
    assert_eq!((output.code, &*output.err), (0, expected), "{}", output.out);
    let file = written(folder.path(), "scenarios/prod.json");
    assert_eq!(file["environment"], "../accounts/prod.json");
    assert_eq!(file["principals"], Value::Null);
    let read = case(&file, "user/alice, read: Read, as written");
    assert_eq!((&read["principal"], &read["policies"]), (&"alice".into(), &Value::Null));
    assert_eq!(read["expect"]["allowed"], json!(["s3:GetObject"]));
    assert_eq!(read["expect"]["implicitDeny"], json!(["s3:DeleteObject"]));
    let limit = case(&file, "user/alice, boundary limit: OnlyRead, as written");
    assert_eq!((&limit["principal"], &limit["expect"]), (&"alice".into(), &"allowed".into()));
    let outside = case(&file, "user/alice, boundary limit: OnlyRead, another action");
    assert_eq!(outside["expect"], "implicitDeny");
    assert_eq!(outside["because"]["policyType"], "permissionsBoundary");
    assert_eq!(case(&file, "role/app/own: Put, as written")["principal"], "app");
    let trust = case(&file, "role/app, trust: Partner, as written");
    assert_eq!(
        (&trust["expect"], &trust["because"]["sid"]),
        (&"allowed".into(), &"Partner".into())
    );
    assert_eq!(trust["context"]["sts:ExternalId"], "7F3A");
    let tls = case(&file, "arn:aws:s3:::team: Tls, as written");
    assert_eq!((&tls["expect"], &tls["because"]["sid"]), (&"explicitDeny".into(), &"Tls".into()));
    let shared = names(&file).into_iter().filter(|name| name.ends_with("read: Read, as written"));
    assert_eq!(shared.count(), 1, "a policy that two have is asked about once");
    let tested = iamsim(folder.path(), &["test"]);
    assert_eq!(tested.code, 0, "{}{}", tested.out, tested.err);
    let narrower = ACCOUNT.replace(
        "\"arn:aws:s3:::team/*\" } },\n      \"limit\"",
        "\"arn:aws:s3:::team/a\" } },\n      \"limit\"",
    );
    assert_ne!(narrower, ACCOUNT);
    fs::write(folder.path().join("accounts/prod.json"), narrower).unwrap();
    assert_eq!(iamsim(folder.path(), &["test"]).code, 1, "a change to the account is noticed");
}

#[test]
fn only_the_policies_of_one_are_asked_about() {
    let folder = folder(&[("account.json", ACCOUNT)]);
    let path = folder.path();
    let groups_of = |arguments: &[&str], out: &str| {
        let all = ["init", "--env", "account.json", "--yes", "--out", out];
        let output = iamsim(path, &[&all, arguments].concat());
        assert_eq!(output.code, 0, "{}{}", output.out, output.err);
        let file = written(path, out);
        let mut groups: Vec<String> =
            names(&file).iter().map(|name| name.split(": ").next().unwrap().to_owned()).collect();
        groups.dedup();
        groups
    };
    let app = groups_of(&["--as", "app"], "app.json");
    assert_eq!(app, ["role/app/own", "role/app, trust"]);
    let bucket = groups_of(&["--on", "arn:aws:s3:::team", "--as", "bob"], "bucket.json");
    assert_eq!(bucket, ["arn:aws:s3:::team"]);
    let asked =
        case(&written(path, "bucket.json"), "arn:aws:s3:::team: Tls, as written")["principal"]
            .clone();
    assert_eq!(asked, "bob");
    let role = groups_of(&["--on", "arn:aws:iam::111122223333:role/app"], "role.json");
    assert_eq!(role, ["role/app, trust"]);
    assert_eq!(iamsim(path, &["test", "app.json", "bucket.json", "role.json"]).code, 0);
    let nobody =
        iamsim(path, &["init", "--env", "account.json", "--as", "alise", "--out", "x.json"]);
    assert!(nobody.err.contains("the environment has no user or role `alise`"), "{}", nobody.err);
    let nothing = iamsim(
        path,
        &["init", "--env", "account.json", "--on", "arn:aws:s3:::x", "--out", "x.json"],
    );
    assert_eq!(nothing.code, 2);
    assert!(nothing.err.contains("no policy of `arn:aws:s3:::x`"), "{}", nothing.err);
}

#[test]
fn an_environment_stands_around_policies_of_files() {
    let home = HOME.replace("s3:PutObject", "s3:DeleteObject");
    let folder = folder(&[("account.json", ACCOUNT), ("home.json", &home)]);
    let arguments = ["init", "home.json", "--env", "account.json", "--yes"];
    let output = iamsim(folder.path(), &arguments);
    assert_eq!(output.code, 0, "{}{}", output.out, output.err);
    let note = "note: arn:aws:iam::111122223333:user/alice asks, the first of the environment; \
                --as PRINCIPAL names another\n";
    assert_eq!(output.err, note);
    let file = written(folder.path(), "scenarios/home.json");
    assert_eq!(file["policies"]["identity"], json!(["../home.json"]));
    let home = case(&file, "Home, as written");
    assert_eq!(home["expect"]["allowed"], json!(["s3:GetObject"]), "{home}");
    assert_eq!(home["expect"]["implicitDeny"], json!(["s3:DeleteObject"]), "the boundary counts");
    assert_eq!(iamsim(folder.path(), &["test"]).code, 0);
}

#[test]
fn a_big_account_is_cut_off_and_the_rest_is_counted() {
    let mut users = String::new();
    for number in 0..2_000 {
        let comma = if number == 0 { "" } else { "," };
        write!(
            users,
            r#"{comma}"u{number}": {{ "policies": [{{ "name": "own", "document": {{ "Version": "2012-10-17",
            "Statement": {{ "Effect": "Allow", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::team/u{number}/*" }} }} }}] }}"#
        )
        .unwrap();
    }
    let account = format!(r#"{{ "accounts": {{ "111122223333": {{ "users": {{{users}}} }} }} }}"#);
    let folder = folder(&[("account.json", &account)]);
    let output = iamsim(folder.path(), &["init", "--env", "account.json", "--yes"]);
    assert_eq!(output.code, 0, "{}", output.err);
    let expected = "\
note: the environment has more policies than are asked about at once, and these are left out: \
1925 identity-based; --as PRINCIPAL and --on ARN ask about one's own
";
    assert_eq!(output.err, expected);
    assert_eq!(iamsim(folder.path(), &["test"]).code, 0);
}

#[test]
fn hostile_names_and_unknown_values_do_no_harm() {
    let account = r#"{ "accounts": { "111122223333": {
      "users": { "{{x}}\u202e\n": { "policies": [
        { "name": "${unknown:a}", "document": { "Version": "2012-10-17", "Statement": {
          "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${unknown:b}/*" } } },
        { "unknown": "c" },
        { "name": "broken", "document": { "Version": "2012-10-17", "Statement": { "Effect": "Maybe" } } }
      ] } } } } }"#;
    let folder = folder(&[("account.json", account)]);
    let output = iamsim(folder.path(), &["init", "--env", "account.json", "--yes"]);
    assert!(!output.err.contains('\u{202e}') && !output.out.contains('\u{202e}'));
    assert_eq!(output.code, 2, "{}{}", output.out, output.err);
}
