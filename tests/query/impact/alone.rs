//! What impact says of a request is what each environment answers that is asked it alone.

use std::cell::Cell;
use std::sync::Arc;

use iamsim::bundle::{InlineOnly, Placed, PolicyReader, Question, QuestionFields, Verdict};
use iamsim::catalog::Catalog;
use iamsim::environment::Environment;
use iamsim::evaluate::Decision;
use iamsim::policy::Reading;
use iamsim::query::impact::{Search, Turn, impact};
use iamsim::text::{Comments, Source, read_json};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert_eq};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::environment::{Dice, load};

/// What an environment decides; who is not there is denied.
fn decided(request: &Value, environment: &Environment) -> Decision {
    let catalog = Some(Catalog::embedded());
    let mut reader = PolicyReader::new(&InlineOnly, Reading::AsStored).with_catalog(catalog);
    let source = Arc::new(Source::new("bundle", json!({"request": request}).to_string()));
    let node = read_json(&source, Comments::Refused).unwrap();
    let parts = Placed { node: &node, source: &source }.fields(&["request"]).unwrap();
    let fields = QuestionFields::of_bundle(None, parts.some("request").unwrap()).unwrap();
    let fields = QuestionFields { environment: Some(environment), ..fields };
    match Question::read(&fields, &mut reader) {
        Ok(question) => Verdict::on::<true>(&question, reader.keys()).decision,
        Err(troubles) => {
            let is_nobody = troubles.iter().all(|one| one.diagnostic.code == "unknown-principal");
            assert!(is_nobody, "{troubles:?}");
            Decision::ImplicitDeny
        }
    }
}

#[test]
fn each_answer_of_impact_is_that_of_its_environment_asked_alone() {
    let turns = Cell::new([0; 4]);
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let bytes = (vec(any::<u8>(), 400), vec((0..300_usize, any::<u8>()), 1..6));
    let outcome = TestRunner::new_with_rng(config, rng).run(&bytes, |(before, thrown)| {
        let mut after = before.clone();
        for (place, byte) in thrown {
            after[place] = byte;
        }
        let written = [before, after].map(|bytes| Dice::new(&bytes, true).environment());
        let [before, after] = written.each_ref().map(|written| load(&written.to_string()));
        let search = Search { catalog: Catalog::embedded(), most: 300, progress: &|_, _, _| {} };
        let found = impact(&before, &after, search);
        for finding in &found.findings {
            let request = finding.draft.to_node().to_json_line();
            let request: Value = serde_json::from_str(&request).unwrap();
            let alone = [&before, &after].map(|side| decided(&request, side));
            let told = [&finding.before, &finding.after].map(|reply| reply.decision);
            prop_assert_eq!(told, alone, "{}\n{}\n{}", request, written[0], written[1]);
            prop_assert_eq!(Turn::of(alone[0], alone[1]), Some(finding.turn), "{}", request);
            let mut counts = turns.get();
            counts[finding.turn as usize] += 1;
            turns.set(counts);
        }
        Ok(())
    });
    outcome.unwrap();
    assert!(turns.get().iter().all(|count| *count > 5), "{:?}", turns.get());
}
