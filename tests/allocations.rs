//! The silent path of a decision allocates nothing.

#![expect(clippy::expect_used, reason = "a test may panic where its workload is broken")]

#[path = "../benches/decide/workload.rs"]
mod workload;

use allocation_counter::measure;
use iamsim::evaluate::{Decision, Silent, evaluate};

/// Each workload, without the questions whose unknown keys are decided by cases: those copy the
/// request.
#[test]
fn a_silent_decision_allocates_nothing() {
    for name in ["W1", "W2", "W3s"] {
        let workload = workload::load(name);
        assert_eq!(workload.questions.len(), workload.expected.len());
        for ((policies, context), expected) in workload.questions.iter().zip(&workload.expected) {
            let mut decision = Decision::Undecided;
            let counted = measure(|| decision = evaluate(policies, context, &mut Silent));
            assert_eq!(decision.name(), expected, "{name}");
            assert_eq!(counted.count_total, 0, "{name}: {:?}", context.request.action);
        }
    }
}
