//! What programs read.

use std::fs;

use serde_json::{Value, json as value};

use crate::{Output, ask, desk, folder, json, policy, program};

const NEW: &str = "no-new-access --existing read.json --new pass.json";

#[track_caller]
pub(crate) fn assert_valid(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let mistakes: Vec<String> =
        validator.iter_errors(value).map(|one| format!("{}: {one}", one.instance_path())).collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Questions that end in every way.
const QUESTIONS: [&str; 8] = [
    NEW,
    "no-new-access --existing pass.json --new read.json",
    "no-new-access --existing read.json --new operator.json --as-stored",
    "no-new-access --existing office.json --new all.json",
    "no-new-access --existing partner.json --new app.json --policy-type resource",
    "equivalent --existing pass.json --new all.json",
    "equivalent --existing read.json --new operator.json --as-stored",
    "access-not-granted --policy pass.json --access actions=iam:*",
];

/// What the program says of its JSON.
pub(crate) fn schema() -> Value {
    let desk = desk();
    parsed(&Output::of(program::iamsim(desk.path()).args(["schema", "compare"])).out)
}

/// The schema of SARIF.
pub(crate) fn sarif_schema() -> Value {
    let schema = fs::read_to_string("tests/lint_cli/sarif-schema-2.1.0.json").unwrap();
    // INVARIANT: the schema as published has one pattern that is no regular expression of ECMA 262.
    parsed(&schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$"))
}

#[test]
fn json_fits_its_schema() {
    let desk = desk();
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    for line in QUESTIONS {
        assert_valid(&schema, &json(desk.path(), line));
    }
}

#[test]
fn json_has_the_request_and_what_a_proof_rests_on() {
    let answer = json(desk().path(), NEW);
    assert_eq!(answer["result"], "found");
    assert_eq!(answer["message"], "`pass.json` allows what `read.json` does not");
    let reason = &answer["reasons"][0];
    assert_eq!(reason["statement"]["index"], 1);
    assert_eq!(reason["statement"]["start"], value!({"line": 5, "column": 5}));
    let witness = &reason["witness"];
    assert_eq!(witness["action"], "iam:PassRole");
    assert_eq!(witness["resource"], "arn:aws:iam::111122223333:role/app");
    assert_eq!(witness["catalogued"], true);
    assert_eq!(witness["principal"], Value::Null);
    let codes: Vec<&str> = answer["assumptions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["these-policies-alone", "well-formed"]);
}

#[test]
fn json_names_the_deny_of_the_other_side() {
    let answer = json(desk().path(), "no-new-access --existing office.json --new all.json");
    let witness = &answer["reasons"][0]["witness"];
    assert_eq!(witness["existing"], "explicitDeny");
    assert_eq!(witness["deniedBy"]["sid"], "Office");
    assert_eq!(witness["deniedBy"]["path"], "office.json");
}

#[test]
fn aws_gets_its_own_keys_and_texts() {
    let desk = desk();
    let aws = |line: &str| parsed(&ask(desk.path(), &format!("{line} --format aws")).out);
    let by_aws = "check-no-new-access --existing-policy-document file://read.json \
                  --new-policy-document file://pass.json --policy-type IDENTITY_POLICY";
    assert_eq!(
        aws(by_aws),
        value!({
            "result": "FAIL",
            "message": "The modified permissions grant new access compared to your existing policy.",
            "reasons": [{
                "description": "New access in the statement with index: 1.",
                "statementIndex": 1,
            }],
        })
    );
    let named = aws("no-new-access --existing read.json --new all.json");
    assert_eq!(
        named["reasons"],
        value!([{
            "description": "New access in the statement with sid: ReadAll.",
            "statementIndex": 0,
            "statementId": "ReadAll",
        }])
    );
    let passed = aws("no-new-access --existing pass.json --new read.json");
    assert_eq!((&passed["result"], &passed["reasons"]), (&"PASS".into(), &value!([])));
    let unknown = aws("no-new-access --existing read.json --new operator.json --as-stored");
    assert_eq!(unknown["result"], "FAIL");
    assert!(unknown["message"].as_str().unwrap().contains("might grant new access"));
    let granted = "check-access-not-granted --policy-document file://pass.json --access \
                   actions=s3:DeleteBucket,s3:PutObject --policy-type IDENTITY_POLICY";
    assert_eq!(
        aws(granted),
        value!({
            "result": "PASS",
            "message": "The policy document does not grant access to perform one or more of the listed actions.",
            "reasons": [],
        })
    );
}

#[test]
fn aws_keeps_its_exit_codes_ours() {
    let desk = desk();
    let code = |line: &str| ask(desk.path(), &format!("{line} --format aws")).code;
    assert_eq!(code(NEW), 1);
    assert_eq!(code("no-new-access --existing pass.json --new read.json"), 0);
    assert_eq!(code("no-new-access --existing read.json --new operator.json --as-stored"), 3);
}

#[test]
fn documents_may_stand_on_the_command_line() {
    let desk = desk();
    let (old, new) = (policy(&[crate::READ]), policy(&[crate::PASS]));
    let output = crate::compare(
        desk.path(),
        &["check-no-new-access", "--existing-policy-document", &old, "--new-policy-document", &new],
    );
    assert_eq!(output.code, 1);
    assert!(output.out.contains("--> <new>:4:5"), "{}", output.out);
    assert!(output.out.contains("--identity '<new>'"), "{}", output.out);
}

#[test]
fn sarif_is_valid_and_points_at_the_statement() {
    let desk = desk();
    let schema = sarif_schema();
    for line in QUESTIONS {
        let log = parsed(&ask(desk.path(), &format!("{line} --format sarif")).out);
        assert_valid(&schema, &log);
    }
    let log = parsed(&ask(desk.path(), &format!("{NEW} --format sarif")).out);
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"new-access".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "pass.json");
    assert_eq!(place["region"]["startLine"], 5);
    let message = result["message"]["text"].as_str().unwrap();
    assert!(message.contains("iam:PassRole on arn:aws:iam::111122223333:role/app"), "{message}");
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "covers `iam:PassRole`");
    let unknown = ask(
        desk.path(),
        "no-new-access --existing read.json --new operator.json --as-stored --format sarif",
    );
    assert_eq!(parsed(&unknown.out)["runs"][0]["results"][0]["ruleId"], "not-shown");
}

#[test]
fn github_marks_the_statements_by_itself() {
    let desk = desk();
    let mut command = program::iamsim(desk.path());
    command.env("GITHUB_ACTIONS", "true").arg("compare").args(NEW.split_whitespace());
    let on_github = Output::of(&mut command).out;
    let mark = "::error file=pass.json,line=5,endLine=5,col=5,endColumn=";
    assert!(on_github.contains(mark), "{on_github}");
    assert!(on_github.starts_with("New access: "), "{on_github}");
    let alone = ask(desk.path(), &format!("{NEW} --format github")).out;
    assert!(alone.starts_with(mark), "{alone}");
    assert_eq!(alone.lines().count(), 1, "{alone}");
    let line = "no-new-access --existing read.json --new operator.json --as-stored --format github";
    assert!(ask(desk.path(), line).out.starts_with("::warning title=Unknown::"));
}

#[test]
fn several_formats_are_written_at_once() {
    let desk = desk();
    let line = format!("{NEW} --format text --format sarif=out/a.sarif --format json=out/a.json");
    let output = ask(desk.path(), &line);
    assert!(output.out.starts_with("New access: "), "{}", output.out);
    let read = |name: &str| parsed(&fs::read_to_string(desk.path().join(name)).unwrap());
    assert_eq!(read("out/a.json")["result"], "found");
    assert_eq!(read("out/a.sarif")["version"], "2.1.0");
}

#[test]
fn a_policy_is_not_written_over() {
    let desk = desk();
    let output = ask(desk.path(), &format!("{NEW} --format json=read.json"));
    assert_eq!(output.code, 2);
    assert_eq!(fs::read_to_string(desk.path().join("read.json")).unwrap(), policy(&[crate::READ]));
}

#[test]
fn names_that_would_do_harm_do_none() {
    let harm = "a\\n::error::x\\u001b[31m\\u202e ##[add-mask]z ` %0A";
    let statement = crate::PASS.replace("\"Effect\"", &format!("\"Sid\": \"{harm}\", \"Effect\""));
    let value =
        format!(r#", "Condition": {{"StringEquals": {{"aws:PrincipalTag/x": "{harm}"}}}}}}"#);
    let statement = format!("{}{value}", statement.strip_suffix('}').unwrap());
    let desk =
        folder(&[("read.json", &policy(&[crate::READ])), ("harm.json", &policy(&[&statement]))]);
    let line = "no-new-access --existing read.json --new harm.json --as-stored";
    for format in ["text", "json", "aws", "sarif", "github"] {
        let mut command = program::iamsim(desk.path());
        command.env("GITHUB_ACTIONS", "true").arg("compare").args(line.split_whitespace());
        let output = Output::of(command.args(["--format", format]));
        assert_eq!(output.code, 1, "{format}: {}", output.err);
        for printed in [&output.out, &output.err] {
            let bad = printed.chars().find(|char| *char != '\n' && char.is_control());
            assert_eq!(bad, None, "{format}: {printed}");
            assert!(!printed.contains('\u{202e}'), "{format}: {printed}");
            let commands = printed.lines().filter(|line| line.trim_start().starts_with("::"));
            let strange: Vec<&str> =
                commands.filter(|line| !line.starts_with("::error file=harm.json")).collect();
            assert!(strange.is_empty(), "{format}: {strange:?}");
        }
    }
}
