//! What a change does: small environments before and after, and who gains and loses what.

use std::fs;

use iamsim::catalog::Catalog;
use iamsim::environment::Environment;
use iamsim::load::{Stated, environment};
use iamsim::query::impact::{ChangeKind, Impact, Reach, Search, Turn, impact};
use serde_json::{Value, json};

/// The environment that a file of ours describes.
fn read(value: &Value) -> Environment {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("environment.json");
    fs::write(&path, value.to_string()).unwrap();
    let loaded = environment(&[path], &Stated::default());
    loaded.unwrap_or_else(|troubles| panic!("{troubles:?}")).environment
}

fn compared(before: &Value, after: &Value) -> Impact {
    compared_with(before, after, 10_000)
}

fn compared_with(before: &Value, after: &Value, most: usize) -> Impact {
    let search = Search { catalog: Catalog::embedded(), most, progress: &|_, _| {} };
    let found = impact(&read(before), &read(after), search);
    assert!(found.troubles.is_empty(), "{:?}", found.troubles);
    found
}

/// `gained alice s3:GetObject arn:aws:s3:::team/x`
fn told(impact: &Impact) -> Vec<String> {
    let line = |finding: &iamsim::query::impact::Finding| {
        let draft = &finding.draft;
        let name = draft.caller.text.rsplit('/').next().unwrap();
        format!("{} {name} {} {}", finding.turn.name(), draft.action, draft.resource)
    };
    impact.findings.iter().map(line).collect()
}

fn turns(impact: &Impact) -> [usize; 4] {
    Turn::ALL.map(|turn| impact.count(turn))
}

fn account(members: &Value) -> Value {
    json!({"accounts": {"111122223333": members}})
}

fn allow(action: &str, resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": action, "Resource": resource}]})
}

fn alice(policies: &Value) -> Value {
    account(&json!({"users": {"alice": {"policies": policies}}}))
}

#[test]
fn a_new_policy_is_a_gain_of_its_holder() {
    let before = alice(&json!([]));
    let after = alice(&json!([allow("s3:GetObject", "arn:aws:s3:::team/*")]));
    let found = compared(&before, &after);
    println!("{:#?}", told(&found));
    assert!(found.has_gains());
    let found_turns = turns(&found);
    println!("{found_turns:?} {:?} {:?}", found.changes, found.unasked);
}
