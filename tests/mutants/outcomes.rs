//! What comes of mutants: each outcome by a scenario.

use iamsim::evaluate::Decision;
use iamsim::scenario::mutants::{Direction, MutantSummary, Outcome};

use super::program::folder;
use super::support::{
    case, is_caught, judged, judged_as, judged_first, judged_in, mutant, outcome,
};

const READ: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/x" }
] }"#;

#[test]
fn the_first_case_that_notices_is_named() {
    let run = judged(READ, &case("ann reads", r#""expect": "allowed""#));
    let Outcome::Caught { case } = outcome(&run, "drop-layer") else { panic!() };
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
    let Outcome::Loose { before, after, .. } = outcome(&run, "drop-layer") else { panic!() };
    assert_eq!((*before, *after), (Decision::ExplicitDeny, Decision::ImplicitDeny));
    assert!(is_caught(&judged(deny, &case("no", r#""expect": "explicitDeny""#)), "drop-layer"));
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
    assert_eq!(by("flip-effect"), "reads");
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
