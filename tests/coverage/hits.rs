//! A value counts as a hit exactly if the statement answers otherwise without it.

use iamsim::bundle::Listener;
use iamsim::compile::PolicySet;
use iamsim::evaluate::{Decision, Depth, Gate, Grants, Recorder, StatementAt, Truth};
use iamsim::scenario::{CellListener, ScenarioFile, run_file};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use crate::harness::{ANN, Folder, cases, run, text};

/// How directly the only statement names the caller in each case; 0 if it does not apply, `None` if
/// that is not known.
#[derive(Default)]
struct Answers {
    heard: Heard,
    is_allow: bool,
}

/// What the statement of the resource-based policy answers.
#[derive(Default)]
struct Heard {
    is_inside: bool,
    grants: Vec<Grants<Truth>>,
}

impl Recorder for Heard {
    const DEPTH: Depth = Depth::Everything;

    fn enter(&mut self, at: StatementAt) {
        self.is_inside = at.gate == Gate::Resource;
    }

    fn leave(&mut self, _truth: Truth, grants: Grants<Truth>) {
        if self.is_inside {
            self.grants.push(grants);
        }
    }
}

impl Listener for Answers {
    type Recorder = Heard;

    fn recorder(&mut self) -> &mut Heard {
        &mut self.heard
    }

    fn decided(&mut self, _policies: &PolicySet, _decision: Decision) {}
}

impl CellListener for Answers {
    fn begin(&mut self, _id: &str) {}
}

impl Answers {
    fn of(statement: &Value, scenario: &Value) -> Vec<Option<u8>> {
        let file = ScenarioFile::of(text("a.json", &scenario.to_string())).unwrap();
        let mut answers = Self { is_allow: statement["Effect"] == "Allow", ..Self::default() };
        run_file(&file, &folder(statement), &|_| true, &mut answers);
        answers.heard.grants.iter().map(|grants| answers.directness(*grants)).collect()
    }

    fn directness(&self, grants: Grants<Truth>) -> Option<u8> {
        let levels = [(3, grants.direct), (2, grants.entity), (1, grants.delegated)];
        let first = levels.into_iter().find(|(_, truth)| *truth != Truth::False);
        match first {
            None => Some(0),
            Some((level, Truth::True)) => Some(if self.is_allow { level } else { 1 }),
            Some(_) => None,
        }
    }
}

fn folder(statement: &Value) -> Folder {
    let policy = json!({ "Version": "2012-10-17", "Statement": statement });
    Folder::default().with("p.json", &policy.to_string())
}

/// The values that can stand under an element or operator, and one that nothing is.
#[derive(Debug)]
struct Kind {
    name: &'static str,
    key: Option<&'static str>,
    values: &'static [&'static str],
    nothing: &'static str,
}

const fn element(
    name: &'static str,
    values: &'static [&'static str],
    nothing: &'static str,
) -> Kind {
    Kind { name, key: None, values, nothing }
}

const fn condition(
    name: &'static str,
    key: &'static str,
    values: &'static [&'static str],
    nothing: &'static str,
) -> Kind {
    Kind { name, key: Some(key), values, nothing }
}

const ACTIONS: &[&str] = &["s3:GetObject", "s3:Get*", "s3:*", "s3:PutObject", "*"];
const RESOURCES: &[&str] =
    &["arn:aws:s3:::b/*", "arn:aws:s3:::b/x", "arn:aws:s3:::c/${aws:username}", "*"];
const PRINCIPALS: &[&str] = &[
    ANN,
    "111122223333",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:sts::111122223333:assumed-role/app/s",
    "*",
];
const TEXTS: &[&str] = &["a", "b", "a*", "${aws:username}"];
const TAG: &str = "aws:PrincipalTag/t";
const TAGS: &str = "aws:TagKeys";

const KINDS: &[Kind] = &[
    element("Action", ACTIONS, "zz:Nothing"),
    element("NotAction", ACTIONS, "zz:Nothing"),
    element("Resource", RESOURCES, "arn:aws:zz:::nothing"),
    element("NotResource", RESOURCES, "arn:aws:zz:::nothing"),
    element("Principal", PRINCIPALS, "arn:aws:iam::999999999999:user/nobody"),
    element("NotPrincipal", PRINCIPALS, "arn:aws:iam::999999999999:user/nobody"),
];

const CONDITIONS: &[Kind] = &[
    condition("StringEquals", TAG, TEXTS, "nothing"),
    condition("StringLikeIfExists", TAG, TEXTS, "nothing"),
    condition("StringNotLike", TAG, TEXTS, "nothing"),
    condition("StringNotEqualsIgnoreCase", TAG, TEXTS, "nothing"),
    condition("StringEquals", TAGS, TEXTS, "nothing"),
    condition("ForAllValues:StringLike", TAGS, TEXTS, "nothing"),
    condition("ForAllValues:StringNotEquals", TAGS, TEXTS, "nothing"),
    condition("ForAnyValue:StringEqualsIfExists", TAGS, TEXTS, "nothing"),
    condition("ForAnyValue:StringNotLike", TAGS, TEXTS, "nothing"),
    condition("NumericLessThanEquals", "aws:MultiFactorAuthAge", &["1", "2", "3"], "-1"),
    condition("NotIpAddress", "aws:SourceIp", &["10.0.0.0/8", "10.1.0.0/16", "9.9.9.9"], "1.2.3.4"),
];

fn some_of(values: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(values.to_vec(), 1..=values.len().min(3))
}

/// An element's kind and some of its values.
fn chosen(
    kinds: std::ops::Range<usize>,
) -> impl Strategy<Value = (&'static Kind, Vec<&'static str>)> {
    kinds.prop_flat_map(|kind| {
        some_of(KINDS[kind].values).prop_map(move |values| (&KINDS[kind], values))
    })
}

type Chosen = (&'static Kind, Vec<&'static str>);

fn statement() -> impl Strategy<Value = (&'static str, Vec<Chosen>)> {
    let one_condition = (0..CONDITIONS.len()).prop_flat_map(|kind| {
        some_of(CONDITIONS[kind].values).prop_map(move |values| (&CONDITIONS[kind], values))
    });
    let conditions = proptest::collection::vec(one_condition, 0..3);
    let elements = (chosen(0..2), chosen(2..4), chosen(4..6), conditions);
    (select(vec!["Allow", "Deny"]), elements).prop_map(
        |(effect, (action, resource, principal, conditions))| {
            (effect, [action, resource, principal].into_iter().chain(conditions).collect())
        },
    )
}

/// The statement as JSON; of two conditions with one operator and key the later stands.
fn written(effect: &str, parts: &[Chosen]) -> Value {
    let mut statement = json!({ "Effect": effect });
    for (kind, values) in parts {
        match kind.key {
            Some(key) => statement["Condition"][kind.name][key] = json!(values),
            None if kind.name.ends_with("Principal") => {
                statement[kind.name] = json!({ "AWS": values });
            }
            None => statement[kind.name] = json!(values),
        }
    }
    statement
}

fn request() -> impl Strategy<Value = Value> {
    let text =
        || select(vec![json!("a"), json!("b"), json!("ab"), json!("ann"), json!("c"), json!(null)]);
    let texts = select(vec![
        json!([]),
        json!(["a"]),
        json!(["a", "b"]),
        json!(["b", "c"]),
        json!(["ann", "x"]),
        json!(null),
        json!({ "unknown": true }),
    ]);
    let caller = select(vec![
        ANN,
        "arn:aws:iam::111122223333:user/bob",
        "arn:aws:sts::111122223333:assumed-role/app/s",
        "arn:aws:iam::444455556666:user/eve",
    ]);
    let action =
        select(vec!["s3:GetObject", "s3:GetObjectAcl", "s3:PutObject", "ec2:RunInstances"]);
    let resource = select(vec![
        "arn:aws:s3:::b/x",
        "arn:aws:s3:::b/y",
        "arn:aws:s3:::c/ann",
        "arn:aws:s3:::d",
    ]);
    let age = select(vec![json!("1"), json!("2"), json!("9"), json!(null)]);
    let ip = select(vec![json!("10.1.0.1"), json!("10.2.0.1"), json!("9.9.9.9"), json!("8.8.8.8")]);
    (caller, action, resource, text(), texts, age, ip).prop_map(|(caller, action, resource, tag, tags, age, ip)| {
        json!({
            "principal": caller, "action": action, "resource": resource,
            "resourceAccount": "111122223333",
            "context": { TAG: tag, TAGS: tags, "aws:MultiFactorAuthAge": age, "aws:SourceIp": ip },
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_value_is_hit_exactly_if_the_statement_answers_otherwise_without_it(
        (effect, mut parts) in statement(),
        requests in proptest::collection::vec(request(), 1..12),
    ) {
        parts.sort_by_key(|(kind, _)| (kind.name, kind.key));
        parts.dedup_by_key(|(kind, _)| (kind.name, kind.key));
        let scenario = cases(&json!({ "identity": ["FullAWSAccess"], "resource": "p.json" }), &requests);
        let policy = written(effect, &parts);
        let (coverage, report) = run(&folder(&policy), "a.json", &scenario);
        let answered = report.cases.unwrap();
        prop_assert!(answered.iter().all(|case| case.decision.is_some()), "{:?}", answered);
        let measured = coverage.measured();
        let elements = &measured.policies[0].statements[0].elements;
        let with = Answers::of(&policy, &scenario);
        prop_assert_eq!(with.len(), requests.len());
        for element in elements {
            let place = parts.iter().position(|(kind, _)| {
                kind.name == &*element.name && kind.key == element.key.as_deref()
            });
            let place = place.unwrap();
            for (number, value) in element.values.iter().enumerate() {
                let mut without = parts.clone();
                without[place].1[number] = without[place].0.nothing;
                let without = Answers::of(&written(effect, &without), &scenario);
                let turned = with.iter().zip(&without).filter(|(with, without)| {
                    matches!((with, without), (Some(with), Some(without)) if with != without)
                });
                prop_assert_eq!(value.hits, turned.count() as u64, "{} in {}", value.text, policy);
            }
        }
    }
}
