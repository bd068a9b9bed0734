//! Managed policies by ARN, where a policy may stand.

use super::{Output, program, run, run_in};

const READ: &str = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

fn check(action: &str, rest: &[&str]) -> Output {
    let question =
        ["check", action, "arn:aws:s3:::b/x", "--as", "arn:aws:iam::111122223333:user/ann"];
    run(&[&question[..], rest].concat())
}

#[test]
fn an_answer_names_the_place_in_a_managed_policy() {
    let told = check("s3:GetObject", &["--identity", READ]);
    assert_eq!((told.code, &*told.err), (0, ""));
    assert!(told.out.contains(&format!("--> {READ}:4:5\n")), "{}", told.out);
    let limit = check(
        "s3:PutObject",
        &[
            "--identity",
            "arn:aws:iam::aws:policy/AdministratorAccess",
            "--permissions-boundary",
            READ,
        ],
    );
    assert_eq!(limit.code, 1);
    assert!(limit.out.contains("the permissions boundary does not allow"), "{}", limit.out);
}

#[test]
fn a_twin_in_another_partition_is_told() {
    let told =
        check("s3:GetObject", &["--identity", "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess"]);
    assert!(told.err.starts_with("warning[other-partition]: "), "{}", told.err);
    let glue = "arn:aws-us-gov:iam::aws:policy/service-role/AWSGlueServiceRole";
    let told = check("s3:GetObject", &["--identity", glue]).err;
    assert!(told.contains("its ARNs changed to that partition"), "{told}");
}

#[test]
fn what_is_not_known_is_refused_with_a_hint() {
    let table = [
        (
            "arn:aws:iam::aws:policy/AmazonS3ReadOnly",
            "did you mean `arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess`?",
        ),
        (
            "arn:aws:iam::aws:policy/ViewOnlyAccess",
            "did you mean `arn:aws:iam::aws:policy/job-function/ViewOnlyAccess`?",
        ),
        ("arn:aws:iam::111122223333:policy/Mine", "give the document, inline or as a file"),
        ("arn:aws:organizations::aws:policy/service_control_policy/p-x", "give the document"),
        ("arn:aws:iam::aws:role/x", "AWS's own are"),
        ("arn:", "AWS's own are"),
        ("arn:aws:iam::aws:policy/\u{1b}[31m", r"\u{1b}[31m"),
    ];
    for (arn, hint) in table {
        let told = check("s3:GetObject", &["--identity", arn]);
        assert_eq!((told.code, &*told.out), (2, ""), "{arn}");
        assert!(told.err.starts_with("error[unknown-policy]: "), "{}", told.err);
        assert!(told.err.contains(hint), "{}", told.err);
    }
}

#[test]
fn a_managed_policy_is_no_resource_policy() {
    let told = check("s3:GetObject", &["--resource-policy", READ]);
    assert_eq!(told.code, 2);
    assert!(told.err.contains("error[missing-principal]"), "{}", told.err);
    assert!(told.err.contains(&format!("{READ}:4:5")), "{}", told.err);
}

#[test]
fn bundles_name_managed_policies() {
    let request = r#"{"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:GetObject","resource":"arn:aws:s3:::b/x"}"#;
    let bundle = format!(r#"{{"policies":{{"identity":["{READ}"]}},"request":{request}}}"#);
    let folder = program::folder(&[("b.json", &bundle)]);
    let told = run_in(folder.path(), &["eval", "b.json"]);
    assert_eq!(told.code, 0, "{}", told.out);
    assert!(told.out.contains(&format!(r#""policy":"{READ}""#)), "{}", told.out);
}

#[test]
fn managed_policies_are_not_the_users_to_measure_or_change() {
    let scenario = format!(
        r#"{{ "policies": {{ "identity": ["{READ}", "own.json"] }}, "cases": [{{ "name": "ann reads",
        "principal": "arn:aws:iam::111122223333:user/ann", "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/x", "expect": "allowed" }}] }}"#
    );
    let own = r#"{"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"s3:PutObject","Resource":"*"}]}"#;
    let folder = program::folder(&[("scenarios/a.json", &scenario), ("scenarios/own.json", own)]);
    let covered = run_in(folder.path(), &["test", "--coverage"]);
    assert!(covered.out.contains("0 of 1 statements"), "{}", covered.out);
    let mutants = run_in(folder.path(), &["mutants", "--list"]);
    assert!(
        !mutants.out.contains("arn:aws:iam") && mutants.out.contains("own.json"),
        "{}",
        mutants.out
    );
}
