//! One caller: what is not known of it, and what its requests may carry, counts.

use serde_json::{Value, json};

use crate::program::folder;
use crate::{READ, ask, policy};

const APP: &str = "arn:aws:iam::111122223333:role/app";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/app/night";
const ID: &str = "AROAEXAMPLEROLE000001";

/// The exit code for a caller whose new policy has a statement more, with conditions.
fn with_conditions(caller: &str, action: &str, conditions: &str) -> i32 {
    let more = format!(
        r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*", "Condition": {{{conditions}}}}}"#
    );
    let folder = folder(&[("old.json", &policy(&[READ])), ("new.json", &policy(&[READ, &more]))]);
    let line = format!("no-new-access --existing old.json --new new.json --as {caller}");
    ask(folder.path(), &line).code
}

#[test]
fn a_user_may_have_used_a_second_factor() {
    let ann = "arn:aws:iam::111122223333:user/ann";
    for (action, conditions) in [
        ("sns:Publish", r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#),
        ("iam:CreateUser", r#""Bool": {"aws:MultiFactorAuthPresent": "true"}"#),
        ("iam:CreateUser", r#""NumericLessThan": {"aws:MultiFactorAuthAge": "300"}"#),
        ("sns:Publish", r#""Null": {"aws:TokenIssueTime": "false"}"#),
    ] {
        assert_eq!(with_conditions(ann, action, conditions), 1, "{action} {conditions}");
    }
    let other = r#""StringEquals": {"aws:username": "bob"}"#;
    assert_eq!(with_conditions(ann, "sns:Publish", other), 0);
}

#[test]
fn topics_say_who_owns_them() {
    let owner = r#""StringEquals": {"aws:SourceOwner": "111122223333"}"#;
    assert_eq!(with_conditions(APP, "sns:Publish", owner), 1);
}

/// The exit code for a role that is newly allowed to read a bucket whose policy has a statement.
fn with_bucket_policy(caller: &str, before: &[Value], after: &[Value]) -> i32 {
    let account = |statements: &[Value]| {
        let trust = json!({ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" },
            "Action": "sts:AssumeRole" });
        let policy =
            |statements: &[Value]| json!({ "Version": "2012-10-17", "Statement": statements });
        let bucket = json!({ "account": "111122223333", "policy": policy(statements) });
        let role = json!({ "trust": policy(&[trust]) });
        json!({ "accounts": { "111122223333": { "roles": { "app": role } } },
            "resources": { "arn:aws:s3:::data": bucket } })
    };
    let folder = folder(&[
        ("before.json", &account(before).to_string()),
        ("after.json", &account(after).to_string()),
        ("old.json", &policy(&[r#"{"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}"#])),
        ("new.json", &policy(&[READ])),
    ]);
    let line = if caller.is_empty() {
        "no-new-access --existing-env before.json --new-env after.json".to_owned()
    } else {
        format!("no-new-access --existing old.json --new new.json --as {caller} --env after.json")
    };
    ask(folder.path(), &line).code
}

fn statement(effect: &str, element: &str, named: &[&str]) -> Value {
    json!({ "Effect": effect, element: { "AWS": named }, "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::data/*" })
}

#[test]
fn a_policy_that_names_one_session_leaves_the_others() {
    let root = "arn:aws:iam::111122223333:root";
    let other = "arn:aws:sts::111122223333:assumed-role/app/day";
    for named in [
        statement("Deny", "Principal", &[SESSION]),
        statement("Deny", "NotPrincipal", &[root, APP, SESSION]),
        statement("Deny", "Principal", &[ID]),
        statement("Deny", "Principal", &[&format!("{ID}:night")]),
        statement("Allow", "Principal", &[SESSION]),
    ] {
        assert_eq!(with_bucket_policy(APP, &[], std::slice::from_ref(&named)), 1, "{named}");
    }
    let deny = [statement("Deny", "Principal", &[SESSION])];
    assert_eq!(with_bucket_policy(SESSION, &[], &deny), 0);
    assert_eq!(with_bucket_policy(other, &[], &deny), 1);
}

#[test]
fn a_grant_to_one_session_is_new_to_it_alone() {
    let to_session = [statement("Allow", "Principal", &[SESSION])];
    let to_role = [statement("Allow", "Principal", &[APP])];
    assert_eq!(with_bucket_policy("", &to_session, &to_role), 1);
    assert_eq!(with_bucket_policy("", &to_role, &to_session), 0);
    let to_another = [statement("Deny", "Principal", &["arn:aws:iam::111122223333:role/other"])];
    assert_eq!(with_bucket_policy("", &to_another, &to_session), 1);
    assert_eq!(with_bucket_policy("", &to_session, &to_session), 0);
}

#[test]
fn a_proof_about_a_session_says_what_its_role_is_taken_to_be() {
    let role = |role: &str| {
        let arn = format!("arn:aws:iam::111122223333:role/{role}");
        policy(&[&format!(
            r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
                "Condition": {{"ArnLike": {{"aws:PrincipalArn": "{arn}"}}}}}}"#
        )])
    };
    let account = json!({ "accounts": { "111122223333": { "roles": {} } } });
    let folder = folder(&[
        ("role.json", &role("team/app")),
        ("read.json", &policy(&[READ])),
        ("account.json", &account.to_string()),
    ]);
    let ask_about = |new: &str| {
        ask(
            folder.path(),
            &format!("no-new-access --existing read.json --as {SESSION} --new {new}"),
        )
    };
    let assumed = "the role of the session is taken to be";
    assert!(ask_about("role.json").out.contains(assumed));
    assert!(!ask_about("read.json").out.contains(assumed));
    assert!(ask_about("read.json --env account.json").out.contains(assumed));
}

#[test]
fn a_federated_user_gains_by_a_session_policy() {
    let everything = json!({ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } });
    let asked = |policies: Value| {
        json!({ "policies": policies, "request": { "action": "s3:GetObject",
            "resource": "arn:aws:s3:::data/x",
            "principal": "arn:aws:sts::111122223333:federated-user/bob" } })
        .to_string()
    };
    let folder = folder(&[
        ("without.json", &asked(json!({ "identity": [everything] }))),
        ("with.json", &asked(json!({ "identity": [everything], "session": [everything] }))),
    ]);
    let code = |old: &str, new: &str| {
        ask(folder.path(), &format!("no-new-access --existing {old} --new {new}")).code
    };
    assert_eq!(code("without.json", "with.json"), 1);
    assert_eq!(code("with.json", "without.json"), 0);
}
