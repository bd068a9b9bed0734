//! Remembers a walk.

use std::ops::Deref;

use crate::aws::Rule;
use crate::evaluate::{
    Depth, Element, Gate, Grants, Recorder, Remark, Settled, StatementAt, Truth, Unknown,
};
use crate::request::KeyId;

/// What a walk told, in the order told. `EVERYTHING` asks for every statement, else only those are
/// asked that are about the action.
#[derive(Clone, Debug, Default)]
pub struct Trace<const EVERYTHING: bool = false>(Record);

/// What a walk told, however much it looked at.
#[derive(Clone, Debug, Default)]
pub struct Record {
    statements: Vec<StatementTrace>,
    elements: Vec<(Element, Truth)>,
    unknowns: Vec<(Option<Element>, Unknown)>,
    remarks: Vec<Remark>,
    closed: Vec<(Gate, Truth)>,
    settled: Option<Settled>,
    decided_by_cases: bool,
    resource_policy_missing: bool,
    service_unknowns: Vec<Unknown>,
    inside_statement: bool,
}

/// What one statement answered; its details lie in the trace.
#[derive(Clone, Debug)]
pub struct StatementTrace {
    /// Which statement.
    pub at: StatementAt,
    /// Whether it applies.
    pub truth: Truth,
    /// How directly it names the caller.
    pub grants: Grants<Truth>,
    elements: (usize, usize),
    unknowns: (usize, usize),
    remarks: (usize, usize),
}

impl<const EVERYTHING: bool> Trace<EVERYTHING> {
    /// Forgets everything but its memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<const EVERYTHING: bool> Deref for Trace<EVERYTHING> {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.0
    }
}

impl Record {
    fn clear(&mut self) {
        self.statements.clear();
        self.elements.clear();
        self.unknowns.clear();
        self.remarks.clear();
        self.closed.clear();
        self.service_unknowns.clear();
        self.settled = None;
        self.decided_by_cases = false;
        self.resource_policy_missing = false;
        self.inside_statement = false;
    }

    /// The statements that were asked.
    pub fn statements(&self) -> &[StatementTrace] {
        &self.statements
    }

    /// The elements of a statement and what they answered.
    pub fn elements(&self, statement: &StatementTrace) -> &[(Element, Truth)] {
        &self.elements[statement.elements.0..statement.elements.1]
    }

    /// What a statement hangs on, and which of its elements does.
    pub fn unknowns(&self, statement: &StatementTrace) -> &[(Option<Element>, Unknown)] {
        &self.unknowns[statement.unknowns.0..statement.unknowns.1]
    }

    /// The rules that a statement's answer rests on.
    pub fn remarks(&self, statement: &StatementTrace) -> &[Remark] {
        &self.remarks[statement.remarks.0..statement.remarks.1]
    }

    /// The layers whose Allow is needed and not sure, in D-2's order.
    pub fn closed(&self) -> &[(Gate, Truth)] {
        &self.closed
    }

    /// The service rule that settled the decision.
    pub fn settled(&self) -> Option<Settled> {
        self.settled
    }

    /// What a service rule hangs on.
    pub fn service_unknowns(&self) -> &[Unknown] {
        &self.service_unknowns
    }

    /// Whether the decision is the same for all that the unknown keys can be.
    pub fn decided_by_cases(&self) -> bool {
        self.decided_by_cases
    }

    /// Whether the resource-based policy counts but was not supplied.
    pub fn resource_policy_missing(&self) -> bool {
        self.resource_policy_missing
    }
}

impl<const EVERYTHING: bool> Recorder for Trace<EVERYTHING> {
    const DEPTH: Depth = if EVERYTHING { Depth::Everything } else { Depth::Matches };

    fn enter(&mut self, at: StatementAt) {
        self.0.inside_statement = true;
        let here = |len| (len, len);
        self.0.statements.push(StatementTrace {
            at,
            truth: Truth::False,
            grants: Grants::NONE,
            elements: here(self.0.elements.len()),
            unknowns: here(self.0.unknowns.len()),
            remarks: here(self.0.remarks.len()),
        });
    }

    fn element(&mut self, element: Element, truth: Truth) {
        self.0.elements.push((element, truth));
        let first = self.0.statements.last().map_or(0, |statement| statement.unknowns.0);
        for (owner, _) in self.0.unknowns[first..].iter_mut().rev() {
            if owner.is_some() {
                break;
            }
            *owner = Some(element);
        }
    }

    fn unknown(&mut self, unknown: Unknown) {
        if self.0.inside_statement {
            self.0.unknowns.push((None, unknown));
        } else {
            self.0.service_unknowns.push(unknown);
        }
    }

    fn remark(&mut self, rule: &'static str, key: Option<KeyId>) {
        self.0.remarks.push(Remark { rule: Rule(rule), key });
    }

    fn leave(&mut self, truth: Truth, grants: Grants<Truth>) {
        self.0.inside_statement = false;
        let ends = (self.0.elements.len(), self.0.unknowns.len(), self.0.remarks.len());
        if let Some(statement) = self.0.statements.last_mut() {
            statement.truth = truth;
            statement.grants = grants;
            statement.elements.1 = ends.0;
            statement.unknowns.1 = ends.1;
            statement.remarks.1 = ends.2;
        }
    }

    fn closed(&mut self, gate: Gate, truth: Truth) {
        self.0.closed.push((gate, truth));
    }

    fn settled(&mut self, settled: Settled) {
        self.0.settled = Some(settled);
    }

    fn decided_by_cases(&mut self) {
        self.0.decided_by_cases = true;
    }

    fn resource_policy_missing(&mut self) {
        self.0.resource_policy_missing = true;
    }
}
