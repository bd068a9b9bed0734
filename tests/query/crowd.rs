//! A crowd is decided as each of its callers is alone.

use std::cell::Cell;
use std::sync::Arc;

use iamsim::bundle::{Authorization, InlineOnly, Placed, PolicyReader, Question, QuestionFields};
use iamsim::evaluate::Decision;
use iamsim::policy::Reading;
use iamsim::query::{Asked, Caller, Crowd, Owner};
use iamsim::text::{Comments, Source, read_json};
use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::{generate, workload};

fn caller(one: Authorization) -> Caller {
    let Authorization { request, policies } = one;
    Caller { principal: request.principal, tags: request.principal_tags, policies }
}

fn asked(one: Authorization) -> Asked {
    let (request, policies) = (one.request, one.policies);
    Asked { request, policies, owner: Owner::Known }
}

fn letter(decision: Decision) -> u8 {
    match decision {
        Decision::Allowed => b'A',
        Decision::ImplicitDeny => b'I',
        Decision::ExplicitDeny => b'X',
        Decision::Undecided => b'?',
    }
}

#[test]
fn a_million_answers_are_the_expected_ones() {
    let workload::Crowd { callers, asked: pairs, keys, expected } = workload::load_crowd();
    let pairs: Vec<Asked> = pairs.into_iter().map(asked).collect();
    let crowd = Crowd::new(callers.into_iter().map(caller).collect(), keys);
    let table = crowd.decide_all(&pairs, &|| ());
    assert_eq!(expected.len(), crowd.callers().len() * pairs.len());
    for (number, wanted) in expected.chunks(pairs.len()).enumerate() {
        let own: Vec<u8> = table.iter().map(|row| letter(row[number])).collect();
        assert!(own == wanted, "caller {number}");
    }
}

/// The authorizations of bundles, read together so that they share their keys.
fn read(bundles: &[Value], reader: &mut PolicyReader<'_>) -> Vec<Authorization> {
    let read_one = |bundle: &Value| {
        let source = Arc::new(Source::new("bundle", bundle.to_string()));
        let node = read_json(&source, Comments::Refused).unwrap();
        let whole = Placed { node: &node, source: &source };
        let parts = whole.fields(&["policies", "request"]).ok()?;
        let fields = QuestionFields::of_bundle(parts.some("policies"), parts.some("request")?);
        let question = Question::read(&fields.ok()?, reader).ok()?;
        question.authorizations.into_iter().next()
    };
    bundles.iter().filter_map(read_one).collect()
}

#[test]
fn a_crowd_is_decided_as_each_caller_is_alone() {
    let seen: [Cell<usize>; 4] = std::array::from_fn(|_| Cell::new(0));
    let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
    let bundles = vec(generate::bundle(), 2..8);
    let outcome = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    )
    .run(&bundles, |bundles| {
        let mut reader = PolicyReader::new(&InlineOnly, Reading::AsStored).with_catalog(None);
        let read = read(&bundles, &mut reader);
        let pairs: Vec<Asked> = read.iter().cloned().map(asked).collect();
        let mut callers: Vec<Caller> = read.into_iter().map(caller).collect();
        let mixed = mixed(&callers);
        callers.extend(mixed);
        let crowd = Crowd::new(callers, reader.keys().clone());
        let table = crowd.decide_all(&pairs, &|| ());
        for (row, pair) in table.iter().zip(&pairs) {
            for (decision, caller) in row.iter().zip(crowd.callers()) {
                let alone = crowd.decide_alone(caller, pair);
                proptest::prop_assert_eq!(*decision, alone, "{:?}", caller.principal);
                let count = &seen[alone as usize];
                count.set(count.get() + 1);
            }
        }
        Ok(())
    });
    outcome.unwrap();
    let seen = seen.map(Cell::into_inner);
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}

/// Callers with the policies of others, so that several hold the same and many are of one cohort.
fn mixed(callers: &[Caller]) -> Vec<Caller> {
    let with_policies_of = |(number, caller): (usize, &Caller)| Caller {
        policies: callers[(number + 1) % callers.len()].policies.clone(),
        ..caller.clone()
    };
    callers.iter().enumerate().map(with_policies_of).collect()
}
