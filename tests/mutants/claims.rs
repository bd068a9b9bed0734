//! Mutants that claims notice.

use iamsim::load::Files;
use iamsim::scenario::mutants::{Baseline, MutantFilter, Outcome};

use super::program::folder;
use super::support::{judged_in, outcome, scenario_files};

const READ: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/x" }
] }"#;

/// A scenario of ann, who has the policy `policies/p.json`, and these members.
fn scenario(members: &str) -> String {
    format!(
        r#"{{ "title": "t", "policies": {{ "identity": "policies/p.json" }},
            "principals": {{ "ann": {{ "arn": "arn:aws:iam::111122223333:user/ann", "tags": {{}} }} }},
            "now": "2026-03-01T00:00:00Z", {members} }}"#
    )
}

/// How the policy's mutant of that name ends.
#[track_caller]
fn ends(members: &str, name: &str) -> Outcome {
    let folder = folder(&[("policies/p.json", READ), ("a.json", &scenario(members))]);
    outcome(&judged_in(folder.path()), name).clone()
}

#[track_caller]
fn assert_caught(outcome: &Outcome, by: &str) {
    let Outcome::Caught { case } = outcome else { panic!("{outcome:?}") };
    assert!(case.ends_with(by), "{case}");
}

const CASE: &str = r#""cases": [{ "name": "ann reads", "principal": "ann",
    "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "expect": "allowed" }]"#;
const NEVER: &str = r#""never": [{ "name": "nobody writes", "principal": "ann",
    "action": "s3:PutObject", "resource": "*" }]"#;
const ALWAYS: &str = r#""always": [{ "name": "ann can read", "principal": "ann",
    "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x" }]"#;

#[test]
fn what_is_never_allowed_notices_a_wider_action() {
    assert_eq!(ends(CASE, "widen-action"), Outcome::Unasked);
    assert_caught(&ends(&format!("{CASE}, {NEVER}"), "widen-action"), "#nobody writes");
    assert_eq!(ends(&format!("{CASE}, {NEVER}"), "widen-resource"), Outcome::Unasked);
}

#[test]
fn a_case_that_notices_is_named_before_a_claim() {
    let ended = ends(&format!("{CASE}, {ALWAYS}"), "drop-layer");
    assert_caught(&ended, "#ann reads");
}

#[test]
fn claims_alone_judge_as_well() {
    for name in ["drop-layer", "flip-effect"] {
        assert_caught(&ends(ALWAYS, name), "#ann can read");
    }
    assert_eq!(ends(ALWAYS, "widen-action"), Outcome::Unasked);
}

#[test]
fn a_limit_that_is_not_there_is_noticed() {
    let all = r#"{ "Version": "2012-10-17", "Statement": [
      { "Effect": "Allow", "Action": "*", "Resource": "*" } ] }"#;
    let members = format!(
        r#""policies": {{ "identity": "policies/all.json", "permissionsBoundary": "policies/p.json" }},
            "principals": {{ "ann": {{ "arn": "arn:aws:iam::111122223333:user/ann", "tags": {{}} }} }},
            {NEVER}"#
    );
    let text = format!(r#"{{ "title": "t", {members} }}"#);
    let files = [("policies/p.json", READ), ("policies/all.json", all), ("a.json", &text)];
    let run = judged_in(folder(&files).path());
    let of = |policy: &str| run.judged.iter().find(|one| one.id.contains(policy)).unwrap();
    assert_caught(&of("policies/p.json#drop-layer").outcome, "#nobody writes");
    assert_eq!(of("policies/all.json#drop-layer").outcome, Outcome::Unasked);
}

#[test]
fn a_policy_that_is_compared_with_what_it_was_may_not_grant_more() {
    let claim = r#""noNewAccess": { "baseline": "old.json", "policies": "policies/p.json" }"#;
    let files = [
        ("old.json", READ),
        ("policies/p.json", READ),
        ("a.json", &*format!(r#"{{ "title": "t", {claim} }}"#)),
    ];
    let run = judged_in(folder(&files).path());
    for name in ["widen-action", "widen-resource"] {
        let by = "#no new access since old.json[policy=policies/p.json]";
        assert_caught(outcome(&run, name), by);
    }
    assert_eq!(*outcome(&run, "drop-layer"), Outcome::Unasked);
}

#[test]
fn claims_must_hold_before_they_judge_unless_they_are_waived() {
    let broken = NEVER.replace("s3:PutObject", "s3:GetObject");
    let waived = broken.replace(
        r#""resource": "*" "#,
        r#""resource": "*", "waiver": { "until": "2999-12-31", "reason": "later" } "#,
    );
    let baseline = |members: &str| {
        let folder = folder(&[("policies/p.json", READ), ("a.json", &scenario(members))]);
        let (files, documents) = (scenario_files(folder.path()), Files::new());
        let filter = MutantFilter { case: &|_| true, policy: &|_| true };
        Baseline::of(&files, &documents, filter).troubled.len()
    };
    assert_eq!(baseline(&format!("{CASE}, {broken}")), 1);
    let waived = format!("{CASE}, {waived}");
    assert_eq!(baseline(&waived), 0);
    assert_eq!(ends(&waived, "widen-action"), Outcome::Unasked);
}
