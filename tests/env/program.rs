//! The commands over environments as somebody at a prompt has them.

use std::fs;

use assert_cmd::Command;
use serde_json::Value;

const ACCOUNT: &str = "docs/examples/account.json";
const PLAN: &str = "docs/examples/plan.json";

fn run(arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let output = program.args(arguments).write_stdin(fs::read(input).unwrap()).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code().unwrap(), out, err)
}

#[test]
fn what_is_piped_in_is_an_environment_like_any_other() {
    let (code, piped, _) = run(&["env", "export", "-"], ACCOUNT);
    assert_eq!(code, 0);
    let (_, named, _) = run(&["env", "export", ACCOUNT], PLAN);
    assert_eq!(piped, named.replace(ACCOUNT, "<stdin>"));
}

#[test]
fn a_plan_that_is_piped_in_is_read_for_before_and_for_after() {
    let impact = ["impact", "--format", "json", "--env", ACCOUNT, "--with"];
    let (piped_code, piped, _) = run(&[&impact[..], &["-"]].concat(), PLAN);
    let (code, named, _) = run(&[&impact[..], &[PLAN]].concat(), PLAN);
    assert_eq!((piped_code, piped), (code, named.replace(PLAN, "<stdin>")));
}

#[test]
fn a_mistake_in_what_is_piped_in_has_its_place() {
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let output = program.args(["env", "show", "-"]).write_stdin("{\"a\": }").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("<stdin>:1:7"), "{said}");
}

#[test]
fn the_overview_has_a_schema() {
    let (_, schema, _) = run(&["schema", "overview"], ACCOUNT);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let (code, overview, _) = run(&["env", "show", ACCOUNT, "--format", "json"], ACCOUNT);
    assert_eq!(code, 0);
    let overview: Value = serde_json::from_str(&overview).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&overview), "{:?}", validator.iter_errors(&overview).next());
    assert!(!validator.is_valid(&serde_json::json!({"accounts": 1})));
}
