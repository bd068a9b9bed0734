//! The engine against its second witness, the naive evaluator, on random bundles; and the laws on the engine.
//!
//! `IAMSIM_CASES` says on how many bundles (20,000 if it is not set), `IAMSIM_SEED` on which.

#[path = "naive/generate.rs"]
mod generate;
#[path = "naive/laws.rs"]
mod laws;
mod naive;
#[path = "naive/vocabulary.rs"]
mod vocabulary;

use std::env;
use std::sync::atomic::{AtomicU32, Ordering};

use iamsim::bundle::{Evaluator, InlineOnly};
use iamsim::policy::Reading;
use iamsim::text::{Source, Syntax};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::Value;

use generate::{bundle, statement};
use laws::{Decide, Verdict};

/// The engine's answer about one bundle, as JSON text. Neither it nor the witness has a catalogue.
fn engine(bundle: &Value) -> String {
    let evaluator = Evaluator::new(&InlineOnly, Reading::Strict, false).with_catalog(None);
    let source = Source::from_bytes("", bundle.to_string().into());
    evaluator.answer(source, Syntax::Json).to_json()
}

/// The engine's decision; an error's code where it refuses the bundle.
fn decision(bundle: &Value) -> Result<String, String> {
    let answer: Value = serde_json::from_str(&engine(bundle)).map_err(|error| error.to_string())?;
    let decision = answer["decision"].as_str().map(str::to_owned);
    decision.ok_or_else(|| answer["error"].to_string())
}

fn decided(bundle: &Value) -> Option<String> {
    decision(bundle).ok()
}

fn agree(bundle: &Value) -> Verdict {
    let (engine, witness) = (decision(bundle), naive::decide(bundle));
    let agreed = match (&engine, &witness) {
        (_, Err(error)) if error.starts_with("too many") => true,
        (Err(_), Err(_)) => true,
        (Ok(engine), Ok(witness)) if engine == witness => true,
        (Ok(engine), Ok(witness)) if is_less_sure(engine, witness) => {
            LESS_SURE.fetch_add(1, Ordering::Relaxed);
            is_open(bundle)
        }
        _ => false,
    };
    if agreed {
        Ok(())
    } else {
        Err(format!("the engine says {engine:?}, the witness {witness:?}"))
    }
}

/// Of how many bundles the engine left open what the witness decided by trying values.
static LESS_SURE: AtomicU32 = AtomicU32::new(0);

/// Where an answer hangs on unknown keys in more involved ways than the engine tells apart, it may
/// say less than the witness, never something else.
fn is_less_sure(engine: &str, witness: &str) -> bool {
    engine == "undecided" || (engine == "implicitDeny" && witness == "explicitDeny")
}

/// Whether there is anything that nobody told: a key, or the name of the caller's session.
fn is_open(bundle: &Value) -> bool {
    let principal = bundle["request"]["principal"].to_string();
    naive::unknown_keys(bundle).is_ok_and(|count| count > 0) || principal.contains(":role/")
}

/// Runs a check on random values and prints the smallest bundle that fails it, as JSON.
fn check<S: Strategy>(cases: u32, values: &S, holds: impl Fn(&S::Value) -> (Value, Verdict)) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let checked = TestRunner::new_with_rng(config, rng()).run(values, |value| {
        let (bundle, verdict) = holds(&value);
        verdict.map_err(|wrong| TestCaseError::fail(format!("{wrong}\n{bundle:#}")))
    });
    assert!(
        checked.is_ok(),
        "{}",
        checked.err().map(|error| error.to_string()).unwrap_or_default()
    );
}

/// The same bundles in each run, so that a change is judged by itself; `IAMSIM_SEED` draws others.
fn rng() -> TestRng {
    let seed: u64 = env::var("IAMSIM_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let bytes: Vec<u8> = seed.to_le_bytes().into_iter().cycle().take(32).collect();
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

fn cases() -> u32 {
    env::var("IAMSIM_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000)
}

#[test]
fn the_engine_agrees_with_the_witness() {
    check(cases(), &bundle(), |bundle| (bundle.clone(), agree(bundle)));
    let less_sure = LESS_SURE.load(Ordering::Relaxed);
    println!("less sure than the witness in {less_sure} of {} bundles", cases());
    assert!(less_sure * 50 <= cases(), "less sure in {less_sure} of {} bundles", cases());
}

fn hold(law: fn(Decide, &Value, &Value) -> Verdict) {
    check(cases() / 10, &(bundle(), statement()), |(bundle, statement)| {
        (bundle.clone(), law(decided, bundle, statement))
    });
}

#[test]
fn an_explicit_deny_wins() {
    hold(laws::deny_wins);
}

#[test]
fn order_and_repetition_do_not_matter() {
    hold(laws::order_is_nothing);
}

#[test]
fn adding_a_deny_never_allows() {
    hold(laws::deny_never_allows);
}

#[test]
fn a_wider_allow_never_denies() {
    hold(laws::wider_never_denies);
}

#[test]
fn learning_a_key_never_turns_a_decision_round() {
    hold(laws::learning_keeps);
}
