//! All layers of one caller: what is proven of them holds for requests that are decided one by one.

use iamsim::aws::PolicyKind;
use iamsim::bundle::{InlineOnly, PolicyReader, Question, QuestionFields, Text};
use iamsim::compare::{Answer, Comparison, Side, Unknown};
use iamsim::compile::Layer;
use iamsim::evaluate::{Decision, Silent, add_asked_keys, evaluate};
use iamsim::policy::Reading;
use iamsim::request::ResourceTarget;
use iamsim::text::{Source, Syntax};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::generate::bundle;
use super::support::compiled;

const EVERYTHING: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

/// What is wrong with the proofs about a bundle.
fn mistake(bundle: &Value) -> Option<String> {
    let source = Source::new("bundle.json", bundle.to_string());
    let text = Text::read(source, Syntax::Json).ok()?;
    let fields = QuestionFields::of_text(&text).ok()?;
    let mut reader = PolicyReader::new(&InlineOnly, Reading::Strict);
    let question = Question::read(&fields, &mut reader).ok()?;
    let mut keys = reader.keys().clone();
    for one in &question.authorizations {
        add_asked_keys(&one.request, &mut keys);
    }
    let everything = compiled(EVERYTHING, PolicyKind::Identity, &mut keys);
    let everything = Side::identity([everything.into()].into_iter().collect());
    let nothing = Side::identity(Layer::default());
    for (context, policies) in question.contexts(&keys) {
        if matches!(context.request.resource, ResourceTarget::Several { .. }) {
            continue;
        }
        let decision = evaluate(policies, &context, &mut Silent);
        let side = Side::layers(policies.clone());
        let comparison = Comparison::of_caller(&keys, &context.request);
        for (existing, new, refutes) in [
            (&nothing, &side, decision == Decision::Allowed),
            (&side, &everything, decision.is_denied()),
        ] {
            match comparison.no_new_access(existing, new) {
                Answer::Proven if refutes => return Some(format!("proven, but {decision}")),
                Answer::Proven | Answer::Found { .. } => {}
                Answer::Unknown(Unknown::ResourcePolicy) => {}
                Answer::Unknown(why) => return Some(format!("unknown: {why:?}")),
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]
    #[test]
    fn no_proof_is_refuted_by_a_request(mut bundle in bundle()) {
        prop_assert_eq!(mistake(&bundle), None, "{:#}", bundle);
        bundle["request"]["context"]["aws:TokenIssueTime"] = json!("2026-01-15T11:00:00Z");
        prop_assert_eq!(mistake(&bundle), None, "{:#}", bundle);
    }
}
