//! In: two [sides](Side), policies by layer. Out: whether one allows anything that the other does
//! not, for all requests there can be: a proof, or a request that anyone can replay.

mod actions;
mod atoms;
mod beautify;
mod caller;
mod callers;
mod cells;
mod comparison;
mod conditions;
mod describe;
mod encode;
mod formula;
mod join;
mod public;
mod redundancy;
mod region;
mod side;
mod solve;
mod spelled;
mod split;
mod terms;
mod theory;
mod unknown;
mod within;
mod witness;
pub(crate) mod words;

pub use comparison::{Answer, Comparison, Reason};
pub use conditions::{Conditions, Hinge, Sought};
pub use redundancy::{Because, Needless, Piece};
pub use region::{Actions, Cube, More, Part, Range, Region, Resources};
pub use side::{Place, Side};
pub use unknown::Unknown;
pub use within::Explained;
pub use witness::{Realism, Witness};
