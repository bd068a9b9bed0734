//! Requests that show what a part of a statement is for.

use std::sync::Arc;

use super::ask::{Answers, Subject};
use super::draft::Draft;
use super::near::{listed, unlisted};
use super::scene::Scene;
use crate::catalog::Catalog;
use crate::compile::{CompiledPolicy, CompiledStatement};
use crate::evaluate::{Element, Truth, ask_alone};
use crate::policy::Statement;

/// What a request should show of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The statement applies.
    Applies,
    /// All other elements fit, and this value alone makes the element answer as it does.
    ValueHit(Element, usize),
    /// All other elements fit, and this one does not.
    ElementMissed(Element),
}

/// How many requests that AWS never sees are tried with another action or resource.
const MOST_MOVED: usize = 3;

/// A request that shows this of a statement of a policy, asked by itself; `None` if none was found.
/// It is one of a caller whose requests may carry its keys, if there is such a caller.
pub fn covering(
    policy: &CompiledPolicy,
    statement: usize,
    target: Target,
    catalog: Option<&Catalog>,
) -> Option<Draft> {
    let scene = Scene::of_policy(policy).with_catalog(catalog);
    let draft = covering_in(&scene, statement, target)?;
    if draft.never_carried.is_empty() {
        return Some(draft);
    }
    let mut others = scene.with_other_callers(policy.kind);
    let better = others.find_map(|scene| {
        let draft = covering_in(&scene, statement, target)?;
        draft.never_carried.is_empty().then_some(draft)
    });
    Some(better.unwrap_or(draft))
}

fn covering_in(scene: &Scene<'_>, statement: usize, target: Target) -> Option<Draft> {
    let at = scene.statements().into_iter().find(|at| at.statement == statement)?;
    let subject = scene.subject(at)?;
    let draft = subject.covering(target)?;
    let draft = scene.settle(&draft)?;
    let never_carried = scene.never_carried(&draft);
    Some(Draft { never_carried, ..draft })
}

impl Subject<'_> {
    fn covering(&self, target: Target) -> Option<Draft> {
        let base = self.base().ok();
        match target {
            Target::Applies => base,
            Target::ElementMissed(element) => self.missing(element, &base?),
            Target::ValueHit(element, value) => self.hitting(element, value, &base?),
        }
    }

    /// A draft near one to which the statement applies, in which this element alone does not fit.
    pub(super) fn missing(&self, element: Element, base: &Draft) -> Option<Draft> {
        let (inside, outside) = (listed(self, element, base), unlisted(self, element, base));
        let (first, then) =
            if self.is_negated(element) { (inside, outside) } else { (outside, inside) };
        let all: Vec<Draft> = first.into_iter().chain(then).map(|(_, draft)| draft).collect();
        self.likeliest(&all, &|draft| self.is_missed(element, draft))
    }

    /// The first draft that shows what it should and that AWS sees, else the first that shows it.
    // AWS: R-11
    fn likeliest(&self, drafts: &[Draft], shows: &dyn Fn(&Draft) -> bool) -> Option<Draft> {
        let is_real = |draft: &&Draft| self.scene.is_real(draft);
        let real = drafts.iter().filter(is_real).find(|draft| shows(draft));
        real.or_else(|| drafts.iter().find(|draft| shows(draft))).cloned()
    }

    pub(super) fn is_missed(&self, element: Element, draft: &Draft) -> bool {
        let answers = self.answers(draft);
        answers
            .is_some_and(|answers| answers.all_but(element) && answers.of(element) == Truth::False)
    }

    /// A draft near one to which the statement applies, in which one value alone decides what its
    /// element answers.
    pub(super) fn hitting(&self, element: Element, value: usize, base: &Draft) -> Option<Draft> {
        let without = self.without(element, value)?;
        let wanted = |number: &usize| *number == value;
        let near = listed(self, element, base).into_iter().filter(|(number, _)| wanted(number));
        let further = unlisted(self, element, base).into_iter();
        let mut all: Vec<Draft> = near.chain(further).map(|(_, draft)| draft).collect();
        let axis = if element == Element::Resource { Element::Action } else { Element::Resource };
        let is_unreal = |draft: &&Draft| !self.scene.is_real(draft);
        let moved = all.iter().filter(is_unreal).take(MOST_MOVED);
        let moved: Vec<Draft> = moved
            .flat_map(|draft| listed(self, axis, draft))
            .map(|(_, draft)| draft)
            .filter(|draft| !is_unreal(&draft))
            .collect();
        all.extend(moved);
        self.likeliest(&all, &|draft| self.is_decisive(element, &without, draft))
    }

    fn is_decisive(&self, element: Element, without: &CompiledStatement, draft: &Draft) -> bool {
        let Some(context) = self.scene.context(draft) else { return false };
        let answers = self.answers_in(&context);
        let mut others = Answers::default();
        ask_alone(without, self.at.gate, &self.scene.policies, &context, &mut others);
        let (with, without) = (answers.of(element), others.of(element));
        let is_known = with != Truth::Unknown && without != Truth::Unknown;
        answers.all_but(element) && is_known && with != without
    }

    /// The statement without one value of an element.
    fn without(&self, element: Element, value: usize) -> Option<CompiledStatement> {
        let mut document = (*self.policy.document).clone();
        let mut statement = self.written.clone();
        remove(&mut statement, element, value)?;
        document.statements = vec![statement];
        let mut keys = self.scene.keys.clone();
        let (name, source) = (self.policy.name.clone(), self.policy.source.clone());
        let kind = self.policy.kind;
        let policy = CompiledPolicy::compile(name, source, Arc::new(document), kind, &mut keys);
        let mut compiled = policy.statements.into_vec().pop()?;
        if let Element::Condition(number) = element {
            // INVARIANT: C-38 is about documents that list nothing, not about a value set aside.
            compiled.conditions.get_mut(number)?.is_empty = false;
        }
        Some(compiled)
    }
}

fn remove(statement: &mut Statement, element: Element, value: usize) -> Option<()> {
    fn from<T>(values: &mut Vec<T>, value: usize) -> Option<()> {
        (value < values.len()).then(|| {
            values.remove(value);
        })
    }
    match element {
        Element::Principal => from(&mut statement.principal.as_mut()?.entries, value),
        Element::Action => from(&mut statement.action.entries, value),
        Element::Resource => from(&mut statement.resource.as_mut()?.entries, value),
        Element::Condition(number) => {
            from(&mut statement.conditions.get_mut(number)?.values, value)
        }
    }
}
