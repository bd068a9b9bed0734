//! What programs read.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use crate::{EVERYTHING, TWICE, folder, lint, program};

#[track_caller]
fn assert_valid(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let mistakes: Vec<String> =
        validator.iter_errors(value).map(|one| format!("{}: {one}", one.instance_path())).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn desk() -> tempfile::TempDir {
    let allowed = TWICE.replace(
        "\"s3:GetObject\"",
        "\"s3:GetObject\" // iamsim: allow redundant-action: for readers",
    );
    folder(&[
        ("p/a b.json", TWICE),
        ("p/all.json", EVERYTHING),
        ("p/allowed.jsonc", &allowed),
        ("p/broken.json", "{\"Statement\": ["),
        ("p/other.json", "{}"),
    ])
}

#[test]
fn sarif_is_valid_and_has_all_that_code_scanning_shows() {
    let desk = desk();
    let output = lint(desk.path(), &["p", "p/absent.json", "--format", "sarif"]);
    assert_eq!(output.code, 2);
    let log: Value = serde_json::from_str(&output.out).unwrap();
    let schema = fs::read_to_string("tests/lint_cli/sarif-schema-2.1.0.json").unwrap();
    // INVARIANT: the schema as published has one pattern that is no regular expression of ECMA 262.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    assert_valid(&serde_json::from_str(&schema).unwrap(), &log);
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let results = run["results"].as_array().unwrap();
    let of = |uri: &str| {
        let is_it = |one: &&Value| {
            let place = &one["locations"][0]["physicalLocation"];
            place["artifactLocation"]["uri"] == uri && one["ruleId"] == "redundant-action"
        };
        results.iter().find(is_it).unwrap()
    };
    let found = of("p/a%20b.json");
    assert_eq!(found["level"], "note");
    let region = &found["locations"][0]["physicalLocation"]["region"];
    assert_eq!(
        *region,
        serde_json::json!({"startLine": 9, "startColumn": 9, "endLine": 9, "endColumn": 23})
    );
    assert_eq!(found["relatedLocations"][0]["message"]["text"], "this covers it");
    let replacement = &found["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["deletedRegion"]["endLine"], 9);
    let suppression = &of("p/allowed.jsonc")["suppressions"][0];
    assert_eq!(
        (&suppression["kind"], &suppression["justification"]),
        (&"inSource".into(), &"for readers".into())
    );
    let number = usize::try_from(found["ruleIndex"].as_u64().unwrap()).unwrap();
    let rule = &run["tool"]["driver"]["rules"][number];
    assert_eq!(rule["id"], "redundant-action");
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("](https://"));
}

#[test]
fn json_fits_its_schema() {
    let desk = desk();
    let printed = program::Output::of(program::iamsim(desk.path()).args(["schema", "lint"])).out;
    let schema: Value = serde_json::from_str(&printed).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let report = crate::json(desk.path(), &["p"]);
    assert_valid(&schema, &report);
    assert_eq!(report["v"], 1);
    assert_eq!(report["allowed"], 1);
    let codes = |report: &Value| -> Vec<String> {
        let files = report["files"].as_array().unwrap();
        let all = files.iter().flat_map(|file| file["findings"].as_array().unwrap());
        all.map(|one| one["severity"].as_str().unwrap().to_owned()).collect()
    };
    assert!(codes(&report).contains(&"suggestion".to_owned()));
    let quiet = codes(&crate::json(desk.path(), &["p", "--quiet"]));
    assert!(quiet.iter().all(|one| one == "error" || one == "security-warning"), "{quiet:?}");
}

#[test]
fn workflow_commands_mark_each_finding() {
    let desk = desk();
    let only = ["p/a b.json", "--select", "redundant-action", "--format", "github"];
    let output = lint(desk.path(), &only);
    assert_eq!(
        output.out,
        "::notice file=p/a b.json,line=9,endLine=9,col=9,endColumn=23,\
         title=suggestion%3A redundant-action::`s3:GetObject` is covered by `s3:Get*`\n"
    );
    let denied = lint(desk.path(), &[&only[..], &["--deny", "suggestion"]].concat());
    assert!(denied.out.starts_with("::error file=p/a b.json"), "{}", denied.out);
}

#[test]
fn on_github_annotations_come_by_themselves() {
    let desk = desk();
    let run = |arguments: &[&str]| {
        let mut command: Command = program::iamsim(desk.path());
        command.env("GITHUB_ACTIONS", "true").args(["lint", "p", "--select", "redundant-action"]);
        program::Output::of(command.args(arguments))
    };
    let human = run(&[]);
    assert!(
        human.out.contains("suggestion[redundant-action]")
            && human.out.contains("\n::notice file=")
    );
    let json = run(&["--format", "json"]);
    assert!(serde_json::from_str::<Value>(&json.out).is_ok());
    assert!(json.err.starts_with("::notice file="), "{}", json.err);
}

#[test]
fn a_format_goes_into_a_file_beside_the_text_for_people() {
    let desk = desk();
    let output = lint(
        desk.path(),
        &["p", "--format", "sarif=out/lint.sarif", "--format", "json=out/lint.json"],
    );
    assert!(output.out.contains("redundant-action"));
    assert_eq!(read(&desk.path().join("out/lint.sarif"))["version"], "2.1.0");
    assert_eq!(read(&desk.path().join("out/lint.json"))["v"], 1);
    let both = lint(desk.path(), &["p", "--format", "sarif", "--format", "json"]);
    assert_eq!(both.code, 2);
    let unsafe_place = lint(desk.path(), &["p", "--format", "json=p/all.json"]);
    assert_eq!(unsafe_place.code, 2);
    assert_eq!(fs::read_to_string(desk.path().join("p/all.json")).unwrap(), EVERYTHING);
}

#[test]
fn fixes_do_not_disturb_a_report_for_programs() {
    let desk = desk();
    let output = lint(desk.path(), &["p", "--fix", "--format", "json"]);
    assert!(serde_json::from_str::<Value>(&output.out).is_ok(), "{}", output.out);
    assert!(output.err.contains("fixed p/a b.json: redundant-action"), "{}", output.err);
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let desk = desk();
    let program = assert_cmd::cargo::cargo_bin("iamsim");
    let mut child = std::process::Command::new(program)
        .current_dir(desk.path())
        .args(["lint", "p", "--format", "json"])
        .env_clear()
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
