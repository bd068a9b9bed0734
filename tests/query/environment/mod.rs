//! Over random environments everybody is answered alike, whichever way one asks.

mod dice;
mod hangings;
mod layers;

use std::cell::Cell;
use std::fs;
use std::sync::Arc;

pub(crate) use dice::Dice;
use dice::{ALIAS, HERE, KEY, QUEUE, THERE};
use iamsim::bundle::{InlineOnly, Placed, PolicyReader, Question, QuestionFields};
use iamsim::catalog::Catalog;
use iamsim::environment::Environment;
use iamsim::evaluate::{Decision, Silent, evaluate};
use iamsim::load::{Origins, Stated, environment, exported};
use iamsim::policy::Reading;
use iamsim::query::{Answers, Pairs, Population, Sort};
use iamsim::text::{Comments, Source, read_json};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert_eq};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};

pub(crate) fn load(text: &str) -> Environment {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("environment.json");
    fs::write(&path, text).unwrap();
    let loaded = environment(&[path], &Stated::default());
    loaded.unwrap_or_else(|troubles| panic!("{troubles:?}\n{text}")).environment
}

fn reader() -> PolicyReader<'static> {
    PolicyReader::new(&InlineOnly, Reading::AsStored).with_catalog(Some(Catalog::embedded()))
}

fn pairs() -> Vec<(&'static str, String)> {
    let mut pairs: Vec<(&str, String)> = [
        ("s3:GetObject", "arn:aws:s3:::here/alice"),
        ("s3:ListBucket", "arn:aws:s3:::there"),
        ("s3:PutObject", "arn:aws:s3:::there/x"),
        ("sqs:SendMessage", QUEUE),
        ("kms:Decrypt", KEY),
        ("kms:Decrypt", ALIAS),
        ("ec2:DescribeInstances", "*"),
    ]
    .map(|(action, resource)| (action, resource.to_owned()))
    .into();
    for account in [HERE, THERE] {
        pairs.push(("sts:AssumeRole", format!("arn:aws:iam::{account}:role/app")));
    }
    pairs.push(("sts:AssumeRole", format!("arn:aws:iam::{HERE}:role/svc/worker")));
    pairs
}

fn everybody(environment: &Environment, context: &Value) -> Answers {
    let mut reader = reader();
    let population = Population::of(environment, &mut reader).unwrap();
    let context = context.as_object().unwrap().clone();
    let mut asking = Pairs::new(environment, &mut reader, context).unwrap();
    let pairs = pairs();
    let pairs = pairs.iter().map(|(action, resource)| asking.pair(action, resource).unwrap());
    let pairs = pairs.collect();
    Answers::ask(population, pairs, reader.keys().clone(), &|| ())
}

/// What a question comes to; nothing if the environment refuses the caller.
fn one(bundle: &Value, environment: Option<&Environment>) -> Option<Decision> {
    let mut reader = reader();
    let source = Arc::new(Source::new("bundle", bundle.to_string()));
    let node = read_json(&source, Comments::Refused).unwrap();
    let parts = Placed { node: &node, source: &source }.fields(&["policies", "request"]).unwrap();
    let fields =
        QuestionFields::of_bundle(parts.some("policies"), parts.some("request").unwrap()).unwrap();
    let fields = QuestionFields { environment, ..fields };
    let question = match Question::read(&fields, &mut reader) {
        Ok(question) => question,
        Err(troubles) => {
            let is_nobody = troubles.iter().all(|one| one.diagnostic.code == "unknown-principal");
            assert!(is_nobody, "{troubles:?}");
            return None;
        }
    };
    let contexts = question.contexts(reader.keys());
    contexts.iter().map(|(context, policies)| evaluate(policies, context, &mut Silent)).max()
}

/// Runs over random environments and counts the decisions.
fn over_environments(
    holes: bool,
    cases: u32,
    check: impl Fn(&Value, &Value, &Cell<[usize; 4]>) -> Result<(), TestCaseError>,
) {
    let seen = Cell::new([0; 4]);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let outcome = TestRunner::new_with_rng(config, rng).run(&vec(any::<u8>(), 400), |bytes| {
        let mut dice = Dice::new(&bytes, holes);
        let (environment, context) = (dice.environment(), dice.context());
        check(&environment, &context, &seen)
    });
    outcome.unwrap();
    let seen = seen.into_inner();
    assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
}

fn count(seen: &Cell<[usize; 4]>, decision: Decision) {
    let mut counts = seen.get();
    counts[decision as usize] += 1;
    seen.set(counts);
}

#[test]
fn everybody_is_decided_as_if_asked_alone_in_the_environment() {
    over_environments(true, 48, |written, context, seen| {
        let environment = load(&written.to_string());
        let answers = everybody(&environment, context);
        for (pair, (action, resource)) in pairs().iter().enumerate() {
            for (number, who) in answers.who.iter().enumerate() {
                let request = json!({"request": {
                    "principal": who.name, "action": action, "resource": resource,
                    "context": context}});
                let Some(alone) = one(&request, Some(&environment)) else { continue };
                let together = answers.decision(pair, number);
                prop_assert_eq!(together, alone, "{}\nin {}", request, written);
                count(seen, alone);
            }
        }
        Ok(())
    });
}

#[test]
fn an_environment_means_what_its_layers_mean_written_out() {
    over_environments(false, 48, |written, context, seen| {
        let environment = load(&written.to_string());
        let answers = everybody(&environment, context);
        for (pair, (action, resource)) in pairs().iter().enumerate() {
            for (number, who) in answers.who.iter().enumerate() {
                if who.sort == Sort::External {
                    continue;
                }
                let bundle = layers::written_out(written, &who.name, (action, resource), context);
                let alone = one(&bundle, None).unwrap();
                let together = answers.decision(pair, number);
                prop_assert_eq!(together, alone, "{}\nin {}", bundle, written);
                count(seen, alone);
            }
        }
        Ok(())
    });
}

#[test]
fn an_export_that_is_read_again_answers_the_same() {
    over_environments(true, 48, |written, context, seen| {
        let environment = load(&written.to_string());
        let again = load(&exported(&environment, Origins::Written).to_pretty_json(0));
        let (before, after) = (everybody(&environment, context), everybody(&again, context));
        prop_assert_eq!(before.who.len(), after.who.len());
        for pair in 0..pairs().len() {
            for who in 0..before.who.len() {
                let (was, is) = (before.decision(pair, who), after.decision(pair, who));
                prop_assert_eq!(was, is, "{} {}", before.who[who].name, written);
                count(seen, is);
            }
        }
        Ok(())
    });
}
