//! Requests of an area that are found without a search: what they are not in does not cover it.

use std::collections::BTreeMap;

use crate::aws::ValueType;
use crate::compare::atoms::{Atom, Dimension};
use crate::compare::encode::Encoder;
use crate::compare::formula::{Formula, Node};
use crate::compare::solve::Model;
use crate::compare::theory::{Coordinate, Fit, Literals, Theory};
use crate::compile::{CompiledCondition, ResourcePattern, Test, ValueSet};
use crate::value_set::Language;

/// What stands for each wildcard of a resource.
const FILLER: &str = "q";

/// How many resources of an area are tried.
const MOST: usize = 4;

/// Requests that an area is about, on resources as its own patterns have them.
pub(super) fn examples(
    area: Formula,
    encoder: &Encoder<'_>,
    theory: &mut Theory<'_>,
    universe: &Language,
) -> Vec<Model> {
    let Some(keys) = keys_of(area, encoder, theory) else { return Vec::new() };
    let resources = resources_of(area, encoder).into_iter();
    let counting = resources.filter(|resource| universe.contains(resource)).take(MOST);
    let mut found: Vec<Model> = counting
        .map(|resource| {
            let mut example = keys.clone();
            example.insert(Dimension::Resource, Coordinate::Resource(resource));
            example
        })
        .collect();
    found.retain(|example| is_true_at(area, example, encoder, theory));
    found
}

/// States of the keys of which an area surely asks something; `None` if there are no such.
fn keys_of(area: Formula, encoder: &Encoder<'_>, theory: &mut Theory<'_>) -> Option<Model> {
    let members = match encoder.formulas.node(area) {
        Node::And(members) => members.to_vec(),
        _ => vec![area],
    };
    let mut units: Literals = members
        .iter()
        .filter_map(|member| match encoder.formulas.node(*member) {
            Node::Literal(atom, holds) => Some((*atom, *holds)),
            _ => None,
        })
        .collect();
    encoder.atoms.add_implied(&mut units);
    let mut asked: BTreeMap<Dimension, Literals> = BTreeMap::new();
    for (atom, holds) in units {
        asked.entry(encoder.atoms.dimension(atom)).or_default().push((atom, holds));
    }
    asked.remove(&Dimension::Resource);
    let mut found = Model::new();
    for (dimension, mut literals) in asked {
        literals.sort_unstable();
        let at = match sample(dimension, &literals, encoder, theory) {
            Some(sample) => sample,
            None => match theory.fit(&encoder.atoms, dimension, &literals) {
                Fit::Example(at) => at,
                Fit::None | Fit::GivenUp(_) => return None,
            },
        };
        found.insert(dimension, at);
    }
    Some(found)
}

/// A state of a key that fits, with one of the texts that the conditions on it list.
fn sample(
    dimension: Dimension,
    literals: &Literals,
    encoder: &Encoder<'_>,
    theory: &mut Theory<'_>,
) -> Option<Coordinate> {
    let Dimension::Key(key) = dimension else { return None };
    if theory.key_type(key).is_some_and(|of| of.value != ValueType::String) {
        return None;
    }
    let atoms = literals.iter().map(|(id, holds)| Some((encoder.atoms.get(*id)?, *holds)));
    let atoms: Vec<(&Atom, bool)> = atoms.collect::<Option<_>>()?;
    let text = atoms.iter().find_map(|(atom, holds)| match atom {
        Atom::Condition(condition) if *holds != condition.negated => first_text(condition),
        _ => None,
    })?;
    let at = Coordinate::Key(theory.known.present(key, [&*text]));
    atoms.iter().all(|(atom, holds)| theory.holds(atom, &at) == *holds).then_some(at)
}

/// The first text that a condition lists, not empty, with something for each wildcard.
fn first_text(condition: &CompiledCondition) -> Option<String> {
    let Test::Values(ValueSet::Text(set)) = &condition.test else { return None };
    let plain = set.literals.first().map(ToString::to_string);
    let text = plain.or_else(|| Some(set.patterns.first()?.pattern.sample(FILLER)));
    text.filter(|text| !text.is_empty())
}

/// A resource for each pattern of an area; `*` if it names none.
fn resources_of(area: Formula, encoder: &Encoder<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for id in encoder.formulas.atoms(area) {
        if let Some(Atom::Resource(entries)) = encoder.atoms.get(id) {
            found.extend(entries.iter().filter_map(|entry| match entry {
                ResourcePattern::Arn(pattern, _) => Some(pattern.sample(FILLER)),
                ResourcePattern::Everything | ResourcePattern::Nothing => None,
            }));
        }
    }
    if found.is_empty() {
        found.push("*".to_owned());
    }
    found
}

/// Whether a formula is true of a request; what it does not say is as it may be.
pub(super) fn is_true_at(
    formula: Formula,
    example: &Model,
    encoder: &Encoder<'_>,
    theory: &mut Theory<'_>,
) -> bool {
    match encoder.formulas.node(formula) {
        Node::Constant(value) => *value,
        Node::Literal(id, holds) => {
            let dimension = encoder.atoms.dimension(*id);
            let Some(atom) = encoder.atoms.get(*id) else { return false };
            if let Some(at) = example.get(&dimension) {
                return theory.holds(atom, at) == *holds;
            }
            match theory.fit(&encoder.atoms, dimension, &Vec::new()) {
                Fit::Example(any) => theory.holds(atom, &any) == *holds,
                Fit::None | Fit::GivenUp(_) => false,
            }
        }
        Node::And(members) => {
            members.iter().all(|member| is_true_at(*member, example, encoder, theory))
        }
        Node::Or(members) => {
            members.iter().any(|member| is_true_at(*member, example, encoder, theory))
        }
    }
}
