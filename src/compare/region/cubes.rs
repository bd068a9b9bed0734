//! A formula as few conjunctions, each without what does not matter.

use std::collections::{BTreeMap, HashMap};

use super::{Cube, More, Resources};
use crate::aws::ValueType;
use crate::compare::atoms::{Atom, AtomId, Dimension, Open, Unseen};
use crate::compare::encode::Encoder;
use crate::compare::formula::{Formula, Node};
use crate::compare::solve::{Model, Solved};
use crate::compare::spelled::resource_text;
use crate::compare::terms::Terms;
use crate::compare::theory::{Fit, Literal, Literals};
use crate::compare::words::key_in_words;
use crate::compile::{CompiledCondition, ResourcePattern, Test};
use crate::request::KeyId;
use crate::text::{Arrange, printable};

/// How many are looked for.
const MOST_FOUND: usize = 12;

/// Of so many literals that ask something like is found out which matter; of more, the others stay.
const MOST_TRIED: usize = 24;

/// At most so many conjunctions that together are the formula, and how many are left out. Each can be true
/// as far as no text with variables stands in it.
pub(in crate::compare) fn cubes(
    terms: &mut Terms<'_>,
    formula: Formula,
    most: usize,
) -> (Vec<Literals>, More) {
    let opposite = terms.encoder.formulas.negation(formula);
    let (mut found, mut open): (Vec<Literals>, Formula) = (Vec::new(), formula);
    let complete = loop {
        let model = match terms.solve(open) {
            Solved::None => break true,
            Solved::GivenUp(_) => break false,
            Solved::Model(_) if found.len() >= MOST_FOUND => break false,
            Solved::Model(model) => model,
        };
        let Some(mut literals) = implicant(terms, formula, &model) else { break false };
        literals.sort_unstable();
        literals.dedup();
        let literals = without_needless(terms, literals, opposite);
        let cube = conjunction(terms, &literals);
        let outside = terms.encoder.formulas.negation(cube);
        open = terms.encoder.formulas.all([open, outside]);
        found.push(literals);
    };
    let mut found = without_covered(terms, &found);
    let more = found.len().saturating_sub(most);
    found.truncate(most);
    (found, if complete { More::Exactly(more) } else { More::AtLeast(more) })
}

pub(in crate::compare) fn conjunction(
    terms: &mut Terms<'_>,
    literals: &[(AtomId, bool)],
) -> Formula {
    let formulas = &mut terms.encoder.formulas;
    let members: Vec<Formula> =
        literals.iter().map(|(atom, holds)| formulas.literal(*atom, *holds)).collect();
    formulas.all(members)
}

/// Literals that are true for the model and make the formula true.
fn implicant(terms: &mut Terms<'_>, formula: Formula, model: &Model) -> Option<Literals> {
    match terms.encoder.formulas.node(formula).clone() {
        Node::Constant(true) => Some(Vec::new()),
        Node::Constant(false) => None,
        Node::Literal(id, holds) => {
            let at = model.get(&terms.encoder.atoms.dimension(id))?;
            let atom = terms.encoder.atoms.get(id)?;
            (terms.theory.holds(atom, at) == holds).then(|| vec![(id, holds)])
        }
        Node::And(members) => {
            let parts: Option<Vec<Literals>> =
                members.iter().map(|member| implicant(terms, *member, model)).collect();
            parts.map(|parts| parts.concat())
        }
        Node::Or(members) => {
            let parts = members.iter().filter_map(|member| implicant(terms, *member, model));
            parts.min_by_key(Vec::len)
        }
    }
}

/// Leaves out what can be left out without making more true than the formula: what the answer to
/// a text with variables is first, then what must not hold, then what must.
fn without_needless(terms: &mut Terms<'_>, literals: Literals, opposite: Formula) -> Literals {
    let mut order = literals.clone();
    let is_open = |id: AtomId| matches!(terms.encoder.atoms.dimension(id), Dimension::Open(_));
    order.arrange_by_key(|(id, holds)| (!is_open(*id), *holds));
    let mut kept = literals;
    let mut tried: HashMap<(Dimension, bool), usize> = HashMap::new();
    for literal in order {
        let alike = (terms.encoder.atoms.dimension(literal.0), literal.1);
        let count = tried.entry(alike).or_default();
        *count += 1;
        if *count > MOST_TRIED {
            continue;
        }
        let rest: Literals = kept.iter().copied().filter(|other| *other != literal).collect();
        if is_needless(terms, literal, &rest, opposite) {
            kept = rest;
        }
    }
    kept
}

/// Whether nothing of the opposite is among the requests for which the rest holds, where something
/// is for which the literal holds as well.
fn is_needless(
    terms: &mut Terms<'_>,
    literal: Literal,
    rest: &Literals,
    opposite: Formula,
) -> bool {
    let Terms { encoder: Encoder { formulas, atoms, .. }, theory, .. } = &mut *terms;
    let holds = |atom: AtomId| rest.iter().find(|(own, _)| *own == atom).map(|(_, holds)| *holds);
    let left = formulas.assign(opposite, &holds);
    if *formulas.node(left) == Node::Literal(literal.0, !literal.1) {
        let of = atoms.dimension(literal.0);
        let is_own = |(atom, _): &&Literal| atoms.dimension(*atom) == of;
        let mut asked: Literals = rest.iter().filter(is_own).copied().collect();
        asked.push((literal.0, !literal.1));
        asked.sort_unstable();
        return matches!(theory.fit(atoms, of, &asked), Fit::None);
    }
    let cube = conjunction(terms, rest);
    let too_much = terms.encoder.formulas.all([cube, left]);
    matches!(terms.solve(too_much), Solved::None)
}

/// The conjunction in words.
pub(in crate::compare) fn told(terms: &mut Terms<'_>, literals: &Literals) -> Cube {
    let mut kept = without_implied(terms, literals);
    for number in 0..kept.len() {
        let (id, holds) = kept[number];
        if let Some(Atom::Resource(entries)) = terms.encoder.atoms.get(id).cloned()
            && entries.len() > 1
        {
            let entries = relevant(terms, &entries, number, &kept);
            kept[number] = (terms.encoder.atoms.intern(Atom::Resource(entries)), holds);
        }
    }
    let atom = |(id, holds): &(AtomId, bool)| Some((terms.encoder.atoms.get(*id)?.clone(), *holds));
    let mut asked: Vec<(Atom, bool)> = kept.iter().filter_map(atom).collect();
    asked.retain(|(atom, _)| *atom != Atom::Resource(Box::default()));
    let resources = resources(terms, &asked);
    let absent = never_present(terms, &kept);
    let conditions = conditions(terms, &asked, &absent);
    Cube { literals: asked, resources, conditions }
}

/// The conjunctions without those in which a text with variables cannot be what the request has, if
/// another is the same for all requests of which it is not.
fn without_covered(terms: &Terms<'_>, found: &[Literals]) -> Vec<Literals> {
    let mut opened: Vec<(AtomId, Vec<Atom>)> = Vec::new();
    for (id, holds) in found.iter().flatten() {
        if !holds && opened.iter().all(|(known, _)| known != id) {
            opened.push((*id, implied_by(terms, *id)));
        }
    }
    let atoms = &terms.encoder.atoms;
    let widened = |(id, holds): (AtomId, bool)| {
        let implies = |(_, implied): &&(AtomId, Vec<Atom>)| {
            !holds && atoms.get(id).is_some_and(|atom| implied.contains(atom))
        };
        (opened.iter().find(implies).map_or(id, |(open, _)| *open), holds)
    };
    let covers = |wide: &Literals, narrow: &Literals| {
        wide != narrow
            && wide.iter().all(|literal| {
                narrow.contains(literal) || narrow.iter().any(|one| widened(*one) == *literal)
            })
    };
    let is_covered = |narrow: &Literals| found.iter().any(|wide| covers(wide, narrow));
    found.iter().filter(|cube| !is_covered(cube)).cloned().collect()
}

/// The literals without those that follow from a text with variables being what the request has.
fn without_implied(terms: &Terms<'_>, literals: &Literals) -> Literals {
    let holding = literals.iter().filter(|(_, holds)| *holds);
    let implied: Vec<Atom> = holding.flat_map(|(id, _)| implied_by(terms, *id)).collect();
    let atoms = &terms.encoder.atoms;
    let follows = |(id, holds): &(AtomId, bool)| {
        *holds && atoms.get(*id).is_some_and(|atom| implied.contains(atom))
    };
    literals.iter().copied().filter(|literal| !follows(literal)).collect()
}

/// What must hold where a text with variables is what the request has.
fn implied_by(terms: &Terms<'_>, id: AtomId) -> Vec<Atom> {
    let known = &terms.encoder.known;
    match terms.encoder.atoms.get(id) {
        Some(Atom::Open(Open::Resource(entry @ ResourcePattern::Arn(_, variables)))) => {
            let within =
                Atom::Resource(Box::new([entry.bounds(known, &terms.encoder.shapes).most]));
            let resolved = variables.needed().map(|key| has_one_value(terms, key));
            std::iter::once(within).chain(resolved).collect()
        }
        Some(Atom::Open(Open::Condition(condition))) if !condition.negated => {
            let Test::Values(set) = &condition.test else { return Vec::new() };
            let bounds = set.bounds(known, &terms.encoder.shapes);
            let needed = set.needed_keys();
            let mut implied = vec![Atom::Condition(condition.with_values(bounds.most))];
            if let ([needed], true) = (needed.as_slice(), bounds.least.is_vacant(known)) {
                implied.extend(needed.iter().map(|key| has_one_value(terms, *key)));
            }
            implied
        }
        _ => Vec::new(),
    }
}

fn has_one_value(terms: &Terms<'_>, key: KeyId) -> Atom {
    Atom::Condition(CompiledCondition::has_one_value(key, terms.encoder.keys))
}

/// Those of a list's entries that some resource of the conjunction matches, were it not for them.
fn relevant(
    terms: &mut Terms<'_>,
    entries: &[ResourcePattern],
    own: usize,
    literals: &Literals,
) -> Box<[ResourcePattern]> {
    let is_other = |(number, (id, _)): &(usize, (AtomId, bool))| {
        *number != own && terms.encoder.atoms.dimension(*id) == Dimension::Resource
    };
    let numbered = literals.iter().copied().enumerate();
    let others: Literals = numbered.filter(is_other).map(|(_, literal)| literal).collect();
    let mut kept = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        let is_covered = |other: &ResourcePattern| match (other, entry) {
            (ResourcePattern::Arn(wide, _), ResourcePattern::Arn(narrow, _)) => wide.covers(narrow),
            _ => false,
        };
        let later = entries.iter().skip(number + 1);
        if kept.iter().chain(later).any(|other| other != entry && is_covered(other)) {
            continue;
        }
        let single = terms.encoder.atoms.intern(Atom::Resource(Box::new([entry.clone()])));
        let mut asked = others.clone();
        asked.push((single, true));
        asked.sort_unstable();
        asked.dedup();
        let fit = terms.theory.fit(&terms.encoder.atoms, Dimension::Resource, &asked);
        if !matches!(fit, Fit::None) {
            kept.push(entry.clone());
        }
    }
    kept.into()
}

fn resources(terms: &Terms<'_>, asked: &[(Atom, bool)]) -> Resources {
    let keys = terms.encoder.keys;
    let mut resources = Resources::default();
    for (atom, holds) in asked {
        let texts: Vec<String> = match atom {
            Atom::Resource(entries) => {
                entries.iter().map(|entry| resource_text(entry, keys)).collect()
            }
            Atom::Open(Open::Resource(entry)) => vec![resource_text(entry, keys)],
            Atom::Action(_) | Atom::Condition(_) | Atom::Open(_) => continue,
        };
        if *holds {
            resources.among.push(texts);
        } else {
            let new = texts.into_iter().filter(|text| !resources.except.contains(text));
            let new: Vec<String> = new.collect();
            resources.except.extend(new);
        }
    }
    resources
}

/// The keys that must be absent.
fn never_present(terms: &mut Terms<'_>, literals: &Literals) -> Vec<KeyId> {
    let mut by_key: BTreeMap<KeyId, Literals> = BTreeMap::new();
    for literal in literals {
        if let Dimension::Key(key) = terms.encoder.atoms.dimension(literal.0) {
            by_key.entry(key).or_default().push(*literal);
        }
    }
    let mut absent = Vec::new();
    for (key, mut asked) in by_key {
        let present = CompiledCondition::is_present(key, terms.encoder.keys);
        asked.push((terms.encoder.atoms.intern(Atom::Condition(present)), true));
        asked.sort_unstable();
        asked.dedup();
        let fit = terms.theory.fit(&terms.encoder.atoms, Dimension::Key(key), &asked);
        if matches!(fit, Fit::None) && !takes_empty_text(terms, key) {
            absent.push(key);
        }
    }
    absent
}

fn takes_empty_text(terms: &mut Terms<'_>, key: KeyId) -> bool {
    let key_type = terms.theory.key_type(key);
    key_type.is_none_or(|key_type| key_type.value == ValueType::String)
}

fn conditions(terms: &Terms<'_>, asked: &[(Atom, bool)], absent: &[KeyId]) -> Vec<String> {
    let mut by_key: BTreeMap<KeyId, Vec<(&CompiledCondition, bool)>> = BTreeMap::new();
    for (atom, holds) in asked {
        if let Atom::Condition(condition) | Atom::Open(Open::Condition(condition)) = atom {
            by_key.entry(condition.key).or_default().push((condition, *holds));
        }
    }
    let unseen: Vec<&str> = asked
        .iter()
        .filter_map(|(atom, holds)| match atom {
            Atom::Open(Open::ResourcePolicy(unseen)) => Some(unseen_in_words(*unseen, *holds)),
            _ => None,
        })
        .collect();
    let unseen = match unseen.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
    };
    let unseen = unseen.map(|what| format!("the resource's own policy {what}"));
    let in_words = |(key, mut asked): (KeyId, Vec<(&CompiledCondition, bool)>)| {
        if absent.contains(&key) {
            return format!("{} is absent", printable(terms.encoder.keys.name(key)));
        }
        asked.arrange_by_key(|(condition, holds)| condition.negated == *holds);
        key_in_words(&asked, terms.encoder.keys, terms.theory.key_type(key))
    };
    by_key.into_iter().map(in_words).chain(unseen).collect()
}

fn unseen_in_words(unseen: Unseen, holds: bool) -> &'static str {
    match (unseen, holds) {
        (Unseen::Denies, true) => "denies it",
        (Unseen::Denies, false) => "does not deny it",
        (Unseen::Allows, true) => "allows it to the caller",
        (Unseen::Allows, false) => "does not allow it to the caller",
        (Unseen::AllowsRole, true) => "allows it to the caller's role",
        (Unseen::AllowsRole, false) => "does not allow it to the caller's role",
        (Unseen::Delegates, true) => "allows it to the caller's account",
        (Unseen::Delegates, false) => "does not allow it to the caller's account",
    }
}
