//! Policies to compare, and the decisions that the comparison must agree with.

use std::env;
use std::sync::{Arc, LazyLock};

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::compare::{Answer, Comparison, Side};
use iamsim::compile::{CompiledPolicy, Layer, PolicyName, PolicySet, ResourcePolicy};
use iamsim::evaluate::{
    Decision, Depth, Gate, Grants, Recorder, Silent, StatementAt, Truth, evaluate,
};
use iamsim::policy::{Effect, Reading, parse};
use iamsim::request::{ActionFacts, ContextKeys, PrincipalKind, Request, RequestContext};
use iamsim::text::{Comments, Source, read_json};
use proptest::test_runner::{RngAlgorithm, TestRng};

/// What is known of every request: the types of keys.
pub(crate) static FACTS: LazyLock<ActionFacts> = LazyLock::new(|| {
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    facts
});

const EVERYTHING: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// Two policies, and the keys that they test.
pub(crate) struct Pair {
    pub(crate) keys: ContextKeys,
    kind: PolicyKind,
    existing: Arc<CompiledPolicy>,
    new: Arc<CompiledPolicy>,
    everything: Layer,
}

impl Pair {
    pub(crate) fn new(kind: PolicyKind, existing: &str, new: &str) -> Self {
        let mut keys = ContextKeys::new();
        let mut compile = |text| Arc::new(compiled(text, kind, &mut keys));
        let (existing, new) = (compile(existing), compile(new));
        let everything = compiled(EVERYTHING, PolicyKind::Identity, &mut keys);
        let everything = [Arc::new(everything)].into_iter().collect();
        Self { keys, kind, existing, new, everything }
    }

    pub(crate) fn identity(existing: &str, new: &str) -> Self {
        Self::new(PolicyKind::Identity, existing, new)
    }

    pub(crate) fn resource(existing: &str, new: &str) -> Self {
        Self::new(PolicyKind::Resource, existing, new)
    }

    pub(crate) fn no_new_access(&self) -> Answer {
        let side = |policy: &Arc<CompiledPolicy>| {
            let layer = [policy.clone()].into_iter().collect();
            match self.kind {
                PolicyKind::Resource => Side::resource(layer),
                _ => Side::identity(layer),
            }
        };
        let (existing, new) = (side(&self.existing), side(&self.new));
        Comparison::new(&self.keys, FACTS.clone()).unwrap().no_new_access(&existing, &new)
    }

    /// Whether the new policy allows a request that the existing one does not.
    pub(crate) fn differs(&self, context: &RequestContext) -> bool {
        self.allows(&self.new, context) && !self.allows(&self.existing, context)
    }

    /// The Allow statements of the new policy that match a request, by number from 0.
    pub(crate) fn matching(&self, context: &RequestContext) -> Vec<usize> {
        let mut matching = Matching::default();
        evaluate(&self.layers(&self.new, context), context, &mut matching);
        let gate = match self.kind {
            PolicyKind::Resource => Gate::Resource,
            _ => Gate::Identity,
        };
        let found = matching.found.into_iter().filter(|at| at.gate == gate);
        let allows = found.filter(|at| at.effect == Effect::Allow);
        allows.map(|at| at.statement).collect()
    }

    fn allows(&self, policy: &Arc<CompiledPolicy>, context: &RequestContext) -> bool {
        evaluate(&self.layers(policy, context), context, &mut Silent) == Decision::Allowed
    }

    /// The policy where it alone decides: on the caller's side, or on the side of a resource that a
    /// caller of another account may use as far as its own account goes.
    fn layers(&self, policy: &Arc<CompiledPolicy>, context: &RequestContext) -> PolicySet {
        let layer: Layer = [policy.clone()].into_iter().collect();
        if self.kind != PolicyKind::Resource {
            return PolicySet { identity: layer, ..PolicySet::default() };
        }
        let is_federated =
            matches!(context.request.principal.kind, PrincipalKind::FederatedUser { .. });
        PolicySet {
            identity: self.everything.clone(),
            session: is_federated.then(|| self.everything.clone()),
            resource: ResourcePolicy::Policy(layer),
            ..PolicySet::default()
        }
    }

    /// The request; about a resource-based policy, for a resource of an account that nobody has.
    pub(crate) fn context(&self, mut request: Request) -> RequestContext {
        if self.kind == PolicyKind::Resource {
            request.resource_account = Some("999999999999".into());
        }
        RequestContext::new(request, &self.keys)
    }
}

/// Hears which statements match.
#[derive(Default)]
struct Matching {
    asked: Option<StatementAt>,
    found: Vec<StatementAt>,
}

impl Recorder for Matching {
    const DEPTH: Depth = Depth::Everything;

    fn enter(&mut self, at: StatementAt) {
        self.asked = Some(at);
    }

    fn leave(&mut self, truth: Truth, _grants: Grants<Truth>) {
        if truth == Truth::True {
            self.found.extend(self.asked);
        }
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

/// How many random cases a test tries: `share` of every thousand that `IAMSIM_CASES` says, 20,000 if
/// it is not set.
pub(crate) fn cases(share: u32) -> u32 {
    let all = env::var("IAMSIM_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000);
    (all / 1000 * share).max(share)
}

/// The same cases in each run, so that a change is judged by itself; `IAMSIM_SEED` draws others.
pub(crate) fn rng() -> TestRng {
    let seed: u64 = env::var("IAMSIM_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let bytes: Vec<u8> = seed.to_le_bytes().into_iter().cycle().take(32).collect();
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}
