//! Statements, actions, resources and principals.

use std::slice::from_ref;

use iamsim::scenario::coverage::Half;
use iamsim::scenario::coverage::StatementState::{Matched, NeverMet, Reason};
use serde_json::{Value, json};

use crate::harness::{ANN, Folder, cases, identity, measure, missing, missing_of, states};

fn allow(members: &Value) -> Value {
    let mut statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    for (key, value) in members.as_object().unwrap() {
        if let Some(plain) = key.strip_prefix("Not") {
            statement.as_object_mut().unwrap().remove(plain);
        }
        statement[key] = value.clone();
    }
    statement
}

#[test]
fn a_statement_is_covered_by_being_the_reason() {
    let folder = identity(&json!([
        { "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" },
        { "Effect": "Deny", "Action": "s3:GetObjectAcl", "Resource": "*" },
        { "Effect": "Allow", "Action": "s3:GetObjectAcl", "Resource": "*" },
        { "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*" },
    ]));
    let asked = [json!({}), json!({ "action": "s3:GetObjectAcl", "expect": "denied" })];
    let measured = measure(&folder, &cases(&json!({ "identity": ["p.json"] }), &asked));
    assert_eq!(states(&measured), [Reason, Reason, Matched, NeverMet]);
    assert_eq!((measured.statements().covered, measured.statements().total), (2, 4));
}

#[test]
fn all_actions_of_the_only_service_that_asks_keep_nothing_out() {
    let shows = |layer: &str, principal: &Value| {
        let mut statement = allow(&json!({ "Action": "s3:*", "Resource": "arn:aws:s3:::b/*" }));
        statement.as_object_mut().unwrap().extend(principal.as_object().unwrap().clone());
        let folder = identity(&statement);
        let policy = if layer == "identity" { json!(["p.json"]) } else { json!("p.json") };
        let asked = [json!({ "resource": "arn:aws:s3:::b/x", "resourceAccount": "111122223333" })];
        let measured = measure(&folder, &cases(&json!({ layer: policy }), &asked));
        let elements = &measured.policies[0].statements[0].elements;
        let actions = elements.iter().find(|one| &*one.name == "Action").unwrap();
        actions.missing(&actions.values[0])
    };
    assert_eq!(shows("resource", &json!({ "Principal": { "AWS": ANN } })), []);
    assert_eq!(shows("identity", &json!({})), [Half::Otherwise]);
}

#[test]
fn an_allow_that_a_boundary_stops_is_matched_only() {
    let nothing =
        json!({ "Version": "2012-10-17", "Statement": allow(&json!({ "Action": "ec2:*" })) });
    let folder = identity(&allow(&json!({}))).with("q.json", &nothing.to_string());
    let layers = json!({ "identity": ["p.json"], "permissionsBoundary": "q.json" });
    let measured = measure(&folder, &cases(&layers, &[json!({ "expect": "denied" })]));
    assert_eq!(states(&measured), [Matched]);
    assert_eq!(measured.policies[1].statements[0].state(), NeverMet);
}

#[test]
fn cases_that_fail_count_and_cases_without_an_answer_do_not() {
    let folder = identity(&allow(&json!({})));
    let layers = json!({ "identity": ["p.json"] });
    let failing = measure(&folder, &cases(&layers, &[json!({ "expect": "denied" })]));
    assert_eq!(states(&failing), [Reason]);
    let mistaken = cases(&layers, &[json!({ "action": "no action" })]);
    let (coverage, _) = crate::harness::run(&folder, "a.json", &mistaken);
    assert!(coverage.measured().policies.is_empty());
}

#[test]
fn an_action_counts_once_it_alone_let_in_and_another_was_kept_out() {
    let statement = allow(&json!({ "Action": ["s3:GetObject", "s3:Get*", "s3:PutObject"] }));
    let of = |members: &[Value]| missing_of(&statement, "Action", members);
    let put = json!({ "action": "s3:PutObject" });
    let delete = json!({ "action": "s3:DeleteObject", "expect": "denied" });
    assert_eq!(of(&[json!({})]), ["both", "both", "both"]);
    assert_eq!(of(from_ref(&put)), ["both", "both", "otherwise"]);
    assert_eq!(of(from_ref(&delete)), ["alone", "alone", "alone"]);
    let acl = json!({ "action": "s3:GetObjectAcl" });
    assert_eq!(of(&[put, delete, acl]), ["alone", "nothing", "nothing"]);
}

#[test]
fn what_something_else_keeps_out_shows_nothing() {
    let statement = allow(&json!({ "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*" }));
    let elsewhere = json!({ "resource": "arn:aws:s3:::c/x", "expect": "denied" });
    let other_action = json!({ "action": "s3:PutObject", "expect": "denied" });
    let both = json!({
        "resource": "arn:aws:s3:::c/x", "action": "s3:PutObject", "expect": "denied",
    });
    let of = |members: &[Value]| missing_of(&statement, "Action", members);
    assert_eq!(of(&[json!({}), both]), ["otherwise"]);
    assert_eq!(of(&[json!({}), elsewhere]), ["otherwise"]);
    assert_eq!(of(&[json!({}), other_action]), ["nothing"]);
}

#[test]
fn a_listed_exception_counts_once_it_alone_kept_out_and_another_was_let_in() {
    let statement = allow(&json!({ "NotAction": ["s3:Put*", "s3:Delete*"] }));
    let of = |members: &[Value]| missing_of(&statement, "NotAction", members);
    let put = json!({ "action": "s3:PutObject", "expect": "denied" });
    assert_eq!(of(&[json!({})]), ["alone", "alone"]);
    assert_eq!(of(from_ref(&put)), ["otherwise", "both"]);
    assert_eq!(of(&[put, json!({})]), ["nothing", "alone"]);
}

#[test]
fn a_lone_star_needs_one_case() {
    let statement = allow(&json!({}));
    assert_eq!(missing_of(&statement, "Action", &[json!({})]), ["nothing"]);
    assert_eq!(missing_of(&statement, "Resource", &[json!({})]), ["nothing"]);
    let beside = allow(&json!({ "Action": ["*", "s3:*"] }));
    let other = json!({ "action": "ec2:RunInstances" });
    assert_eq!(missing_of(&beside, "Action", &[json!({}), other]), ["nothing", "alone"]);
}

#[test]
fn resources_count_like_actions() {
    let at = |arn: &str, expect: &str| json!({ "resource": arn, "expect": expect });
    let yes = |arn| at(arn, "allowed");
    let no = |arn| at(arn, "denied");
    let statement = allow(&json!({ "Resource": ["arn:aws:s3:::b/x", "arn:aws:s3:::b/*"] }));
    let of = |members: &[Value]| missing_of(&statement, "Resource", members);
    assert_eq!(of(&[yes("arn:aws:s3:::b/x"), no("arn:aws:s3:::c/x")]), ["alone", "alone"]);
    assert_eq!(of(&[yes("arn:aws:s3:::b/y"), no("arn:aws:s3:::c/x")]), ["alone", "nothing"]);
    let statement = allow(&json!({ "NotResource": "arn:aws:s3:::b/*" }));
    let of = |members: &[Value]| missing_of(&statement, "NotResource", members);
    assert_eq!(of(&[no("arn:aws:s3:::b/y")]), ["otherwise"]);
    assert_eq!(of(&[no("arn:aws:s3:::b/y"), yes("arn:aws:s3:::c/y")]), ["nothing"]);
}

#[test]
fn a_resource_with_a_variable_counts_where_the_variable_is_known() {
    let statement = allow(&json!({
        "Resource": ["arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:PrincipalTag/t}/*"],
    }));
    let ann = |path: &str, tag: Value, expect: &str| {
        json!({
            "resource": format!("arn:aws:s3:::b/{path}"),
            "context": { "aws:PrincipalTag/t": tag },
            "expect": expect,
        })
    };
    let of = |members: &[Value]| missing_of(&statement, "Resource", members);
    let own = ann("ann/x", json!("red"), "allowed");
    let other = ann("bob/x", json!("red"), "denied");
    let tagged = ann("red/x", json!("red"), "allowed");
    assert_eq!(of(&[own.clone(), other.clone()]), ["nothing", "alone"]);
    assert_eq!(of(&[own, other.clone(), tagged]), ["nothing", "nothing"]);
    let unknown = ann("ann/x", json!({ "unknown": true }), "allowed");
    assert_eq!(of(&[unknown, other]), ["alone", "alone"]);
}

fn bucket(statement: &Value) -> Folder {
    identity(statement)
}

fn principals(statement: &Value, element: &str, members: &[Value]) -> Vec<&'static str> {
    let scenario = cases(&json!({ "resource": "p.json" }), members);
    let measured = measure(&bucket(statement), &scenario);
    missing(&measured, element).into_iter().map(|(_, missing)| missing).collect()
}

#[test]
fn a_principal_counts_if_without_it_the_caller_is_named_less_directly() {
    let statement = json!({
        "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
        "Principal": { "AWS": ["111122223333", ANN] },
    });
    let of = |members: &[Value]| principals(&statement, "Principal", members);
    let bob = "arn:aws:iam::111122223333:user/bob";
    let bob = json!({ "principal": bob, "expect": "denied", "policies": { "identity": [] , "resource": "p.json" } });
    let stranger = json!({
        "principal": "arn:aws:iam::999999999999:user/eve", "expect": "denied",
        "policies": { "identity": [], "resource": "p.json" },
    });
    assert_eq!(of(&[json!({}), stranger.clone()]), ["alone", "nothing"]);
    assert_eq!(of(&[bob, stranger]), ["nothing", "alone"]);
}

#[test]
fn everyone_needs_one_case() {
    let statement =
        json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*" });
    assert_eq!(principals(&statement, "Principal", &[json!({})]), ["nothing"]);
}

#[test]
fn a_spared_caller_needs_every_name_that_spares_it() {
    let statement = json!({
        "Effect": "Deny", "Action": "s3:*", "Resource": "*",
        "NotPrincipal": { "AWS": ["arn:aws:iam::111122223333:root", ANN] },
    });
    let of = |members: &[Value]| principals(&statement, "NotPrincipal", members);
    let ann = json!({ "expect": "denied" });
    let bob =
        json!({ "principal": "arn:aws:iam::111122223333:user/bob", "expect": "explicitDeny" });
    assert_eq!(of(from_ref(&ann)), ["otherwise", "otherwise"]);
    assert_eq!(of(&[ann, bob.clone()]), ["nothing", "nothing"]);
    assert_eq!(of(&[bob]), ["alone", "alone"]);
}

#[test]
fn a_session_counts_for_its_role() {
    let statement = json!({
        "Effect": "Deny", "Action": "s3:*", "Resource": "*",
        "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" },
    });
    let session = json!({
        "principal": "arn:aws:sts::111122223333:assumed-role/app/s", "expect": "explicitDeny",
    });
    let ann = json!({ "expect": "denied" });
    assert_eq!(principals(&statement, "Principal", &[session, ann]), ["nothing"]);
}
