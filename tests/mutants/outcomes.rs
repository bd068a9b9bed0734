//! What comes of mutants: each outcome by a scenario.

use iamsim::evaluate::Decision;
use iamsim::scenario::mutants::{Direction, MutantRun, MutantSummary, Outcome};

use super::program::folder;
use super::support::{judged, judged_as, judged_in, mutant};

fn case(name: &str, rest: &str) -> String {
    format!(
        r#"{{ "name": "{name}", "principal": "ann", "action": "s3:GetObject",
            "resource": "arn:aws:s3:::b/x", {rest} }}"#
    )
}

fn outcome<'r>(run: &'r MutantRun, name: &str) -> &'r Outcome {
    &mutant(run, name).outcome
}

fn is_caught(run: &MutantRun, name: &str) -> bool {
    matches!(outcome(run, name), Outcome::Caught { .. })
}

const READ: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/x" }
] }"#;

#[test]
fn the_first_case_that_notices_is_named() {
    let run = judged(READ, &case("ann reads", r#""expect": "allowed""#));
    let Outcome::Caught { case } = outcome(&run, "drop-statement") else { panic!() };
    assert!(case.ends_with("a.json#ann reads"), "{case}");
    assert!(is_caught(&run, "flip-effect"));
}

#[test]
fn without_a_request_beside_it_a_wider_pattern_is_unasked() {
    let reads = case("ann reads", r#""expect": "allowed""#);
    assert_eq!(*outcome(&judged(READ, &reads), "widen-action"), Outcome::Unasked);
    let writes = r#"{ "name": "ann does not write", "principal": "ann", "action": "s3:PutObject",
        "resource": "arn:aws:s3:::b/x", "expect": "denied" }"#;
    let run = judged(READ, &format!("{reads}, {writes}"));
    assert!(is_caught(&run, "widen-action"));
    assert_eq!(*outcome(&run, "widen-resource"), Outcome::Unasked);
    let telling = &mutant(&run, "widen-resource").mutant.telling_request;
    assert!(telling.starts_with("a request that all other elements fit, for a resource that"));
}

#[test]
fn what_another_statement_makes_up_for_is_masked() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
      { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
      { "Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*" }
    ] }"#;
    let run = judged(policy, &case("ann reads", r#""expect": "allowed""#));
    let Outcome::Masked { case, by } = outcome(&run, "drop-statement:2:7") else {
        panic!("{:?}", outcome(&run, "drop-statement:2:7"))
    };
    assert!(case.ends_with("#ann reads") && by.starts_with("`All` of "), "{case} {by}");
}

#[test]
fn what_another_layer_makes_up_for_is_masked() {
    let deny = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Deny", "Action": "s3:*", "Resource": "*" } ] }"#;
    let rest = r#""policies": { "identity": [] }, "expect": "denied""#;
    let run = judged_as(r#""permissionsBoundary""#, deny, &case("no", rest));
    assert!(matches!(outcome(&run, "drop-layer"), Outcome::Loose { .. } | Outcome::Masked { .. }));
}

#[test]
fn a_statement_that_still_decides_is_the_cause_itself() {
    let deny = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*" } ] }"#;
    let run = judged_as(r#""resource""#, deny, &case("no", r#""expect": "explicitDeny""#));
    let Outcome::Masked { by, .. } = outcome(&run, "narrow-principal") else {
        panic!("{:?}", outcome(&run, "narrow-principal"))
    };
    assert_eq!(by, "the statement itself");
}

/// The request that a survivor misses, without what all such requests have.
fn telling(condition: &str, context: &str, name: &str) -> String {
    let policy = format!(
        r#"{{ "Version": "2012-10-17", "Statement": [
          {{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {{ {condition} }} }} ] }}"#
    );
    let cases = ["allowed", "denied"]
        .map(|expect| case("it", &format!(r#""context": {context}, "expect": "{expect}""#)));
    let run = judged_first(&policy, &cases);
    let whole = &mutant(&run, name).mutant.telling_request;
    whole.strip_prefix("a request that all other elements fit, ").unwrap().to_owned()
}

#[test]
fn survivors_say_which_request_is_missing() {
    let ip = r#""IpAddress": { "aws:SourceIp": "10.0.0.0/8" }"#;
    let from = r#"{ "aws:SourceIp": "10.0.0.1" }"#;
    assert_eq!(telling(ip, from, "add-if-exists"), "without `aws:SourceIp`");
    assert_eq!(telling(ip, from, "add-for-all-values"), "without `aws:SourceIp`");
    assert_eq!(telling(ip, from, "negate-operator"), "with `aws:SourceIp`");
    let any = r#""ForAnyValue:StringEquals": { "aws:TagKeys": "a" }"#;
    let tags = r#"{ "aws:TagKeys": ["a"] }"#;
    assert_eq!(telling(any, tags, "drop-set-operator"), "with several values of `aws:TagKeys`");
    assert_eq!(
        telling(any, tags, "swap-set-operator"),
        "without `aws:TagKeys` or with several values of `aws:TagKeys`"
    );
    assert_eq!(
        telling(any, tags, "swap-operator"),
        "with a value of `aws:TagKeys` that `ForAnyValue:StringEqualsIgnoreCase` takes and \
            `ForAnyValue:StringEquals` does not"
    );
    let tag = r#""StringNotEquals": { "aws:PrincipalTag/t": ["b", ""] }"#;
    let has = r#"{ "aws:PrincipalTag/t": "a" }"#;
    assert_eq!(telling(tag, has, "add-for-all-values"), "with `aws:PrincipalTag/t` empty");
    let null = r#""Null": { "aws:TagKeys": "false" }"#;
    assert_eq!(telling(null, tags, "flip-value"), "whatever it carries");
    assert_eq!(
        telling(null, tags, "drop-condition"),
        "and the condition on `aws:TagKeys` does not"
    );
}

#[test]
fn an_expectation_that_takes_either_denial_is_loose() {
    let deny = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Deny", "Action": "s3:GetObject", "Resource": "*" } ] }"#;
    let run = judged(deny, &case("no", r#""expect": "denied""#));
    let Outcome::Loose { before, after, .. } = outcome(&run, "drop-statement") else { panic!() };
    assert_eq!((*before, *after), (Decision::ExplicitDeny, Decision::ImplicitDeny));
    assert!(is_caught(&judged(deny, &case("no", r#""expect": "explicitDeny""#)), "drop-statement"));
}

#[test]
fn a_reason_that_is_expected_notices_where_the_decision_does_not() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
      { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
      { "Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*" }
    ] }"#;
    let because = |what: &str| {
        let rest = format!(r#""expect": "allowed", "because": {what}"#);
        judged(policy, &case("ann reads", &rest))
    };
    let run = because(r#"{ "sid": "Read" }"#);
    assert!(is_caught(&run, "drop-statement:2:7"));
    assert!(!is_caught(&run, "drop-statement:3:7"));
    let run = because(r#"{ "index": 1 }"#);
    assert!(!is_caught(&run, "drop-statement:2:7"), "the others keep their numbers");
}

#[test]
fn what_says_the_same_of_every_request_is_equivalent() {
    let statement = |elements: &str| {
        format!(
            r#"{{ "Version": "2012-10-17", "Statement": [
  {{ "Effect": "Allow", "Resource": "*", {elements} }} ] }}"#
        )
    };
    let condition =
        |condition: &str| statement(&format!(r#""Action": "*", "Condition": {{ {condition} }}"#));
    let table = [
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
        (condition(r#""StringNotEquals": { "s3:x": "b" }"#), "add-if-exists", true),
        (condition(r#""StringEquals": { "s3:x": "a" }"#), "add-if-exists", false),
        (condition(r#""StringNotEqualsIfExists": { "s3:x": "b" }"#), "drop-if-exists", true),
        (condition(r#""ForAllValues:StringEquals": { "s3:x": "a" }"#), "add-if-exists", true),
        (condition(r#""ForAllValues:StringEquals": { "s3:x": "a" }"#), "drop-set-operator", false),
        (
            condition(r#""ForAnyValue:StringEquals": { "aws:RequestedRegion": "us-east-1" }"#),
            "drop-set-operator",
            true,
        ),
        (condition(r#""ForAnyValue:StringEquals": { "s3:x": "a" }"#), "drop-set-operator", false),
        (
            condition(r#""IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "10.1.0.0/16"] }"#),
            "drop-value `10.1.0.0/16`",
            true,
        ),
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
        (condition(r#""Bool": { "aws:SecureTransport": "true" }"#), "add-for-all-values", true),
        (condition(r#""Bool": { "aws:PrincipalIsAWSService": "false" }"#), "add-if-exists", true),
        (condition(r#""Bool": { "aws:MultiFactorAuthPresent": "true" }"#), "add-if-exists", false),
        (condition(r#""NumericLessThan": { "s3:n": ["5", "7"] }"#), "drop-value `5`", true),
        (condition(r#""NumericLessThan": { "s3:n": ["5", "7"] }"#), "drop-value `7`", false),
    ];
    let context = r#""context": { "s3:x": "a", "s3:n": "1", "aws:SourceIp": "10.1.2.3" }"#;
    for (policy, name, is_equivalent) in table {
        let cases = ["allowed", "undecided", "denied"]
            .map(|expect| case("it", &format!(r#"{context}, "expect": "{expect}""#)));
        let found = judged_first(&policy, &cases);
        let found = *outcome(&found, name) == Outcome::Equivalent;
        assert_eq!(found, is_equivalent, "{name} of {policy}");
    }
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

/// Judges by the first of these that passes.
fn judged_first(policy: &str, cases: &[String]) -> MutantRun {
    let judged = cases.iter().find_map(|case| {
        let policy = policy.to_owned();
        let case = case.clone();
        std::panic::catch_unwind(move || judged(&policy, &case)).ok()
    });
    judged.unwrap()
}

#[test]
fn survivors_come_worst_first_then_by_file_and_line() {
    let scenario = |policies: &str| {
        format!(
            r#"{{ "policies": {{ "identity": [{policies}] }}, "cases": [
              {{ "name": "it", "principal": "arn:aws:iam::111122223333:user/a",
                 "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "expect": "allowed" }}
            ] }}"#
        )
    };
    let scenario = scenario(r#""policies/z.json", "policies/a.json""#);
    let other = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::b/x" },
      { "Effect": "Allow", "Action": "iam:GetUser", "Resource": "*",
        "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" } } }
    ] }"#;
    let files = [("policies/z.json", READ), ("policies/a.json", other), ("x.json", &*scenario)];
    let run = judged_in(folder(&files).path());
    let survivors = || run.judged.iter().take_while(|one| one.outcome.survived());
    let key = |one: &iamsim::scenario::mutants::Judged| {
        (one.mutant.direction, one.policy.clone(), one.place.position().line)
    };
    let keys: Vec<_> = survivors().map(key).collect();
    assert!(keys.is_sorted(), "{keys:?}");
    let directions: Vec<_> = keys.iter().map(|(direction, ..)| *direction).collect();
    for direction in [Direction::More, Direction::Either, Direction::Less] {
        assert!(directions.contains(&direction), "{directions:?}");
    }
    let counted = MutantSummary::of(&run.judged);
    assert_eq!(counted.survived, survivors().count());
}

#[test]
fn a_policy_may_be_asked_by_several_files_and_as_several_kinds() {
    let first = r#"{ "policies": { "identity": ["policies/p.json"] }, "cases": [
        { "name": "reads", "principal": "arn:aws:iam::111122223333:user/a", "action": "s3:GetObject",
          "resource": "arn:aws:s3:::b/x", "expect": "allowed" } ] }"#;
    let second = r#"{ "policies": { "permissionsBoundary": "policies/p.json", "identity": [
        { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }
      ] }, "cases": [
        { "name": "writes not", "principal": "arn:aws:iam::111122223333:user/a",
          "action": "s3:PutObject", "resource": "arn:aws:s3:::b/x", "expect": "implicitDeny" } ] }"#;
    let files = [("policies/p.json", READ), ("1.json", first), ("2.json", second)];
    let run = judged_in(folder(&files).path());
    assert_eq!(run.policies.len(), 1);
    let by = |name: &str| match outcome(&run, name) {
        Outcome::Caught { case } => case.rsplit('#').next().unwrap().to_owned(),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(by("drop-statement"), "reads");
    assert_eq!(by("widen-action"), "writes not");
    assert_eq!(by("drop-layer"), "reads");
}

#[test]
fn levels_above_and_below_keep_their_numbers() {
    let allow = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Allow", "Action": "*", "Resource": "*" } ] }"#;
    let scenario = r#"{ "policies": {
        "identity": [{ "Version": "2012-10-17",
            "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }],
        "serviceControl": [["policies/open.json"], ["policies/closed.json"]] },
      "cases": [{ "name": "no", "principal": "arn:aws:iam::111122223333:user/a",
        "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "expect": "implicitDeny",
        "because": { "policyType": "serviceControl", "level": 1 } }] }"#;
    let closed = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Allow", "Action": "iam:*", "Resource": "*" } ] }"#;
    let files =
        [("policies/open.json", allow), ("policies/closed.json", closed), ("a.json", scenario)];
    let run = judged_in(folder(&files).path());
    let of = |policy: &str| {
        let found = run
            .judged
            .iter()
            .find(|one| one.policy.ends_with(policy) && one.mutant.operator.name() == "drop-layer");
        matches!(found.unwrap().outcome, Outcome::Caught { .. })
    };
    assert!(!of("open.json"));
    assert!(of("closed.json"));
}

#[test]
fn where_public_policies_do_not_count_more_of_the_text_matters() {
    let policy = r#"{ "Version": "2012-10-17", "Statement": [
      { "Sid": "Bob", "Effect": "Allow", "Principal": { "AWS": "444455556666" },
        "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" },
      { "Sid": "Org", "Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket",
        "Resource": "arn:aws:s3:::b",
        "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-exampleorg1" } } } ] }"#;
    let reads = r#"{ "name": "bob reads", "principal": "bob", "action": "s3:GetObject",
        "resource": { "arn": "arn:aws:s3:::b/x", "account": "111122223333",
            "publicAccessBlock": { "RestrictPublicBuckets": true } },
        "policies": { "identity": [{ "Version": "2012-10-17",
            "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }] },
        "expect": "allowed" }"#;
    let run = judged_as(r#""resource""#, policy, reads);
    assert!(is_caught(&run, "drop-condition"), "{:?}", outcome(&run, "drop-condition"));
}
