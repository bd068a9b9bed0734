//! What one walk tells of the statements that it asks.

use std::ops::Range;

use crate::evaluate::{Depth, Element, Grants, Recorder, StatementAt, Truth};

/// The statements of one walk that applied, or that one element alone kept from applying.
#[derive(Debug, Default)]
pub struct Heard {
    statements: Vec<HeardStatement>,
    decisive: Vec<(Element, usize)>,
    asked: Option<Asked>,
}

/// A statement of which all elements fit, or all but one.
#[derive(Clone, Debug)]
pub(super) struct HeardStatement {
    pub(super) at: StatementAt,
    pub(super) unfitting: Option<Element>,
    decisive: Range<usize>,
}

/// The statement under way.
#[derive(Clone, Copy, Debug)]
struct Asked {
    at: StatementAt,
    first_decisive: usize,
    unfitting: Option<Element>,
    is_remote: bool,
}

impl Heard {
    pub(super) fn statements(&self) -> &[HeardStatement] {
        &self.statements
    }

    /// The values that alone decided what their elements answered.
    pub(super) fn decisive(&self, statement: &HeardStatement) -> &[(Element, usize)] {
        self.decisive.get(statement.decisive.clone()).unwrap_or_default()
    }

    /// Forgets everything but its memory.
    pub(super) fn clear(&mut self) {
        self.statements.clear();
        self.decisive.clear();
        self.asked = None;
    }
}

impl Recorder for Heard {
    const DEPTH: Depth = Depth::Everything;
    const VALUES: bool = true;

    fn enter(&mut self, at: StatementAt) {
        let first_decisive = self.decisive.len();
        self.asked = Some(Asked { at, first_decisive, unfitting: None, is_remote: false });
    }

    fn element(&mut self, element: Element, truth: Truth) {
        let Some(asked) = &mut self.asked else { return };
        match truth {
            Truth::True => {}
            Truth::Unknown => asked.is_remote = true,
            Truth::False => {
                asked.is_remote |= asked.unfitting.is_some();
                asked.unfitting = Some(element);
            }
        }
    }

    fn decisive(&mut self, element: Element, value: usize) {
        self.decisive.push((element, value));
    }

    fn leave(&mut self, _truth: Truth, _grants: Grants<Truth>) {
        if let Some(Asked { at, first_decisive, unfitting, is_remote: false }) = self.asked.take() {
            let decisive = first_decisive..self.decisive.len();
            self.statements.push(HeardStatement { at, unfitting, decisive });
        }
    }
}
