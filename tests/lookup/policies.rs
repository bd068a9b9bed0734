//! `iamsim policies`

use super::{Output, json, lines, program, run, run_in};

#[test]
fn a_part_of_a_name_lists_policies() {
    let found = run(&["policies", "dynamodbfull"]);
    assert_eq!((found.code, &*found.err), (0, ""));
    assert_eq!(lines(&found.out).len(), 3);
    let first = lines(&found.out)[0];
    assert!(first.starts_with("AmazonDynamoDBFullAccess "), "{first}");
    assert!(first.ends_with(" arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"), "{first}");
    assert!(lines(&run(&["policies"]).out).len() > 1_500);
}

#[test]
fn a_full_name_prints_a_policy_that_check_reads() {
    let by_name = run(&["policies", "AdministratorAccess"]);
    let expected = r#"{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
}
"#;
    assert_eq!((by_name.code, &*by_name.out), (0, expected));
    let by_arn = run(&["policies", "arn:aws:iam::aws:policy/AdministratorAccess"]);
    assert_eq!(by_arn.out, expected);
    let only = run(&["policies", "ViewOnlyAccess"]).out;
    let folder = program::folder(&[("view.json", &only)]);
    let arguments = ["check", "ec2:DescribeInstances", "*", "--as"];
    let rest = ["arn:aws:iam::111122223333:user/ann", "--identity", "view.json"];
    assert_eq!(run_in(folder.path(), &[&arguments[..], &rest[..]].concat()).code, 0);
}

#[test]
fn a_single_policy_can_be_listed() {
    let listed = run(&["policies", "ViewOnlyAccess", "--list"]).out;
    assert!(listed.starts_with("ViewOnlyAccess  v"), "{listed}");
    assert_eq!(lines(&listed).len(), 1);
}

#[test]
fn policies_are_found_by_what_they_grant() {
    let granting = |action: &[&str]| {
        let arguments = action.iter().flat_map(|action| ["--granting", action]);
        let arguments: Vec<&str> = ["policies"].into_iter().chain(arguments).collect();
        let Output { code, out, .. } = run(&arguments);
        (
            code,
            out.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>(),
        )
    };
    let (code, all) = granting(&["s3:PutBucketPolicy"]);
    assert_eq!(code, 0);
    for name in ["AdministratorAccess", "AmazonS3FullAccess", "PowerUserAccess"] {
        assert!(all.contains(&name.to_owned()), "{name}: {all:?}");
    }
    for name in ["AmazonS3ReadOnlyAccess", "AWSDenyAll"] {
        assert!(!all.contains(&name.to_owned()), "{name}: {all:?}");
    }
    let (_, both) = granting(&["s3:PutBucketPolicy", "iam:CreateUser"]);
    assert!(both.contains(&"AdministratorAccess".to_owned()), "{both:?}");
    assert!(!both.contains(&"PowerUserAccess".to_owned()), "{both:?}");
    let none = run(&["policies", "AWSDenyAll", "--granting", "s3:GetObject"]);
    assert_eq!((none.code, &*none.out), (1, ""));
    let unknown = run(&["policies", "AdministratorAccess", "--granting", "s3:GetObjet"]);
    assert!(unknown.err.contains("did you mean `s3:GetObject`?"), "{}", unknown.err);
    assert_eq!(run(&["policies", "--granting", "s3:*"]).code, 2);
}

#[test]
fn what_is_not_there_is_told_with_the_nearest_name() {
    let near = |text: &str, near: &str| {
        let told = run(&["policies", text]);
        assert_eq!((told.code, &*told.out), (1, ""), "{text}");
        assert!(told.err.contains(near), "{text}: {}", told.err);
    };
    near("ViewOnlyAcess", "did you mean `ViewOnlyAccess`?");
    near("arn:aws:iam::aws:policy/ViewOnlyAccess", "did you mean `ViewOnlyAccess`?");
    near("no\u{1b}[31m\nsuch", r"`no\u{1b}[31m\nsuch`");
}

#[test]
fn json_says_the_same() {
    let one = json(&["policies", "AdministratorAccess"]);
    assert_eq!(one["policies"][0]["document"]["Statement"][0]["Action"], "*");
    let several = json(&["policies", "dynamodbfull"]);
    assert_eq!(several["policies"].as_array().unwrap().len(), 3);
    assert!(several["policies"][0].get("document").is_none());
}
