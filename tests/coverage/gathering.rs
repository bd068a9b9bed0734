//! Adding up what several scenario files show.

use iamsim::scenario::coverage::{Coverage, Measured, StatementState};
use serde_json::{Value, json};

use crate::harness::{Folder, cases, identity, missing, run, states, text};

fn read_only() -> Folder {
    identity(&json!([
        { "Sid": "Read", "Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*" },
        { "Sid": "No", "Effect": "Deny", "Action": "s3:GetObjectAcl", "Resource": "*" },
    ]))
}

/// Three files that show different things of one policy, in different layers.
fn files() -> Vec<Value> {
    let identity = json!({ "identity": ["p.json"] });
    let boundary = json!({ "identity": ["FullAWSAccess"], "permissionsBoundary": "p.json" });
    let levels = json!({ "identity": ["FullAWSAccess"], "serviceControl": [["p.json"]] });
    vec![
        cases(&identity, &[json!({})]),
        cases(&boundary, &[json!({ "action": "s3:PutObject", "expect": "denied" })]),
        cases(
            &levels,
            &[
                json!({ "action": "s3:ListBucket", "resource": "arn:aws:s3:::b" }),
                json!({ "action": "s3:GetObjectAcl", "expect": "explicitDeny" }),
            ],
        ),
    ]
}

fn in_order(order: [usize; 3]) -> Measured {
    let (folder, files) = (read_only(), files());
    let mut all = Coverage::new();
    for number in order {
        all.merge(run(&folder, &format!("{number}.json"), &files[number]).0);
    }
    all.measured()
}

#[test]
fn one_policy_in_several_files_and_layers_adds_up() {
    let measured = in_order([0, 1, 2]);
    assert_eq!(measured.policies.len(), 1);
    assert_eq!(states(&measured), [StatementState::Reason; 2]);
    let actions: Vec<&str> =
        missing(&measured, "Action").into_iter().map(|(_, what)| what).collect();
    assert_eq!(actions, ["nothing", "nothing"]);
}

#[test]
fn the_order_of_files_does_not_matter() {
    let first = format!("{:?}", in_order([0, 1, 2]).policies);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(format!("{:?}", in_order(order).policies), first);
    }
}

#[test]
fn policies_inside_scenario_files_and_those_of_aws_do_not_count() {
    let inline = json!({
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" },
    });
    let layers = json!({ "identity": ["FullAWSAccess", inline] });
    let (coverage, _) = run(&Folder::default(), "a.json", &cases(&layers, &[json!({})]));
    assert!(coverage.measured().policies.is_empty());
}

#[test]
fn a_policy_that_no_scenario_loads_is_never_met() {
    let folder = read_only();
    let mut coverage = Coverage::new();
    coverage.expect(folder.text("p.json")).unwrap();
    let measured = coverage.measured();
    assert_eq!(states(&measured), [StatementState::NeverMet; 2]);
    assert_eq!(measured.values().covered, 0);
}

#[test]
fn expecting_a_policy_that_was_met_changes_nothing() {
    let (folder, files) = (read_only(), files());
    let (coverage, _) = run(&folder, "a.json", &files[0]);
    let alone = format!("{:?}", coverage.measured().policies);
    let (mut coverage, _) = run(&folder, "a.json", &files[0]);
    coverage.expect(folder.text("p.json")).unwrap();
    assert_eq!(format!("{:?}", coverage.measured().policies), alone);
}

#[test]
fn every_kind_of_policy_can_be_expected() {
    let of = |members: Value| {
        let mut statement = json!({ "Effect": "Allow", "Action": "sts:AssumeRole" });
        for (key, value) in members.as_object().unwrap() {
            statement[key] = value.clone();
        }
        let policy = json!({ "Version": "2012-10-17", "Statement": [statement] });
        let mut coverage = Coverage::new();
        coverage.expect(&text("p.json", &policy.to_string())).map(|()| coverage.measured())
    };
    let principal = json!({ "AWS": "111122223333" });
    assert!(of(json!({ "Resource": "*" })).is_ok());
    assert!(of(json!({ "Principal": principal })).is_ok());
    assert!(of(json!({ "Principal": principal, "Resource": "*" })).is_ok());
    assert_eq!(of(json!({})).unwrap_err()[0].diagnostic.code, "missing-resource");
}

#[test]
fn what_is_no_policy_cannot_be_expected() {
    let mut coverage = Coverage::new();
    for hostile in ["{}", "[]", "null", "\"x\"", r#"{"Statement":7}"#, r#"{"Statement":[[]]}"#] {
        assert!(!coverage.expect(&text("p.json", hostile)).unwrap_err().is_empty(), "{hostile}");
    }
    assert!(coverage.measured().policies.is_empty());
}
