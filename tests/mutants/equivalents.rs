//! Which mutants provably change nothing.

use iamsim::scenario::mutants::Outcome;

use super::support::{case, is_caught, judged, judged_as, judged_first, outcome};

fn statement(elements: &str) -> String {
    format!(
        r#"{{ "Version": "2012-10-17", "Statement": [
  {{ "Effect": "Allow", "Resource": "*", {elements} }} ] }}"#
    )
}

fn condition(condition: &str) -> String {
    statement(&format!(r#""Action": "*", "Condition": {{ {condition} }}"#))
}

/// Holds policies with a mutant's name against whether that mutant is equivalent.
fn are_equivalent(table: &[(String, &str, bool)]) {
    let context = r#""context": { "s3:x": "a", "s3:n": "1", "aws:SourceIp": "10.1.2.3" }"#;
    for (policy, name, is_equivalent) in table {
        let cases = ["allowed", "undecided", "denied"]
            .map(|expect| case("it", &format!(r#"{context}, "expect": "{expect}""#)));
        let found = judged_first(policy, &cases);
        let found = *outcome(&found, name) == Outcome::Equivalent;
        assert_eq!(found, *is_equivalent, "{name} of {policy}");
    }
}

#[test]
fn a_value_that_another_covers_and_an_operator_that_reads_all_values_the_same() {
    are_equivalent(&[
        (statement(r#""Action": ["s3:*", "s3:GetObject"]"#), "drop-value `s3:GetObject`", true),
        (statement(r#""Action": ["s3:*", "s3:GetObject"]"#), "drop-value `s3:*`", false),
        (statement(r#""Action": ["s3:Get*", "s3:*"]"#), "widen-action `s3:Get*`", true),
        (condition(r#""StringLike": { "s3:x": "a" }"#), "swap-operator", true),
        (condition(r#""StringLike": { "s3:x": "a*" }"#), "swap-operator", false),
        (condition(r#""ArnLike": { "s3:x": "arn:aws:s3:::a*" }"#), "swap-operator", true),
        (condition(r#""StringEquals": { "s3:n": "1" }"#), "swap-operator", true),
        (condition(r#""StringEquals": { "s3:x": "a" }"#), "swap-operator", false),
        (
            condition(r#""StringEquals": { "aws:RequestedRegion": "us-east-1" }"#),
            "swap-operator",
            true,
        ),
        (
            condition(r#""IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "10.1.0.0/16"] }"#),
            "drop-value `10.1.0.0/16`",
            true,
        ),
        (condition(r#""NumericLessThan": { "s3:n": ["5", "7"] }"#), "drop-value `5`", true),
        (condition(r#""NumericLessThan": { "s3:n": ["5", "7"] }"#), "drop-value `7`", false),
    ]);
}

#[test]
fn what_is_said_of_requests_without_the_key_where_it_is_the_same_or_none_come() {
    are_equivalent(&[
        (condition(r#""StringNotEquals": { "s3:x": "b" }"#), "add-if-exists", true),
        (condition(r#""StringEquals": { "s3:x": "a" }"#), "add-if-exists", false),
        (condition(r#""StringNotEqualsIfExists": { "s3:x": "b" }"#), "drop-if-exists", true),
        (condition(r#""ForAllValues:StringEquals": { "s3:x": "a" }"#), "add-if-exists", true),
        (
            condition(
                r#""StringLike": { "aws:PrincipalTag/t": "a?" }, "Null": { "aws:PrincipalTag/t": "false" }"#,
            ),
            "add-if-exists",
            true,
        ),
        (
            condition(r#""StringLike": { "s3:x": "a*" }, "Null": { "s3:n": "false" }"#),
            "add-if-exists",
            false,
        ),
        (condition(r#""Bool": { "aws:ViaAWSService": "false" }"#), "add-if-exists", true),
        (condition(r#""BoolIfExists": { "aws:ViaAWSService": "false" }"#), "drop-if-exists", true),
        (condition(r#""Bool": { "aws:PrincipalIsAWSService": "false" }"#), "add-if-exists", true),
        (condition(r#""Bool": { "aws:MultiFactorAuthPresent": "true" }"#), "add-if-exists", false),
    ]);
}

#[test]
fn set_operators_where_no_request_has_several_values() {
    are_equivalent(&[
        (condition(r#""ForAllValues:StringEquals": { "s3:x": "a" }"#), "drop-set-operator", false),
        (
            condition(r#""ForAnyValue:StringEquals": { "aws:RequestedRegion": "us-east-1" }"#),
            "drop-set-operator",
            true,
        ),
        (condition(r#""ForAnyValue:StringEquals": { "s3:x": "a" }"#), "drop-set-operator", false),
        (
            condition(r#""StringNotEquals": { "aws:PrincipalTag/t": "b" }"#),
            "add-for-all-values",
            true,
        ),
        (
            condition(r#""StringNotEquals": { "aws:PrincipalTag/t": ["b", ""] }"#),
            "add-for-all-values",
            false,
        ),
        (
            condition(r#""StringEqualsIfExists": { "aws:PrincipalTag/t": "a" }"#),
            "add-for-all-values",
            false,
        ),
        (
            condition(r#""StringEqualsIfExists": { "aws:SourceVpc": "vpc-1" }"#),
            "add-for-all-values",
            true,
        ),
        (condition(r#""StringNotEquals": { "aws:TagKeys": ["a"] }"#), "add-for-all-values", false),
        (
            condition(r#""NotIpAddress": { "aws:SourceIp": "1.0.0.0/8" }"#),
            "add-for-all-values",
            true,
        ),
        (
            condition(r#""IpAddress": { "aws:SourceIp": "10.0.0.0/8" }"#),
            "add-for-all-values",
            false,
        ),
        (
            condition(
                r#""IpAddress": { "aws:SourceIp": "10.0.0.0/8" }, "Null": { "aws:SourceIp": "false" }"#,
            ),
            "add-for-all-values",
            true,
        ),
        (condition(r#""Bool": { "aws:SecureTransport": "true" }"#), "add-for-all-values", true),
    ]);
}

#[test]
fn a_case_that_takes_away_what_aws_always_sends_still_notices() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": { "Bool": { "aws:ViaAWSService": "false" } } } ] }"#;
    let without = case("no", r#""context": { "aws:ViaAWSService": null }, "expect": "denied""#);
    assert!(is_caught(&judged(policy, &without), "add-if-exists"));
}

#[test]
fn no_other_service_asks_the_policy_of_a_resource() {
    let statement = |action: &str, resource: &str| {
        format!(
            r#"{{ "Version": "2012-10-17", "Statement": [ {{ "Effect": "Allow",
                "Principal": {{ "AWS": "111122223333" }}, "Action": "{action}"{resource} }} ] }}"#
        )
    };
    let on = |kind: &str, action: &str, resource: &str, given: &str| {
        let policy = statement(action, resource);
        let asks = format!(
            r#"{{ "name": "it", "principal": "ann", "action": "{given}", "resource": "{kind}",
                "policies": {{ "identity": [] }}, "expect": ["allowed", "denied", "undecided"] }}"#
        );
        let expects = ["allowed", "denied", "undecided"].map(|expect| {
            asks.replace(r#"["allowed", "denied", "undecided"]"#, &format!("\"{expect}\""))
        });
        let layer = |case: &String| {
            let (policy, case) = (policy.clone(), case.clone());
            std::panic::catch_unwind(move || judged_as(r#""resource""#, &policy, &case)).ok()
        };
        let run = expects.iter().find_map(layer).unwrap();
        outcome(&run, "widen-action").clone()
    };
    let bucket = r#", "Resource": "arn:aws:s3:::b/*""#;
    let object = "arn:aws:s3:::b/x";
    assert_eq!(on(object, "s3:*", bucket, "s3:GetObject"), Outcome::Equivalent);
    assert_ne!(on(object, "s3:Get*", bucket, "s3:GetObject"), Outcome::Equivalent);
    let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let every = r#", "Resource": "*""#;
    assert_eq!(on(key, "kms:*", every, "kms:Decrypt"), Outcome::Equivalent);
    let identity = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*" } ] }"#;
    let run = judged(identity, &case("ann reads", r#""expect": "allowed""#));
    assert_eq!(*outcome(&run, "widen-action"), Outcome::Unasked);
}

#[test]
fn a_trust_policy_is_asked_for_roles_alone() {
    let trust = |action: &str| {
        let policy = format!(
            r#"{{ "Version": "2012-10-17", "Statement": [ {{ "Effect": "Allow",
                "Principal": {{ "AWS": "arn:aws:iam::111122223333:user/ann" }},
                "Action": "{action}" }} ] }}"#
        );
        let case = r#"{ "name": "ann assumes", "principal": "ann", "action": "sts:AssumeRole",
            "resource": "arn:aws:iam::111122223333:role/r", "expect": "allowed" }"#;
        let run = judged_as(r#""resource""#, &policy, case);
        outcome(&run, "widen-action").clone()
    };
    assert_eq!(trust("sts:*"), Outcome::Equivalent);
    assert_eq!(trust("sts:AssumeRole"), Outcome::Unasked);
}
