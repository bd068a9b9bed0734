//! The command from the outside: reports and exit codes.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::program::{Output, folder, iamsim};

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::b/x"
    }
  ]
}
"#;

fn scenario(expect: &str) -> String {
    format!(
        r#"{{ "policies": {{ "identity": ["policies/p.json"] }}, "cases": [
  {{ "name": "ann reads", "principal": "arn:aws:iam::111122223333:user/ann",
    "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "expect": "{expect}" }} ] }}"#
    )
}

fn project(expect: &str) -> TempDir {
    folder(&[("scenarios/policies/p.json", POLICY), ("scenarios/a.json", &scenario(expect))])
}

fn run(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> (i32, String, String) {
    let environment = environment.iter().copied();
    let Output { code, out, err } =
        Output::of(iamsim(folder).arg("mutants").args(arguments).envs(environment));
    (code, out, err)
}

#[test]
fn a_policy_that_no_case_asks_is_told() {
    let folder = project("allowed");
    fs::write(folder.path().join("scenarios/policies/idle.json"), POLICY).unwrap();
    fs::write(folder.path().join("scenarios/policies/notes.json"), "{}").unwrap();
    let (code, _, err) = run(folder.path(), &["--threshold", "0"], &[]);
    let told = "no case and no claim asks `scenarios/policies/idle.json`, so nobody would notice a change there\n";
    assert_eq!((code, &*err), (1, told));
    let (code, _, err) = run(folder.path(), &["--threshold", "0", "--policy", "p.json"], &[]);
    assert_eq!((code, &*err), (0, ""));
}

#[test]
fn survivors_are_told_as_diffs_and_the_code_says_that_there_are_some() {
    let folder = project("allowed");
    let (code, out, err) = run(folder.path(), &[], &[]);
    assert_eq!((code, &*err), (1, ""));
    assert_eq!(
        out,
        "\
no case notices these, and each grants more:

SURVIVED scenarios/policies/p.json:6:17 widen-action: `s3:GetObject` becomes `s3:*`
  5         \"Effect\": \"Allow\",
  6 -       \"Action\": \"s3:GetObject\",
  6 +       \"Action\": \"s3:*\",
  7         \"Resource\": \"arn:aws:s3:::b/x\"
  no case can tell them apart; that takes a request that all other elements fit, for an action that `s3:*` covers and `s3:GetObject` does not

SURVIVED scenarios/policies/p.json:7:19 widen-resource: `arn:aws:s3:::b/x` becomes `arn:aws:s3:::b/*`
  6         \"Action\": \"s3:GetObject\",
  7 -       \"Resource\": \"arn:aws:s3:::b/x\"
  7 +       \"Resource\": \"arn:aws:s3:::b/*\"
  8       }
  no case can tell them apart; that takes a request that all other elements fit, for a resource that `arn:aws:s3:::b/*` covers and `arn:aws:s3:::b/x` does not

2 of 4 mutants noticed (50 %)
"
    );
    let (code, out, _) = run(folder.path(), &["--quiet", "--threshold", "50"], &[]);
    assert_eq!((code, out.lines().count()), (0, 5));
    assert!(out.lines().nth(1).unwrap().starts_with("  no case can tell them apart; that takes"));
    let (_, out, _) = run(folder.path(), &["--verbose"], &[]);
    assert!(out.contains("`scenarios/a.json#ann reads` notices"), "{out}");
    fs::write(folder.path().join("iamsim.toml"), "mutants-threshold = 49.5\n").unwrap();
    assert_eq!(run(folder.path(), &[], &[]).0, 0);
    assert_eq!(run(folder.path(), &["--threshold", "51", "--jobs", "1"], &[]).0, 1);
}

#[test]
fn mutants_are_listed_without_being_judged() {
    let (code, out, _) = run(project("allowed").path(), &["--list"], &[]);
    assert_eq!((code, out.lines().count()), (0, 4));
    let first = "scenarios/policies/p.json#drop-layer:1:1 the policy is not there";
    assert_eq!(out.lines().next(), Some(first));
}

#[test]
fn cases_that_fail_without_any_mutant_judge_nothing() {
    let (code, out, _) = run(project("denied").path(), &[], &[]);
    assert_eq!(code, 2);
    assert!(out.starts_with("FAILED scenarios/a.json#ann reads\n"), "{out}");
    let ending = "no mutants were judged: the cases must pass without any\n\
        see `iamsim test scenarios/a.json`\n";
    assert!(out.ends_with(ending), "{out}");
    let (code, out, _) = run(project("denied").path(), &["--report", "json"], &[]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["obstacles"][0]["case"]), (2, &"ann reads".into()));
}

#[test]
fn nothing_found_and_what_cannot_be_read_is_no_judgement() {
    let folder = project("allowed");
    let fails = |arguments: &[&str], why: &str| {
        let (code, out, err) = run(folder.path(), arguments, &[]);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(err.contains(why) || out.contains(why), "{arguments:?}: {out}{err}");
    };
    fails(&["--filter", "nobody"], "no case fits the filter `nobody`");
    fails(&["--policy", "other"], "no policy that the cases ask fits `other`");
    fails(&["nowhere.json"], "nowhere.json");
    fails(&["nowhere/*.json"], "no file fits");
    fails(&["--threshold", "101"], "`101` is no percentage from 0 to 100");
    fails(&["--report", "xml"], "there is no report `xml`");
    fs::write(folder.path().join("scenarios/policies/p.json"), "{").unwrap();
    fails(&[], "p.json");
    fs::write(folder.path().join("scenarios/a.json"), r#"{ "cases": ["#).unwrap();
    fails(&[], "a.json");
    let inline = r#"{ "cases": [{ "name": "it", "principal": "arn:aws:iam::111122223333:user/ann",
        "action": "s3:GetObject", "resource": "arn:aws:s3:::b/x", "expect": "implicitDeny" }] }"#;
    fs::write(folder.path().join("scenarios/a.json"), inline).unwrap();
    fails(&[], "the cases and claims ask no policy that stands in a file of its own");
}

#[test]
fn reports_for_programs_take_each_policy_as_a_suite() {
    let folder = project("allowed");
    let arguments = ["--report", "junit=out.xml", "--report", "tap=out.tap", "--report", "json"];
    let (code, out, _) = run(folder.path(), &arguments, &[]);
    assert_eq!(code, 1);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let schema = iamsim::scenario::report::report_schema();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&report).map(|one| one.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!((&report["v"], &report["kind"]), (&1.into(), &"mutants".into()));
    let first = &report["mutants"][0];
    assert_eq!(first["id"], "scenarios/policies/p.json#widen-action:6:17");
    assert_eq!((&first["grants"], &first["outcome"]), (&"more".into(), &"unasked".into()));
    assert_eq!(first["diff"]["firstLine"], 5);
    assert_eq!(report["summary"]["percent"], 50);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let junit = read("out.xml");
    assert!(
        junit.contains(r#"name="iamsim mutants" tests="4" skipped="0" failures="2""#),
        "{junit}"
    );
    assert!(junit.contains(r#"file="scenarios/policies/p.json" line="6""#), "{junit}");
    let tap = read("out.tap");
    assert!(tap.contains("not ok 1 - scenarios/policies/p.json\\#widen-action:6:17\n"), "{tap}");
    assert!(tap.ends_with("1..4\n"), "{tap}");
}

#[test]
fn on_github_survivors_are_marked_in_the_policy() {
    let folder = project("allowed");
    let summary = folder.path().join("summary.md");
    let environment =
        [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    let (_, out, _) = run(folder.path(), &[], &environment);
    let mark = "::error file=scenarios/policies/p.json,line=6,endLine=6,col=17,endColumn=31,";
    assert!(out.contains(mark), "{out}");
    assert!(fs::read_to_string(summary).unwrap().contains("widen-action:6:17"));
}

#[test]
fn no_number_of_threads_is_too_large() {
    let folder = project("allowed");
    let (code, out, _) = run(folder.path(), &["--jobs", "18446744073709551615"], &[]);
    assert_eq!((code, out.contains("SURVIVED")), (1, true), "{out}");
}
