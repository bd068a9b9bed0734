//! What an undecided answer hangs on, and when it is allowed.

use std::collections::BTreeMap;

use super::within::allowed_within;
use super::words::{example, in_words};
use crate::bundle::Authorization;
use crate::compare::{Conditions, Sought};
use crate::compile::{CompiledStatement, PolicySet, states_of};
use crate::evaluate::{
    Decision, Depth, Element, Grants, Recorder, Silent, StatementAt, Truth, Unknown, ask_alone,
    evaluate, layer_at,
};
use crate::explain::{Explanation, Trace};
use crate::policy::Effect;
use crate::request::{ContextKeys, KeyId, KeyState, RequestContext};
use crate::text::{Arrange, printable};

/// When an undecided question is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hanging {
    /// Conditions that together make it allowed, as people say them; empty if none were found.
    pub when: Vec<String>,
    /// All ways in which it is allowed, if they were found: each suffices. The first is that of `when`.
    pub ways: Vec<String>,
    /// What there is to say of ways that are not told: `in 2 more ways`.
    pub others: Option<String>,
    /// What it hangs on: condition keys and what else is missing.
    pub on: Vec<String>,
}

/// How many open keys are looked at.
const MOST_KEYS: usize = 8;

/// How many keys a condition names.
const MOST_TOGETHER: usize = 3;

impl Hanging {
    /// How many cases are tried.
    pub(super) const CASES: usize = 2_000;

    /// What an undecided authorization hangs on, and whether it was not worked out when it is allowed.
    /// `sought` are its conditions, as far as they can be told; else so many cases are tried. `unknown`
    /// has words for policies that nobody knows.
    pub(super) fn of(
        authorization: &Authorization,
        keys: &ContextKeys,
        unknown: &BTreeMap<String, String>,
        sought: Option<&Sought>,
        cases: usize,
    ) -> (Self, bool) {
        let policies = &authorization.policies;
        let context = RequestContext::new(authorization.request.clone(), keys);
        let mut open = OpenStatements::default();
        let mut trace = Trace::<false>::default();
        let decision = evaluate(policies, &context, &mut (&mut trace, &mut open));
        let explanation = Explanation::new(decision, &trace, policies, &context, keys);
        let search = Search { policies, context: &context, keys, unknown, open: &open };
        let found = match sought {
            Some(Sought::Found(found)) => Some(found),
            Some(Sought::Nothing | Sought::GivenUp) | None => None,
        };
        let mut left = cases;
        let mut when = match found.and_then(|found| found.ways.first()) {
            Some(way) => way.conditions.clone(),
            None => search.conditions(&mut left),
        };
        if when.is_empty() {
            let within = allowed_within(authorization, &context, &open.statements, keys);
            let is = |within: &String| format!("the resource is within {}", printable(within));
            let several: Vec<String> = within.iter().map(is).collect();
            when.extend((!several.is_empty()).then(|| several.join(" or ")));
        }
        let others = found.filter(|found| found.counts_others());
        let is_left_out = matches!(sought, Some(Sought::GivenUp)) || left == 0;
        let is_left_out = is_left_out && when.is_empty();
        let hanging = Self {
            ways: found.into_iter().flat_map(Conditions::in_words).collect(),
            others: others.and_then(Conditions::others),
            when,
            on: search.missing(&explanation),
        };
        (hanging, is_left_out)
    }

    /// In a line: `if aws:SourceIp is in 203.0.113.0/24`, or what it hangs on.
    pub fn text(&self) -> String {
        if let Some(text) = if_any(&self.when, &self.ways, self.others.as_deref()) {
            return text;
        }
        if self.on.is_empty() {
            "hangs on what nobody said".to_owned()
        } else {
            format!("hangs on {}", self.on.join(", "))
        }
    }
}

/// `if a and b, or if c, or in 2 more ways`; `when` is the only way where no `ways` are known. None if
/// nothing is known.
pub(in crate::query) fn if_any(
    when: &[String],
    ways: &[String],
    others: Option<&str>,
) -> Option<String> {
    let only = [when.join(" and ")];
    let ways = if ways.is_empty() { &only } else { ways };
    let told: Vec<String> = ways.iter().map(|way| format!("if {way}")).collect();
    let others = others.iter().map(|others| (*others).to_owned());
    let all: Vec<String> = told.into_iter().chain(others).collect();
    (!when.is_empty()).then(|| all.join(", or "))
}

/// Statements that may apply, and the keys that they hang on, in the order asked.
#[derive(Default)]
struct OpenStatements {
    at: Option<StatementAt>,
    of_statement: Vec<KeyId>,
    statements: Vec<StatementAt>,
    keys: Vec<KeyId>,
}

impl Recorder for OpenStatements {
    const DEPTH: Depth = Depth::Matches;

    fn enter(&mut self, at: StatementAt) {
        self.at = Some(at);
        self.of_statement.clear();
    }

    fn unknown(&mut self, unknown: Unknown) {
        if let Unknown::Key(key) = unknown {
            self.of_statement.push(key);
        }
    }

    fn leave(&mut self, truth: Truth, _grants: Grants<Truth>) {
        if truth != Truth::Unknown {
            return;
        }
        self.statements.extend(self.at);
        for key in &self.of_statement {
            if !self.keys.contains(key) {
                self.keys.push(*key);
            }
        }
    }
}

/// The keys that the open statements hang on, and the states of each that the policies tell apart.
pub(super) fn open_states(
    policies: &PolicySet,
    context: &RequestContext,
) -> Vec<(KeyId, Vec<KeyState>)> {
    let mut open = OpenStatements::default();
    evaluate(policies, context, &mut open);
    let states = |key| (key, states_of(key, policies, context));
    open.keys.into_iter().take(MOST_KEYS).map(states).collect()
}

struct Search<'a> {
    policies: &'a PolicySet,
    context: &'a RequestContext,
    keys: &'a ContextKeys,
    unknown: &'a BTreeMap<String, String>,
    open: &'a OpenStatements,
}

/// A condition of a statement, and what it must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Atom {
    at: StatementAt,
    condition: usize,
    holds: bool,
}

impl Search<'_> {
    fn missing(&self, explanation: &Explanation) -> Vec<String> {
        let context = explanation.missing_context.iter().map(|missing| {
            match self.unknown.get(&missing.key.to_lowercase()) {
                Some(words) => format!("whether {words}"),
                None if missing.key == "resource" => "which of the resources it is".to_owned(),
                None => printable(&missing.key),
            }
        });
        let policies = explanation.missing_policies.iter();
        let policies =
            policies.map(|policy| format!("the {policy}, which the environment does not have"));
        context.chain(policies).collect()
    }

    /// The shortest conditions found under which it is allowed; none if there are none, or if no case
    /// is left to be tried.
    fn conditions(&self, left: &mut usize) -> Vec<String> {
        let Some(case) = self.allowed_case(left) else { return Vec::new() };
        let chosen: Vec<Vec<Atom>> =
            case.iter().map(|(key, _)| self.proven_atoms(*key, &case)).collect();
        let is_proven = case.len() < 2 || self.suffice_together(&chosen, &case);
        let said = case.iter().zip(&chosen).map(|((key, _), atoms)| {
            match self.unknown.get(self.keys.lower_name(*key)) {
                Some(words) => words.clone(),
                None if is_proven && !atoms.is_empty() => self.all_said(*key, atoms),
                None => self.example(*key, &case),
            }
        });
        said.collect()
    }

    /// States of the fewest keys under which it is allowed.
    fn allowed_case(&self, left: &mut usize) -> Option<Vec<(KeyId, KeyState)>> {
        let keys = self.open.keys.iter().take(MOST_KEYS);
        let states: Vec<(KeyId, Vec<KeyState>)> =
            keys.map(|&key| (key, self.states(key))).collect();
        (1..=MOST_TOGETHER.min(states.len()))
            .find_map(|count| self.case_of(count, &states, &mut Vec::new(), left))
    }

    /// What the policies tell apart, what is present first.
    fn states(&self, key: KeyId) -> Vec<KeyState> {
        let mut states = states_of(key, self.policies, self.context);
        states.arrange_by_key(|state| match state {
            KeyState::Present(_) => 0,
            KeyState::Absent => 1,
            KeyState::Unknown | KeyState::PresentUnknown => 2,
        });
        states
    }

    /// A case with states of so many of these keys beside those chosen already.
    fn case_of(
        &self,
        count: usize,
        states: &[(KeyId, Vec<KeyState>)],
        chosen: &mut Vec<(KeyId, KeyState)>,
        left: &mut usize,
    ) -> Option<Vec<(KeyId, KeyState)>> {
        if count == 0 {
            *left = left.checked_sub(1)?;
            return self.is_allowed(chosen).then(|| chosen.clone());
        }
        for (number, (key, of_key)) in states.iter().enumerate() {
            for state in of_key {
                chosen.push((*key, state.clone()));
                let found = self.case_of(count - 1, &states[number + 1..], chosen, left);
                chosen.pop();
                if found.is_some() || *left == 0 {
                    return found;
                }
            }
        }
        None
    }

    fn in_case(&self, case: &[(KeyId, KeyState)]) -> RequestContext {
        let mut context = self.context.clone();
        for (key, state) in case {
            context.set_state(*key, state.clone());
        }
        context
    }

    fn is_allowed(&self, case: &[(KeyId, KeyState)]) -> bool {
        evaluate(self.policies, &self.in_case(case), &mut Silent) == Decision::Allowed
    }

    /// The fewest conditions on one key of a case that make it allowed, whichever of the values they
    /// cover the key has; none if no such are found.
    fn proven_atoms(&self, key: KeyId, case: &[(KeyId, KeyState)]) -> Vec<Atom> {
        let atoms = self.atoms(key, case);
        let few = atoms.iter().map(std::slice::from_ref).chain([&*atoms]);
        let mut few = few.filter(|few| !few.is_empty());
        few.find(|few| self.suffice(few, key, case)).unwrap_or_default().to_vec()
    }

    fn all_said(&self, key: KeyId, atoms: &[Atom]) -> String {
        let mut words: Vec<String> = Vec::new();
        for atom in atoms {
            let said = self.said(key, *atom);
            if !words.contains(&said) {
                words.push(said);
            }
        }
        words.join(" and ")
    }

    fn example(&self, key: KeyId, case: &[(KeyId, KeyState)]) -> String {
        let name = self.keys.name(key);
        match case.iter().find(|(own, _)| *own == key) {
            Some((_, KeyState::Present(values))) => {
                example(name, &values.iter().map(|value| &*value.text).collect::<Vec<_>>())
            }
            Some((_, KeyState::Absent)) => format!("{} is absent", printable(name)),
            _ => format!("{} is present", printable(name)),
        }
    }

    /// The conditions of open statements on a key, and what they come to in the case.
    fn atoms(&self, key: KeyId, case: &[(KeyId, KeyState)]) -> Vec<Atom> {
        let context = self.in_case(case);
        let mut atoms = Vec::new();
        for &at in &self.open.statements {
            let Some(statement) = self.statement(at) else { continue };
            for (condition, tested) in statement.conditions.iter().enumerate() {
                let holds = at.effect == Effect::Allow;
                let atom = Atom { at, condition, holds };
                if tested.key == key && self.is_so(atom, &context) {
                    atoms.push(atom);
                }
            }
        }
        atoms
    }

    fn statement(&self, at: StatementAt) -> Option<&CompiledStatement> {
        layer_at(self.policies, at.gate)?.get(at.policy)?.statements.get(at.statement)
    }

    fn is_so(&self, atom: Atom, context: &RequestContext) -> bool {
        let Some(statement) = self.statement(atom.at) else { return false };
        let mut hears = Hears { condition: atom.condition, truth: None };
        ask_alone(statement, atom.at.gate, self.policies, context, &mut hears);
        hears.truth == Some(atom.holds.into())
    }

    /// Whether it is allowed in every state of the key of which the atoms are true.
    fn suffice(&self, atoms: &[Atom], key: KeyId, case: &[(KeyId, KeyState)]) -> bool {
        self.states(key).into_iter().all(|state| {
            let mut other = case.to_vec();
            for (own, slot) in &mut other {
                if *own == key {
                    *slot = state.clone();
                }
            }
            let context = self.in_case(&other);
            !atoms.iter().all(|atom| self.is_so(*atom, &context)) || self.is_allowed(&other)
        })
    }

    /// Whether it is allowed in every combination of states of which the atoms are true.
    fn suffice_together(&self, chosen: &[Vec<Atom>], case: &[(KeyId, KeyState)]) -> bool {
        let mut cases: Vec<Vec<(KeyId, KeyState)>> = vec![Vec::new()];
        for ((key, own), atoms) in case.iter().zip(chosen) {
            let is_covered = |state: &KeyState| {
                let context = self.in_case(&[(*key, state.clone())]);
                atoms.iter().all(|atom| self.is_so(*atom, &context))
            };
            let states = if atoms.is_empty() { vec![own.clone()] } else { self.states(*key) };
            let states: Vec<KeyState> = states.into_iter().filter(is_covered).collect();
            if cases.len().saturating_mul(states.len()) > Hanging::CASES {
                return false;
            }
            let longer = |before: &Vec<(KeyId, KeyState)>| {
                let with = |state: &KeyState| [&before[..], &[(*key, state.clone())]].concat();
                states.iter().map(with).collect::<Vec<_>>()
            };
            cases = cases.iter().flat_map(longer).collect();
        }
        !cases.is_empty() && cases.iter().all(|case| self.is_allowed(case))
    }

    fn said(&self, key: KeyId, atom: Atom) -> String {
        let policy =
            layer_at(self.policies, atom.at.gate).and_then(|layer| layer.get(atom.at.policy));
        let statement = policy.and_then(|one| one.document.statements.get(atom.at.statement));
        let condition = statement.and_then(|one| one.conditions.get(atom.condition));
        let name = self.keys.name(key);
        condition.map_or_else(|| printable(name), |one| in_words(name, one, atom.holds))
    }
}

/// Listens for the answer of one condition.
struct Hears {
    condition: usize,
    truth: Option<Truth>,
}

impl Recorder for Hears {
    const DEPTH: Depth = Depth::Everything;

    fn element(&mut self, element: Element, truth: Truth) {
        if element == Element::Condition(self.condition) {
            self.truth = Some(truth);
        }
    }
}
