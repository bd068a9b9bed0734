//! What must not be granted.

use crate::{ask, desk, json};

#[test]
fn actions_on_any_resource_and_any_action_on_resources() {
    let desk = desk();
    for (policy, access, code) in [
        ("pass.json", "actions=iam:PassRole", 1),
        ("pass.json", "actions=iam:PassRole,s3:DeleteBucket", 1),
        ("pass.json", "actions=IAM:pass*", 1),
        ("pass.json", "actions=s3:DeleteBucket", 0),
        ("pass.json", "resources=arn:aws:iam::111122223333:role/app", 1),
        ("pass.json", "resources=arn:aws:iam::*:role/*", 1),
        ("pass.json", "resources=arn:aws:iam::111122223333:role/other", 0),
        ("pass.json", "actions=s3:*,resources=arn:aws:iam::*:role/*", 0),
        ("pass.json", "actions=iam:*,resources=arn:aws:iam::*:role/*", 1),
        ("office.json", "actions=s3:PutObject", 0),
    ] {
        let line = format!("access-not-granted --policy {policy} --access {access}");
        assert_eq!(ask(desk.path(), &line).code, code, "{line}");
    }
}

#[test]
fn each_access_counts_on_its_own() {
    let desk = desk();
    let line = "access-not-granted --policy pass.json --access actions=s3:* \
                resources=arn:aws:iam::*:role/*";
    let output = ask(desk.path(), line);
    assert_eq!(output.code, 1);
    assert!(output.err.contains("each --access counts on its own"), "{}", output.err);
    let answer = json(desk.path(), line);
    assert_eq!(answer["reasons"].as_array().unwrap().len(), 2);
    assert_eq!(answer["access"][1]["resources"][0], "arn:aws:iam::*:role/*");
}

#[test]
fn it_is_told_in_its_own_words() {
    let line = "access-not-granted --policy pass.json --access \
                actions=iam:PassRole,resources=arn:aws:iam::111122223333:role/app";
    let output = ask(desk().path(), line);
    insta::assert_snapshot!(output.out);
}

#[test]
fn whoever_a_resource_policy_lets_in_is_found() {
    let desk = desk();
    for (principal, code) in [
        (r#""*""#, 1),
        (r#"{"AWS": "444455556666"}"#, 1),
        (r#"{"AWS": "arn:aws:iam::444455556666:user/ann"}"#, 1),
        (r#"{"Service": "lambda.amazonaws.com"}"#, 1),
        (r#"{"Federated": "accounts.google.com"}"#, 1),
    ] {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x"}}"#
        );
        std::fs::write(desk.path().join("let-in.json"), crate::policy(&[&statement])).unwrap();
        let line = "access-not-granted --policy let-in.json --policy-type resource --access \
                    actions=s3:GetObject";
        assert_eq!(ask(desk.path(), line).code, code, "{principal}");
        let line = line.replace("GetObject", "PutObject");
        assert_eq!(ask(desk.path(), &line).code, 0, "{principal}");
    }
}

#[test]
fn actions_that_aws_does_not_have_are_named() {
    let line = "access-not-granted --policy pass.json --access actions=s3:DeleteBukcet";
    let output = ask(desk().path(), line);
    assert_eq!(output.code, 0);
    assert!(output.err.contains("has no action `s3:DeleteBukcet`"), "{}", output.err);
    assert!(output.err.contains("did you mean `s3:DeleteBucket`?"), "{}", output.err);
}

#[test]
fn what_matches_nothing_is_refused() {
    let desk = desk();
    for access in [
        "actions=",
        "s3:GetObject",
        "actions=s3:bad:name",
        "actions=GetObject",
        "resources=data",
        "file://none.json",
        "{\"actions\":\"s3:*\"}",
    ] {
        let line = format!("access-not-granted --policy pass.json --access {access}");
        let output = ask(desk.path(), &line);
        assert_eq!((output.code, &*output.out), (2, ""), "{access}");
        assert!(output.err.contains("--access"), "{access}: {}", output.err);
    }
    for line in [
        "access-not-granted --policy pass.json --policy-type trust --access resources=*",
        "access-not-granted --policy partner.json --policy-type resource --access \
         resources=arn:aws:sqs",
    ] {
        let output = ask(desk.path(), line);
        assert_eq!((output.code, &*output.out), (2, ""), "{line}");
        assert!(output.err.contains("--access: "), "{line}: {}", output.err);
    }
}

#[test]
fn json_and_files_of_it_do_as_well() {
    let desk = desk();
    let access = r#"[{"actions":["iam:PassRole"]}]"#;
    std::fs::write(desk.path().join("access.json"), access).unwrap();
    for access in [access, "file://access.json"] {
        let line = format!(
            "check-access-not-granted --policy-document file://pass.json --access {access}"
        );
        assert_eq!(ask(desk.path(), &line).code, 1, "{access}");
    }
}
