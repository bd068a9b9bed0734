//! Comparisons for all requests: compiled policies, one thread.

#![allow(missing_docs, clippy::expect_used, reason = "a benchmark")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use iamsim::aws::{ActionName, PolicyKind};
use iamsim::catalog::Catalog;
use iamsim::compare::{Answer, Comparison, Side};
use iamsim::compile::{CompiledPolicy, Layer, PolicyName, PolicySet};
use iamsim::policy::{Reading, parse};
use iamsim::request::{ActionFacts, ContextKeys, Principal, Request, ResourceTarget};
use iamsim::text::{Comments, Source, read_json};
use serde_json::{Value, json};

/// Two sides, and the keys that they test.
struct Pair {
    keys: ContextKeys,
    existing: Side,
    new: Side,
}

impl Pair {
    fn of([existing, new]: [&Value; 2]) -> Self {
        let mut keys = ContextKeys::new();
        let mut side = |document| Side::identity(layer(document, &mut keys));
        let (existing, new) = (side(existing), side(new));
        Self { keys, existing, new }
    }

    /// The same within a permissions boundary and a service control policy.
    fn within(documents: [&Value; 2], boundary: &Value, control: &Value) -> Self {
        let mut keys = ContextKeys::new();
        let mut side = |document| {
            Side::layers(PolicySet {
                identity: layer(document, &mut keys),
                permissions_boundary: Some(layer(boundary, &mut keys)),
                service_control: vec![layer(control, &mut keys)],
                ..PolicySet::default()
            })
        };
        let [existing, new] = documents.map(&mut side);
        Self { keys, existing, new }
    }

    /// With all that is said of reasons.
    fn told(&self) -> Answer {
        self.comparison().no_new_access(&self.existing, &self.new)
    }

    fn answered(&self) -> Answer {
        self.comparison().undescribed().no_new_access(&self.existing, &self.new)
    }

    fn comparison(&self) -> Comparison<'_> {
        Comparison::new(&self.keys, facts()).expect("the usual caller")
    }

    fn told_to(&self, caller: &Request) -> Answer {
        Comparison::of_caller(&self.keys, caller).no_new_access(&self.existing, &self.new)
    }
}

fn facts() -> ActionFacts {
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    facts
}

fn layer(document: &Value, keys: &mut ContextKeys) -> Layer {
    let source = Arc::new(Source::new("policy.json", document.to_string()));
    let tree = read_json(&source, Comments::Refused).expect("JSON");
    let document = parse(&tree, PolicyKind::Identity, Reading::AsStored).document;
    let (name, document) = (PolicyName("policy.json".into()), document.expect("a policy"));
    let kind = PolicyKind::Identity;
    let policy = CompiledPolicy::compile(name, source, Arc::new(document), kind, keys);
    std::iter::once(Arc::new(policy)).collect()
}

/// The managed policies, `Statement` a list in each.
fn managed() -> Vec<Value> {
    let all = Catalog::embedded().managed_policies().all().iter();
    let document = |text: &str| {
        let mut document: Value = serde_json::from_str(text).expect("JSON");
        if !document["Statement"].is_array() {
            document["Statement"] = Value::from(vec![document["Statement"].take()]);
        }
        document
    };
    all.map(|policy| document(&policy.document())).collect()
}

fn named(name: &str) -> Value {
    let all = Catalog::embedded().managed_policies().all();
    let policy = all.iter().find(|policy| *policy.name == *name).expect("a managed policy");
    serde_json::from_str(&policy.document()).expect("JSON")
}

/// How one statement of a policy is changed.
const EDITS: &[fn(&mut Value)] = &[
    |statement| statement["Condition"] = Value::Null,
    |statement| statement["Resource"] = json!("*"),
    |statement| statement["Condition"]["StringEquals"]["aws:PrincipalTag/team"] = json!("a"),
    |statement| {
        if let Some(actions) = statement["Action"].as_array_mut() {
            actions.pop();
            actions.push(json!("s3:GetObject*"));
        }
    },
];

fn edited(document: &Value, number: usize) -> Value {
    let mut edited = document.clone();
    let statements = edited["Statement"].as_array_mut().expect("a list");
    let place = number % statements.len();
    let statement = &mut statements[place];
    EDITS[number % EDITS.len()](statement);
    if let Some(members) = statement.as_object_mut() {
        members.retain(|_, value| !value.is_null());
        if members.contains_key("NotResource") {
            members.remove("Resource");
        }
    }
    edited
}

/// Numbers that look drawn by lot, the same in each run.
fn draw(number: usize, below: usize) -> usize {
    number.wrapping_mul(2_654_435_761).rotate_right(7) % below
}

fn spread(criterion: &mut Criterion, name: &str, pairs: &[Pair]) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(pairs.len() as u64)).sample_size(20);
    group.bench_function("answered", |bencher| {
        bencher.iter(|| pairs.iter().for_each(|pair| drop(black_box(pair.answered()))));
    });
    group.bench_function("with all reasons", |bencher| {
        bencher.iter(|| pairs.iter().for_each(|pair| drop(black_box(pair.told()))));
    });
}

fn managed_policies(criterion: &mut Criterion) {
    let all = managed();
    let edits = (0..100).map(|number| {
        let document = &all[draw(number, all.len())];
        Pair::of([document, &edited(document, number)])
    });
    spread(criterion, "edited", &edits.collect::<Vec<_>>());
    let pairs = (0..100).map(|number| {
        Pair::of([&all[draw(number, all.len())], &all[draw(number + 100, all.len())]])
    });
    spread(criterion, "pairs", &pairs.collect::<Vec<_>>());
}

/// One comparison, whose answer is as expected.
fn single(criterion: &mut Criterion, name: &str, finds: bool, ask: impl Fn() -> Answer) {
    assert_eq!(matches!(ask(), Answer::Found { .. }), finds, "{name}");
    assert!(!matches!(ask(), Answer::Unknown(_)), "{name}");
    let mut group = criterion.benchmark_group("single");
    group.sample_size(20);
    group.bench_function(name, |bencher| bencher.iter(|| black_box(ask())));
}

/// Of the managed policies the one with the most actions of the form `*text*`.
const INFIX_ACTIONS: &str = "AmazonConnectSynchronizationServiceRolePolicy";

fn large(criterion: &mut Criterion) {
    let pair = Pair::of([&named("SecurityAudit"), &named("ReadOnlyAccess")]);
    single(criterion, "ReadOnlyAccess against SecurityAudit", true, || pair.told());
    let documents = [&named("ViewOnlyAccess"), &named(INFIX_ACTIONS)];
    let pair = Pair::of(documents);
    single(criterion, "actions with wildcards within", true, || pair.told());
    let documents = [&named("PowerUserAccess"), &named("AdministratorAccess")];
    let boundary = named("AmazonDataZoneEnvironmentRolePermissionsBoundary");
    let control = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*",
         "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-west-2"]}}},
        {"Effect": "Deny", "Action": "iam:Create*", "Resource": "arn:aws:iam::*:user/*"},
    ]});
    let pair = Pair::within(documents, &boundary, &control);
    let caller = Principal::parse("arn:aws:iam::111122223333:user/alice").expect("a user");
    let action = ActionName::parse("s3:GetObject").expect("an action");
    let mut caller = Request::new(caller, action, ResourceTarget::Wildcard);
    caller.facts = facts();
    single(criterion, "within a boundary and an SCP", true, || pair.told_to(&caller));
}

/// Patterns with wildcards on both sides, which nothing tells apart but a search.
fn hard(criterion: &mut Criterion) {
    let infix = |number: usize| {
        let letter = |number: usize| char::from(b"abcdefghij"[number % 10]);
        format!("arn:aws:s3:::*{}{}*", letter(number), letter(number + 1 + number / 10))
    };
    let on = |numbers: &mut dyn Iterator<Item = usize>| {
        let resources: Vec<String> = numbers.map(infix).collect();
        json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources})
    };
    let policy = |statements: Vec<Value>| json!({"Version": "2012-10-17", "Statement": statements});
    let existing = policy(vec![on(&mut (0..10)), on(&mut (10..20))]);
    let pair = Pair::of([&existing, &policy(vec![on(&mut (0..20))])]);
    single(criterion, "20 infix patterns, proven", false, || pair.told());
    let pair = Pair::of([&policy(vec![on(&mut (1..20))]), &policy(vec![on(&mut (0..20))])]);
    single(criterion, "20 infix patterns, found", true, || pair.told());
    let allow = |number: usize| {
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": format!("arn:aws:s3:::b{number:02}*"),
            "Condition": {"StringEquals": {format!("aws:ResourceTag/t{number}"): "v"}}})
    };
    let deny = |number: usize| {
        json!({"Effect": "Deny", "Action": "s3:Get*",
            "Resource": format!("arn:aws:s3:::*x{number:02}*")})
    };
    let both = |denies: usize| policy((0..64).map(allow).chain((0..denies).map(deny)).collect());
    let pair = Pair::of([&both(63), &both(64)]);
    single(criterion, "64 Allows and 64 Denies, proven", false, || pair.told());
    let pair = Pair::of([&both(64), &both(63)]);
    single(criterion, "64 Allows and 64 Denies, found", true, || pair.told());
}

criterion_group!(benches, managed_policies, large, hard);
criterion_main!(benches);
