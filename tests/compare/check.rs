//! Whether an answer of the comparison is right, by requests that are decided one by one.

use std::cell::{Cell, RefCell};

use iamsim::compare::Answer;
use iamsim::request::Request;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

use crate::support::{Pair, is_settled, rng};

/// How often each answer came.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) proven: Cell<u32>,
    pub(crate) found: Cell<u32>,
    pub(crate) unknown: Cell<u32>,
    /// A pair without an answer.
    example: RefCell<String>,
}

impl Counts {
    fn count(&self, answer: &Answer) {
        let counter = match answer {
            Answer::Proven => &self.proven,
            Answer::Found { .. } => &self.found,
            Answer::Unknown(_) => &self.unknown,
        };
        counter.set(counter.get() + 1);
    }

    pub(crate) fn all(&self) -> u32 {
        self.proven.get() + self.found.get() + self.unknown.get()
    }
}

/// What is wrong with an answer, if anything: a witness that does not show what it should, or a
/// request that adds access through a statement which should add none.
pub(crate) fn wrong(
    pair: &Pair,
    answer: &Answer,
    requests: impl IntoIterator<Item = Request>,
    all_reasons: bool,
) -> Option<String> {
    let mut adding = Vec::new();
    match answer {
        Answer::Unknown(_) => return None,
        Answer::Proven => {}
        Answer::Found { reasons, undecided } => {
            adding.extend(undecided.iter().map(|open| open.place.unwrap().statement));
            for reason in reasons {
                let context = pair.context(reason.witness.request.clone());
                let statement = reason.place.unwrap().statement;
                let shows = pair.differs(&context) && pair.matching(&context).contains(&statement);
                if !shows && !is_settled(&context) {
                    return Some(format!("{} shows nothing", told(&reason.witness.request)));
                }
                adding.push(statement);
            }
            if reasons.is_empty() {
                return Some("found, and no reason".to_owned());
            }
            if !all_reasons {
                return None;
            }
        }
    }
    for request in requests {
        let context = pair.context(request);
        if !pair.differs(&context) {
            continue;
        }
        let missed = pair.matching(&context).into_iter().find(|number| !adding.contains(number));
        if let Some(missed) = missed {
            return Some(format!("{} by statement {missed}", told(&context.request)));
        }
    }
    None
}

/// An answer in a word, and the statements that add.
pub(crate) fn short(answer: &Answer) -> String {
    match answer {
        Answer::Proven => "proven".to_owned(),
        Answer::Unknown(why) => format!("unknown: {why:?}"),
        Answer::Found { reasons, .. } => {
            let places: Vec<usize> =
                reasons.iter().map(|reason| reason.place.unwrap().statement).collect();
            format!("found: {places:?}")
        }
    }
}

pub(crate) fn told(request: &Request) -> String {
    let context: Vec<String> =
        request.context.iter().map(|(key, given)| format!("{key}={given:?}")).collect();
    let caller = &request.principal.text;
    format!("{caller}: {} {} {}", request.action, request.resource.text(), context.join(" "))
}

/// Compares random pairs, and prints the smallest that is answered wrongly.
pub(crate) fn fuzz<S: Strategy<Value = (Value, Value)>>(
    cases: u32,
    pairs: &S,
    compared: impl Fn(&str, &str) -> Pair,
    requests: impl Fn(&Value, &Value) -> Vec<Request>,
    all_reasons: bool,
) -> Counts {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let counts = Counts::default();
    let checked = TestRunner::new_with_rng(config, rng()).run(pairs, |(existing, new)| {
        let pair = compared(&existing.to_string(), &new.to_string());
        let answer = pair.answer();
        counts.count(&answer);
        if matches!(answer, Answer::Unknown(_)) {
            counts.example.replace(format!("{}\nexisting {existing}\nnew {new}", short(&answer)));
        }
        match wrong(&pair, &answer, requests(&existing, &new), all_reasons) {
            None => Ok(()),
            Some(wrong) => Err(TestCaseError::fail(format!(
                "{}\nbut {wrong}\nexisting {existing}\nnew {new}",
                short(&answer)
            ))),
        }
    });
    assert!(
        checked.is_ok(),
        "{}",
        checked.err().map(|error| error.to_string()).unwrap_or_default()
    );
    counts
}
