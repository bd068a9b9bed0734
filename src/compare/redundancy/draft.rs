//! A policy from which parts are taken one by one.

use std::collections::BTreeSet;

use super::action_map::ActionMap;
use super::prover::Prover;
use super::seat::{Seat, Strength};
use super::{Because, Needless, Piece};
use crate::aws::ActionName;
use crate::compare::comparison::Comparison;
use crate::compare::formula::Formula;
use crate::compile::{
    ActionTest, CompiledCondition, CompiledPolicy, CompiledStatement, PrincipalTest,
    ResourcePattern,
};
use crate::policy::{Effect, PrincipalValue};
use crate::request::ContextKeys;

pub(super) struct Draft<'a> {
    pub(super) policy: &'a CompiledPolicy,
    /// Those of the policy, with which parts of it are compiled anew.
    keys: ContextKeys,
    pub(super) gone: BTreeSet<(usize, Piece)>,
    pub(super) found: Vec<Needless>,
    pub(super) actions: ActionMap<'a>,
    pub(super) seats: Vec<Seat>,
    pub(super) prover: Prover<'a>,
    /// What is left of each statement, made when it is first asked for.
    left: Vec<Option<Left>>,
}

/// What is left of a statement.
struct Left {
    formula: Formula,
    strengths: Vec<Strength>,
}

/// Requests that a statement is about, of which it is asked whether other statements do the same.
pub(super) struct Area {
    pub(super) statement: usize,
    /// One action of each kind.
    pub(super) actions: Vec<ActionName>,
    /// What is asked besides.
    pub(super) formula: Formula,
    /// How directly each caller is named.
    pub(super) strengths: Vec<Strength>,
    /// What stays of the statement itself without the area's part.
    pub(super) rest: Option<Rest>,
}

/// What stays of a statement without one of its parts.
pub(super) struct Rest {
    pub(super) formula: Formula,
    pub(super) strengths: Vec<Strength>,
    /// The part, if it is an entry of `Action`.
    pub(super) without: Option<usize>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        comparison: &Comparison<'a>,
        policy: &'a CompiledPolicy,
        gone: &[(usize, Piece)],
    ) -> Self {
        let mut left = Vec::new();
        left.resize_with(policy.statements.len(), || None);
        Self {
            policy,
            keys: comparison.keys.clone(),
            gone: gone.iter().copied().collect(),
            found: Vec::new(),
            actions: ActionMap::new(&policy.statements),
            seats: Seat::all(policy, comparison.asked()),
            prover: Prover::new(comparison),
            left,
        }
    }

    pub(super) fn is_left(&self, statement: usize) -> bool {
        !self.gone.contains(&(statement, Piece::Statement))
    }

    pub(super) fn effect(&self, statement: usize) -> Option<Effect> {
        self.policy.statements.get(statement).map(|one| one.effect)
    }

    pub(super) fn take_out(&mut self, statement: usize, piece: Piece, because: Because) {
        self.gone.insert((statement, piece));
        self.found.push(Needless { statement, piece, because });
        if let Some(left) = self.left.get_mut(statement) {
            *left = None;
        }
    }

    /// Looks for statements that can be left out, of two that do the same for the later one.
    pub(super) fn find_statements(&mut self) {
        for number in (0..self.policy.statements.len()).rev() {
            if !self.is_left(number) {
                continue;
            }
            if let Some(conditions) = self.contradiction(number) {
                self.take_out(number, Piece::Statement, Because::Never(conditions));
            } else if let Some(because) = self.needless_statement(number) {
                self.take_out(number, Piece::Statement, because);
            }
        }
    }

    fn needless_statement(&mut self, number: usize) -> Option<Because> {
        let actions = self.shared_actions(number)?;
        let (formula, strengths) = self.left(number)?;
        let area = Area { statement: number, actions, formula, strengths, rest: None };
        self.because_of_all(area, None)
    }

    /// Why the area can be left out: asked of the actions that it has and, if that is proven, of all
    /// that the statement, or one of its entries, is about.
    pub(super) fn because_of_all(
        &mut self,
        mut area: Area,
        entry: Option<usize>,
    ) -> Option<Because> {
        self.because(&area)?;
        area.actions = self.kinds(area.statement, entry)?;
        self.because(&area)
    }

    /// An action of each kind that a statement, or one of its entries, is about.
    fn kinds(&self, number: usize, entry: Option<usize>) -> Option<Vec<ActionName>> {
        if let Some(entry) = entry {
            return self.actions.kinds_of_entry(number, entry);
        }
        if self.policy.statements.get(number)?.action.negated {
            return self.actions.kinds_left_by(number);
        }
        let mut actions = Vec::new();
        for entry in self.entries_left(number) {
            actions.extend(self.actions.kinds_of_entry(number, entry)?);
        }
        Some(actions)
    }

    fn entries_left(&self, number: usize) -> Vec<usize> {
        let count = self.policy.statements.get(number).map_or(0, |one| one.action.entries.len());
        let is_left = |entry: &usize| !self.gone.contains(&(number, Piece::Action(*entry)));
        (0..count).filter(is_left).collect()
    }

    /// An action for each entry of a statement, if other statements are about each of them.
    pub(super) fn shared_actions(&self, number: usize) -> Option<Vec<ActionName>> {
        if !self.has_others(number) {
            return None;
        }
        if self.policy.statements.get(number)?.action.negated {
            let kinds = self.actions.kinds_left_by(number)?;
            return kinds.iter().all(|action| self.is_shared(number, action)).then_some(kinds);
        }
        let mut samples = Vec::new();
        for entry in self.entries_left(number) {
            if let Some(sample) = self.actions.sample(number, entry) {
                if !self.is_shared(number, &sample) {
                    return None;
                }
                samples.push(sample);
            }
        }
        Some(samples)
    }

    /// Whether another statement that may do the same is about an action.
    pub(super) fn is_shared(&self, number: usize, action: &ActionName) -> bool {
        self.actions.any_match(action, &self.gone, |other| self.counts_for(number, other))
    }

    /// Whether what one statement does may be done by any other.
    pub(super) fn has_others(&self, number: usize) -> bool {
        (0..self.policy.statements.len()).any(|other| self.counts_for(number, other))
    }

    /// Whether what one statement does may be done by another.
    fn counts_for(&self, number: usize, other: usize) -> bool {
        let (own, others) = (self.effect(number), self.effect(other));
        other != number && self.is_left(other) && (own == others || others == Some(Effect::Deny))
    }

    /// Why the area can be left out, if that is proven.
    pub(super) fn because(&mut self, area: &Area) -> Option<Because> {
        let others = self.others(area);
        if !self.is_covered(area, &others, true) {
            return None;
        }
        if self.is_covered(area, &[], true) {
            return Some(Because::Itself);
        }
        let own = self.effect(area.statement);
        let (same, denies): (Vec<usize>, Vec<usize>) =
            others.iter().partition(|other| self.effect(**other) == own);
        if self.is_covered(area, &denies, false) {
            return Some(Because::Denied(self.fewest(area, denies, false)));
        }
        if self.is_covered(area, &same, true) {
            let same = self.fewest(area, same, true);
            return Some(Because::Others { same, denies: Vec::new() });
        }
        let fewest = self.fewest(area, others, true);
        let (same, denies) = fewest.into_iter().partition(|other| self.effect(*other) == own);
        Some(Because::Others { same, denies })
    }

    /// The other statements that may do the same for some action of the area.
    fn others(&self, area: &Area) -> Vec<usize> {
        let mut others = BTreeSet::new();
        for action in &area.actions {
            let matching = self.actions.matching(action, &self.gone);
            let all = matching.iter().map(|(other, _)| *other);
            others.extend(all.filter(|other| self.counts_for(area.statement, *other)));
        }
        others.into_iter().collect()
    }

    /// Statements that suffice: one if that will do, else as few as are left when each that can be
    /// missed is left out.
    fn fewest(&mut self, area: &Area, all: Vec<usize>, with_rest: bool) -> Vec<usize> {
        let alone = all.iter().copied().find(|one| self.is_covered(area, &[*one], with_rest));
        if let Some(one) = alone {
            return vec![one];
        }
        let mut fewest = all;
        for at in (0..fewest.len()).rev() {
            let mut fewer = fewest.clone();
            fewer.remove(at);
            if self.is_covered(area, &fewer, with_rest) {
                fewest = fewer;
            }
        }
        fewest
    }

    /// Whether these statements, and what stays of the area's own, do all that the area does.
    pub(super) fn is_covered(&mut self, area: &Area, by: &[usize], with_rest: bool) -> bool {
        let rest = area.rest.as_ref().filter(|_| with_rest);
        for action in &area.actions {
            let matching = self.actions.matching(action, &self.gone);
            let own = matching.iter().find(|(number, _)| *number == area.statement);
            let rest = rest.filter(|rest| {
                rest.without.is_none_or(|without| {
                    own.is_some_and(|(_, entries)| entries.iter().any(|entry| *entry != without))
                })
            });
            let counted: Vec<usize> = matching
                .iter()
                .map(|(number, _)| *number)
                .filter(|number| by.binary_search(number).is_ok())
                .collect();
            if counted.is_empty() && rest.is_none() {
                return false;
            }
            for seat in 0..self.seats.len() {
                if !self.is_covered_for(seat, area, &counted, rest) {
                    return false;
                }
            }
        }
        !area.actions.is_empty() && !self.seats.is_empty()
    }

    fn is_covered_for(
        &mut self,
        seat: usize,
        area: &Area,
        by: &[usize],
        rest: Option<&Rest>,
    ) -> bool {
        let needed = area.strengths.get(seat).copied().unwrap_or(0);
        if needed == 0 {
            return true;
        }
        let at_seat = |strengths: &[Strength]| strengths.get(seat).copied().unwrap_or(0);
        let mut others = Vec::new();
        if let Some(rest) = rest.filter(|rest| at_seat(&rest.strengths) >= needed) {
            others.push(rest.formula);
        }
        for number in by {
            if let Some((formula, strengths)) = self.left(*number)
                && at_seat(&strengths) >= needed
            {
                others.push(formula);
            }
        }
        self.prover.covers(&others, area.formula)
    }

    /// What is left of a statement: what it asks besides principal and action, and how directly it
    /// names each caller.
    pub(super) fn left(&mut self, number: usize) -> Option<(Formula, Vec<Strength>)> {
        if self.left.get(number)?.is_none() {
            let statement = self.statement(number, None)?;
            let formula = self.prover.rest(&statement);
            let strengths = self.seats.iter().map(|seat| seat.at_least(&statement)).collect();
            *self.left.get_mut(number)? = Some(Left { formula, strengths });
        }
        let left = self.left.get(number)?.as_ref()?;
        Some((left.formula, left.strengths.clone()))
    }

    /// A statement without what is gone of it, and without one more part. Its actions are left out.
    pub(super) fn statement(
        &mut self,
        number: usize,
        without: Option<Piece>,
    ) -> Option<CompiledStatement> {
        let from = (number, Piece::Statement);
        let of_statement = self.gone.range(from..).take_while(|(one, _)| *one == number);
        let gone: Vec<Piece> = of_statement.map(|(_, part)| *part).chain(without).collect();
        let conditions = self.conditions_without(number, &gone)?;
        let whole = self.policy.statements.get(number)?;
        let mut statement = CompiledStatement {
            effect: whole.effect,
            principal: whole.principal.clone(),
            action: ActionTest { negated: false, entries: Box::default() },
            resource: whole.resource.clone(),
            conditions,
        };
        for part in gone {
            blank(&mut statement, part);
        }
        Some(statement)
    }

    fn conditions_without(
        &mut self,
        number: usize,
        gone: &[Piece],
    ) -> Option<Box<[CompiledCondition]>> {
        let whole = self.policy.statements.get(number)?;
        let written = self.policy.document.statements.get(number)?;
        let mut left = Vec::new();
        for (at, (compiled, written)) in
            whole.conditions.iter().zip(&written.conditions).enumerate()
        {
            let is_gone = |value: usize| gone.contains(&Piece::Value { condition: at, value });
            if gone.contains(&Piece::Condition(at)) {
                continue;
            }
            if !(0..written.values.len()).any(is_gone) {
                left.push(compiled.bare());
                continue;
            }
            let mut written = written.clone();
            let mut value = 0..;
            written.values.retain(|_| value.next().is_some_and(|value| !is_gone(value)));
            left.push(self.policy.compile_condition(&written, &mut self.keys));
        }
        Some(left.into())
    }
}

/// Puts an entry that stands for nothing in the place of a part.
fn blank(statement: &mut CompiledStatement, part: Piece) {
    match part {
        Piece::Resource(number) => {
            let entries = statement.resource.as_mut().map(|resource| &mut resource.entries);
            if let Some(entry) = entries.and_then(|entries| entries.get_mut(number)) {
                *entry = ResourcePattern::Nothing;
            }
        }
        Piece::Principal(number) => {
            if let PrincipalTest::Named(values) | PrincipalTest::AllBut(values) =
                &mut statement.principal
                && let Some(value) = values.get_mut(number)
            {
                *value = PrincipalValue::Nobody;
            }
        }
        Piece::Statement | Piece::Action(_) | Piece::Condition(_) | Piece::Value { .. } => {}
    }
}
