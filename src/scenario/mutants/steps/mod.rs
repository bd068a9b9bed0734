//! In: a policy or one of its statements, and what is asked of it. Out: the mutants that are one small
//! step away.

mod actions;
mod conditions;
mod operators;
mod principals;
mod resources;
mod statements;
mod values;

use super::grounds::Grounds;
use super::mutant::Mutant;
pub(super) use statements::detached;

/// Every step on a statement.
pub(super) fn every_step(on: &Grounds<'_>, mutants: &mut Vec<Mutant>) {
    statements::steps(on, mutants);
    principals::steps(on, mutants);
    actions::steps(on, mutants);
    resources::steps(on, mutants);
    conditions::steps(on, mutants);
}
