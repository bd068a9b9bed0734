//! Formulas over what policies ask of a request: each kept once, negations only at the leaves.

use rustc_hash::{FxHashMap, FxHashSet};

use super::atoms::AtomId;
use crate::evaluate::Algebra;

/// A formula; meaningful beside the [`Formulas`] that made it. Equal formulas are equal numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Formula(u32);

impl Formula {
    pub(super) const FALSE: Self = Self(0);
    pub(super) const TRUE: Self = Self(1);
}

/// What a formula is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Constant(bool),
    /// An atom, or that it does not hold.
    Literal(AtomId, bool),
    /// All of these, sorted.
    And(Box<[Formula]>),
    /// Any of these, sorted.
    Or(Box<[Formula]>),
}

/// All formulas of a comparison.
pub(super) struct Formulas {
    nodes: Vec<Node>,
    interned: FxHashMap<Node, Formula>,
    negated: FxHashMap<Formula, Formula>,
}

impl Formulas {
    pub(super) fn new() -> Self {
        let mut formulas = Self {
            nodes: Vec::new(),
            interned: FxHashMap::default(),
            negated: FxHashMap::default(),
        };
        // INVARIANT: the numbers of `FALSE` and `TRUE`.
        formulas.intern(Node::Constant(false));
        formulas.intern(Node::Constant(true));
        formulas
    }

    pub(super) fn node(&self, formula: Formula) -> &Node {
        self.nodes.get(formula.0 as usize).unwrap_or(&Node::Constant(false))
    }

    fn intern(&mut self, node: Node) -> Formula {
        if let Some(&known) = self.interned.get(&node) {
            return known;
        }
        let formula = Formula(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.interned.insert(node, formula);
        formula
    }

    pub(super) fn literal(&mut self, atom: AtomId, holds: bool) -> Formula {
        self.intern(Node::Literal(atom, holds))
    }

    pub(super) fn constant_of(value: bool) -> Formula {
        if value { Formula::TRUE } else { Formula::FALSE }
    }

    /// All of these.
    pub(super) fn all(&mut self, members: impl IntoIterator<Item = Formula>) -> Formula {
        self.join(members, true)
    }

    /// Any of these.
    pub(super) fn any(&mut self, members: impl IntoIterator<Item = Formula>) -> Formula {
        self.join(members, false)
    }

    /// `And` if `conjunction`, else `Or`: flat, sorted, each member once.
    fn join(&mut self, members: impl IntoIterator<Item = Formula>, conjunction: bool) -> Formula {
        let (neutral, absorbing) =
            (Self::constant_of(conjunction), Self::constant_of(!conjunction));
        let mut flat = Vec::new();
        for member in members {
            match (self.node(member), conjunction) {
                _ if member == neutral => {}
                _ if member == absorbing => return absorbing,
                (Node::And(inner), true) | (Node::Or(inner), false) => {
                    flat.extend_from_slice(inner);
                }
                _ => flat.push(member),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        if self.holds_opposites(&flat) {
            return absorbing;
        }
        match flat.as_slice() {
            [] => neutral,
            [one] => *one,
            _ if conjunction => self.intern(Node::And(flat.into())),
            _ => self.intern(Node::Or(flat.into())),
        }
    }

    /// Whether a sorted list holds a formula and its known negation.
    fn holds_opposites(&self, members: &[Formula]) -> bool {
        members.iter().any(|member| {
            let opposite = match self.node(*member) {
                Node::Literal(atom, holds) => {
                    self.interned.get(&Node::Literal(*atom, !holds)).copied()
                }
                _ => self.negated.get(member).copied(),
            };
            opposite.is_some_and(|opposite| members.binary_search(&opposite).is_ok())
        })
    }

    /// The opposite.
    pub(super) fn negation(&mut self, formula: Formula) -> Formula {
        if let Some(&known) = self.negated.get(&formula) {
            return known;
        }
        let negated = match self.node(formula).clone() {
            Node::Constant(value) => Self::constant_of(!value),
            Node::Literal(atom, holds) => self.literal(atom, !holds),
            Node::And(members) => {
                let opposites: Vec<_> = members.iter().map(|one| self.negation(*one)).collect();
                self.any(opposites)
            }
            Node::Or(members) => {
                let opposites: Vec<_> = members.iter().map(|one| self.negation(*one)).collect();
                self.all(opposites)
            }
        };
        self.negated.insert(formula, negated);
        self.negated.insert(negated, formula);
        negated
    }

    /// The formula where some atoms are known.
    pub(super) fn assign(
        &mut self,
        formula: Formula,
        value: &impl Fn(AtomId) -> Option<bool>,
    ) -> Formula {
        self.assign_with(formula, value, &mut FxHashMap::default())
    }

    fn assign_with(
        &mut self,
        formula: Formula,
        value: &impl Fn(AtomId) -> Option<bool>,
        done: &mut FxHashMap<Formula, Formula>,
    ) -> Formula {
        if let Some(&known) = done.get(&formula) {
            return known;
        }
        let result = match self.node(formula).clone() {
            Node::Constant(_) => formula,
            Node::Literal(atom, holds) => {
                value(atom).map_or(formula, |value| Self::constant_of(value == holds))
            }
            Node::And(members) => self.assign_members(&members, true, value, done),
            Node::Or(members) => self.assign_members(&members, false, value, done),
        };
        done.insert(formula, result);
        result
    }

    fn assign_members(
        &mut self,
        members: &[Formula],
        conjunction: bool,
        value: &impl Fn(AtomId) -> Option<bool>,
        done: &mut FxHashMap<Formula, Formula>,
    ) -> Formula {
        let absorbing = Self::constant_of(!conjunction);
        let mut assigned = Vec::with_capacity(members.len());
        for &member in members {
            let member = self.assign_with(member, value, done);
            if member == absorbing {
                return absorbing;
            }
            assigned.push(member);
        }
        self.join(assigned, conjunction)
    }

    /// What else must hold for a formula where another does: the literals that the other needs are
    /// filled in.
    pub(super) fn beside(&mut self, formula: Formula, other: Formula) -> Formula {
        let literal = |formula: Formula| match self.node(formula) {
            Node::Literal(atom, holds) => Some((*atom, *holds)),
            _ => None,
        };
        let needed: FxHashMap<AtomId, bool> = match self.node(other) {
            Node::And(members) => members.iter().filter_map(|one| literal(*one)).collect(),
            _ => literal(other).into_iter().collect(),
        };
        self.assign(formula, &|atom| needed.get(&atom).copied())
    }

    /// All of these, where each disjunction among them goes without members whose opposite is another
    /// of them: those cannot be what makes it true.
    pub(super) fn all_resolved(&mut self, members: impl IntoIterator<Item = Formula>) -> Formula {
        let all = self.all(members);
        let Node::And(members) = self.node(all).clone() else { return all };
        let resolved: Vec<Formula> = members
            .iter()
            .map(|member| match self.node(*member).clone() {
                Node::Or(inner) => {
                    let is_open = |one: &Formula| {
                        let opposite = self.negation(*one);
                        members.binary_search(&opposite).is_err()
                    };
                    let open: Vec<Formula> = inner.iter().copied().filter(is_open).collect();
                    self.any(open)
                }
                _ => *member,
            })
            .collect();
        self.all(resolved)
    }

    /// The atoms in a formula, sorted.
    pub(super) fn atoms(&self, formula: Formula) -> Vec<AtomId> {
        let (mut atoms, mut seen, mut open) = (Vec::new(), FxHashSet::default(), vec![formula]);
        while let Some(next) = open.pop() {
            match self.node(next) {
                Node::Constant(_) => {}
                Node::Literal(atom, _) => atoms.push(*atom),
                Node::And(members) | Node::Or(members) => {
                    open.extend(members.iter().filter(|member| seen.insert(**member)));
                }
            }
        }
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }
}

impl Algebra for Formulas {
    type Truth = Formula;

    fn constant(&mut self, value: bool) -> Formula {
        Self::constant_of(value)
    }

    fn and(&mut self, left: &Formula, right: &Formula) -> Formula {
        self.all([*left, *right])
    }

    fn or(&mut self, left: &Formula, right: &Formula) -> Formula {
        self.any([*left, *right])
    }

    fn not(&mut self, value: &Formula) -> Formula {
        self.negation(*value)
    }

    fn known(&self, value: &Formula) -> Option<bool> {
        match *value {
            Formula::FALSE => Some(false),
            Formula::TRUE => Some(true),
            _ => None,
        }
    }
}
