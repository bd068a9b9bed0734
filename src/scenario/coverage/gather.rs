//! Gathers what cases show of policies.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::slice;
use std::sync::Arc;

use super::heard::Heard;
use super::model::{Measured, PolicyCoverage};
use crate::aws::PolicyKind;
use crate::bundle::{Listener, Text, Trouble, is_built_in};
use crate::compile::{CompiledPolicy, PolicyName, PolicySet};
use crate::evaluate::{Decision, layer_at};
use crate::policy::{Effect, Reading, parse};
use crate::request::ContextKeys;
use crate::scenario::CellListener;
use crate::text::{Diagnostic, Node, Severity, Value};

/// Hears how cases are decided and counts what that shows of the policies that stand in files of
/// their own. Policies inside scenario files are fixtures and do not count, nor do those of AWS.
#[derive(Debug, Default)]
pub struct Coverage {
    heard: Heard,
    /// The policies that were asked, and what was shown of those that are measured.
    asked: HashMap<ByAddress, Option<PolicyCoverage>>,
    by_file: BTreeMap<Box<str>, PolicyCoverage>,
}

/// A policy that equals itself alone.
#[derive(Debug)]
struct ByAddress(Arc<CompiledPolicy>);

impl PartialEq for ByAddress {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for ByAddress {}

impl Hash for ByAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

impl Coverage {
    /// Nothing heard yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what other cases have shown. The order in which that happens does not matter.
    pub fn merge(&mut self, mut other: Self) {
        self.settle();
        other.settle();
        for shown in other.by_file.into_values() {
            self.add(shown);
        }
    }

    /// Lets go of the compiled policies: what comes now is another scenario file.
    pub fn settle(&mut self) {
        for shown in std::mem::take(&mut self.asked).into_values().flatten() {
            self.add(shown);
        }
    }

    /// Adds a policy that should be covered, whether or not a case meets it.
    ///
    /// # Errors
    /// Why it is no policy that could be measured.
    pub fn expect(&mut self, text: &Text) -> Result<(), Vec<Trouble>> {
        if is_built_in(&text.source) {
            return Ok(());
        }
        let kinds = likely_kinds(text);
        let policy = kinds.iter().find_map(|kind| compiled(text, *kind));
        let policy = policy.ok_or_else(|| mistakes(text, kinds))?;
        self.add(PolicyCoverage::new(&Arc::new(policy)));
        Ok(())
    }

    /// What all of that shows.
    pub fn measured(mut self) -> Measured {
        self.settle();
        Measured { policies: self.by_file.into_values().collect(), catalog: None }
    }

    fn add(&mut self, shown: PolicyCoverage) {
        match self.by_file.entry(shown.source.name().into()) {
            Entry::Occupied(mut known) => known.get_mut().add(shown),
            Entry::Vacant(free) => {
                free.insert(shown);
            }
        }
    }
}

/// The kinds whose grammar a policy may follow, the likeliest first.
fn likely_kinds(text: &Text) -> &'static [PolicyKind] {
    let statements = match text.node.get("Statement") {
        Some(Node { value: Value::List(items), .. }) => items.as_slice(),
        Some(single) => slice::from_ref(single),
        None => &[],
    };
    let has = |name| statements.iter().any(|one| one.get(name).is_some());
    if !has("Principal") && !has("NotPrincipal") {
        &[PolicyKind::Identity, PolicyKind::ServiceControl]
    } else if has("Resource") || has("NotResource") {
        &[PolicyKind::Resource, PolicyKind::ResourceControl, PolicyKind::VpcEndpoint]
    } else {
        &[PolicyKind::Trust, PolicyKind::Resource]
    }
}

fn compiled(text: &Text, kind: PolicyKind) -> Option<CompiledPolicy> {
    let document = Arc::new(parse(&text.node, kind, Reading::AsStored).document?);
    let (name, source) = (PolicyName(text.source.name().into()), text.source.clone());
    Some(CompiledPolicy::compile(name, source, document, kind, &mut ContextKeys::new()))
}

fn mistakes(text: &Text, kinds: &[PolicyKind]) -> Vec<Trouble> {
    let kind = kinds.first().copied().unwrap_or(PolicyKind::Identity);
    let found = parse(&text.node, kind, Reading::AsStored).diagnostics.into_iter();
    let errors = found.filter(|found: &Diagnostic| found.severity == Severity::Error);
    errors.map(|diagnostic| Trouble { diagnostic, source: text.source.clone() }).collect()
}

impl Listener for Coverage {
    type Recorder = Heard;

    fn recorder(&mut self) -> &mut Heard {
        self.heard.clear();
        &mut self.heard
    }

    fn decided(&mut self, policies: &PolicySet, decision: Decision) {
        for policy in policies.all() {
            self.shown(policy);
        }
        let heard = std::mem::take(&mut self.heard);
        for statement in heard.statements() {
            let at = statement.at;
            let Some(policy) = layer_at(policies, at.gate).and_then(|layer| layer.get(at.policy))
            else {
                continue;
            };
            let shown = self.shown(policy).and_then(|shown| shown.statements.get_mut(at.statement));
            if let Some(shown) = shown {
                let is_reason = is_reason(at.effect, decision);
                shown.count(statement.unfitting, is_reason, heard.decisive(statement));
            }
        }
        self.heard = heard;
    }
}

impl CellListener for Coverage {
    fn begin(&mut self, _id: &str) {}
}

fn is_reason(effect: Effect, decision: Decision) -> bool {
    match effect {
        Effect::Allow => decision == Decision::Allowed,
        Effect::Deny => decision == Decision::ExplicitDeny,
    }
}

impl Coverage {
    fn shown(&mut self, policy: &Arc<CompiledPolicy>) -> Option<&mut PolicyCoverage> {
        let shown = || stands_in_file(policy).then(|| PolicyCoverage::new(policy));
        self.asked.entry(ByAddress(policy.clone())).or_insert_with(shown).as_mut()
    }
}

fn stands_in_file(policy: &CompiledPolicy) -> bool {
    *policy.name.0 == *policy.source.name() && !is_built_in(&policy.source)
}
