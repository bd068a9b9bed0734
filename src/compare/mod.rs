//! In: two [sides](Side), policies by layer. Out: whether one allows anything that the other does
//! not, for all requests there can be: a proof, or a request that anyone can replay.

mod actions;
mod added;
mod asked_keys;
mod atoms;
mod beautify;
mod caller;
mod callers;
mod catalogued;
mod cells;
mod comparison;
mod concrete;
mod conditions;
mod describe;
mod encode;
mod engine;
mod formula;
mod implied;
mod kinds;
mod minterms;
mod own_keys;
mod public;
mod redundancy;
mod region;
mod side;
mod solve;
mod spelled;
mod split;
mod terms;
mod theory;
mod ties;
mod unknown;
mod web_identities;
mod within;
mod witness;
pub(crate) mod words;

pub use catalogued::Universe;
pub use comparison::{Answer, Comparison, Reason, Undecided};
pub use conditions::{Conditions, Hinge, Sought};
pub use engine::Engine;
pub use redundancy::{Because, Needless, Piece};
pub use region::{Actions, Cube, More, Part, Range, Region, Resources};
pub use side::{Place, Side};
pub use unknown::Unknown;
pub use within::Explained;
pub use witness::{Realism, Witness};
