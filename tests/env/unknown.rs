//! Values that nobody knows yet, within policies and within what a request is about.

use std::sync::Arc;

use iamsim::aws::{ActionName, PolicyKind};
use iamsim::bundle::{InlineOnly, PolicyReader};
use iamsim::compile::{PolicySet, ResourcePolicy};
use iamsim::environment::{Held, Origin, StoredPolicy};
use iamsim::evaluate::{Decision, Silent, evaluate};
use iamsim::policy::Reading;
use iamsim::request::{Principal, Request, RequestContext, ResourceTarget};
use iamsim::text::{Comments, Source, Span, read_json};

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";

fn stored(text: &str) -> StoredPolicy {
    let source = Arc::new(Source::new("policy", text));
    let node = read_json(&source, Comments::Refused).unwrap();
    StoredPolicy::in_place("policy", &source, node)
}

fn of(statement: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {statement}}}"#)
}

/// Asks whether somebody may do something by one policy of a kind.
fn asked(policy: &str, kind: PolicyKind, who: &str, action: &str, resource: &str) -> Decision {
    let mut reader = PolicyReader::new(&InlineOnly, Reading::Strict);
    let policy = stored(policy);
    let compiled = reader.held(Held::Stored(&policy), kind).unwrap();
    let layer = std::iter::once(compiled).collect();
    let policies = match kind {
        PolicyKind::Resource => {
            PolicySet { resource: ResourcePolicy::Policy(layer), ..PolicySet::default() }
        }
        _ => PolicySet { identity: layer, ..PolicySet::default() },
    };
    let action = ActionName::parse(action).unwrap();
    let resource = ResourceTarget::parse(resource, &action, true).unwrap();
    let request = Request::new(Principal::parse(who).unwrap(), action, resource);
    evaluate(&policies, &RequestContext::new(request, reader.keys()), &mut Silent)
}

fn may_alice(statement: &str, action: &str, resource: &str) -> Decision {
    asked(&of(statement), PolicyKind::Identity, ALICE, action, resource)
}

fn does_resource_let(who: &str, statement: &str) -> Decision {
    asked(&of(statement), PolicyKind::Resource, who, "s3:GetObject", "arn:aws:s3:::b/k")
}

const DENIED: Decision = Decision::ImplicitDeny;

#[test]
fn an_unknown_value_in_a_resource_leaves_the_rest_of_it_known() {
    let own = r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${unknown:logs}/in/*"}"#;
    let table = [
        ("arn:aws:s3:::b/in/x", Decision::Undecided),
        ("arn:aws:s3:::b/out/x", DENIED),
        ("arn:aws:sqs:eu-west-1:111122223333:q", DENIED),
        ("arn:aws:s3:::${unknown:logs}/in/x", Decision::Allowed),
        ("arn:aws:s3:::${unknown:logs}/in/*", Decision::Allowed),
        ("arn:aws:s3:::${unknown:LOGS}/in/*", Decision::Allowed),
        ("arn:aws:s3:::${unknown:logs}/out/x", Decision::Undecided),
        ("arn:aws:s3:::${unknown:other}/in/x", Decision::Undecided),
    ];
    for (resource, expected) in table {
        assert_eq!(may_alice(own, "s3:GetObject", resource), expected, "{resource}");
    }
}

#[test]
fn a_known_resource_is_held_against_an_unknown_one() {
    let table = [
        ("*", Decision::Allowed),
        ("arn:aws:s3:::*", Decision::Allowed),
        ("arn:aws:s3:::*/k", Decision::Allowed),
        ("arn:aws:s3:::prod-*", Decision::Undecided),
        ("arn:aws:s3:::*/other", DENIED),
        ("arn:aws:sqs:*:*:*", DENIED),
    ];
    for (pattern, expected) in table {
        let statement =
            format!(r#"{{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "{pattern}"}}"#);
        let answer = may_alice(&statement, "s3:GetObject", "arn:aws:s3:::${unknown:b}/k");
        assert_eq!(answer, expected, "{pattern}");
    }
}

#[test]
fn where_policies_take_no_variables_the_answer_hangs_on_the_value() {
    let table = [
        (r#"{"Effect": "Allow", "Action": "${unknown:a}", "Resource": "*"}"#, Decision::Undecided),
        (r#"{"Effect": "Allow", "Action": "sqs:${unknown:a}", "Resource": "*"}"#, DENIED),
        (
            r#"{"Effect": "Allow", "Action": ["s3:Get*", "${unknown:a}"], "Resource": "*"}"#,
            Decision::Allowed,
        ),
        (
            r#"{"Effect": "Allow", "NotAction": ["${unknown:a}"], "Resource": "*"}"#,
            Decision::Undecided,
        ),
        (r#"{"Effect": "Allow", "NotAction": ["s3:*", "${unknown:a}"], "Resource": "*"}"#, DENIED),
        (r#"{"Effect": "${unknown:e}", "Action": "s3:*", "Resource": "*"}"#, Decision::Undecided),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "${unknown:r}"}"#,
            Decision::Undecided,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:sqs:${unknown:r}:111122223333:*"}"#,
            DENIED,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:${unknown:r}::*"}"#,
            Decision::Undecided,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "NotResource": ["${unknown:r}"]}"#,
            Decision::Undecided,
        ),
        (r#""${unknown:s}""#, Decision::Undecided),
        (
            r#"[{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, "${unknown:s}"]"#,
            Decision::Undecided,
        ),
    ];
    may_alice_get(&table);
}

#[test]
fn a_condition_that_takes_no_variables_hangs_on_the_value() {
    may_alice_get(&[
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.9", "${unknown:ip}"]}}}"#,
            Decision::Undecided,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"${unknown:op}": {"aws:SourceIp": "x"}}}"#,
            Decision::Undecided,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"${unknown:k}": "x"}}}"#,
            Decision::Undecided,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": "${unknown:n}"}}}"#,
            Decision::Undecided,
        ),
        (
            r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"aws:username": ["alice", "${unknown:n}"]}}}"#,
            Decision::Allowed,
        ),
    ]);
}

/// Holds what she may do with one object by each of these statements.
fn may_alice_get(table: &[(&str, Decision)]) {
    for (statement, expected) in table {
        let answer = may_alice(statement, "s3:GetObject", "arn:aws:s3:::b/k");
        assert_eq!(answer, *expected, "{statement}");
    }
}

#[test]
fn an_unknown_principal_may_be_anybody_of_its_account() {
    let allow = |principal: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "s3:*", "Resource": "*"}}"#
        )
    };
    let stranger = "arn:aws:iam::444455556666:user/bob";
    let unnamed = "arn:aws:iam::111122223333:role/${unknown:app}";
    let moved = "arn:aws:iam::111122223333:user/team/${unknown:path}/alice";
    let table = [
        (ALICE, allow(r#""${unknown:p}""#), Decision::Undecided),
        (ALICE, allow(r#"{"AWS": "${unknown:p}"}"#), Decision::Undecided),
        (
            ALICE,
            allow(r#"{"AWS": "arn:aws:iam::111122223333:user/${unknown:p}"}"#),
            Decision::Undecided,
        ),
        (stranger, allow(r#"{"AWS": "arn:aws:iam::111122223333:user/${unknown:p}"}"#), DENIED),
        (ALICE, allow(&format!(r#"{{"AWS": ["{ALICE}", "${{unknown:p}}"]}}"#)), Decision::Allowed),
        (unnamed, allow(&format!(r#"{{"AWS": "{ALICE}"}}"#)), DENIED),
        (unnamed, allow(r#"{"AWS": "arn:aws:iam::111122223333:role/app"}"#), Decision::Undecided),
        (moved, allow(&format!(r#"{{"AWS": "{ALICE}"}}"#)), DENIED),
        (
            moved,
            allow(r#"{"AWS": "arn:aws:iam::111122223333:user/team/a/alice"}"#),
            Decision::Undecided,
        ),
    ];
    for (who, statement, expected) in table {
        assert_eq!(does_resource_let(who, &statement), expected, "{who} {statement}");
    }
}

#[test]
fn the_older_language_has_unknown_values_too() {
    let own = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${unknown:logs}/in/*"}}"#;
    let ask = |resource| asked(own, PolicyKind::Identity, ALICE, "s3:GetObject", resource);
    assert_eq!(ask("arn:aws:s3:::b/in/x"), Decision::Undecided);
    assert_eq!(ask("arn:aws:s3:::b/out/x"), DENIED);
}

#[test]
fn a_policy_that_is_not_known_may_allow_deny_or_neither() {
    let mut reader = PolicyReader::new(&InlineOnly, Reading::Strict);
    let origin = Origin::new(&Arc::new(Source::new("account.json", "{}")), Span::default());
    let unknown = Held::Unknown("aws_iam_policy.app", &origin);
    let compiled = reader.held(unknown, PolicyKind::Identity).unwrap();
    let all = stored(&of(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#));
    let all = reader.held(Held::Stored(&all), PolicyKind::Identity).unwrap();
    let ask = |layer: Vec<_>| {
        let action = ActionName::parse("s3:GetObject").unwrap();
        let resource = ResourceTarget::parse("arn:aws:s3:::b/k", &action, true).unwrap();
        let request = Request::new(Principal::parse(ALICE).unwrap(), action, resource);
        let policies = PolicySet { identity: layer.into_iter().collect(), ..PolicySet::default() };
        evaluate(&policies, &RequestContext::new(request, reader.keys()), &mut Silent)
    };
    assert_eq!(ask(vec![compiled.clone()]), Decision::Undecided);
    assert_eq!(ask(vec![compiled, all]), Decision::Undecided);
}
