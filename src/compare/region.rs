//! What a statement adds, told as a region of requests.

mod actions;
pub(super) mod cubes;
mod owners;
mod ranges;
mod tell;

use super::atoms::{Atom, Open};
use super::formula::Formula;
use super::solve::Solved;
use super::terms::Terms;
use super::theory::{Allowance, Literals};
use crate::aws::ActionName;
use crate::catalog::Catalog;
use crate::compile::ActionTest;
use crate::evaluate::{Silent, Truth, entry_covers, holds};
use crate::request::RequestContext;

use crate::text::Arrange;
pub(super) use actions::Space;
pub use actions::{Actions, Range};
use ranges::NewActions;

/// Requests of one caller that a statement allows and that were not allowed: whatever is in a
/// region is new. The caller is that of the reason's witness; and where a comparison is about some
/// resources alone, or about some values of keys, so is the region.
#[derive(Clone, Debug, Default)]
pub struct Region {
    /// Actions, and where they are new; the part of the witness first.
    pub parts: Vec<Part>,
    /// Whether there is nothing new outside these parts.
    pub is_whole: bool,
}

/// Actions that are new on the same resources under the same conditions.
#[derive(Clone, Debug)]
pub struct Part {
    /// The actions.
    pub actions: Actions,
    /// Where they are new: in any of these.
    pub cubes: Vec<Cube>,
    /// How many more cubes there are.
    pub more: More,
}

/// How much is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// So many.
    Exactly(usize),
    /// So many were found, and there may be others.
    AtLeast(usize),
}

/// Resources and conditions that go together.
#[derive(Clone, Debug)]
pub struct Cube {
    literals: Vec<(Atom, bool)>,
    /// The resources.
    pub resources: Resources,
    /// What keys must be: `aws:SourceIp is in 10.0.0.0/8`.
    pub conditions: Vec<String>,
}

/// The resources of a cube.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    /// Of each of these lists one pattern must match; none of them if it is any resource, `*`
    /// included.
    pub among: Vec<Vec<String>>,
    /// None of these.
    pub except: Vec<String>,
}

impl Region {
    /// Whether a request is in one of the parts that are told.
    pub fn contains(&self, context: &RequestContext) -> bool {
        self.parts.iter().any(|part| {
            part.actions.contains(&context.request.action)
                && part.cubes.iter().any(|cube| cube.contains(context))
        })
    }
}

impl Cube {
    /// Whether a request's resource and keys are as the cube says.
    pub fn contains(&self, context: &RequestContext) -> bool {
        self.literals.iter().all(|(atom, wanted)| truth(atom, context) == Some(*wanted))
    }
}

fn truth(atom: &Atom, context: &RequestContext) -> Option<bool> {
    match atom {
        Atom::Action(test) => Some(test.matches(&context.request.action)),
        Atom::Resource(entries) => {
            let covers = entries.iter().map(|entry| entry_covers(entry, context));
            covers.fold(Truth::False, Truth::or).known()
        }
        Atom::Condition(condition) | Atom::Open(Open::Condition(condition)) => {
            holds(condition, context, &mut Silent).known()
        }
        Atom::Open(Open::Resource(entry)) => entry_covers(entry, context).known(),
        Atom::Open(Open::ResourcePolicy(_)) => None,
    }
}

impl More {
    /// Whether nothing is left out.
    pub fn is_none(self) -> bool {
        self == Self::Exactly(0)
    }
}

/// How many cubes of a part are kept.
const MOST_CUBES: usize = 8;

/// How many parts are told.
const MOST_PARTS: usize = 4;

/// How much of the budget of a comparison a region may take.
const BUDGET: usize = 20_000;

/// What a statement about these actions adds, as far as `space` has it. `first` is the action of its
/// witness.
pub(super) fn region(
    terms: &mut Terms<'_>,
    space: &mut Space,
    test: &ActionTest,
    first: &ActionName,
    catalog: &Catalog,
) -> Region {
    let kept = std::mem::replace(&mut terms.theory.budget, BUDGET);
    let allowance = std::mem::replace(&mut terms.theory.allowance, Allowance::LITTLE);
    let mut new = NewActions::of(terms, space, test);
    let group = space.group(terms, first);
    let mut groups: Vec<usize> = new.groups().into_iter().collect();
    groups.arrange_by_key(|number| (Some(*number) != group, *number));
    let mut is_whole = new.is_whole;
    let mut told: Vec<(usize, Vec<Literals>, More)> = Vec::new();
    for number in groups {
        let Some(formula) = space.formula(number) else { continue };
        if told.len() >= MOST_PARTS {
            is_whole = false;
            break;
        }
        let (literals, more) = cubes::cubes(terms, formula, MOST_CUBES);
        let same = told.iter().find(|(_, known, _)| *known == literals && more.is_none());
        if literals.is_empty() {
            is_whole = false;
        } else if let Some((known, ..)) = same {
            new.join(number, *known);
        } else {
            is_whole &= more.is_none();
            told.push((number, literals, more));
        }
    }
    let mut ranges = new.ranges();
    let mut parts = Vec::new();
    for (number, literals, more) in told {
        let actions = Actions::of(ranges.remove(&number).unwrap_or_default(), catalog);
        let cubes = literals.iter().map(|literals| cubes::told(terms, literals)).collect();
        parts.push(Part { actions, cubes, more });
    }
    terms.theory.budget = kept;
    terms.theory.allowance = allowance;
    let is_whole = is_whole && !parts.is_empty();
    Region { parts, is_whole }
}

/// Whether a formula holds for some request; `None` if that was not found out.
fn is_satisfiable(terms: &mut Terms<'_>, formula: Formula) -> Option<bool> {
    match terms.solve(formula) {
        Solved::None => Some(false),
        Solved::Model(_) => Some(true),
        Solved::GivenUp(_) => None,
    }
}
