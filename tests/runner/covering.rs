//! Coverage on the command line.

use super::{POLICY, Project, scenario};

/// A policy that no case asks.
const IDLE: &str = r#"{ "Version": "2012-10-17", "Statement": [
  { "Effect": "Deny", "Action": "iam:*", "Resource": "*" } ] }"#;

fn project() -> Project {
    let files = [("s/a.json", &*scenario("denied")), ("s/policies/idle.json", IDLE)];
    Project::of(&files)
}

#[test]
fn policies_that_no_case_asks_count() {
    let output = project().run(&["s", "--coverage"]);
    assert_eq!(output.code, 0, "{}", output.err);
    assert!(output.out.starts_with("3 passed in 1 file"), "{}", output.out);
    assert!(output.out.contains("covered: 1 of 2 statements (50.0 %)"), "{}", output.out);
    assert!(output.out.contains("s/policies/idle.json"), "{}", output.out);
}

#[test]
fn reports_on_coverage_go_to_files() {
    let project = project();
    let kinds = ["human=c/r.txt", "json=c/r.json", "lcov=c/r.info", "cobertura=c/r.xml"];
    let arguments: Vec<&str> = kinds.iter().flat_map(|kind| ["--coverage-report", kind]).collect();
    let output = project.run(&[&["s"], &arguments[..]].concat());
    output.is(0, "3 passed in 1 file (.. s)\n", "");
    let json: serde_json::Value = serde_json::from_str(&project.read("c/r.json")).unwrap();
    assert_eq!((&json["v"], &json["kind"]), (&1.into(), &"coverage".into()));
    assert_eq!(json["summary"]["statements"]["total"], 2);
    assert!(project.read("c/r.info").contains("SF:s/policies/read.json\n"));
    assert!(project.read("c/r.xml").starts_with("<?xml"));
    assert!(project.read("c/r.txt").contains("covered: 1 of 2 statements"));
    for wrong in ["lcov", "lcov=", "lcvo=x", "human="] {
        let output = project.run(&["s", "--coverage-report", wrong]);
        assert_eq!((output.code, &*output.out), (2, ""), "{wrong}");
    }
    let refused = project.run(&["s", "--coverage-report", "json=s"]);
    assert_eq!((refused.code, &*refused.out), (2, ""));
}

#[test]
fn a_missed_threshold_is_a_failure() {
    let project = project();
    let run = |threshold: &str| project.run(&["s", "--coverage-threshold", threshold]);
    assert_eq!(run("statements=50").code, 0);
    let missed = run("statements=51,conditions=100");
    assert_eq!((missed.code, &*missed.out), (1, "3 passed in 1 file (.. s)\n"));
    assert!(
        missed.err.ends_with("coverage of statements is 50.0 %, less than 51 %\n"),
        "{}",
        missed.err
    );
    assert_eq!(run("statement=51").code, 2);
}

#[test]
fn people_read_beside_programs() {
    let output = project().run(&["s", "--coverage", "--report", "json"]);
    assert!(serde_json::from_str::<serde_json::Value>(&output.out).is_ok(), "{}", output.out);
    assert!(output.err.contains("covered: 1 of 2 statements"), "{}", output.err);
}

#[test]
fn settings_name_the_policies_that_must_be_covered() {
    let project = project();
    let toml =
        "paths = ['s']\npolicies = 's/policies/r*.json'\ncoverage-threshold = 'statements=100'\n";
    project.write("p/iamsim.toml", toml);
    assert_eq!(project.run(&[]).code, 0);
    project.write("p/s/policies/rest.json", POLICY);
    assert_eq!(project.run(&[]).code, 1);
    project.write("p/s/policies/rest.json", "{");
    let output = project.run(&[]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("s/policies/rest.json:1:"), "{}", output.err);
    project.write("p/iamsim.toml", &toml.replace("r*", "gone*"));
    let output = project.run(&[]);
    assert!(output.err.contains("error: no file fits `s/policies/gone*.json`"), "{}", output.err);
    assert_eq!(output.code, 2);
}

#[test]
fn the_teams_thresholds_are_for_runs_of_everything() {
    let project = project();
    project.write("p/iamsim.toml", "paths = ['s']\ncoverage-threshold = 'statements=100'\n");
    assert_eq!(project.run(&[]).code, 1);
    for part in [&["s"][..], &["--filter", "*"], &["--shard", "1/1"], &["--failed"]] {
        assert_eq!(project.run(part).code, 0, "{part:?}");
    }
    assert_eq!(project.run(&["s", "--coverage-threshold", "statements=100"]).code, 1);
}

#[test]
fn a_threshold_over_nothing_is_not_reached() {
    let inline = scenario("denied").replace("\"policies/read.json\"", POLICY);
    let project = Project::of(&[("t/a.json", &*inline)]);
    let output = project.run(&["t", "--coverage-threshold", "statements=1"]);
    assert_eq!(output.code, 2, "{}", output.err);
    assert!(output.err.contains("no policy to measure"), "{}", output.err);
    assert_eq!(project.run(&["t", "--coverage"]).code, 0);
}

#[test]
fn what_is_no_policy_is_said() {
    let project = project();
    project.write("p/s/policies/notes.json", r#"{ "notes": [] }"#);
    let output = project.run(&["s", "--coverage"]);
    assert_eq!(output.code, 0);
    assert_eq!(output.err, "not measured, since it is no policy: s/policies/notes.json\n");
}
