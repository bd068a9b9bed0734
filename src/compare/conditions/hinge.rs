//! What an undecided answer hinges on, so that equal questions are answered once.

use std::collections::{BTreeSet, HashMap};

use super::Prepared;
use crate::aws::KeyType;
use crate::compare::atoms::{Atom, AtomId};
use crate::compare::encode::Encoder;
use crate::compare::formula::{Formula, Node};
use crate::compare::ties::joined_keys;
use crate::compile::PolicySet;
use crate::request::{ContextKeys, KeyId, KeyState, RequestContext};

/// What an undecided answer hinges on. Among answers by the same keys, equal ones have equal
/// conditions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hinge {
    is_sure: bool,
    /// The formula of what is allowed, members before what they are members of.
    nodes: Vec<Part>,
    atoms: Vec<Atom>,
    /// What is known of the keys in it.
    keys: Vec<(KeyId, Known, Option<KeyType>)>,
}

/// A node of a formula, over the numbers of atoms and of nodes before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Part {
    Constant(bool),
    Literal(usize, bool),
    And(Vec<usize>),
    Or(Vec<usize>),
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Known {
    Nothing,
    Presence,
    Absence,
    Values(Vec<Box<str>>),
}

impl Known {
    fn of(state: &KeyState) -> Self {
        match state {
            KeyState::Unknown => Self::Nothing,
            KeyState::PresentUnknown => Self::Presence,
            KeyState::Absent => Self::Absence,
            KeyState::Present(values) => {
                Self::Values(values.iter().map(|value| value.text.clone()).collect())
            }
        }
    }
}

impl Hinge {
    /// What the answer to a request hinges on; `None` if no conditions could be told.
    pub fn of(policies: &PolicySet, context: &RequestContext, keys: &ContextKeys) -> Option<Self> {
        let Prepared { terms, access, is_sure, .. } = Prepared::of(policies, context, keys)?;
        let mut copy = Copy::new(&terms.encoder);
        copy.node(access);
        let Copy { nodes, atoms: ids, .. } = copy;
        let known = &terms.encoder.known;
        let of_key = |key: KeyId| (key, Known::of(known.state(key)), known.declared_type(key));
        let keys = keys_in(&terms.encoder, &ids).into_iter().map(of_key).collect();
        let atoms = ids.iter().filter_map(|id| terms.encoder.atoms.get(*id).cloned()).collect();
        Some(Self { is_sure, nodes, atoms, keys })
    }
}

/// The keys that atoms ask about, and those that variables in them name.
fn keys_in(encoder: &Encoder<'_>, ids: &[AtomId]) -> BTreeSet<KeyId> {
    let mut keys = joined_keys(&encoder.atoms, ids);
    keys.extend(ids.iter().filter_map(|id| encoder.atoms.get(*id)?.key()));
    keys
}

/// A formula written anew, so that equal ones of different encoders are equal.
struct Copy<'e, 'a> {
    encoder: &'e Encoder<'a>,
    nodes: Vec<Part>,
    atoms: Vec<AtomId>,
    known: HashMap<Formula, usize>,
}

impl<'e, 'a> Copy<'e, 'a> {
    fn new(encoder: &'e Encoder<'a>) -> Self {
        Self { encoder, nodes: Vec::new(), atoms: Vec::new(), known: HashMap::new() }
    }

    /// The number of a node.
    fn node(&mut self, formula: Formula) -> usize {
        if let Some(known) = self.known.get(&formula) {
            return *known;
        }
        let part = match self.encoder.formulas.node(formula) {
            Node::Constant(value) => Part::Constant(*value),
            Node::Literal(atom, holds) => Part::Literal(self.atom(*atom), *holds),
            Node::And(members) => Part::And(members.iter().map(|one| self.node(*one)).collect()),
            Node::Or(members) => Part::Or(members.iter().map(|one| self.node(*one)).collect()),
        };
        self.nodes.push(part);
        self.known.insert(formula, self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    fn atom(&mut self, atom: AtomId) -> usize {
        self.atoms.iter().position(|known| *known == atom).unwrap_or_else(|| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        })
    }
}
