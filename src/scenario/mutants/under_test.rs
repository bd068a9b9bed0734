//! A policy whose mutants are judged, and the cases and claims that ask it.

use std::collections::HashSet;
use std::sync::Arc;

use super::baseline::BaselineCell;
use super::change::{Path, Spot, changed, same, statements};
use super::edits::Written;
use super::equivalent::{Askers, Form, equivalent};
use super::grounds::{Asked, Grounds};
use super::mutant::{Meaning, Mutant};
use super::steps::{detached, every_step};
use crate::aws::PolicyKind;
use crate::bundle::Text;
use crate::compile::CompiledPolicy;
use crate::evaluate::{Element, Gate, Grants, Truth};
use crate::policy::{Reading, Statement, parse};
use crate::request::ContextKeys;
use crate::text::{
    Arrange, Key, Member, Node, Source, Span, Syntax, TextEdit, Value, apply_edits, read,
};

/// A policy in a file of its own.
pub(super) struct UnderTest {
    pub(super) text: Text,
    pub(super) syntax: Syntax,
    /// How the files that name it read it.
    pub(super) variants: Vec<Variant>,
    /// Where it counts, in the order of the cells.
    pub(super) uses: Vec<Use>,
    /// For each statement, where one element alone can make a difference to it.
    pub(super) hits: Vec<Vec<Hit>>,
    /// The cells where more of its text matters than what its statements answer.
    // AWS: X-4
    pub(super) cells_by_text: Vec<usize>,
    /// The claims that it counts for.
    pub(super) claims: Vec<usize>,
}

/// The policy as one file reads it.
pub(super) struct Variant {
    /// The number of the reader.
    pub(super) reader: usize,
    pub(super) compiled: Arc<CompiledPolicy>,
}

/// A layer of a cell that holds the policy.
#[derive(Clone, Copy)]
pub(super) struct Use {
    pub(super) cell: usize,
    pub(super) authorization: usize,
    pub(super) gate: Gate,
    pub(super) variant: usize,
}

/// A statement that is asked in a cell.
pub(super) struct Hit {
    pub(super) at: Use,
    /// The one element that does not fit, if so.
    pub(super) failing: Option<Element>,
    pub(super) grants: Grants<Truth>,
}

impl UnderTest {
    /// Its path.
    pub(super) fn name(&self) -> &str {
        self.text.source.name()
    }

    fn kinds(&self) -> Vec<PolicyKind> {
        let mut kinds: Vec<_> = self.variants.iter().map(|one| one.compiled.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Its mutants in the order of its text: every step that leaves a policy which AWS takes as it
    /// takes this one.
    pub(super) fn mutants(&self, cells: &[BaselineCell<'_>]) -> Vec<Mutant> {
        let mut mutants = self.steps(cells);
        mutants.retain(|mutant| self.takes(mutant));
        mutants
    }

    /// Every step.
    fn steps(&self, cells: &[BaselineCell<'_>]) -> Vec<Mutant> {
        let asked = self.asked(cells);
        let mut mutants = Vec::new();
        let Some(variant) = self.variants.first() else { return mutants };
        let document = &variant.compiled.document;
        let kinds = self.kinds();
        mutants.push(detached(document, &kinds, &self.text.node));
        let spots = statements(&self.text.node);
        let all = spots.into_iter().zip(&document.statements).zip(&variant.compiled.statements);
        for (number, ((spot, written), compiled)) in all.enumerate() {
            let place: Path = spot.path;
            let grounds = Grounds {
                asked: &asked,
                source: &self.text.source,
                kinds: &kinds,
                version: document.version,
                number,
                alone: document.statements.len() == 1,
                place,
                spot: Spot::root(spot.node),
                written,
                compiled,
            };
            every_step(&grounds, &mut mutants);
        }
        mutants.arrange_by_key(|mutant| (mutant.span.start, mutant.operator));
        mutants
    }

    fn asked<'a>(&self, cells: &'a [BaselineCell<'_>]) -> Asked<'a> {
        let context = |at: &Use| cells.get(at.cell)?.contexts.get(at.authorization);
        let requests: Vec<_> = self.uses.iter().filter_map(context).collect();
        let (mut seen_actions, mut seen_callers) = (HashSet::new(), HashSet::new());
        let (mut actions, mut callers) = (Vec::new(), Vec::new());
        for context in &requests {
            let request = &context.request;
            if seen_actions.insert(request.action.lower()) {
                actions.push(&request.action);
            }
            if seen_callers.insert(&*request.principal.text) {
                callers.push(&request.principal);
            }
        }
        Asked { actions, callers, requests }
    }

    /// The statement that a mutant has in place of one, as a policy of this kind; `None` if there
    /// is no such statement.
    pub(super) fn mutated(&self, mutant: &Mutant, kind: PolicyKind) -> Option<Statement> {
        let original = |number: usize| {
            let variant = self.variants.iter().find(|one| one.compiled.kind == kind)?;
            variant.compiled.document.statements.get(number)
        };
        match &mutant.meaning {
            Meaning::Detached => None,
            Meaning::Dropped(number) => original(*number).cloned().map(matching_nothing),
            Meaning::Flipped(number, changes) | Meaning::Changed(number, _, changes) => {
                let spot = statements(&self.text.node).into_iter().nth(*number)?;
                self.parsed(changed(spot.node, changes)?, kind, Reading::AsStored)
            }
        }
    }

    /// Reads a statement as the only one of the document.
    fn parsed(&self, statement: Node, kind: PolicyKind, reading: Reading) -> Option<Statement> {
        let Value::Object(members) = &self.text.node.value else { return None };
        let mut alone: Vec<Member> =
            members.iter().filter(|member| &*member.key.text == "Version").cloned().collect();
        let key = Key { text: "Statement".into(), span: Span::default() };
        alone.push(Member { key, value: statement });
        let document = Node { span: self.text.node.span, value: Value::Object(alone) };
        parse(&document, kind, reading).document?.statements.into_iter().next()
    }

    /// The policy as the mutant has it; `None` if it is not there.
    pub(super) fn text_of(&self, mutant: &Mutant) -> Option<Text> {
        if mutant.shown.is_empty() {
            return None;
        }
        let node = changed(&self.text.node, &mutant.shown)?;
        Some(Text { source: self.text.source.clone(), node: Arc::new(node) })
    }

    /// The change of the text that makes a mutant, if reading the changed text gives the changed
    /// tree.
    pub(super) fn edits(&self, mutant: &Mutant) -> Option<Vec<TextEdit>> {
        let (source, tree, syntax) = (&self.text.source, &self.text.node, self.syntax);
        if mutant.shown.is_empty() {
            return None;
        }
        let edits = Written { tree, source, syntax }.edits(&mutant.shown)?;
        let again = read(&Source::new("", apply_edits(source, &edits)), syntax).ok()?;
        same(&again, &changed(tree, &mutant.shown)?).then_some(edits)
    }

    /// Whether AWS takes a mutant as it takes the policy, for every kind of policy that it is used
    /// as.
    pub(super) fn takes(&self, mutant: &Mutant) -> bool {
        let (Meaning::Flipped(number, changes) | Meaning::Changed(number, _, changes)) =
            &mutant.meaning
        else {
            return true;
        };
        let Some(spot) = statements(&self.text.node).into_iter().nth(*number) else {
            return false;
        };
        let Some(mutated) = changed(spot.node, changes) else { return false };
        self.kinds().into_iter().all(|kind| {
            let parses = |node: &Node, reading| self.parsed(node.clone(), kind, reading).is_some();
            let was_refused = !parses(spot.node, Reading::Strict);
            let reading = if was_refused { Reading::AsStored } else { Reading::Strict };
            parses(&mutated, reading)
        })
    }

    /// Whether a mutant provably says the same of every request that AWS sends.
    pub(super) fn is_equivalent(&self, mutant: &Mutant, keys: &[ContextKeys]) -> bool {
        let Meaning::Changed(number, ..) = &mutant.meaning else { return false };
        self.kinds().into_iter().all(|kind| {
            let Some(variant) = self.variants.iter().find(|one| one.compiled.kind == kind) else {
                return false;
            };
            let policy = &variant.compiled;
            let old = policy.document.statements.get(*number).zip(policy.statements.get(*number));
            let (Some((written, compiled)), Some(new), Some(keys)) =
                (old, self.mutated(mutant, kind), keys.get(variant.reader))
            else {
                return false;
            };
            let version = policy.document.version;
            let new_compiled = policy.compile_statement(&new, &mut keys.clone());
            let new = Form { written: &new, compiled: &new_compiled, version };
            let service = policy.document.only_service(kind);
            let askers = Askers { kind, service: service.as_deref() };
            equivalent(Form { written, compiled, version }, new, askers)
        })
    }
}

/// A statement in the same place that is about nothing and names nobody.
// AWS: S-12, S-18
fn matching_nothing(mut statement: Statement) -> Statement {
    statement.principal = None;
    statement.action.negated = false;
    statement.action.entries = Vec::new();
    statement
}
