//! `who-can` and `what-can` as people run them.

use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const ENVIRONMENT: &str = "tests/fixtures/query/account.json";

fn run(arguments: &[&str]) -> Output {
    let mut program = Command::cargo_bin("iamsim").unwrap();
    program.args(arguments).args(["--env", ENVIRONMENT]).output().unwrap()
}

fn text(arguments: &[&str]) -> String {
    String::from_utf8(run(arguments).stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--format", "json"]].concat());
    let answer = serde_json::from_slice(&output.stdout).unwrap();
    let mut program = Command::cargo_bin("iamsim").unwrap();
    let schema = program.args(["schema", "query"]).output().unwrap().stdout;
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mistakes: Vec<String> = validator.iter_errors(&answer).map(|one| one.to_string()).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
    answer
}

/// `alice` -> what is said of her.
fn who<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let all = answer["questions"][0]["who"].as_array().unwrap();
    let is_meant = |one: &&Value| one["principal"].as_str().unwrap().ends_with(name);
    all.iter().find(is_meant).unwrap_or(&Value::Null)
}

#[test]
fn who_can_read_an_object() {
    insta::assert_snapshot!(text(&["who-can", "s3:GetObject", "--on", "team"]));
    assert_eq!(run(&["who-can", "s3:GetObject", "--on", "team"]).status.code(), Some(0));
}

#[test]
fn every_layer_counts_and_what_hangs_says_on_what() {
    let answer = json(&["who-can", "s3:GetObject", "--on", "arn:aws:s3:::team/shared/x"]);
    assert_eq!(who(&answer, "user/alice")["decision"], "allowed");
    assert_eq!(who(&answer, "user/bob")["when"][0], "aws:SourceIp is in 203.0.113.0/24");
    assert_eq!(who(&answer, "user/carol"), &Value::Null);
    assert_eq!(who(&answer, "user/dave"), &Value::Null, "the boundary");
    let partner = who(&answer, "role/partner");
    assert_eq!(partner["sort"], "external");
    assert!(partner["when"][0].as_str().unwrap().contains("allow it"), "{partner}");
    assert_eq!(answer["questions"][0]["isPublic"], false);
}

#[test]
fn keys_that_are_given_decide() {
    let asked = ["who-can", "s3:GetObject", "--on", "arn:aws:s3:::team/x", "--as", "bob"];
    let with = |value: &'static str| [&asked[..], &["--with", value]].concat();
    assert_eq!(run(&with("aws:SourceIp=203.0.113.9")).status.code(), Some(0));
    assert_eq!(run(&with("aws:SourceIp=198.51.100.7")).status.code(), Some(1));
}

#[test]
fn public_access_is_said_loudly() {
    let said = text(&["who-can", "s3:GetObject", "--on", "site"]);
    assert!(said.contains("PUBLIC: everybody can, without credentials\n"), "{said}");
    let answer = json(&["who-can", "s3:GetObject", "--on", "site"]);
    assert_eq!(answer["questions"][0]["isPublic"], true);
}

#[test]
fn an_alias_is_its_key() {
    let alias = "arn:aws:kms:eu-west-1:111122223333:alias/data";
    let answer = json(&["who-can", "kms:Decrypt", "--on", alias]);
    assert_eq!(answer["questions"][0]["who"].as_array().unwrap().len(), 1);
    assert_eq!(who(&answer, "role/db")["decision"], "allowed");
}

#[test]
fn roles_are_assumed_one_after_the_other() {
    let asked = ["who-can", "s3:PutObject", "--on", "arn:aws:s3:::team/x", "--through-roles"];
    insta::assert_snapshot!(text(&[&asked[..], &["--explain"]].concat()));
    let answer = json(&asked);
    let through = who(&answer, "user/alice")["through"].as_array().unwrap();
    let roles: Vec<&str> = through.iter().map(|hop| hop["role"].as_str().unwrap()).collect();
    assert_eq!(roles.len(), 2);
    assert!(roles[0].ends_with("role/admin") && roles[1].ends_with("role/db"), "{roles:?}");
    let provider = who(&answer, "ci.example.com");
    assert_eq!(provider["decision"], "undecided");
    assert_eq!(provider["through"][0]["when"][0], "ci.example.com:sub is repo:example/app");
}

#[test]
fn ways_end_at_the_limit_and_that_is_said() {
    let asked = ["who-can", "s3:PutObject", "--on", "arn:aws:s3:::team/x", "--through-roles"];
    let answer = json(&[&asked[..], &["--max-hops", "1"]].concat());
    assert_eq!(who(&answer, "user/alice"), &Value::Null);
    assert!(answer["notes"][0].as_str().unwrap().contains("more than 1 roles"), "{answer}");
}

#[test]
fn a_matrix_has_everybody() {
    let asked = ["who-can", "s3:GetObject", "s3:ListBucket", "--on", "team", "site", "--matrix"];
    insta::assert_snapshot!(text(&asked));
    let csv = text(&[&asked[..], &["--format", "csv"]].concat());
    assert!(csv.lines().count() > 10, "{csv}");
    assert!(csv.contains("arn:aws:iam::111122223333:user/erin,user,implicitDeny"), "{csv}");
}

#[test]
fn lists_of_actions_and_resources_are_a_matrix() {
    let asked = ["who-can", "s3:GetObject", "s3:ListBucket", "--on", "team", "site", "--matrix"];
    let lists = ["who-can", "--actions", "s3:GetObject,s3:ListBucket", "--resources", "team,site"];
    assert_eq!(text(&lists), text(&asked));
    let mixed = ["who-can", "s3:GetObject", "--actions", "s3:ListBucket", "--on", "team", "site"];
    assert_eq!(text(&mixed), text(&asked));
    let nothing = run(&["who-can", "--actions", ",", "--resources", "team"]);
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn wildcards_stand_for_actions_that_fit() {
    let answer = json(&["who-can", "s3:Get*", "--on", "site"]);
    let questions = answer["questions"].as_array().unwrap();
    let on = |action: &str| {
        let asked = questions.iter().find(|question| question["action"] == action);
        asked.map(|question| question["resource"].as_str().unwrap().to_owned())
    };
    assert_eq!(on("s3:GetObject").as_deref(), Some("arn:aws:s3:::site/*"));
    assert_eq!(on("s3:GetBucketPolicy").as_deref(), Some("arn:aws:s3:::site"));
    assert_eq!(on("s3:GetJobTagging"), None);
}

#[test]
fn nobody_and_mistakes_have_their_codes() {
    let asked = ["who-can", "s3:DeleteObject", "--on", "arn:aws:s3:::team/x", "--as", "alice"];
    let nobody = run(&asked);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(String::from_utf8(nobody.stdout).unwrap().contains("  nobody\n"));
    for mistaken in [
        &["who-can", "s3:GetObject", "--on", "taem"][..],
        &["who-can", "GetObject", "--on", "team"],
        &["who-can", "s3:GetObject", "--on", "team", "--as", "nobody\u{1b}[1m"],
        &["what-can", "alic"],
        &["what-can", "alice", "--service", "s4"],
    ] {
        let output = run(mistaken);
        assert_eq!(output.status.code(), Some(2), "{mistaken:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("error") && !said.contains('\u{1b}'), "{said}");
    }
}

#[test]
fn what_somebody_can_do() {
    insta::assert_snapshot!(text(&["what-can", "alice"]));
    let answer = json(&["what-can", "carol", "--service", "s3", "--on", "team"]);
    assert_eq!(answer["cells"].as_array().unwrap().len(), 1);
    let when = &answer["cells"][0]["when"][0];
    assert_eq!(when, "the resource is within arn:aws:s3:::team/carol/*");
    assert_eq!(run(&["what-can", "erin", "--service", "sqs"]).status.code(), Some(1));
}

#[test]
fn what_somebody_can_do_is_a_policy() {
    let policy: Value = serde_json::from_str(&text(&["what-can", "alice", "--as-policy"])).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let allows = |action: &str, resource: &str| {
        statements.iter().any(|one| {
            let has = |field: &str, text: &str| {
                one[field].as_array().unwrap().iter().any(|entry| entry == text)
            };
            has("Action", action) && has("Resource", resource)
        })
    };
    assert!(allows("s3:GetObject", "arn:aws:s3:::team/*"), "{policy}");
    assert!(allows("sts:AssumeRole", "arn:aws:iam::111122223333:role/admin"), "{policy}");
    assert!(!allows("s3:PutObject", "arn:aws:s3:::team/*"), "{policy}");
}

/// Whatever `iamsim` prints for these arguments on stdout, and its exit code.
fn plain(arguments: &[&str]) -> (String, Option<i32>) {
    let output = Command::cargo_bin("iamsim").unwrap().args(arguments).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn a_denied_resource_is_no_part_of_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("account.json");
    let environment = serde_json::json!({"accounts": {"111122223333": {"users": {"admin": {"policies": [
        {"name": "all", "document": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "sqs:*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:secret"}
        ]}}
    ]}}}}});
    std::fs::write(&path, environment.to_string()).unwrap();
    let path = path.display().to_string();
    let (all, _) = plain(&["what-can", "admin", "--env", &path]);
    let summary = all.lines().nth(1).unwrap();
    assert!(summary.starts_with("  everything on any resource, "), "{all}");
    assert!(summary.ends_with("of all services but kms, sqs, sts"), "{all}");
    let (queues, _) = plain(&["what-can", "admin", "--service", "sqs", "--env", &path]);
    assert!(queues.contains("on arn:aws:sqs:*:*:*  undecided"), "{queues}");
    assert!(!queues.contains("sqs:SendMessage\n    on *"), "{queues}");
}

#[test]
fn a_policy_of_a_resource_that_nobody_said_is_told() {
    let note = "whether `arn:aws:s3:::nowhere` has a policy";
    let asked = ["who-can", "s3:GetObject", "--on", "arn:aws:s3:::nowhere/x"];
    assert!(text(&asked).contains(note));
    assert!(json(&asked)["notes"][0].as_str().unwrap().contains(note));
    assert!(!text(&["who-can", "s3:GetObject", "--on", "site"]).contains("has a policy"));
}

#[test]
fn a_plan_over_an_account_is_about_that_account() {
    let account = "docs/examples/account.json";
    let plan = std::fs::read_to_string("docs/examples/plan.json").unwrap();
    let mut plan: Value = serde_json::from_str(&plan).unwrap();
    plan["prior_state"]["values"]["root_module"]["resources"].as_array_mut().unwrap().remove(0);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.json");
    std::fs::write(&path, plan.to_string()).unwrap();
    let path = path.display().to_string();
    let (shown, _) = plain(&["env", "show", account, &path]);
    assert!(shown.contains("taken as 111122223333, the only one of the sources before"), "{shown}");
    assert!(!shown.contains("000000000000"), "{shown}");
    let (told, _) = plain(&["impact", "--env", account, "--with", &path]);
    assert!(told.contains("changed user bob of 111122223333: policies"), "{told}");
    assert!(told.contains("changed resource arn:aws:s3:::example-reports: policy,"), "{told}");
}

#[test]
fn what_a_plan_adds_to_a_user_that_it_does_not_define_is_a_gain() {
    let asked = ["impact", "--with", "docs/examples/plan.json", "--deny-new-access"];
    let (told, code) = plain(&asked);
    assert_eq!(code, Some(1));
    assert!(told.contains("arn:aws:iam::111122223333:user/bob\n  gains s3, Read\n"), "{told}");
}
