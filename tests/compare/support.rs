//! Policies to compare, and the decisions that the comparison must agree with.

use std::env;
use std::sync::{Arc, LazyLock};

use iamsim::aws::PolicyKind;
use iamsim::catalog::Catalog;
use iamsim::compare::{Answer, Comparison, Engine, Side, Universe};
use iamsim::compile::{CompiledPolicy, Layer, PolicyName, PolicySet, ResourcePolicy};
use iamsim::evaluate::{Depth, Gate, Grants, Recorder, Settled, StatementAt, Truth, evaluate};
use iamsim::policy::{Effect, Reading, parse};
use iamsim::request::{ActionFacts, ContextKeys, Request, RequestContext};
use iamsim::text::{Comments, Source, read_json};
use proptest::test_runner::{RngAlgorithm, TestRng};

/// What is known of every request: the types of keys.
pub(crate) static FACTS: LazyLock<ActionFacts> = LazyLock::new(|| {
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    facts
});

/// Two policies, and the keys that they test.
pub(crate) struct Pair {
    pub(crate) keys: ContextKeys,
    kind: PolicyKind,
    existing: Arc<CompiledPolicy>,
    new: Arc<CompiledPolicy>,
}

impl Pair {
    pub(crate) fn new(kind: PolicyKind, existing: &str, new: &str) -> Self {
        let mut keys = ContextKeys::new();
        let mut compile = |text| Arc::new(compiled(text, kind, &mut keys));
        let (existing, new) = (compile(existing), compile(new));
        Self { keys, kind, existing, new }
    }

    pub(crate) fn identity(existing: &str, new: &str) -> Self {
        Self::new(PolicyKind::Identity, existing, new)
    }

    pub(crate) fn resource(existing: &str, new: &str) -> Self {
        Self::new(PolicyKind::Resource, existing, new)
    }

    /// The answer with all that is said of reasons.
    pub(crate) fn no_new_access(&self) -> Answer {
        let (existing, new) = self.sides();
        self.comparison().no_new_access(&existing, &new)
    }

    /// The answer alone, which is quick.
    pub(crate) fn answer(&self) -> Answer {
        let (existing, new) = self.sides();
        self.comparison().undescribed().no_new_access(&existing, &new)
    }

    /// The answer for requests of the catalogue alone.
    pub(crate) fn catalogued_answer(&self) -> Answer {
        let (existing, new) = self.sides();
        let comparison = self.comparison().undescribed().over(Universe::Catalogue);
        comparison.no_new_access(&existing, &new)
    }

    /// The answer that some of the engines give.
    pub(crate) fn answer_of(&self, engines: &'static [Engine]) -> Answer {
        let (existing, new) = self.sides();
        self.comparison().undescribed().searched_by(engines).no_new_access(&existing, &new)
    }

    fn comparison(&self) -> Comparison<'_> {
        Comparison::new(&self.keys, FACTS.clone()).unwrap()
    }

    fn sides(&self) -> (Side, Side) {
        let side = |policy: &Arc<CompiledPolicy>| {
            let layer = [policy.clone()].into_iter().collect();
            match self.kind {
                PolicyKind::Resource => Side::resource(layer),
                _ => Side::identity(layer),
            }
        };
        (side(&self.existing), side(&self.new))
    }

    /// Whether the new policy allows a request that the existing one does not: by itself, whatever
    /// else its service asks for.
    pub(crate) fn differs(&self, context: &RequestContext) -> bool {
        self.allows(&self.new, context) && !self.allows(&self.existing, context)
    }

    /// The Allow statements of the new policy that match a request, by number from 0.
    pub(crate) fn matching(&self, context: &RequestContext) -> Vec<usize> {
        self.matching_of(&self.new, Effect::Allow, context)
    }

    fn allows(&self, policy: &Arc<CompiledPolicy>, context: &RequestContext) -> bool {
        !self.matching_of(policy, Effect::Allow, context).is_empty()
            && self.matching_of(policy, Effect::Deny, context).is_empty()
    }

    fn matching_of(
        &self,
        policy: &Arc<CompiledPolicy>,
        effect: Effect,
        context: &RequestContext,
    ) -> Vec<usize> {
        let mut matching = Matching::default();
        let layer: Layer = [policy.clone()].into_iter().collect();
        let is_resource = self.kind == PolicyKind::Resource;
        let policies = if is_resource {
            let resource = ResourcePolicy::Policy(layer);
            PolicySet { resource, ..PolicySet::default() }
        } else {
            PolicySet { identity: layer, ..PolicySet::default() }
        };
        evaluate(&policies, context, &mut matching);
        let gate = if is_resource { Gate::Resource } else { Gate::Identity };
        let found = matching.found.iter().filter(|at| at.gate == gate && at.effect == effect);
        found.map(|at| at.statement).collect()
    }

    /// The request, for a resource of the caller's account.
    pub(crate) fn context(&self, mut request: Request) -> RequestContext {
        request.resource_account.clone_from(&request.principal.account);
        RequestContext::new(request, &self.keys)
    }
}

/// Whether a rule of the service settles the request, so that nobody asks the policies.
pub(crate) fn is_settled(context: &RequestContext) -> bool {
    let mut settled = IsSettled(false);
    evaluate(&PolicySet::default(), context, &mut settled);
    settled.0
}

/// Hears whether a rule settles a request.
struct IsSettled(bool);

impl Recorder for IsSettled {
    const DEPTH: Depth = Depth::Answer;

    fn settled(&mut self, _settled: Settled) {
        self.0 = true;
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

/// What a resource-based or trust policy of these statements grants to the public.
pub(crate) fn grants_to_public(kind: PolicyKind, statements: &str) -> Answer {
    let mut keys = ContextKeys::new();
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    let policy = Arc::new(compiled(&text, kind, &mut keys));
    let side = Side::resource([policy].into_iter().collect());
    let mut facts = ActionFacts::default();
    facts.reference.known = Some(Catalog::embedded().known_keys().clone());
    Comparison::new(&keys, facts)
        .unwrap()
        .no_public_access(&side, &Side::identity(Layer::default()))
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
