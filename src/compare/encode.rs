//! From statements to formulas.

use super::atoms::{Atom, Atoms, Open, Unseen};
use super::formula::{Formula, Formulas};
use crate::aws::ActionName;
use crate::compile::{
    ActionEntryTest, ActionTest, Bounds, CompiledCondition, CompiledStatement, Quantifier,
    ResourcePattern, ResourceTest, Shapes, Test, ValueSet,
};
use crate::evaluate::{Grants, Silent, Truth, holds};
use crate::request::{ContextKeys, KeyId, KeyState, RequestContext};

/// Writes what policies ask as formulas.
pub(super) struct Encoder<'a> {
    pub(super) formulas: Formulas,
    pub(super) atoms: Atoms,
    pub(super) keys: &'a ContextKeys,
    /// What is known of the request; the states of all other keys are unknown.
    pub(super) known: RequestContext,
    /// What else is known of keys.
    pub(super) shapes: Shapes,
    /// The action, where it is the same for all requests.
    pub(super) action: Option<ActionName>,
    /// Whether credentials of users are told apart; else they are long-term ones.
    pub(super) tells_credentials: bool,
}

impl<'a> Encoder<'a> {
    pub(super) fn new(keys: &'a ContextKeys, known: RequestContext) -> Self {
        Self {
            formulas: Formulas::new(),
            atoms: Atoms::default(),
            keys,
            known,
            shapes: Shapes::new(),
            action: None,
            tells_credentials: false,
        }
    }

    /// How directly a statement grants, given how directly it names the caller.
    pub(super) fn statement(
        &mut self,
        statement: &CompiledStatement,
        named: Grants<Truth>,
    ) -> Grants<Formula> {
        if named.most() == Truth::False {
            let none = Formula::FALSE;
            return Grants { direct: none, entity: none, delegated: none };
        }
        let rest = self.rest(statement);
        // INVARIANT: the caller is known, so that a name is known to be its own or not.
        let grant = |truth: Truth| {
            if truth == Truth::False { Formula::FALSE } else { rest }
        };
        Grants {
            direct: grant(named.direct),
            entity: grant(named.entity),
            delegated: grant(named.delegated),
        }
    }

    /// What a statement asks besides its principal.
    pub(super) fn rest(&mut self, statement: &CompiledStatement) -> Formula {
        let action = self.action(&statement.action);
        if action == Formula::FALSE {
            return Formula::FALSE;
        }
        let mut asked = vec![action];
        if let Some(resource) = &statement.resource {
            asked.push(self.resource(resource));
        }
        asked.extend(statement.conditions.iter().map(|condition| self.condition(condition)));
        self.formulas.all(asked)
    }

    /// That the action is one of these.
    pub(super) fn action(&mut self, test: &ActionTest) -> Formula {
        if let Some(name) = &self.action {
            return Formulas::constant_of(test.matches(name));
        }
        let listed = if test.entries.contains(&ActionEntryTest::Every) {
            Formula::TRUE
        } else {
            let positive = ActionTest { negated: false, entries: test.entries.clone() };
            self.atom(Atom::Action(positive))
        };
        self.signed(listed, test.negated)
    }

    // AWS: S-12
    pub(super) fn resource(&mut self, test: &ResourceTest) -> Formula {
        let (mut plain, mut open) = (Vec::new(), Vec::new());
        for entry in &test.entries {
            let Bounds { least, most } = entry.bounds(&self.known, &self.shapes);
            match (&least, &most) {
                (ResourcePattern::Everything, _) => {
                    return self.signed(Formula::TRUE, test.negated);
                }
                _ if least != most => open.push((entry, most)),
                (ResourcePattern::Nothing, _) => {}
                _ => plain.push(least),
            }
        }
        let mut listed = Vec::new();
        if !plain.is_empty() {
            listed.push(self.atom(Atom::Resource(plain.into())));
        }
        for (entry, most) in open {
            let within = self.atom(Atom::Resource(Box::new([most])));
            let fits = self.atom(Atom::Open(Open::Resource(entry.clone())));
            let needed = needed_by(entry);
            let resolved = self.resolved(&[needed]);
            listed.push(self.formulas.all([within, fits, resolved]));
        }
        let listed = self.formulas.any(listed);
        self.signed(listed, test.negated)
    }

    pub(super) fn condition(&mut self, condition: &CompiledCondition) -> Formula {
        if let Some(known) = holds(condition, &self.known, &mut Silent).known() {
            return Formulas::constant_of(known);
        }
        let set = match &condition.test {
            Test::Null(_) => return self.atom(Atom::Condition(condition.bare())),
            Test::NotUnderstood(_) => return self.open(condition),
            Test::Values(set) => set,
        };
        let Bounds { least, most } = set.bounds(&self.known, &self.shapes);
        if least == most {
            return self.atom(Atom::Condition(condition.with_values(least)));
        }
        self.between(condition, set, Bounds { least, most })
    }

    /// A condition that holds between two others: which of them it is hangs on its variables.
    fn between(
        &mut self,
        condition: &CompiledCondition,
        set: &ValueSet,
        bounds: Bounds<ValueSet>,
    ) -> Formula {
        let (narrow, wide) = if condition.negated {
            (bounds.most, bounds.least)
        } else {
            (bounds.least, bounds.most)
        };
        let narrow = self.condition(&condition.with_values(narrow));
        let wide = self.condition(&condition.with_values(wide));
        let hangs = if condition.quantifier == Quantifier::One {
            let each = set.each_unknown(&self.known);
            let fits: Vec<Formula> = each.iter().map(|one| self.fits(condition, one)).collect();
            let fits = self.formulas.any(fits);
            self.signed(fits, condition.negated)
        } else {
            self.open_within(condition, set)
        };
        let sometimes = self.formulas.all([wide, hangs]);
        self.formulas.any([narrow, sometimes])
    }

    /// Whether the key of a condition has one value, and it is this one, which has variables.
    fn fits(&mut self, condition: &CompiledCondition, value: &ValueSet) -> Formula {
        if let Some([other]) = value.equal_keys(&self.known).as_deref() {
            return self.equal(condition.key, *other);
        }
        let asked = condition.with_values(value.clone());
        self.open_within(&CompiledCondition { negated: false, if_exists: false, ..asked }, value)
    }

    /// Whether a condition holds whose values have variables, if anything stands for them.
    fn open_within(&mut self, condition: &CompiledCondition, set: &ValueSet) -> Formula {
        let fits = self.open(condition);
        let resolved = self.resolved(&set.needed_keys());
        if condition.negated {
            let unresolved = self.formulas.negation(resolved);
            self.formulas.any([fits, unresolved])
        } else {
            self.formulas.all([fits, resolved])
        }
    }

    /// Whether two keys have one value each, the same; the first has one value if it has any.
    // AWS: V-6, V-7
    fn equal(&mut self, key: KeyId, other: KeyId) -> Formula {
        let has_one = CompiledCondition::has_one_value(other, self.keys);
        if let KeyState::Present(values) = self.known.state(key) {
            let texts: Vec<Box<str>> = values.iter().map(|value| value.text.clone()).collect();
            let same = ValueSet::of_texts(texts.iter().map(|text| &**text), Vec::new());
            return self.condition(&has_one.with_values(same));
        }
        let has_one = self.condition(&has_one);
        if key == other {
            return has_one;
        }
        let same = CompiledCondition::has_one_value(key.min(other), self.keys);
        let same = same.with_values(ValueSet::of_key(key.max(other), self.keys));
        let same = self.open(&same);
        self.formulas.all([same, has_one])
    }

    /// Whether all keys of one of the texts have a value that can stand in it.
    // AWS: V-6, V-7
    fn resolved(&mut self, texts: &[Vec<KeyId>]) -> Formula {
        let mut any = Vec::new();
        for needed in texts {
            let all: Vec<Formula> = needed
                .iter()
                .map(|key| {
                    let has_one = CompiledCondition::has_one_value(*key, self.keys);
                    self.condition(&has_one)
                })
                .collect();
            any.push(self.formulas.all(all));
        }
        self.formulas.any(any)
    }

    fn open(&mut self, condition: &CompiledCondition) -> Formula {
        self.atom(Atom::Open(Open::Condition(condition.bare())))
    }

    /// What a resource-based policy does that nobody gave to us.
    pub(super) fn unseen(&mut self, unseen: Unseen) -> Formula {
        self.atom(Atom::Open(Open::ResourcePolicy(unseen)))
    }

    fn atom(&mut self, atom: Atom) -> Formula {
        let id = self.atoms.intern(atom);
        self.formulas.literal(id, true)
    }

    fn signed(&mut self, formula: Formula, negated: bool) -> Formula {
        if negated { self.formulas.negation(formula) } else { formula }
    }
}

fn needed_by(entry: &ResourcePattern) -> Vec<KeyId> {
    match entry {
        ResourcePattern::Arn(_, variables) => variables.needed().collect(),
        ResourcePattern::Everything | ResourcePattern::Nothing => Vec::new(),
    }
}
