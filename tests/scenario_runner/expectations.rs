//! What a case can expect of each action, and of what an answer hangs on.

use super::{ANN_READS, Output, run_case};

const THREE: &str = r#""principal": "ann", "resource": "note",
    "action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]"#;

fn mistaken(members: &str, code: &str, message: &str) {
    let output = run_case(members);
    assert_eq!(output.code, 2, "{members}:\n{}", output.out);
    assert!(output.out.contains(code), "{code} is not in:\n{}", output.out);
    assert!(output.out.contains(message), "{message} is not in:\n{}", output.out);
    assert!(output.out.contains("a.json:"), "{}", output.out);
}

fn passes(members: &str, count: usize) {
    let output = run_case(members);
    let passed = format!("{count} passed in 1 file (.. s)\n");
    assert_eq!((output.code, output.out), (0, passed), "{}", output.err);
}

#[test]
fn a_default_is_for_the_actions_that_are_not_listed() {
    let expect = |expect: &str| format!(r#"{THREE}, "expect": {expect}"#);
    passes(&expect(r#"{ "allowed": "s3:GetObject", "default": "denied" }"#), 3);
    passes(&expect(r#"{ "allowed": "S3:getobject", "default": "implicitDeny" }"#), 3);
    passes(
        &expect(r#"{ "allowed": "s3:GetObject", "denied": ["s3:PutObject", "s3:DeleteObject"] }"#),
        3,
    );
    let output = run_case(&expect(r#"{ "denied": "s3:GetObject", "default": "denied" }"#));
    assert_eq!(output.code, 1);
    assert!(output.out.contains("FAILED a.json#it[action=s3:GetObject]"), "{}", output.out);
    let output = run_case(&expect(r#"{ "allowed": "s3:GetObject", "default": "allowed" }"#));
    assert!(output.out.starts_with("FAILED a.json#it[action=s3:PutObject]"), "{}", output.out);
    assert!(output.out.contains("2 failed, 1 passed"), "{}", output.out);
}

#[test]
fn every_action_has_one_expectation() {
    let expect = |expect: &str, code: &str, message: &str| {
        mistaken(&format!(r#"{THREE}, "expect": {expect}"#), code, message);
    };
    let conflict = "conflicting-expectation";
    expect(
        r#"{ "allowed": "s3:GetObject", "denied": "s3:PutObject" }"#,
        "missing-expectation",
        "nothing is expected of `s3:DeleteObject`",
    );
    expect(
        r#"{ "allowed": ["s3:GetObject", "s3:ListBucket"], "default": "denied" }"#,
        conflict,
        "`action` does not list `s3:ListBucket`",
    );
    expect(
        r#"{ "denied": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "default": "denied" }"#,
        conflict,
        "every action has its expectation",
    );
    expect(
        r#"{ "denied": ["s3:GetObject", "S3:GETOBJECT"], "default": "denied" }"#,
        conflict,
        "`S3:GETOBJECT` is listed twice",
    );
    expect(r#"{ "default": "denied" }"#, "invalid-expectation", "this expects nothing");
    expect(
        r#"{ "denied": "s3:GetObject", "default": "deneid" }"#,
        "invalid",
        "did you mean `denied`?",
    );
    expect(r#"{ "denied": "s3:GetObject", "default": ["x:Y"] }"#, "wrong-type", "found a list");
    expect(
        r#"{ "denied": "s3:GetObject", "defualt": "denied" }"#,
        "invalid",
        "did you mean `default`?",
    );
    mistaken(
        r#""principal": "ann", "resource": "note",
        "expect": { "allowed": "s3:GetObject", "default": "denied" }"#,
        conflict,
        "the case has no `action`",
    );
}

/// A case with an Allow that asks for an address and for a tag, and a Deny that asks for TLS.
fn hanging(members: &str) -> Output {
    run_case(&format!(
        r#"{ANN_READS}, "policies": {{ "identity": [{{ "Version": "2012-10-17", "Statement": [
          {{ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {{
            "IpAddress": {{ "aws:SourceIp": "203.0.113.0/24" }},
            "StringEquals": {{ "aws:PrincipalTag/Team": "a" }} }} }},
          {{ "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*", "Condition": {{
            "StringEquals": {{ "aws:RequestedRegion": "eu-west-9" }} }} }}
        ] }}] }}, {members}"#
    ))
}

#[test]
fn the_keys_that_an_answer_hangs_on_can_be_expected() {
    let all = r#"["aws:SourceIp", "AWS:principaltag/team", "aws:RequestedRegion"]"#;
    let output = hanging(&format!(r#""expect": "undecided", "missing": {all}"#));
    assert_eq!(output.code, 0, "{}", output.out);
    let tagged =
        r#""context": { "aws:PrincipalTag/Team": "a", "aws:RequestedRegion": "eu-west-1" }"#;
    let output = hanging(&format!(r#"{tagged}, "expect": "undecided", "missing": "aws:sourceip""#));
    assert_eq!(output.code, 0, "{}", output.out);
    let output =
        hanging(&format!(r#"{tagged}, "expect": "undecided", "missing": "aws:SourceVpc""#));
    assert_eq!(output.code, 1);
    insta::assert_snapshot!(output.out);
}

#[test]
fn a_denial_may_hang_on_keys_or_on_nothing() {
    let other = r#""context": { "aws:PrincipalTag/Team": "b" }"#;
    let region =
        hanging(&format!(r#"{other}, "expect": "implicitDeny", "missing": "aws:RequestedRegion""#));
    assert_eq!(region.code, 0, "{}", region.out);
    let nothing = hanging(&format!(r#"{other}, "expect": "denied", "missing": []"#));
    assert_eq!(nothing.code, 1);
    let told = "expected to hang on nothing, hangs on `aws:RequestedRegion` (a.json:10:";
    assert!(nothing.out.contains(told), "{}", nothing.out);
    let settled =
        r#""context": { "aws:PrincipalTag/Team": "b", "aws:RequestedRegion": "eu-west-9" }"#;
    let output = hanging(&format!(r#"{settled}, "expect": "denied", "missing": []"#));
    assert_eq!(output.code, 0, "{}", output.out);
}

#[test]
fn a_policy_that_aws_always_has_can_be_missing() {
    let assume = r#""principal": "ann", "action": "sts:AssumeRole",
        "resource": "arn:aws:iam::111122223333:role/app""#;
    let output = run_case(&format!(r#"{assume}, "expect": "undecided", "missing": "resource""#));
    assert_eq!(output.code, 0, "{}", output.out);
}

#[test]
fn exceptions_say_themselves_what_is_missing() {
    let output = hanging(
        r#""context": [{ "aws:PrincipalTag/Team": "b", "aws:RequestedRegion": "eu-west-9" },
            { "aws:PrincipalTag/Team": "b" }],
        "expect": "explicitDeny",
        "except": [{ "context": { "aws:PrincipalTag/Team": "b" }, "expect": "implicitDeny",
            "missing": ["aws:RequestedRegion"] }]"#,
    );
    assert_eq!(output.code, 0, "{}", output.out);
}

#[test]
fn only_an_answer_that_hangs_has_something_missing() {
    let told = |members: &str, code: &str, message: &str| {
        mistaken(&format!("{ANN_READS}, {members}"), code, message);
    };
    let conflict = "conflicting-expectation";
    let on_nothing = "the answer hangs on nothing";
    told(r#""expect": "allowed", "missing": "aws:SourceIp""#, conflict, on_nothing);
    told(r#""expect": "explicitDeny", "missing": "aws:SourceIp""#, conflict, on_nothing);
    told(r#""expect": { "error": "x" }, "missing": []"#, conflict, on_nothing);
    told(r#""expect": "undecided", "missing": []"#, conflict, "hangs on something");
    told(
        r#""expect": "denied", "missing": ["a:b", "A:B"]"#,
        "listed-twice",
        "`A:B` is listed twice",
    );
    told(r#""expect": "denied", "missing": { "a:b": true }"#, "wrong-type", "expected a string");
    told(
        r#""expect": { "allowed": "s3:GetObject" }, "missing": "aws:SourceIp""#,
        conflict,
        on_nothing,
    );
    told(
        r#""expect": "denied", "except": [{ "action": "s3:GetObject", "expect": "allowed", "missing": "a:b" }]"#,
        conflict,
        on_nothing,
    );
    mistaken(
        r#""kind": "identity", "policies": { "identity": [] }, "expect": { "error": "x" }, "missing": "a:b""#,
        conflict,
        "`kind`",
    );
}
