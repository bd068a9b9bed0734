//! What a change does: small environments before and after, and who gains and loses what.

mod alone;
mod command;
mod layers;

use std::fs;

use iamsim::catalog::Catalog;
use iamsim::environment::Environment;
use iamsim::load::{Stated, environment};
use iamsim::query::impact::{
    ChangeKind, Finding, Impact, Reach, Search, Turn, impact, impact_github, impact_json,
    impact_markdown, impact_schema, impact_text,
};
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
    let search = Search { catalog: Catalog::embedded(), most, progress: &|_, _, _| {} };
    let found = impact(&read(before), &read(after), search);
    assert!(found.troubles.is_empty(), "{:?}", found.troubles);
    found
}

/// `gained alice s3:GetObject arn:aws:s3:::team/x`
fn line(finding: &Finding) -> String {
    let draft = &finding.draft;
    let name = draft.caller.text.rsplit('/').next().unwrap();
    format!("{} {name} {} {}", finding.turn.name(), draft.action, draft.resource)
}

fn told(impact: &Impact) -> Vec<String> {
    impact.findings.iter().map(line).collect()
}

#[track_caller]
fn assert_tells(impact: &Impact, start: &str) {
    let told = told(impact);
    assert!(told.iter().any(|line| line.starts_with(start)), "{start}: {told:#?}");
}

/// Whether everything that is found turns so.
#[track_caller]
fn assert_only(impact: &Impact, turn: Turn) {
    assert!(!impact.findings.is_empty());
    assert_eq!(impact.count(turn), impact.findings.len(), "{:#?}", told(impact));
}

fn account(members: &Value) -> Value {
    json!({"accounts": {"111122223333": members}})
}

fn statement(effect: &str, action: &str, resource: &str) -> Value {
    json!({"Effect": effect, "Action": action, "Resource": resource})
}

fn policy(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn allow(action: &str, resource: &str) -> Value {
    policy(&[statement("Allow", action, resource)])
}

fn alice(policies: &[Value]) -> Value {
    account(&json!({"users": {"alice": {"policies": policies}}}))
}

const TEAM: &str = "arn:aws:s3:::team/*";

#[test]
fn a_new_policy_is_a_gain_of_its_holder() {
    let found = compared(&alice(&[]), &alice(&[allow("s3:GetObject", TEAM)]));
    assert_only(&found, Turn::Gained);
    assert_tells(&found, "gained alice s3:GetObject arn:aws:s3:::team/");
    assert!(found.has_gains());
    let first = &found.findings[0];
    assert_eq!((first.reach, first.access_level), (Reach::Own, Some("Read")));
    assert!(first.after.matched[0].source.name().ends_with("environment.json"));
    assert_eq!(found.changes.len(), 1);
    assert_eq!(found.changes[0].facts, ["policies"]);
}

#[test]
fn a_policy_that_is_gone_is_a_loss() {
    let found = compared(&alice(&[allow("s3:GetObject", TEAM)]), &alice(&[]));
    assert_only(&found, Turn::Lost);
    assert!(!found.has_gains());
}

#[test]
fn where_nothing_differs_nothing_is_asked() {
    let both = alice(&[allow("s3:GetObject", TEAM)]);
    let found = compared(&both, &both);
    assert_eq!((found.changes.len(), found.asked, found.findings.len()), (0, 0, 0));
    assert!(impact_text(&found).contains("nothing that policies say differs"));
}

#[test]
fn a_policy_that_says_the_same_elsewhere_is_no_change_of_access() {
    let dev = |policies: &[Value], groups: &[&str]| {
        account(&json!({
            "users": {"alice": {"policies": policies, "groups": groups}},
            "groups": {"dev": {"policies": [allow("s3:GetObject", TEAM)]}}}))
    };
    let found = compared(&dev(&[allow("s3:GetObject", TEAM)], &[]), &dev(&[], &["dev"]));
    assert_eq!(found.changes[0].facts, ["groups", "policies"]);
    assert_eq!(told(&found), Vec::<String>::new());
}

#[test]
fn a_deny_takes_away() {
    let grant = statement("Allow", "s3:GetObject", TEAM);
    let deny = statement("Deny", "s3:GetObject", "arn:aws:s3:::team/secret/*");
    let found = compared(
        &alice(&[policy(std::slice::from_ref(&grant))]),
        &alice(&[policy(&[grant, deny])]),
    );
    assert_only(&found, Turn::Lost);
    assert_tells(&found, "lost alice s3:GetObject arn:aws:s3:::team/secret/");
}

#[test]
fn a_boundary_takes_what_it_leaves_out() {
    let bound = |boundary: &Value| {
        account(&json!({"users": {"alice": {
            "policies": [allow("s3:*", TEAM)], "permissionsBoundary": boundary}}}))
    };
    let limit = json!({"Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]});
    let found = compared(&bound(&Value::Null), &bound(&limit));
    assert_only(&found, Turn::Lost);
    assert_tells(&found, "lost alice s3:PutObject");
    assert!(!told(&found).iter().any(|line| line.contains("s3:GetObject ")), "{:#?}", told(&found));
}

#[test]
fn a_member_gains_what_the_group_may() {
    let member = |groups: &[&str]| {
        account(&json!({
            "users": {"alice": {"groups": groups}, "bob": {"groups": []}},
            "groups": {"dev": {"policies": [allow("sqs:SendMessage", "*")]}}}))
    };
    let found = compared(&member(&[]), &member(&["dev"]));
    assert_only(&found, Turn::Gained);
    assert_tells(&found, "gained alice sqs:SendMessage");
    assert!(!told(&found).iter().any(|line| line.contains(" bob ")));
}

#[test]
fn a_managed_policy_touches_all_its_holders() {
    let managed = |document: Value| {
        account(&json!({
            "users": {"alice": {"policies": ["team"]}, "carol": {}},
            "roles": {"app": {"policies": ["team"]}},
            "policies": {"team": document}}))
    };
    let found = compared(
        &managed(allow("s3:GetObject", TEAM)),
        &managed(policy(&[
            statement("Allow", "s3:GetObject", TEAM),
            statement("Allow", "s3:PutObject", TEAM),
        ])),
    );
    assert_only(&found, Turn::Gained);
    assert_tells(&found, "gained alice s3:PutObject");
    assert_tells(&found, "gained app s3:PutObject");
    assert!(!told(&found).iter().any(|line| line.contains("carol")));
}

fn trusting(principal: &Value) -> Value {
    account(&json!({
        "users": {"alice": {"policies": [allow("sts:AssumeRole", "*")]}},
        "roles": {"app": {"trust": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}}}}))
}

#[test]
fn a_trust_policy_lets_others_in() {
    let service = json!({"Service": "lambda.amazonaws.com"});
    let found = compared(
        &trusting(&service),
        &trusting(
            &json!({"Service": "lambda.amazonaws.com", "AWS": ["111122223333", "444455556666"]}),
        ),
    );
    assert_tells(&found, "gained alice sts:AssumeRole arn:aws:iam::111122223333:role/app");
    let outside = found.findings.iter().find(|one| one.reach == Reach::CrossAccount).unwrap();
    assert_eq!(outside.turn, Turn::MayBeGained);
    assert!(outside.draft.caller.text.contains("444455556666"));
    assert!(found.has_gains());
    assert!(impact_text(&found).contains("ACCESS FROM ANOTHER ACCOUNT"));
}

fn bucket(policy: &Value) -> Value {
    json!({
        "accounts": {"111122223333": {"users": {"alice": {}}}},
        "resources": {"arn:aws:s3:::team": {"account": "111122223333", "policy": policy}}})
}

#[test]
fn a_bucket_that_becomes_public_is_said_loudly() {
    let public = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "World", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": TEAM}]});
    let found = compared(&bucket(&Value::Null), &bucket(&public));
    assert_eq!(found.findings[0].reach, Reach::Public);
    assert_tells(&found, "gained anonymous s3:GetObject arn:aws:s3:::team/");
    assert_tells(&found, "gained alice s3:GetObject arn:aws:s3:::team/");
    assert!(impact_text(&found).contains("PUBLIC ACCESS: anonymous"));
    assert!(impact_markdown(&found).contains("> **PUBLIC ACCESS**: `anonymous`"));
    assert!(impact_github(&found, "", false).starts_with("::error "));
    let back = compared(&bucket(&public), &bucket(&Value::Null));
    assert_only(&back, Turn::Lost);
    assert!(impact_text(&back).contains("no longer public"));
}

#[test]
fn a_role_that_is_gone_loses_all_and_cannot_be_assumed() {
    let app = trusting(&json!({"AWS": "111122223333"}));
    let mut gone = app.clone();
    gone["accounts"]["111122223333"]["roles"]["app"] = Value::Null;
    let found = compared(&app, &gone);
    assert_tells(&found, "lost alice sts:AssumeRole arn:aws:iam::111122223333:role/app");
    assert_eq!(found.changes[0].kind, ChangeKind::Deleted);
    let lost = &found.findings[0];
    assert!(lost.after.reason.contains("there is no role"), "{}", lost.after.reason);
}

fn organization(service_control: &Value) -> Value {
    json!({
        "accounts": {"111122223333": {"users": {"alice": {"policies": [allow("s3:GetObject", TEAM)]}}}},
        "organization": {"id": "o-example1234", "managementAccount": "444455556666",
            "root": {"id": "r-ab12", "serviceControl": ["FullAWSAccess"],
                "accounts": [{"id": "111122223333", "serviceControl": service_control}]}}})
}

#[test]
fn a_service_control_policy_limits_everybody_of_its_accounts() {
    let deny = policy(&[statement("Deny", "s3:*", "*")]);
    let found = compared(
        &organization(&json!(["FullAWSAccess"])),
        &organization(&json!(["FullAWSAccess", deny])),
    );
    assert_tells(&found, "lost alice s3:GetObject");
    assert!(found.changes.iter().any(|one| one.facts == ["service control policies"]));
    assert!(!found.has_gains());
    let only_sqs = policy(&[statement("Allow", "sqs:*", "*")]);
    let found =
        compared(&organization(&json!(["FullAWSAccess"])), &organization(&json!([only_sqs])));
    assert_tells(&found, "lost alice s3:GetObject");
}

#[test]
fn a_wide_grant_is_shown_by_each_access_level() {
    let found = compared(&alice(&[]), &alice(&[allow("*", "*")]));
    let levels: Vec<_> = found
        .findings
        .iter()
        .filter(|one| &*one.service == "iam")
        .filter_map(|one| one.access_level)
        .collect();
    for level in ["List", "Read", "Write", "Permissions management", "Tagging"] {
        assert!(levels.contains(&level), "{level}: {levels:?}");
    }
}

#[test]
fn a_tag_that_policies_ask_for_counts() {
    let tagged = |team: &str| {
        let grant = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": TEAM,
            "Condition": {"StringEquals": {"aws:PrincipalTag/Team": "a"}}});
        account(
            &json!({"users": {"alice": {"tags": {"Team": team}, "policies": [policy(&[grant])]}}}),
        )
    };
    let found = compared(&tagged("b"), &tagged("a"));
    assert_only(&found, Turn::Gained);
    assert_tells(&found, "gained alice s3:GetObject");
}

#[test]
fn what_is_not_known_yet_may_be_gained() {
    let after = alice(&[json!({"unknown": "aws_iam_policy.later.arn"})]);
    let found = compared(&alice(&[]), &after);
    assert_only(&found, Turn::MayBeGained);
    assert!(found.has_gains());
    let hole = alice(&[allow("s3:GetObject", "arn:aws:s3:::${unknown:aws_s3_bucket.b.bucket}/*")]);
    let found = compared(&alice(&[]), &hole);
    assert!(found.has_gains(), "{:#?} {:?}", told(&found), found.unasked);
}

#[test]
fn the_keys_that_matter_stay_and_others_go() {
    let office = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": TEAM,
        "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}});
    let found = compared(&alice(&[]), &alice(&[policy(&[office])]));
    let gained = found.findings.iter().find(|one| one.turn == Turn::Gained).unwrap();
    let keys: Vec<&str> = gained.draft.context.keys().map(|key| &**key).collect();
    assert_eq!(keys, ["aws:SourceIp"]);
}

#[test]
fn what_is_left_out_is_said() {
    let after = alice(&[allow("s3:*", TEAM)]);
    let found = compared_with(&alice(&[]), &after, 2);
    assert_eq!(found.asked, 2);
    assert!(found.left_out > 0);
    let text = impact_text(&found);
    assert!(text.contains("looked at 2 requests: this is a search, not a proof"), "{text}");
    assert!(text.contains("were left out"), "{text}");
}

#[test]
fn json_is_what_its_schema_says() {
    let schema: Value = serde_json::from_str(&impact_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let trust = |who: &str| trusting(&json!({"AWS": who}));
    let changes = [
        compared(&alice(&[]), &alice(&[allow("s3:*", TEAM)])),
        compared(&trust("111122223333"), &trust("444455556666")),
        compared(&alice(&[]), &alice(&[])),
    ];
    for found in changes {
        let answer: Value = serde_json::from_str(&impact_json(&found)).unwrap();
        let mistakes: Vec<String> =
            validator.iter_errors(&answer).map(|mistake| mistake.to_string()).collect();
        assert_eq!(mistakes, Vec::<String>::new());
        assert_eq!(answer["v"], 1);
        assert_eq!(answer["findings"].as_array().unwrap().len(), found.findings.len());
    }
}

#[test]
fn hostile_names_are_harmless() {
    let named = |policies: &[Value]| {
        let name = "evil\n::error::x\u{202e}|`<b>";
        account(&json!({"users": {name: {"policies": policies}}}))
    };
    let found =
        compared(&named(&[]), &named(&[allow("s3:GetObject", "arn:aws:s3:::a\u{1b}[1m/*")]));
    for text in [impact_text(&found), impact_markdown(&found), impact_github(&found, "", true)] {
        assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'), "{text}");
        let is_harmful = |line: &str| line.starts_with("::error::x");
        assert!(!text.lines().any(is_harmful), "{text}");
    }
}
