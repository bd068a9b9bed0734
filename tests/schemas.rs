//! The JSON Schemas accept what the readers accept, refuse what they refuse, and explain each field.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use iamsim::bundle::answer_text;
use iamsim::load::{Files, find, syntax_of};
use iamsim::text::{Node, Value as Tree};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// What people write.
const FORMATS: [&str; 3] = ["scenario", "bundle", "environment"];

/// What the program answers.
const ANSWERS: [&str; 8] =
    ["answer", "overview", "report", "lookup", "lint", "explain", "query", "impact"];

fn schema(format: &str) -> Value {
    let text = fs::read_to_string(format!("docs/schemas/{format}.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn validator(format: &str) -> Validator {
    jsonschema::validator_for(&schema(format)).unwrap()
}

/// The tree of a file of ours as a program sees it that reads JSON.
fn value_of(node: &Node) -> Value {
    match &node.value {
        Tree::Null => Value::Null,
        Tree::Bool(value) => Value::Bool(*value),
        Tree::Number(text) => serde_json::from_str(text).unwrap(),
        Tree::Text(text) => Value::String(text.to_string()),
        Tree::List(items) => items.iter().map(value_of).collect(),
        Tree::Object(members) => {
            let pairs = members.iter().map(|one| (one.key.text.to_string(), value_of(&one.value)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

fn read(path: &Path) -> Value {
    let text = Files::read(path, syntax_of(path).with_comments());
    value_of(&text.unwrap_or_else(|why| panic!("{}: {why:?}", path.display())).node)
}

#[track_caller]
fn assert_valid(validator: &Validator, value: &Value, name: &str) {
    let mistakes: Vec<String> = validator
        .iter_errors(value)
        .map(|mistake| format!("{}: {mistake}", mistake.instance_path()))
        .collect();
    assert!(mistakes.is_empty(), "{name}: {}", mistakes.join("\n"));
}

#[test]
fn schemas_are_schemas() {
    for format in FORMATS.iter().chain(&ANSWERS) {
        assert!(jsonschema::meta::is_valid(&schema(format)), "{format}");
    }
}

#[test]
fn the_program_prints_them() {
    for format in FORMATS.iter().chain(&ANSWERS) {
        let mut program = Command::cargo_bin("iamsim").unwrap();
        let output = program.args(["schema", format]).output().unwrap();
        let file = fs::read(format!("docs/schemas/{format}.schema.json")).unwrap();
        assert!(output.status.success());
        assert!(output.stdout == file, "{format}");
    }
    let mut program = Command::cargo_bin("iamsim").unwrap();
    program.args(["schema", "policy"]).assert().code(2);
}

#[test]
fn every_scenario_and_each_environment_beside_it_is_valid() {
    let validator = validator("scenario");
    let found = find("scenarios").unwrap();
    assert!(found.len() > 190);
    assert!(found.iter().any(|one| one.path.extension().unwrap() == "yaml"));
    let environments = self::validator("environment");
    for one in found {
        let file = read(&one.path);
        let is_environment = file.get("accounts").is_some();
        let validator = if is_environment { &environments } else { &validator };
        assert_valid(validator, &file, &one.path.display().to_string());
    }
}

/// Every property that a schema describes, with its place.
fn properties(at: &str, node: &Value, found: &mut Vec<(String, Value)>) {
    match node {
        Value::Object(members) => {
            for (key, value) in members {
                let below = format!("{at}/{key}");
                if let ("properties", Value::Object(fields)) = (&**key, value) {
                    let named = fields
                        .iter()
                        .map(|(name, field)| (format!("{below}/{name}"), field.clone()));
                    found.extend(named);
                }
                properties(&below, value, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                properties(&format!("{at}/{index}"), item, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_field_is_explained_in_a_sentence() {
    for format in FORMATS {
        let mut found = Vec::new();
        properties(format, &schema(format), &mut found);
        assert!(found.len() > 20, "{format}");
        for (place, field) in found {
            let description = field["description"].as_str().unwrap_or_default();
            assert!(description.len() > 8, "{place} is not explained");
            assert!(description.ends_with('.'), "{place}: {description}");
            assert!(!description.trim_end_matches('.').contains(". "), "{place}: {description}");
        }
    }
}

#[test]
fn what_two_formats_share_is_one_definition() {
    let [scenario, bundle, environment] = FORMATS.map(schema);
    let mut shared = 0;
    for other in [bundle, environment] {
        for (name, definition) in other["$defs"].as_object().unwrap() {
            if let Some(same) = scenario["$defs"].get(name) {
                assert_eq!(same, definition, "{name}");
                shared += 1;
            }
        }
    }
    assert!(shared > 15);
}

fn scenario() -> Value {
    json!({
        "$schema": "https://example.com/scenario.schema.json", "title": "t", "source": ["D-1"],
        "extends": ["base.json"], "now": "2026-03-01T09:00:00Z", "exactContext": false,
        "organization": { "id": "o-a", "managementAccount": "111122223333", "accounts": { "111122223333": "o-a/r-b/" } },
        "vars": { "a": "b", "n": 1 },
        "policies": { "identity": "read.json", "session": ["a.json"], "serviceControl": [["FullAWSAccess"], []],
            "resource": null, "vpcEndpoint": { "policy": "e.json", "type": "gateway" } },
        "principals": { "ann": "anonymous", "bob": { "arn": "arn:aws:iam::111122223333:user/bob", "tags": {} } },
        "resources": { "note": { "arn": "arn:aws:s3:::b/note", "account": "{{account}}", "policy": null } },
        "context": { "aws:SecureTransport": true, "s3:prefix": null },
        "contexts": { "office": { "aws:SourceIp": ["203.0.113.9"], "a:b": { "unknown": true }, "c:d": { "present": true } } },
        "cases": [
            { "name": "a", "principal": ["ann", "bob"], "action": "s3:GetObject", "resource": "note",
              "context": ["office", {}], "expect": "Explicitly_Denied",
              "because": [{ "policyType": "identity", "sid": "x", "index": 0, "effect": "Deny" }],
              "except": [{ "principal": "ann", "expect": "undecided", "missing": "aws:SourceIp" }] },
            { "name": "b", "action": ["a:B", "c:D"], "expect": { "allowed": ["a:B"], "default": "denied" },
              "alsoRequires": [{ "action": "e:F", "resource": "note" }], "asStored": true },
            { "name": "c", "kind": "trust", "policies": { "resource": { "Version": "2012-10-17" } },
              "expect": { "error": "duplicate-key" } }
        ]
    })
}

fn bundle() -> Value {
    let allow = json!({ "Statement": { "Effect": "Allow", "Action": "kms:*", "Resource": "*" } });
    json!({
        "id": 7,
        "policies": { "identity": [allow], "permissionsBoundary": "FullAWSAccess", "resource": null },
        "request": {
            "principal": { "arn": "arn:aws:sts::111122223333:assumed-role/app/i-1",
                "role": "arn:aws:iam::111122223333:role/x/app", "id": "AROAEXAMPLE", "tags": { "team": "a" } },
            "action": "kms:Decrypt",
            "resource": { "arn": "arn:aws:kms:eu-west-1:111122223333:key/1", "account": "111122223333", "grants": [
                { "GranteePrincipal": "arn:aws:iam::111122223333:role/x/app", "Operations": ["Decrypt"],
                  "Constraints": { "EncryptionContextSubset": { "a": "b" } } }] },
            "resourceAccount": "111122223333",
            "alsoRequires": [{ "action": "kms:DescribeKey", "context": { "aws:SourceIp": "203.0.113.9" } }],
            "context": { "kms:ViaService": { "unknown": true } }, "now": "2026-03-01T09:00:00Z",
            "organization": { "id": "o-a" },
            "actionFacts": { "wildcardOnly": false, "contextKeys": ["kms:ViaService"],
                "keyTypes": { "kms:ViaService": "String" }, "resourceControl": true },
            "exactContext": true, "lenientNotPrincipal": true
        }
    })
}

fn environment() -> Value {
    json!({
        "accounts": { "111122223333": {
            "users": { "alice": { "path": "/", "id": "AIDAEXAMPLEALICE00001", "tags": {}, "groups": ["dev"],
                "policies": ["arn:aws:iam::aws:policy/ReadOnlyAccess", { "Version": "2012-10-17", "Statement": [] }],
                "permissionsBoundary": "arn:aws:iam::111122223333:policy/limit" }, "bob": null },
            "groups": { "dev": { "policies": [{ "name": "own", "document": { "Statement": [] } }, { "unknown": "b.arn" }] } },
            "roles": { "app": { "partial": { "policies": ["old"] }, "$origin": "a.json:1:1", "trust": { "Version": "2012-10-17", "Statement": [] } } },
            "policies": { "limit": { "Version": "2012-10-17", "Statement": [] },
                "old": { "default": "v1", "versions": { "v1": { "Statement": [] } } } }
        }, "444455556666": null },
        "resources": { "arn:aws:s3:::b": { "account": "111122223333", "policy": null, "tags": {},
            "publicAccessBlock": { "RestrictPublicBuckets": true } } },
        "organization": { "id": "o-a", "managementAccount": "999988887777", "root": { "id": "r-ab12",
            "serviceControl": ["FullAWSAccess"], "resourceControl": [], "accounts": ["999988887777"],
            "units": [{ "id": "ou-ab12-1", "name": "Work", "accounts": [{ "id": "111122223333", "serviceControl": ["FullAWSAccess"] }], "units": [] }] } },
        "endpoints": { "vpce-1": { "type": "gateway", "vpc": "vpc-1", "policy": { "Statement": [] } }, "vpce-2": null },
        "unknowns": { "a.arn": "known after apply", "b.arn": { "why": "known after apply", "$origin": "plan.json:1:1" } }
    })
}

/// What becomes of a valid document when something else stands at a place of it.
fn with(mut valid: Value, pointer: &str, value: Value) -> Value {
    if let Some(there) = valid.pointer_mut(pointer) {
        *there = value;
        return valid;
    }
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match valid.pointer_mut(parent).unwrap_or_else(|| panic!("there is no {parent}")) {
        Value::Object(members) => members.insert(name.to_owned(), value),
        _ => panic!("{parent} is no object"),
    };
    valid
}

#[track_caller]
fn refuses(format: &str, valid: &Value, changes: &[(&str, Value)]) {
    let validator = validator(format);
    assert_valid(&validator, valid, format);
    for (pointer, value) in changes {
        let broken = with(valid.clone(), pointer, value.clone());
        assert!(!validator.is_valid(&broken), "{format}: {value} at {pointer} is accepted");
    }
}

#[test]
fn mistakes_in_scenarios_are_refused() {
    refuses(
        "scenario",
        &scenario(),
        &[
            ("/titel", json!("t")),
            ("/cases", json!([])),
            ("/extends", json!([])),
            ("/vars/a", json!(true)),
            ("/policies/identiy", json!([])),
            ("/policies/serviceControl", json!(["FullAWSAccess"])),
            ("/policies/vpcEndpoint", json!({ "policy": "e.json", "type": "gate" })),
            ("/principals/ann", json!({ "tags": {} })),
            ("/principals/ann", json!({ "arn": "x", "tag": {} })),
            ("/resources/note/account", json!("1111")),
            ("/resources/note/acount", json!("111122223333")),
            ("/contexts/office", json!("203.0.113.9")),
            ("/context/a:b", json!({ "unknown": false })),
            ("/context/aws:SourceIp", json!({ "value": 1 })),
            ("/cases/0", json!({ "name": "a" })),
            ("/cases/0/name", json!("")),
            ("/cases/0/expects", json!("allowed")),
            ("/cases/0/expect", json!("alowed")),
            ("/cases/0/expect", json!({})),
            ("/cases/0/expect", json!({ "alowed": ["a:B"] })),
            ("/cases/0/expect", json!({ "allowed": ["a:B"], "default": ["a:B"] })),
            ("/cases/0/expect", json!({ "error": "x", "allowed": ["a:B"] })),
            ("/cases/0/because", json!([])),
            ("/cases/0/because", json!({})),
            ("/cases/0/because", json!({ "policyType": "identiy" })),
            ("/cases/0/missing", json!({ "a:b": null })),
            ("/cases/0/context", json!([])),
            ("/cases/0/except", json!([{ "principal": "ann" }])),
            ("/cases/2/kind", json!("policy")),
        ],
    );
}

#[test]
fn mistakes_in_bundles_are_refused() {
    let valid = bundle();
    assert!(
        !answer_text(&valid.to_string()).contains("\"error\""),
        "{}",
        answer_text(&valid.to_string())
    );
    assert_valid(
        &validator("bundle"),
        &read(Path::new("tests/fixtures/readme/bundle.json")),
        "readme",
    );
    let changes = [
        ("/requests", json!({})),
        ("/request", json!({})),
        ("/id", json!([1])),
        ("/policies", json!([])),
        ("/request/principle", json!("x")),
        ("/request/principal/tags/team", json!(1)),
        ("/request/resource/grants", json!({})),
        ("/request/actionFacts/keyTypes/kms:ViaService", json!("Text")),
        ("/request/actionFacts/wildcardOnly", json!("false")),
        ("/request/organization/managementAccount", json!("12")),
        ("/request/alsoRequires", json!({})),
    ];
    refuses("bundle", &valid, &changes);
    for (pointer, value) in changes {
        let broken = with(valid.clone(), pointer, value.clone());
        let answer = answer_text(&broken.to_string());
        assert!(answer.contains("\"error\""), "the reader accepts {value} at {pointer}: {answer}");
    }
}

#[test]
fn mistakes_in_environments_are_refused() {
    let changes = [
        ("/account", json!({})),
        ("/accounts/1234", json!({})),
        ("/accounts/111122223333/user", json!({})),
        ("/accounts/111122223333/users/alice/group", json!([])),
        ("/accounts/111122223333/roles/app/groups", json!([])),
        ("/accounts/111122223333/roles/app/partial", json!({ "groups": [] })),
        ("/accounts/111122223333/groups/dev/policies", json!([{ "arn": "a", "document": {} }])),
        ("/accounts/111122223333/policies/old", json!({ "versions": {} })),
        ("/resources/arn:aws:s3:::b", json!("b")),
        ("/resources/arn:aws:s3:::b/publicAccessBlock", json!({ "Block": true })),
        ("/endpoints/vpce-1", json!({ "vpc": "vpc-1" })),
        ("/endpoints/vpce-1/type", json!("door")),
        ("/unknowns/b.arn", json!({ "whi": "x" })),
        ("/organization/root/serviceControl", json!("FullAWSAccess")),
        ("/organization/root/accounts", json!([{ "name": "x" }])),
        ("/organization/root/units", json!([{ "acounts": [] }])),
    ];
    let valid = environment();
    refuses("environment", &valid, &changes);
    assert!(reads(&valid), "the reader refuses {valid}");
    for (pointer, value) in changes {
        let broken = with(valid.clone(), pointer, value.clone());
        assert!(!reads(&broken), "the reader accepts {value} at {pointer}");
    }
}

/// Whether the reader of environments accepts a document.
fn reads(document: &Value) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("env.json");
    fs::write(&path, document.to_string()).unwrap();
    iamsim::load::environment(&[path], &iamsim::load::Stated::default()).is_ok()
}
