//! Requests at the edges of policies are what they say they are.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::{fs, iter};

use iamsim::aws::{ActionName, Arn, PolicyKind};
use iamsim::bundle::answer_text;
use iamsim::catalog::Catalog;
use iamsim::compile::{CompiledPolicy, PolicyName};
use iamsim::edges::{Draft, Edge, Scene, Side, Target, covering};
use iamsim::evaluate::Element;
use iamsim::policy::{PolicyDocument, Reading, parse};
use iamsim::request::{ContextKeys, Given};
use iamsim::text::{Comments, Source, read_json};
use serde_json::{Value, json};

fn document(kind: PolicyKind, text: &str) -> Option<(Arc<Source>, PolicyDocument)> {
    let source = Arc::new(Source::new("policy.json", text));
    let tree = read_json(&source, Comments::Refused).ok()?;
    Some((source, parse(&tree, kind, Reading::Strict).document?))
}

fn compiled(kind: PolicyKind, text: &str) -> Option<CompiledPolicy> {
    let (source, document) = document(kind, text)?;
    let name = PolicyName("policy.json".into());
    Some(CompiledPolicy::compile(name, source, document.into(), kind, &mut ContextKeys::new()))
}

fn identity(statements: &str) -> CompiledPolicy {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    compiled(PolicyKind::Identity, &text).unwrap()
}

fn resource(statements: &str) -> CompiledPolicy {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    compiled(PolicyKind::Resource, &text).unwrap()
}

/// The edges of the first statement.
fn edges(policy: &CompiledPolicy) -> Vec<Edge> {
    let scene = Scene::of_policy(policy);
    let found = scene.edges(scene.statements()[0]);
    assert_eq!(found.unreachable, []);
    found.found
}

fn of(edges: &[Edge], element: Element) -> Vec<(Side, String)> {
    let own = edges.iter().filter(|edge| edge.element == element && edge.side != Side::Base);
    own.map(|edge| (edge.side, edge.draft.to_string())).collect()
}

/// What a policy alone decides on a draft.
fn decision(policy: &str, field: &str, draft: &Draft) -> String {
    let policy: Value = serde_json::from_str(policy).unwrap();
    let mut policies = json!({ field: policy });
    if field == "identity" {
        policies[field] = json!([policies[field]]);
    }
    let request: Value = serde_json::from_str(&draft.to_node().to_pretty_json(0)).unwrap();
    let bundle = json!({ "policies": policies, "request": request });
    let answer: Value = serde_json::from_str(&answer_text(&bundle.to_string())).unwrap();
    answer["decision"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

const HOME: &str = r#"{ "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
    "Resource": "arn:aws:s3:::team/home/${aws:username}/*" }"#;

#[test]
fn an_allow_has_its_actions_and_one_beside_them() {
    let edges = edges(&identity(HOME));
    let own = "on arn:aws:s3:::team/home/alice/example as arn:aws:iam::111122223333:user/alice";
    assert_eq!(edges[0].draft.to_string(), format!("s3:GetObject {own}"));
    assert_eq!(
        of(&edges, Element::Action),
        [
            (Side::At(1), format!("s3:PutObject {own}")),
            (Side::Beside, format!("s3:DeleteObject {own}")),
        ]
    );
}

#[test]
fn just_outside_of_a_home_lies_the_next_one() {
    let others = of(&edges(&identity(HOME)), Element::Resource);
    let alice = "as arn:aws:iam::111122223333:user/alice";
    let inside = format!("s3:GetObject on arn:aws:s3:::team/home/alice/another {alice}");
    let bob = format!("s3:GetObject on arn:aws:s3:::team/home/bob/example {alice}");
    assert_eq!(others, [(Side::At(0), inside), (Side::Beside, bob)]);
}

/// Each value of a condition, one past it, and the key absent.
#[test]
fn a_condition_is_asked_at_its_values_past_them_and_without_its_key() {
    let texts = |operator: &str, key: &str, values: &str| -> Vec<String> {
        let policy = identity(&format!(
            r#"{{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
                "Condition": {{ "{operator}": {{ "{key}": {values} }} }} }}"#
        ));
        let said = |edge: Edge| match edge.draft.context.get(key) {
            Some(Given::Values(values)) => values.join("+"),
            Some(Given::Absent) => "-".to_owned(),
            other => format!("{other:?}"),
        };
        let is_about_key =
            |edge: &Edge| edge.side == Side::Base || matches!(edge.element, Element::Condition(_));
        edges(&policy).into_iter().filter(is_about_key).map(said).collect()
    };
    let table: &[(&str, &str, &str, &[&str])] = &[
        ("StringEquals", "x:k", r#"["a", "b"]"#, &["a", "b", "other", "-"]),
        ("StringLike", "x:k", r#""a-*""#, &["a-example", "other-example", "-"]),
        ("StringNotEquals", "x:k", r#""a""#, &["other", "a", "-"]),
        ("NumericLessThan", "x:k", r#""10""#, &["9", "10", "-"]),
        ("NumericLessThanEquals", "x:k", r#""10""#, &["10", "11", "-"]),
        ("NumericGreaterThan", "x:k", r#""10""#, &["11", "10", "-"]),
        ("NumericGreaterThanEquals", "x:k", r#""1.2""#, &["1.2", "1.1", "-"]),
        (
            "DateLessThan",
            "x:k",
            r#""2026-03-01T00:00:00Z""#,
            &["2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z", "-"],
        ),
        ("IpAddress", "x:k", r#""203.0.113.0/24""#, &["203.0.113.0", "203.0.114.0", "-"]),
        ("NotIpAddress", "x:k", r#""203.0.113.0/24""#, &["203.0.114.0", "203.0.113.0", "-"]),
        ("Bool", "x:k", r#""true""#, &["true", "false", "-"]),
        ("BoolIfExists", "x:k", r#""true""#, &["true", "false", "-"]),
        ("Null", "x:k", r#""true""#, &["-", "example"]),
        ("Null", "x:k", r#""false""#, &["example", "-"]),
        ("ForAnyValue:StringEquals", "x:k", r#"["a"]"#, &["a", "other", "-"]),
        ("ForAllValues:StringEquals", "x:k", r#"["a"]"#, &["a", "other", "-"]),
        (
            "ArnLike",
            "x:k",
            r#""arn:aws:sns:*:*:t-*""#,
            &[
                "arn:aws:sns:us-east-1:111122223333:t-example",
                "arn:aws:sns:us-east-1:111122223333:other-example",
                "-",
            ],
        ),
        ("BinaryEquals", "x:k", r#""QmFz""#, &["QmFz", "QmFzeA==", "-"]),
        ("Bool", "aws:SecureTransport", r#""false""#, &["false", "true"]),
    ];
    for (operator, key, values, expected) in table {
        let mut found: Vec<String> = texts(operator, key, values);
        let mut wanted: Vec<String> = expected.iter().map(ToString::to_string).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{operator} {values}");
    }
}

#[test]
fn not_action_is_asked_at_each_action_that_it_spares() {
    let text = r#"{ "Effect": "Deny", "NotAction": ["iam:GetUser", "sts:*"], "Resource": "*" }"#;
    let edges = edges(&identity(text));
    let spared: Vec<Side> = of(&edges, Element::Action).into_iter().map(|(side, _)| side).collect();
    assert_eq!(spared[..3], [Side::At(0), Side::At(1), Side::At(1)]);
    assert!(spared[3..].iter().all(|side| *side == Side::Beside), "{spared:?}");
    assert!(!edges[0].draft.action.starts_with("sts:") && &*edges[0].draft.action != "iam:GetUser");
}

#[test]
fn each_principal_is_asked_and_one_beside_it() {
    let text = r#"{ "Effect": "Allow", "Action": "s3:GetObject",
        "Principal": { "AWS": ["arn:aws:iam::111122223333:role/app/x", "444455556666"],
            "Service": "logs.amazonaws.com" },
        "Resource": "arn:aws:s3:::b/*" }"#;
    let callers = edges(&resource(text)).into_iter();
    let callers =
        callers.filter(|edge| edge.element == Element::Principal || edge.side == Side::Base);
    let callers: Vec<String> = callers.map(|edge| edge.draft.caller.text.to_string()).collect();
    assert_eq!(
        callers,
        [
            "arn:aws:iam::111122223333:role/app/x",
            "arn:aws:iam::444455556666:user/alice",
            "arn:aws:iam::444455556666:role/example",
            "logs.amazonaws.com",
            "arn:aws:iam::111122223333:role/app/other",
            "arn:aws:iam::111122223333:user/alice",
            "lambda.amazonaws.com",
        ]
    );
}

#[test]
fn a_value_that_stands_for_several_is_asked_at_two_of_them() {
    let text = r#"{ "Effect": "Allow", "Action": ["x:Get*", "s3:*"],
        "Resource": ["arn:aws:x:::a/*", "arn:aws:s3:::b"] }"#;
    let edges = edges(&identity(text));
    let actions = edges.iter().filter(|edge| edge.element == Element::Action);
    let at = |value: usize| {
        let here = actions
            .clone()
            .filter(|edge| edge.side == Side::At(value) || (value == 1 && edge.side == Side::Base));
        here.map(|edge| &*edge.draft.action).collect::<Vec<_>>()
    };
    assert_eq!(at(0), ["x:GetExample", "x:GetAnother"]);
    assert_eq!(at(1).len(), 2, "{:?}", at(1));
    let resources = of(&edges, Element::Resource);
    let is_another = |(_, draft): &(Side, String)| draft.contains("arn:aws:x:::a/another");
    assert!(resources.iter().any(is_another), "{resources:?}");
}

#[test]
fn each_service_has_an_action_beside_those_listed() {
    let text = r#"{ "Effect": "Allow", "Action": ["s3:GetObject", "sqs:SendMessage"],
        "Resource": "*" }"#;
    let others = of(&edges(&identity(text)), Element::Action);
    let beside: Vec<&str> = others
        .iter()
        .filter(|(side, _)| *side == Side::Beside)
        .map(|(_, draft)| draft.split(':').next().unwrap())
        .collect();
    assert_eq!(beside, ["s3", "sqs"]);
}

#[test]
fn a_not_principal_is_asked_of_whom_it_spares() {
    let text = r#"{ "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*",
        "NotPrincipal": { "AWS": ["arn:aws:iam::111122223333:root",
            "arn:aws:iam::111122223333:user/root-of-all"] } }"#;
    let policy = resource(text);
    let scene = Scene::of_policy(&policy);
    let found = scene.edges(scene.statements()[0]).found;
    assert!(scene.applies(found[0].at, &found[0].draft), "{}", found[0].draft);
    let spared = found.iter().find(|edge| edge.element == Element::Principal).unwrap();
    assert!(!scene.applies(spared.at, &spared.draft), "{}", spared.draft);
}

#[test]
fn other_denies_do_not_spoil_a_request() {
    let policy = identity(
        r#"{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
        { "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*" },
        { "Effect": "Deny", "Action": "*", "Resource": "*",
          "Condition": { "NotIpAddress": { "aws:SourceIp": "203.0.113.0/24" } } }"#,
    );
    let base = edges(&policy).remove(0).draft;
    assert_eq!(base.context["aws:SourceIp"], Given::Values(vec!["203.0.113.0".into()]));
    let text = policy.source.text();
    assert_eq!(decision(text, "identity", &base), "allowed");
}

#[test]
fn what_cannot_apply_is_said() {
    let policy = identity(
        r#"{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {
            "StringEquals": { "x:k": "a" }, "StringNotEquals": { "x:k": "a" } } }"#,
    );
    let scene = Scene::of_policy(&policy);
    let found = scene.edges(scene.statements()[0]);
    assert!(found.found.is_empty());
    let why = &found.unreachable[0].why;
    assert!(why.contains("`x:k`"), "{why}");
    assert!(covering(&policy, 0, Target::Applies, None).is_none());
}

#[test]
fn a_request_that_covers_is_one_of_a_caller_who_can_make_it() {
    let policy = |principal: &str| {
        resource(&format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "sns:Publish",
                "Resource": "arn:aws:sns:us-east-1:111122223333:t",
                "Condition": {{"StringEquals": {{"aws:SourceAccount": "111122223333"}}}}}}"#
        ))
    };
    let draft = |principal: &str| covering(&policy(principal), 0, Target::Applies, None).unwrap();
    let anyone = draft(r#""*""#);
    assert!(anyone.caller.text.ends_with(".amazonaws.com"), "{anyone}");
    assert_eq!(anyone.never_carried, []);
    let user = draft(r#"{"AWS": "arn:aws:iam::111122223333:user/bob"}"#);
    assert_eq!(*user.never_carried, ["aws:SourceAccount".into()]);
    let ending = "; no request of a caller that the statement names carries aws:SourceAccount";
    assert!(user.to_string().ends_with(ending), "{user}");
    let session = identity(
        r#"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
            "Condition": {"StringEquals": {"aws:FederatedProvider": "p"}}}"#,
    );
    let session = covering(&session, 0, Target::Applies, None).unwrap();
    assert!(session.caller.text.contains(":assumed-role/"), "{session}");
    assert_eq!(session.never_carried, []);
}

/// The example policies with the kind that each is.
fn examples() -> Vec<(String, CompiledPolicy)> {
    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.parent().unwrap().ends_with("policies") {
                found.push(path.display().to_string());
            }
        }
    }
    let mut paths = Vec::new();
    walk(Path::new("scenarios/examples"), &mut paths);
    paths.sort();
    let kinds = [PolicyKind::Identity, PolicyKind::Trust, PolicyKind::Resource];
    let read = |path: String| {
        let text = fs::read_to_string(&path).unwrap();
        let policy = kinds.into_iter().find_map(|kind| compiled(kind, &text))?;
        Some((path, policy))
    };
    let policies: Vec<_> = paths.into_iter().filter_map(read).collect();
    assert!(policies.len() > 50, "{}", policies.len());
    policies
}

/// Each with nothing known of AWS's actions, and with the catalogue.
fn in_both<T>(all: &[T]) -> impl Iterator<Item = (&T, Option<&'static Catalog>)> {
    let catalogs = [None, Some(Catalog::embedded())];
    all.iter().flat_map(move |one| catalogs.map(|catalog| (one, catalog)))
}

#[test]
fn every_edge_of_the_examples_is_what_it_says() {
    for ((path, policy), catalog) in in_both(&examples()) {
        let scene = Scene::of_policy(policy).with_catalog(catalog);
        for at in scene.statements() {
            let edges = scene.edges(at);
            assert!(!edges.found.is_empty(), "{path}: {:?}", edges.unreachable);
            let mut seen = BTreeSet::new();
            for edge in edges.found {
                let applies = scene.applies(at, &edge.draft);
                let shown = format!("{path} {:?} {:?}: {}", edge.element, edge.side, edge.draft);
                assert!(edge.side != Side::Base || applies, "{shown}");
                let may_apply = match edge.element {
                    Element::Condition(_) => true,
                    Element::Action => policy.document.statements[at.statement].action.negated,
                    Element::Principal | Element::Resource => false,
                };
                assert!(edge.side != Side::Beside || may_apply || !applies, "{shown}");
                assert!(seen.insert(edge.draft.to_string()), "twice: {shown}");
                assert_eq!(scene.settle(&edge.draft).unwrap(), edge.draft, "{shown}");
            }
        }
    }
}

#[test]
fn the_only_value_of_a_negated_condition_decides_where_it_fits() {
    for operator in ["NotIpAddress", "NotIpAddressIfExists", "ForAnyValue:NotIpAddressIfExists"] {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Deny", "Action": "s3:GetObject",
            "Resource": "*", "Condition": {{"{operator}": {{"aws:SourceIp": "203.0.113.0/24"}}}}}}}}"#
        );
        let policy = compiled(PolicyKind::Identity, &text).unwrap();
        let draft = covering(&policy, 0, Target::ValueHit(Element::Condition(0), 0), None).unwrap();
        assert!(draft.to_string().contains("203.0.113."), "{operator}: {draft}");
    }
}

#[test]
fn the_examples_can_be_covered() {
    let (mut covered, mut uncovered) = (0, Vec::new());
    for ((path, policy), catalog) in in_both(&examples()) {
        for (number, statement) in policy.document.statements.iter().enumerate() {
            let conditions = statement.conditions.iter().enumerate();
            let values = conditions.flat_map(|(condition, written)| {
                let element = Element::Condition(condition);
                (0..written.values.len()).map(move |value| Target::ValueHit(element, value))
            });
            let actions = (0..statement.action.entries.len())
                .map(|value| Target::ValueHit(Element::Action, value));
            for target in iter::once(Target::Applies).chain(values).chain(actions) {
                match covering(policy, number, target, catalog) {
                    Some(_) => covered += 1,
                    None => uncovered.push(format!("{path} {number} {target:?}")),
                }
            }
        }
    }
    assert!(covered > 400, "{covered}");
    assert_eq!(uncovered.len(), 0, "{uncovered:#?}");
}

/// The edges of the first statement, with the catalogue at hand.
fn real_edges(policy: &CompiledPolicy) -> Vec<Edge> {
    let scene = Scene::of_policy(policy).with_catalog(Some(Catalog::embedded()));
    let found = scene.edges(scene.statements()[0]);
    assert_eq!(found.unreachable, []);
    assert!(found.found.iter().all(|edge| !edge.draft.made_up), "{:?}", found.found);
    found.found
}

fn allow(actions: &str, resources: &str) -> CompiledPolicy {
    identity(&format!(r#"{{ "Effect": "Allow", "Action": {actions}, "Resource": {resources} }}"#))
}

fn asked(edge: &Edge) -> (String, String) {
    (edge.draft.action.to_string(), edge.draft.resource.to_string())
}

#[test]
fn a_wildcard_action_is_a_real_one_that_takes_the_resource() {
    let stream = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders";
    let table = [
        ("\"kinesis:Get*\"", stream),
        ("\"kinesis:*\"", stream),
        ("\"*\"", stream),
        ("\"s3:*\"", "arn:aws:s3:::b"),
        ("\"s3:Get*\"", "arn:aws:s3:::b/*"),
        ("\"ecr:*\"", "arn:aws:ecr:*:*:repository/app"),
        ("\"glue:Get*\"", "arn:aws:glue:eu-west-1:111122223333:*"),
        ("\"iam:*\"", "*"),
    ];
    for (action, resource) in table {
        for edge in real_edges(&allow(action, &format!("\"{resource}\""))) {
            let (action, resource) = asked(&edge);
            let found = Catalog::embedded().action(&ActionName::parse(&action).unwrap());
            let found = found.unwrap_or_else(|| panic!("{action}"));
            let mut types = found.service.resource_types_of(found.action);
            let takes = Arn::parse(&resource)
                .map_or(resource == "*" && found.action.is_wildcard_only(), |arn| {
                    types.any(|(_, one)| one.fit(&arn).is_some())
                });
            let is_elsewhere = matches!(edge.side, Side::Beside);
            assert!(takes || is_elsewhere, "{}", edge.draft);
        }
    }
}

#[test]
fn the_action_beside_those_listed_is_real_and_takes_the_resource() {
    let stream = "\"arn:aws:kinesis:eu-west-1:111122223333:stream/orders\"";
    let edges = real_edges(&allow("[\"kinesis:GetRecords\", \"kinesis:Put*\"]", stream));
    let is_beside = |edge: &&Edge| edge.element == Element::Action && edge.side == Side::Beside;
    let beside = asked(edges.iter().find(is_beside).unwrap());
    let found = Catalog::embedded().action(&ActionName::parse(&beside.0).unwrap()).unwrap();
    assert!(!beside.0.starts_with("kinesis:Put") && beside.0 != "kinesis:GetRecords");
    assert_eq!((&*found.service.prefix, &*found.resource_type(0).name), ("kinesis", "stream"));
}

#[test]
fn an_action_without_resources_is_asked_about_everything_and_others_about_one() {
    let base = |action: &str| asked(&real_edges(&allow(&format!("\"{action}\""), "\"*\""))[0]).1;
    assert_eq!(base("ecr:GetAuthorizationToken"), "*");
    assert_eq!(base("ec2:DescribeVpcs"), "*");
    assert_eq!(base("sqs:PurgeQueue"), "arn:aws:sqs:us-east-1:111122223333:example");
    assert_eq!(base("s3:PutBucketTagging"), "arn:aws:s3:::example-bucket");
    assert_eq!(base("s3:GetObjectTagging"), "arn:aws:s3:::example-bucket/example.txt");
    let stream = "arn:aws:kinesis:us-east-1:111122223333:stream/example";
    assert_eq!(base("kinesis:GetRecords"), stream);
}

#[test]
fn pairs_that_aws_never_asks_about_are_not_proposed() {
    let buckets = "[\"arn:aws:s3:::reports\", \"arn:aws:s3:::reports/*\"]";
    let policy = allow("[\"s3:GetObject\", \"s3:ListBucket\"]", buckets);
    for edge in real_edges(&policy) {
        let (action, resource) = asked(&edge);
        assert!((action == "s3:ListBucket") != resource.contains('/'), "{}", edge.draft);
    }
    let catalog = Some(Catalog::embedded());
    let (resource, action) = (Element::Resource, Element::Action);
    let shown = [
        (Target::ValueHit(resource, 0), "s3:ListBucket on arn:aws:s3:::reports as"),
        (Target::ValueHit(resource, 1), "s3:GetObject on arn:aws:s3:::reports/example as"),
        (Target::ValueHit(action, 1), "s3:ListBucket on arn:aws:s3:::reports as"),
        (Target::ElementMissed(resource), "s3:GetObject on arn:aws:s3:::reports-other/example as"),
    ];
    for (target, expected) in shown {
        let draft = covering(&policy, 0, target, catalog).unwrap().to_string();
        assert!(draft.starts_with(expected), "{target:?}: {draft}");
    }
}

/// What cannot be otherwise is asked all the same.
#[test]
fn an_action_that_never_takes_the_only_resource_is_asked_on_it() {
    let policy = allow("\"s3:GetObject\"", "\"arn:aws:s3:::reports\"");
    let first = real_edges(&policy).remove(0);
    assert_eq!(asked(&first), ("s3:GetObject".to_owned(), "arn:aws:s3:::reports".to_owned()));
}

/// What a condition's edges are asked with: the action, and the key.
fn with_key(policy: &CompiledPolicy, key: &str) -> Vec<(String, Given)> {
    let scene = Scene::of_policy(policy).with_catalog(Some(Catalog::embedded()));
    let edges = scene.edges(scene.statements()[0]).found.into_iter();
    let is_about_key =
        |edge: &Edge| edge.side == Side::Base || matches!(edge.element, Element::Condition(_));
    let said = edges.filter(is_about_key).filter_map(|edge| {
        let given = edge.draft.context.get(key).cloned()?;
        matches!(given, Given::Values(_)).then(|| (edge.draft.action.to_string(), given))
    });
    said.collect()
}

#[test]
fn another_region_is_asked_of_regional_services_alone() {
    let locked = |actions: &str, operator: &str| {
        identity(&format!(
            r#"{{ "Effect": "Allow", {actions}, "Resource": "*", "Condition": {{
                "{operator}": {{ "aws:RequestedRegion": ["eu-west-1", "us-east-1"] }} }} }}"#
        ))
    };
    let both = locked(r#""Action": ["iam:GetUser", "sqs:SendMessage"]"#, "StringEquals");
    let all = locked(r#""Action": "*""#, "StringNotEquals");
    let rest = locked(r#""NotAction": ["sts:*"]"#, "StringNotEquals");
    for policy in [both, all, rest] {
        let said = with_key(&policy, "aws:RequestedRegion");
        let home = Given::Values(vec!["us-east-1".into()]);
        let is_elsewhere = |(_, given): &&(String, Given)| *given != home;
        assert!(said.iter().any(|one| is_elsewhere(&one)), "{said:?}");
        for (action, given) in said.iter().filter(is_elsewhere) {
            assert!(!action.starts_with("iam:"), "{action} {given:?}");
        }
    }
}

#[test]
fn a_global_service_in_another_region_is_not_proposed() {
    let policy = identity(
        r#"{ "Effect": "Allow", "Action": "iam:GetUser", "Resource": "*", "Condition": {
            "StringEquals": { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } } }"#,
    );
    let scene = Scene::of_policy(&policy).with_catalog(Some(Catalog::embedded()));
    let edges = scene.edges(scene.statements()[0]);
    let region = |edge: &Edge| edge.draft.context.get("aws:RequestedRegion").cloned();
    let regions: Vec<Given> = edges.found.iter().filter_map(region).collect();
    assert!(regions.iter().all(|given| *given == Given::Values(vec!["us-east-1".into()])));
    assert_eq!(edges.unreachable.len(), 1, "{:?}", edges.unreachable);
}

#[test]
fn a_key_is_said_with_an_action_that_carries_it() {
    let prefixed = |actions: &str, operator: &str| {
        identity(&format!(
            r#"{{ "Effect": "Allow", "Action": {actions},
                "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
                "Condition": {{ "{operator}": {{ "s3:prefix": "home/" }} }} }}"#
        ))
    };
    for operator in ["StringEquals", "StringEqualsIfExists", "StringNotEquals"] {
        for actions in ["[\"s3:GetObject\", \"s3:ListBucket\"]", "\"s3:*\"", "\"*\""] {
            let said = with_key(&prefixed(actions, operator), "s3:prefix");
            assert!(!said.is_empty(), "{operator} {actions}");
            for (action, _) in said {
                assert!(action.starts_with("s3:ListBucket"), "{operator} {actions}: {action}");
            }
        }
    }
    let policy = prefixed("[\"s3:GetObject\", \"s3:ListBucket\"]", "StringEquals");
    let scene = Scene::of_policy(&policy).with_catalog(Some(Catalog::embedded()));
    let unreachable = scene.edges(scene.statements()[0]).unreachable;
    let why: Vec<(Element, usize)> = unreachable.iter().filter_map(|one| one.place).collect();
    assert_eq!(why, [(Element::Action, 0)]);
    assert_eq!(unreachable[0].why, "AWS never sends a fitting `s3:prefix` with it");
    let nothing_else = prefixed("\"s3:GetObject\"", "StringEquals");
    assert!(!with_key(&nothing_else, "s3:prefix").is_empty());
}
