//! Hears which statements a request asks, and what may change their answers.

use crate::evaluate::{Depth, Element, Gate, Grants, Recorder, StatementAt, Truth};

/// A statement that applies, may apply, or would but for one element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard {
    pub(super) gate: Gate,
    pub(super) policy: usize,
    pub(super) statement: usize,
    /// The one element that does not fit, if so.
    pub(super) failing: Option<Element>,
    pub(super) grants: Grants<Truth>,
}

/// Remembers the statements on which one element alone can make a difference.
#[derive(Default)]
pub(super) struct StatementListener {
    pub(super) heard: Vec<Heard>,
    at: Option<StatementAt>,
    failing: Option<Element>,
    several_fail: bool,
}

impl Recorder for StatementListener {
    const DEPTH: Depth = Depth::Everything;

    fn enter(&mut self, at: StatementAt) {
        (self.at, self.failing, self.several_fail) = (Some(at), None, false);
    }

    fn element(&mut self, element: Element, truth: Truth) {
        if truth == Truth::False {
            self.several_fail |= self.failing.is_some();
            self.failing = Some(element);
        }
    }

    fn leave(&mut self, _truth: Truth, grants: Grants<Truth>) {
        let Some(StatementAt { gate, policy, statement, .. }) = self.at.take() else { return };
        if !self.several_fail {
            self.heard.push(Heard { gate, policy, statement, failing: self.failing, grants });
        }
    }
}
