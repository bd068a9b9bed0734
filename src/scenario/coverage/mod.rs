//! In: the walks that decide scenarios, and the policies that stand in files of their own. Out: which
//! statements and values of those policies some case hangs on, for people and machines.

mod gaps;
mod gather;
mod heard;
mod model;
mod tally;

pub use gaps::{Gap, GapTarget};
pub use gather::Coverage;
pub use heard::Heard;
pub use model::{
    ElementCoverage, Half, Measured, PolicyCoverage, StatementCoverage, StatementState,
    ValueCoverage,
};
pub use tally::Tally;
