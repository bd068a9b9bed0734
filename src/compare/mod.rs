//! In: two [sides](Side), policies by layer. Out: whether one allows anything that the other does
//! not, for all requests there can be: a proof, or a request that anyone can replay.

mod actions;
mod atoms;
mod caller;
mod callers;
mod cells;
mod comparison;
mod encode;
mod formula;
mod join;
mod side;
mod solve;
mod split;
mod theory;
mod witness;

pub use comparison::{Answer, Comparison, Reason, Unknown};
pub use side::{Place, Side};
pub use witness::Witness;
