//! Policies to compare.

use std::sync::Arc;

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::compare::{Answer, Comparison, Side};
use iamsim::compile::{CompiledPolicy, Layer, PolicyName};
use iamsim::policy::{Reading, parse};
use iamsim::request::{ActionFacts, ContextKeys};
use iamsim::text::{Comments, Source, read_json};

/// Two policies, and the keys that they test.
pub(crate) struct Pair {
    keys: ContextKeys,
    existing: Side,
    new: Side,
}

impl Pair {
    pub(crate) fn new(kind: PolicyKind, existing: &str, new: &str) -> Self {
        let mut keys = ContextKeys::new();
        let [existing, new] = [existing, new].map(|text| {
            let layer: Layer = [Arc::new(compiled(text, kind, &mut keys))].into_iter().collect();
            if kind == PolicyKind::Resource { Side::resource(layer) } else { Side::identity(layer) }
        });
        Self { keys, existing, new }
    }

    pub(crate) fn identity(existing: &str, new: &str) -> Self {
        Self::new(PolicyKind::Identity, existing, new)
    }

    pub(crate) fn no_new_access(&self) -> Answer {
        let mut facts = ActionFacts::default();
        facts.reference.known = Some(Catalog::embedded().known_keys().clone());
        Comparison::new(&self.keys, facts).unwrap().no_new_access(&self.existing, &self.new)
    }
}

pub(crate) fn compiled(text: &str, kind: PolicyKind, keys: &mut ContextKeys) -> CompiledPolicy {
    let source = Arc::new(Source::new("policy.json", text));
    let tree = read_json(&source, Comments::Refused).unwrap();
    let document = parse(&tree, kind, Reading::AsStored).document;
    let document = Arc::new(document.unwrap_or_else(|| panic!("{text}")));
    CompiledPolicy::compile(PolicyName("policy.json".into()), source, document, kind, keys)
}

/// What a resource-based policy of these statements grants to the public.
pub(crate) fn grants_to_public(statements: &str) -> Answer {
    let mut keys = ContextKeys::new();
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    let policy = Arc::new(compiled(&text, PolicyKind::Resource, &mut keys));
    let side = Side::resource([policy].into_iter().collect());
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    Comparison::new(&keys, facts).unwrap().no_public_access(&side)
}
