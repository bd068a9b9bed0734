//! Files that are broken, wrong or malicious: each ends in an error or a remark with its place, and
//! in no case is a part of it gone without a word.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use iamsim::bundle::Trouble;
use iamsim::environment::PolicyEntry;
use iamsim::load::{LoadedEnvironment, Origins, Stated, environment, exported};
use serde_json::{Value, json};
use tempfile::TempDir;

const ACCOUNT: &str = "111122223333";

fn stated() -> Stated {
    Stated { account: Some(ACCOUNT.into()), region: Some("eu-west-1".into()), ..Stated::default() }
}

fn load(path: &Path, bytes: &[u8]) -> Result<LoadedEnvironment, Vec<Trouble>> {
    fs::write(path, bytes).unwrap();
    environment(&[path], &stated())
}

fn file(name: &str) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    (folder, path)
}

fn allow(action: &str) -> Value {
    let statement = json!({"Effect": "Allow", "Action": action, "Resource": "*"});
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

fn trust() -> Value {
    let statement =
        json!({"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"});
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

fn details() -> Value {
    let arn = |rest: &str| format!("arn:aws:iam::{ACCOUNT}:{rest}");
    let encoded = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D";
    json!({
        "UserDetailList": [{
            "Path": "/", "UserName": "alice", "UserId": "AIDA1", "Arn": arn("user/alice"),
            "GroupList": ["dev"], "AttachedManagedPolicies": [],
            "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": encoded}],
            "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn("policy/limit")},
            "Tags": [{"Key": "team", "Value": "a"}],
        }],
        "GroupDetailList": [{
            "Path": "/", "GroupName": "dev", "GroupId": "AGPA1", "Arn": arn("group/dev"),
            "GroupPolicyList": [{"PolicyName": "own", "PolicyDocument": allow("s3:GetObject")}],
            "AttachedManagedPolicies": [{"PolicyName": "limit", "PolicyArn": arn("policy/limit")}],
        }],
        "RoleDetailList": [{
            "Path": "/", "RoleName": "app", "RoleId": "AROA1", "Arn": arn("role/app"),
            "AssumeRolePolicyDocument": trust(), "RolePolicyList": [], "AttachedManagedPolicies": [],
            "Tags": [],
        }],
        "Policies": [{
            "PolicyName": "limit", "Arn": arn("policy/limit"), "DefaultVersionId": "v1",
            "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": allow("s3:*")}],
        }],
        "IsTruncated": false,
    })
}

fn ours() -> Value {
    json!({
        "accounts": {"111122223333": {
            "name": "production", "partition": "aws",
            "users": {"alice": {"path": "/", "id": "AIDA1", "tags": {"team": "a"}, "groups": ["dev"],
                "policies": [{"name": "own", "document": allow("s3:GetObject")}],
                "permissionsBoundary": "arn:aws:iam::111122223333:policy/limit"}},
            "groups": {"dev": {"policies": []}},
            "roles": {"app": {"trust": trust(), "policies": [allow("s3:*")]}},
            "policies": {"limit": {"default": "v1", "versions": {"v1": allow("s3:*")}}},
        }},
        "resources": {"arn:aws:s3:::files": {"account": "111122223333", "policy": allow("s3:*"),
            "tags": {}, "publicAccessBlock": {"RestrictPublicBuckets": true}}},
        "endpoints": {"vpce-1": {"type": "gateway", "vpc": "vpc-1", "account": "111122223333",
            "service": "com.amazonaws.eu-west-1.s3", "policy": allow("s3:*")}},
        "organization": {"id": "o-a", "managementAccount": "999988887777", "root": {"id": "r-ab12",
            "serviceControl": ["FullAWSAccess"], "accounts": ["999988887777"], "units": [
                {"id": "ou-ab12-1", "resourceControl": [], "accounts": [{"id": "111122223333"}]}]}},
    })
}

fn change(kind: &str, name: &str, after: &Value, unknown: &Value) -> Value {
    json!({
        "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
        "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": unknown},
    })
}

fn configured(kind: &str, name: &str, expressions: &Value) -> Value {
    json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
        "provider_config_key": "aws", "expressions": expressions})
}

fn configured_resources() -> [Value; 3] {
    let names = json!({"references": ["aws_iam_policy.read.arn", "aws_iam_policy.read"]});
    [
        configured(
            "aws_iam_role",
            "app",
            &json!({"name": {"constant_value": "app"},
            "inline_policy": [{"name": {"constant_value": "own"}, "policy": {}}],
            "managed_policy_arns": {"constant_value": []}}),
        ),
        configured("aws_iam_policy", "read", &json!({"policy": {}})),
        configured(
            "aws_iam_role_policy_attachment",
            "read",
            &json!({"role": {"constant_value": "app"}, "policy_arn": names}),
        ),
    ]
}

fn changed_resources() -> Vec<Value> {
    let text = |document: Value| document.to_string();
    let block = json!({"bucket": "files", "block_public_acls": true, "ignore_public_acls": true,
        "block_public_policy": true, "restrict_public_buckets": true});
    vec![
        change(
            "aws_s3_bucket",
            "files",
            &json!({"bucket": "files", "tags_all": {"a": "b"}}),
            &json!({}),
        ),
        change(
            "aws_s3_bucket_policy",
            "files",
            &json!({"bucket": "files", "policy": text(allow("s3:*"))}),
            &json!({}),
        ),
        change("aws_s3_bucket_public_access_block", "files", &block, &json!({})),
        change(
            "aws_lambda_permission",
            "call",
            &json!({"function_name": "f", "action": "lambda:InvokeFunction",
            "principal": "s3.amazonaws.com", "source_arn": "arn:aws:s3:::files", "statement_id": "call"}),
            &json!({}),
        ),
        change(
            "aws_vpc_endpoint",
            "s3",
            &json!({"id": "vpce-1", "vpc_endpoint_type": "Gateway", "policy": text(allow("s3:*"))}),
            &json!({}),
        ),
    ]
}

fn plan() -> Value {
    let text = |document: Value| document.to_string();
    let resource = json!({
        "name": "app", "path": "/", "assume_role_policy": text(trust()),
        "permissions_boundary": "arn:aws:iam::111122223333:policy/limit", "tags": {"team": "a"},
        "inline_policy": [{"name": "own", "policy": text(allow("s3:GetObject"))}],
        "managed_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    });
    let mut changes = vec![
        change("aws_iam_role", "app", &resource, &json!({"arn": true})),
        change(
            "aws_iam_policy",
            "read",
            &json!({"name": "read", "path": "/", "policy": text(allow("s3:GetObject"))}),
            &json!({"arn": true}),
        ),
        change(
            "aws_iam_role_policy_attachment",
            "read",
            &json!({"role": "app"}),
            &json!({"policy_arn": true}),
        ),
        change("aws_iam_user", "bob", &json!({"name": "bob", "path": "/"}), &json!({})),
        change(
            "aws_iam_user_group_membership",
            "bob",
            &json!({"user": "bob", "groups": ["dev"]}),
            &json!({}),
        ),
        change(
            "aws_iam_user_policy",
            "own",
            &json!({"name": "own", "user": "bob", "policy": text(allow("sqs:*"))}),
            &json!({}),
        ),
    ];
    changes.extend(changed_resources());
    let resources = configured_resources();
    json!({
        "format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": changes,
        "configuration": {"provider_config": {"aws": {"name": "aws", "expressions": {}}},
            "root_module": {"resources": resources}},
    })
}

fn state() -> Value {
    let document = allow("s3:GetObject").to_string();
    json!({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {
        "resources": [{"address": "aws_iam_user.bob", "mode": "managed", "type": "aws_iam_user", "name": "bob",
            "values": {"name": "bob", "path": "/", "arn": "arn:aws:iam::111122223333:user/bob"}}],
        "child_modules": [{"address": "module.a", "resources": [{"address": "module.a.aws_iam_user_policy.own[0]",
            "mode": "managed", "type": "aws_iam_user_policy", "name": "own", "index": 0,
            "values": {"user": "bob", "name": "own", "policy": document}}]}],
    }}})
}

fn template() -> Value {
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {"Env": {"Type": "String", "Default": "prod"}},
        "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}},
        "Mappings": {"Map": {"top": {"second": "s3:GetObject"}}},
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role", "Condition": "Prod", "Properties": {
                "RoleName": "app", "Path": "/", "AssumeRolePolicyDocument": trust(),
                "PermissionsBoundary": {"Ref": "Limit"},
                "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess", {"Ref": "Limit"}],
                "Policies": [{"PolicyName": {"Fn::Sub": "${Env}-own"}, "PolicyDocument": allow("sqs:*")}],
                "Tags": [{"Key": "team", "Value": "a"}]}},
            "Limit": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {
                "ManagedPolicyName": "limit", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow", "Action": {"Fn::FindInMap": ["Map", "top", "second"]},
                    "Resource": {"Fn::Join": ["", ["arn:aws:s3:::", {"Ref": "Files"}, "/*"]]}}]}}},
            "Own": {"Type": "AWS::IAM::Policy", "Properties": {
                "PolicyName": "own2", "PolicyDocument": allow("sns:*"), "Roles": [{"Ref": "Role"}], "Users": ["bob"]}},
            "Bob": {"Type": "AWS::IAM::User", "Properties": {"UserName": "bob", "Groups": ["dev"]}},
            "More": {"Type": "AWS::IAM::UserToGroupAddition", "Properties": {"GroupName": "ops", "Users": ["bob"]}},
            "Files": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "files",
                "PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "RestrictPublicBuckets": "true"}}},
            "FilesPolicy": {"Type": "AWS::S3::BucketPolicy", "Properties": {
                "Bucket": {"Ref": "Files"}, "PolicyDocument": allow("s3:*")}},
            "QueuePolicy": {"Type": "AWS::SQS::QueuePolicy", "Properties": {
                "Queues": ["https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"], "PolicyDocument": allow("sqs:*")}},
            "Call": {"Type": "AWS::Lambda::Permission", "Properties": {"FunctionName": "f",
                "Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com", "SourceAccount": "111122223333"}},
            "Endpoint": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcEndpointType": "Gateway", "VpcId": "vpc-1",
                "ServiceName": "com.amazonaws.eu-west-1.s3", "PolicyDocument": allow("s3:*")}},
            "Alias": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/a", "TargetKeyId": {"Fn::GetAtt": ["Key", "Arn"]}}},
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": allow("kms:*")}},
        },
    })
}

fn outputs() -> Vec<(&'static str, Value)> {
    let queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
    vec![
        (
            "a role",
            json!({"Role": {"Path": "/", "RoleName": "app", "RoleId": "AROA1",
            "Arn": "arn:aws:iam::111122223333:role/app", "AssumeRolePolicyDocument": trust()}}),
        ),
        (
            "a queue",
            json!({"Attributes": {"QueueArn": queue, "Policy": allow("sqs:*").to_string()}}),
        ),
        (
            "an inline policy",
            json!({"RoleName": "app", "PolicyName": "own", "PolicyDocument": allow("s3:*")}),
        ),
        (
            "endpoints",
            json!({"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway",
            "VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.s3", "OwnerId": ACCOUNT,
            "PolicyDocument": allow("s3:*").to_string()}]}),
        ),
    ]
}

/// A file of each format.
fn formats() -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("details", details()),
        ("ours", ours()),
        ("plan", plan()),
        ("state", state()),
        ("template", template()),
    ];
    all.extend(outputs());
    all
}

fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    let below = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                all.push(below(key));
                pointers(value, &below(key), all);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                all.push(below(&index.to_string()));
                pointers(value, &below(&index.to_string()), all);
            }
        }
        _ => {}
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn said(loaded: &LoadedEnvironment) -> BTreeSet<String> {
    loaded.remarks.iter().map(|remark| remark.diagnostic.message.clone()).collect()
}

/// Whether a place is within a policy document, which is judged when it is asked.
fn is_within_document(pointer: &str) -> bool {
    ["/Statement", "/Version"].iter().any(|part| pointer.contains(part))
}

/// Whether a value of the other type is taken for the same: templates and plans write numbers as
/// texts, and templates one thing for a list of it, or a text for what a function gives.
fn is_taken_as_it_is(name: &str, place: &Value, value: &Value) -> bool {
    let is_loose = matches!(name, "template" | "plan" | "state");
    let is_scalar = |value: &Value| !matches!(kind(value), "list" | "object");
    is_loose && is_scalar(value) && (is_scalar(place) || name == "template")
}

/// What is lost without a word: neither a remark nor an unknown value stands in its place.
fn lost(name: &str, base: &Value, path: &Path) -> Vec<String> {
    let wrong = [json!(7), json!([[7]]), json!({"zz": 7}), json!(true), json!("zz")];
    let usual = load(path, base.to_string().as_bytes()).unwrap();
    assert_eq!(said(&usual), BTreeSet::new(), "{name}");
    let shown = exported(&usual.environment, Origins::LeftOut).to_json_line();
    let mut all = Vec::new();
    pointers(base, "", &mut all);
    let is_of_before = |pointer: &str| pointer.ends_with("/change/before");
    all.retain(|pointer| !is_within_document(pointer) && !is_of_before(pointer));
    let mut lost = Vec::new();
    for (pointer, value) in all.iter().flat_map(|one| wrong.iter().map(move |value| (one, value))) {
        let mut changed = base.clone();
        let place = changed.pointer_mut(pointer).unwrap();
        if kind(place) == kind(value) || is_taken_as_it_is(name, place, value) {
            continue;
        }
        *place = value.clone();
        let Ok(loaded) = load(path, changed.to_string().as_bytes()) else { continue };
        let now = exported(&loaded.environment, Origins::LeftOut).to_json_line();
        let is_unknown = loaded.environment.unknowns.len() > usual.environment.unknowns.len();
        let is_kept =
            ["zz", "[[7]]", "::7\"", "\"7\"", "\"true\""].iter().any(|part| now.contains(part));
        if said(&loaded).is_empty() && !is_unknown && !is_kept && now != shown {
            lost.push(format!("{name} {pointer} = {value}"));
        }
    }
    lost
}

#[test]
fn what_is_of_a_wrong_type_is_told() {
    let (_folder, path) = file("file.json");
    let lost: Vec<String> =
        formats().iter().flat_map(|(name, base)| lost(name, base, &path)).collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn a_file_that_was_cut_off_is_an_error_with_its_place() {
    let (_folder, path) = file("file.json");
    for (name, base) in formats() {
        let text = base.to_string();
        for end in 0..text.len() {
            let troubles = load(&path, &text.as_bytes()[..end]).expect_err(name);
            let place = troubles[0].to_string();
            assert!(place.contains("file.json:1:"), "{name} up to {end}: {place}");
        }
    }
}

#[test]
fn other_encodings_and_stray_bytes_are_errors() {
    let (_folder, path) = file("file.json");
    for (name, base) in formats() {
        let text = base.to_string();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
        let latin = text.replacen("app", "\u{1}pp", 1).replacen("alice", "\u{1}lice", 1);
        let latin: Vec<u8> = format!("{latin} \u{1}")
            .bytes()
            .map(|byte| if byte == 1 { 0xe4 } else { byte })
            .collect();
        let zero = format!("{text}\0").into_bytes();
        for bytes in [wide, big, marked, latin, zero] {
            let troubles = load(&path, &bytes).expect_err(name);
            assert!(troubles[0].to_string().contains("file.json:1:"), "{troubles:?}");
        }
    }
}

#[test]
fn what_nests_without_end_is_an_error() {
    let (_folder, path) = file("file.json");
    for (open, close) in [("[", "]"), ("{\"Resources\":", "}"), ("{\"accounts\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(!load(&path, deep.as_bytes()).unwrap_err().is_empty());
    }
    let mut module = json!({"resources": []});
    for _ in 0..30 {
        module = json!({"child_modules": [module]});
    }
    let state = json!({"format_version": "1.0", "values": {"root_module": module}});
    assert!(load(&path, state.to_string().as_bytes()).is_ok());
}

fn allows_only_if(base: &Value) -> String {
    let (_folder, path) = file("file.json");
    let loaded = load(&path, base.to_string().as_bytes()).unwrap();
    let line = exported(&loaded.environment, Origins::LeftOut).to_json_line();
    assert!(line.contains("Condition"), "{line}");
    assert!(!loaded.environment.unknowns.is_empty());
    line
}

/// A grant under a condition is no grant to everybody if the condition cannot be read.
#[test]
fn a_condition_that_cannot_be_read_still_limits() {
    let everybody = json!({"statement_id": "a", "principal": "*", "function_name": "f",
        "action": "lambda:InvokeFunction", "source_arn": ["x"]});
    let permission = change("aws_lambda_permission", "a", &everybody, &json!({}));
    let bus = |condition: Value, unknown: Value| {
        let values = json!({"principal": "*", "statement_id": "a", "condition": condition});
        change("aws_cloudwatch_event_permission", "a", &values, &unknown)
    };
    for change in [
        permission,
        bus(
            json!([{"type": "StringEquals", "value": "o-1"}]),
            json!({"condition": [{"key": true}]}),
        ),
        bus(json!(null), json!({"condition": true})),
        bus(json!({"zz": 7}), json!({})),
    ] {
        allows_only_if(&json!({"format_version": "1.2", "resource_changes": [change]}));
    }
    let template = |kind: &str, properties: Value| json!({"Resources": {"A": {"Type": kind, "Properties": properties}}});
    let call = json!({"FunctionName": "f", "Action": "lambda:InvokeFunction", "Principal": "*", "SourceArn": ["x"]});
    allows_only_if(&template("AWS::Lambda::Permission", call));
    let put = json!({"Action": "events:PutEvents", "Principal": "*", "StatementId": "x",
        "Condition": {"Type": "StringEquals", "Key": ["x"], "Value": "o-1"}});
    allows_only_if(&template("AWS::Events::EventBusPolicy", put));
}

#[test]
fn two_organizations_that_contradict_each_other_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a.json", "b.json"].map(|name| folder.path().join(name));
    let mut other = ours();
    other["organization"]["root"]["serviceControl"] = json!([allow("s3:*")]);
    fs::write(&paths[0], ours().to_string()).unwrap();
    fs::write(&paths[1], other.to_string()).unwrap();
    let loaded = environment(&paths, &stated()).unwrap();
    let told: Vec<&str> = loaded.differences.iter().map(|it| it.subject.as_str()).collect();
    assert_eq!(told, ["the organization"]);
    assert_eq!(loaded.differences[0].facts, ["tree"]);
    fs::write(&paths[1], ours().to_string()).unwrap();
    assert!(environment(&paths, &stated()).unwrap().differences.is_empty());
}

#[test]
fn templates_that_refer_to_themselves_or_without_end_are_told() {
    let (_folder, path) = file("file.json");
    let mut parameters = serde_json::Map::new();
    parameters.insert("P0".into(), json!({"Type": "String", "Default": "a".repeat(4000)}));
    let mut bomb = json!({"Ref": "P0"});
    for _ in 0..12 {
        bomb = json!({"Fn::Sub": ["${x}${x}${x}${x}", {"x": bomb}]});
    }
    let role = |name: Value| json!({"Type": "AWS::IAM::Role", "Properties": {"RoleName": name, "AssumeRolePolicyDocument": trust()}});
    let template = json!({
        "Parameters": parameters,
        "Conditions": {"A": {"Condition": "B"}, "B": {"Fn::Not": [{"Condition": "A"}]}},
        "Resources": {
            "One": role(json!({"Ref": "Two"})), "Two": role(json!({"Ref": "One"})),
            "Bomb": role(bomb),
            "Maybe": {"Type": "AWS::IAM::Role", "Condition": "A", "Properties": {"RoleName": "m",
                "AssumeRolePolicyDocument": trust()}},
        },
    });
    let loaded = load(&path, template.to_string().as_bytes()).unwrap();
    let told: Vec<String> = said(&loaded).into_iter().collect();
    for part in ["hangs on itself", "refers to itself", "too long"] {
        assert!(told.iter().any(|message| message.contains(part)), "{part}: {told:?}");
    }
}

/// A boundary that cannot be read is no missing boundary.
#[test]
fn a_boundary_that_cannot_be_read_is_not_known() {
    let (_folder, path) = file("file.json");
    let values = json!({"name": "app", "assume_role_policy": trust().to_string(), "permissions_boundary": ["x"]});
    let change = change("aws_iam_role", "app", &values, &json!({}));
    let plan = json!({"format_version": "1.2", "resource_changes": [change]});
    let mut stack = template();
    stack["Resources"]["Role"]["Properties"]["PermissionsBoundary"] = json!(["x"]);
    for file in [plan, stack] {
        let loaded = load(&path, file.to_string().as_bytes()).unwrap();
        assert_ne!(said(&loaded), BTreeSet::new());
        let account = loaded.environment.accounts.get(ACCOUNT).unwrap();
        let boundary = &account.roles.get("app").unwrap().permissions_boundary;
        assert!(matches!(boundary.known(), Some(PolicyEntry::Unknown { .. })), "{boundary:?}");
    }
}

fn who_can(environment: &Value, action: &str) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("env.json"), environment.to_string()).unwrap();
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let arguments = ["who-can", action, "--on", "arn:aws:s3:::files/a", "--env", "env.json"];
    let output = program.current_dir(folder.path()).args(arguments).output().unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.code())
}

#[test]
fn nobody_and_nothing_are_said() {
    let (told, code) = who_can(&json!({"accounts": {}}), "s3:GetObject");
    assert_eq!(told, "error: the environment has no users, roles or other principals\n");
    assert_eq!(code, Some(2));
    let (told, _) = who_can(&ours(), "s3:GetObjekt");
    assert!(
        told.contains("note: the catalogue does not know the action `s3:GetObjekt`\n"),
        "{told}"
    );
}
