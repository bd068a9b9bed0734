//! What cases have shown of policies.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::compile::CompiledPolicy;
use crate::evaluate::Element;
use crate::policy::{
    ActionElement, ActionPattern, Condition, Effect, PrincipalElement, PrincipalValue,
    ResourceElement, Statement,
};
use crate::text::{Arrange, Source, Span, quote};

/// What cases have shown of all policies.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// The policies by the names of their files.
    pub policies: Vec<PolicyCoverage>,
    /// What is known of AWS's actions, for the requests that would close gaps.
    pub catalog: Option<&'static Catalog>,
}

/// What cases have shown of a policy.
#[derive(Clone, Debug)]
pub struct PolicyCoverage {
    /// The text of its file.
    pub source: Arc<Source>,
    /// The policy; of one that was met as several kinds, as the first of them.
    pub(super) policy: Arc<CompiledPolicy>,
    /// Its statements in the order written.
    pub statements: Vec<StatementCoverage>,
}

/// What cases have shown of a statement.
#[derive(Clone, Debug)]
pub struct StatementCoverage {
    /// Its number in the policy, from 0.
    pub index: usize,
    /// `Sid`
    pub sid: Option<Box<str>>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// The whole object.
    pub span: Span,
    /// How often it applied and was why.
    pub reasons: u64,
    /// How often it applied.
    pub matches: u64,
    /// Its elements that have values.
    pub elements: Vec<ElementCoverage>,
}

/// What the cases met of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementState {
    /// It was the reason of a decision.
    Reason,
    /// It applied, but something else decided otherwise.
    Matched,
    /// It never applied.
    NeverMet,
}

/// What cases have shown of an element of a statement.
#[derive(Clone, Debug)]
pub struct ElementCoverage {
    /// Which one.
    pub element: Element,
    /// `Action`, `NotResource`, or a condition's operator.
    pub name: Box<str>,
    /// The key of a condition.
    pub key: Option<Box<str>>,
    /// Whether it fits what is not listed.
    pub negated: bool,
    /// Whether one of its values is `*`, or all actions of the only service that asks, so that it
    /// can give one answer only.
    pub is_total: bool,
    /// How often it fitted while all other elements did.
    pub fitted: u64,
    /// How often it alone did not fit.
    pub failed: u64,
    /// Its values in the order written.
    pub values: Vec<ValueCoverage>,
}

/// What cases have shown of a value.
#[derive(Clone, Debug)]
pub struct ValueCoverage {
    /// As written.
    pub text: Box<str>,
    /// Its place.
    pub span: Span,
    /// How often it alone decided what its element answered, while all other elements fitted.
    pub hits: u64,
}

/// The two things that show that a value matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Half {
    /// It alone decided what its element answered.
    Alone,
    /// The element gave the other answer, too.
    Otherwise,
}

impl PolicyCoverage {
    /// A policy that no case has met.
    pub(super) fn new(policy: &Arc<CompiledPolicy>) -> Self {
        let service = policy.document.only_service(policy.kind);
        let statements = policy.document.statements.iter().enumerate();
        let statements = statements
            .map(|(index, written)| StatementCoverage::new(index, written, service.as_deref()));
        let (source, policy) = (policy.source.clone(), policy.clone());
        Self { source, policy, statements: statements.collect() }
    }

    /// Adds what other cases have shown of the same policy.
    pub(super) fn add(&mut self, other: Self) {
        if other.policy.kind < self.policy.kind {
            self.policy = other.policy;
        }
        for (index, theirs) in other.statements.into_iter().enumerate() {
            match self.statements.get_mut(index) {
                Some(own) => own.add(theirs),
                None => self.statements.push(theirs),
            }
        }
    }

    /// Whether there is nothing left to show.
    pub fn is_covered(&self) -> bool {
        self.statements.iter().all(StatementCoverage::is_covered)
    }
}

impl StatementCoverage {
    /// Of a statement in a policy that only this service asks, if there is but one.
    fn new(index: usize, written: &Statement, service: Option<&str>) -> Self {
        let mut elements = Vec::new();
        elements.extend(written.principal.as_ref().map(ElementCoverage::of_principal));
        elements.push(ElementCoverage::of_action(&written.action, service));
        elements.extend(written.resource.as_ref().map(ElementCoverage::of_resource));
        let conditions = written.conditions.iter().enumerate();
        elements.extend(conditions.map(|(number, one)| ElementCoverage::of_condition(number, one)));
        let sid = written.sid.as_ref().map(|sid| sid.value.clone());
        let (effect, span) = (written.effect, written.span);
        Self { index, sid, effect, span, reasons: 0, matches: 0, elements }
    }

    /// ``statement 2 (`ReadOnly`)``, counted from 1.
    pub fn name(&self) -> String {
        let number = self.index + 1;
        match &self.sid {
            Some(sid) => format!("statement {number} ({})", quote(sid)),
            None => format!("statement {number}"),
        }
    }

    /// What the cases met of it.
    pub fn state(&self) -> StatementState {
        match (self.reasons, self.matches) {
            (1.., _) => StatementState::Reason,
            (0, 1..) => StatementState::Matched,
            (0, 0) => StatementState::NeverMet,
        }
    }

    /// Whether there is nothing left to show.
    pub fn is_covered(&self) -> bool {
        self.state() == StatementState::Reason
            && self.elements.iter().all(ElementCoverage::is_covered)
    }

    /// Counts a case in which at most one element did not fit.
    pub(super) fn count(
        &mut self,
        unfitting: Option<Element>,
        is_reason: bool,
        decisive: &[(Element, usize)],
    ) {
        if unfitting.is_none() {
            self.matches += 1;
            self.reasons += u64::from(is_reason);
        }
        for element in &mut self.elements {
            match unfitting {
                None => element.fitted += 1,
                Some(unfitting) if unfitting == element.element => element.failed += 1,
                Some(_) => continue,
            }
            let values = decisive.iter().filter(|(owner, _)| *owner == element.element);
            for (_, value) in values {
                if let Some(value) = element.values.get_mut(*value) {
                    value.hits += 1;
                }
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.reasons += other.reasons;
        self.matches += other.matches;
        for theirs in other.elements {
            let own = self.elements.iter_mut().find(|own| own.element == theirs.element);
            match own {
                Some(own) => own.add(theirs),
                None => self.elements.push(theirs),
            }
        }
        self.elements.arrange_by_key(|element| element.element);
    }
}

impl ElementCoverage {
    fn of_principal(written: &PrincipalElement) -> Self {
        let name = if written.negated { "NotPrincipal" } else { "Principal" };
        let values =
            written.entries.iter().map(|entry| ValueCoverage::new(&entry.text, entry.span));
        let is_everyone = |value: &PrincipalValue| *value == PrincipalValue::Everyone;
        let is_total = written.entries.iter().any(|entry| is_everyone(&entry.value));
        Self::new(Element::Principal, name, written.negated, values.collect()).total(is_total)
    }

    fn of_action(written: &ActionElement, service: Option<&str>) -> Self {
        let name = if written.negated { "NotAction" } else { "Action" };
        let values =
            written.entries.iter().map(|entry| ValueCoverage::new(&entry.text, entry.span));
        let is_every = |pattern: &ActionPattern| match pattern {
            ActionPattern::Every => true,
            ActionPattern::Of { service: theirs, name } => {
                service == Some(theirs) && name.bytes().all(|byte| byte == b'*')
            }
            ActionPattern::Nothing => false,
        };
        let is_total = written.entries.iter().any(|entry| is_every(&entry.pattern));
        Self::new(Element::Action, name, written.negated, values.collect()).total(is_total)
    }

    fn of_resource(written: &ResourceElement) -> Self {
        let name = if written.negated { "NotResource" } else { "Resource" };
        let values =
            written.entries.iter().map(|entry| ValueCoverage::new(&entry.text, entry.span));
        let is_run = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
        let is_total = written.entries.iter().any(|entry| is_run(&entry.text));
        Self::new(Element::Resource, name, written.negated, values.collect()).total(is_total)
    }

    fn of_condition(number: usize, written: &Condition) -> Self {
        let negated = written.operator.is_some_and(|operator| operator.test.is_negated());
        let values = written.values.iter().map(|value| ValueCoverage::new(&value.text, value.span));
        let element = Element::Condition(number);
        let element = Self::new(element, &written.operator_text, negated, values.collect());
        Self { key: Some(written.key.clone()), ..element }
    }

    fn new(element: Element, name: &str, negated: bool, values: Vec<ValueCoverage>) -> Self {
        let name = name.into();
        Self { element, name, key: None, negated, is_total: false, fitted: 0, failed: 0, values }
    }

    fn total(self, is_total: bool) -> Self {
        Self { is_total, ..self }
    }

    fn add(&mut self, other: Self) {
        self.is_total &= other.is_total;
        self.fitted += other.fitted;
        self.failed += other.failed;
        for (index, theirs) in other.values.into_iter().enumerate() {
            match self.values.get_mut(index) {
                Some(own) => own.hits += theirs.hits,
                None => self.values.push(theirs),
            }
        }
    }

    /// How often it gave the answer that a value of it cannot bring about.
    pub fn otherwise(&self) -> u64 {
        if self.negated { self.fitted } else { self.failed }
    }

    /// What no case has shown yet of one of its values.
    pub fn missing(&self, value: &ValueCoverage) -> Vec<Half> {
        let alone = (value.hits == 0).then_some(Half::Alone);
        let otherwise = (self.otherwise() == 0 && !self.is_total).then_some(Half::Otherwise);
        alone.into_iter().chain(otherwise).collect()
    }

    /// Whether there is nothing left to show.
    pub fn is_covered(&self) -> bool {
        self.values.iter().all(|value| self.missing(value).is_empty())
    }
}

impl ValueCoverage {
    fn new(text: &str, span: Span) -> Self {
        Self { text: text.into(), span, hits: 0 }
    }
}
