//! In: two [sides](Side), policies by layer. Out: whether one allows anything that the other does
//! not, for all requests there can be: a proof, or a request that anyone can replay.

mod actions;
mod atoms;
mod callers;
mod comparison;
mod encode;
mod formula;
mod join;
mod redundancy;
mod side;
mod solve;
mod theory;
mod witness;

pub use comparison::{Answer, Comparison, Reason};
pub use redundancy::{Because, Needless, Part};
pub use side::{Place, Side};
pub use witness::Witness;
