//! What cases have shown of each line of a policy.

use std::collections::BTreeMap;

use super::model::{
    ElementCoverage, Half, PolicyCoverage, StatementCoverage, StatementState, ValueCoverage,
};

/// A line of a policy on which a statement or a value begins.
#[derive(Clone, Debug, Default)]
pub(super) struct Line<'a> {
    pub(super) statements: Vec<&'a StatementCoverage>,
    pub(super) values: Vec<LineValue<'a>>,
}

/// A value and its element.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineValue<'a> {
    pub(super) element: &'a ElementCoverage,
    pub(super) value: &'a ValueCoverage,
    /// Its number among all values of the policy.
    pub(super) number: usize,
}

/// One of the answers that a value must be seen to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) half: Half,
    /// How often it was seen.
    pub(super) taken: u64,
}

/// How much of a line is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Covered,
    Partly,
    Matched,
    Uncovered,
}

impl LineValue<'_> {
    /// What a value that can never fail needs is to decide alone; others must also be seen to give
    /// the other answer.
    pub(super) fn branches(&self) -> Vec<Branch> {
        let alone = Branch { half: Half::Alone, taken: self.value.hits };
        let otherwise = Branch { half: Half::Otherwise, taken: self.element.otherwise() };
        if self.element.is_total { vec![alone] } else { vec![alone, otherwise] }
    }

    /// Whether any case came down to its element.
    pub(super) fn is_reached(&self) -> bool {
        self.element.fitted + self.element.failed > 0
    }

    fn mark(&self) -> Mark {
        let branches = self.branches();
        match branches.iter().filter(|branch| branch.taken > 0).count() {
            0 => Mark::Uncovered,
            seen if seen == branches.len() => Mark::Covered,
            _ => Mark::Partly,
        }
    }
}

impl Line<'_> {
    /// How often the line counts as run: a line without statements as often as its most frequent
    /// value, one with statements as often as the least frequent of them was the reason.
    pub(super) fn hits(&self) -> u64 {
        let least = self.statements.iter().map(|statement| statement.reasons).min();
        let most = || self.values.iter().map(|value| value.value.hits).max();
        least.or_else(most).unwrap_or(0)
    }

    pub(super) fn branches(&self) -> impl Iterator<Item = (LineValue<'_>, usize, Branch)> {
        self.values.iter().flat_map(|value| {
            let numbered = value.branches().into_iter().enumerate();
            numbered.map(|(number, branch)| (*value, number, branch))
        })
    }

    pub(super) fn mark(&self) -> Mark {
        let of_statement = |state| match state {
            StatementState::Reason => Mark::Covered,
            StatementState::Matched => Mark::Matched,
            StatementState::NeverMet => Mark::Uncovered,
        };
        let statements = self.statements.iter().map(|one| of_statement(one.state()));
        let mut marks = statements.chain(self.values.iter().map(LineValue::mark));
        let first = marks.next().unwrap_or(Mark::Covered);
        if marks.all(|mark| mark == first) { first } else { Mark::Partly }
    }
}

impl PolicyCoverage {
    /// The lines on which something begins, by number from 1.
    pub(super) fn lines(&self) -> BTreeMap<usize, Line<'_>> {
        let mut lines: BTreeMap<usize, Line<'_>> = BTreeMap::new();
        let line_of = |start| self.source.position(start).line;
        let mut number = 0;
        for statement in &self.statements {
            lines.entry(line_of(statement.span.start)).or_default().statements.push(statement);
            for element in &statement.elements {
                for value in &element.values {
                    let line = lines.entry(line_of(value.span.start)).or_default();
                    line.values.push(LineValue { element, value, number });
                    number += 1;
                }
            }
        }
        lines
    }
}
