//! The answers of the benchmarks' workloads, on which other engines agree.

#![expect(clippy::expect_used, reason = "a test may panic where its workload is broken")]

#[path = "../benches/decide/workload.rs"]
mod workload;

use allocation_counter::measure;
use iamsim::evaluate::{Decision, Silent, evaluate};

#[test]
fn every_answer_is_the_expected_one_and_allocates_nothing() {
    for name in ["W1", "W2", "W3", "W3s"] {
        let workload = workload::load(name);
        assert_eq!(workload.questions.len(), workload.expected.len());
        for ((policies, context), expected) in workload.questions.iter().zip(&workload.expected) {
            let mut decision = Decision::Undecided;
            let counted = measure(|| decision = evaluate(policies, context, &mut Silent));
            assert_eq!(decision.name(), expected, "{name}: {:?}", context.request);
            assert_eq!(counted.count_total, 0, "{name}: {:?}", context.request.action);
        }
    }
}

#[test]
fn a_million_answers_are_the_expected_ones() {
    let crowd = workload::load_crowd();
    let mut answers = Vec::with_capacity(crowd.expected.len());
    crowd.decide(|decision| {
        answers.push(match decision {
            Decision::Allowed => b'A',
            Decision::ImplicitDeny => b'I',
            Decision::ExplicitDeny => b'X',
            Decision::Undecided => b'?',
        });
    });
    assert!(answers == crowd.expected, "some of {} answers differ", answers.len());
}
