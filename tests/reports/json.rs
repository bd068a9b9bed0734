//! JSON, held against its schema.

use iamsim::scenario::report::{Json, report_schema};
use serde_json::{Value, json};

use crate::hostile::{HARM, hostile};
use crate::{FOLDER, Run, readable, run};

/// The schema, under which what it does not describe is a mistake as well.
fn strict_schema() -> Value {
    let mut schema: Value = serde_json::from_str(&report_schema()).unwrap();
    for definition in schema["$defs"].as_object_mut().unwrap().values_mut() {
        if definition["type"] == "object" {
            definition["unevaluatedProperties"] = false.into();
        }
    }
    schema
}

fn assert_valid(report: &Value) {
    let validator = jsonschema::draft202012::new(&strict_schema()).unwrap();
    let mistakes: Vec<String> = validator
        .iter_errors(report)
        .map(|one| format!("{}: {one}", one.instance_path()))
        .collect();
    assert!(mistakes.is_empty(), "{mistakes:#?}");
}

fn report(run: &Run) -> Value {
    let text = run.report(Json::default());
    assert!(text.chars().all(|char| char == '\n' || !char.is_control()), "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_schema_is_one() {
    let schema = serde_json::from_str(&report_schema()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    insta::assert_snapshot!(report_schema());
}

#[test]
fn a_readable_run() {
    let report = report(&readable());
    assert_valid(&report);
    insta::assert_snapshot!(format!("{report:#}"));
}

#[test]
fn a_run_without_files() {
    let report = report(&Run::new(Vec::new()));
    assert_valid(&report);
    assert_eq!(report["files"], json!([]));
}

#[test]
fn names_come_back_as_they_were_given() {
    let run = hostile();
    let report = report(&run);
    assert_valid(&report);
    let files = report["files"].as_array().unwrap();
    assert_eq!(files[0]["path"], HARM);
    let cases = files[0]["cases"].as_array().unwrap();
    for (case, expected) in cases.iter().zip(run.files[0].cases.as_ref().unwrap()) {
        assert_eq!((&case["id"], &case["name"]), (&json!(expected.id), &json!(expected.name())));
    }
    assert_eq!(cases.len() + 1, run.ending.summary.cases());
    assert_eq!(files[2]["errors"][0]["code"], "unreadable-file");
    assert_eq!(report["summary"]["failed"], run.ending.summary.failed);
}

#[test]
fn the_schema_refuses_what_no_report_says() {
    let validator = jsonschema::draft202012::new(&strict_schema()).unwrap();
    let valid = report(&readable());
    let spoilt = |pointer: &str, value: Value| {
        let mut spoilt = valid.clone();
        *spoilt.pointer_mut(pointer).unwrap() = value;
        spoilt
    };
    for (pointer, value) in [
        ("/v", json!(2)),
        ("/kind", json!("tests")),
        ("/files/0/cases/0/outcome", json!("skipped")),
        ("/files/0/cases/0/decision", json!("denied")),
        ("/files/0/cases/0/place", json!({ "path": "x", "line": 1 })),
        ("/files/0/cases/0/expected", json!({})),
    ] {
        assert!(!validator.is_valid(&spoilt(pointer, value)), "{pointer}");
    }
}

#[test]
fn each_authorization_of_a_call_is_told() {
    let path = format!("{FOLDER}/several.json");
    let report = report(&Run::new(vec![run(&path)]));
    assert_valid(&report);
    let failure = &report["files"][0]["cases"][0]["failure"];
    assert_eq!(
        failure["message"],
        "expected allowed, came out undecided; it hangs on a resource-based policy that was not given"
    );
    let answer = &failure["answer"];
    assert_eq!(answer["missingPolicies"], json!(["resource"]));
    let own = &answer["authorizations"][0];
    assert_eq!((&own["action"], &own["decision"]), (&json!("s3:GetObject"), &json!("allowed")));
    assert_eq!(own["matchedStatements"][0]["path"], path);
    assert_eq!(answer["authorizations"][1]["action"], "kms:Decrypt");
}

#[test]
fn denies_that_came_close_are_told_where_one_was_expected() {
    let report = report(&Run::new(vec![run(&format!("{FOLDER}/denials.json"))]));
    assert_valid(&report);
    let near = |case: usize| {
        let answer = &report["files"][0]["cases"][case]["failure"]["answer"];
        let near = answer["nearDenies"].as_array().unwrap().clone();
        near.into_iter().map(|one| one["sid"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(near(0), ["NoSecrets", "NotForBob"]);
    assert_eq!(near(1), ["NoNewTables"]);
    assert_eq!(near(2), ["NoSecrets", "NoSecrets", "NotForBob", "NotForBob"]);
    assert!(near(3).is_empty());
    assert!(near(4).is_empty());
    assert_eq!(near(5), ["NoSecrets", "NotForBob"]);
    let answer = &report["files"][0]["cases"][0]["failure"]["answer"];
    assert_eq!(answer["nearDenies"][0]["misses"][0]["element"], "Resource");
}

#[test]
fn what_stands_in_no_file_has_no_path() {
    let report = report(&Run::new(vec![run(&format!("{FOLDER}/several.json"))]));
    let failure = &report["files"][0]["cases"][1]["failure"];
    let message = "expected allowed, came out implicitDeny because no resource-based policy allows \
        s3:GetObject here";
    assert_eq!(failure["message"], message);
    let statements = failure["answer"]["matchedStatements"].as_array().unwrap();
    let path_of = |policy: &str| {
        let found = statements.iter().find(|one| one["policy"] == policy);
        found.unwrap_or_else(|| panic!("{statements:#?}")).get("path")
    };
    assert_eq!(path_of("FullAWSAccess"), None);
}
