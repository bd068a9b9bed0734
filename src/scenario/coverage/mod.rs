//! In: the walks that decide scenarios, and the policies that stand in files of their own. Out: which
//! statements and values of those policies some case hangs on, for people and machines.

mod cobertura;
mod gaps;
mod gather;
mod heard;
mod json;
mod lcov;
mod lines;
mod markdown;
mod model;
mod people;
mod tally;
mod thresholds;
mod xml;

pub use cobertura::cobertura;
pub use gaps::Gap;
pub use gather::Coverage;
pub use heard::Heard;
#[cfg(test)]
pub(in crate::scenario) use json::CoverageReport;
pub use json::json;
pub use lcov::lcov;
pub use markdown::markdown;
pub use model::{
    ElementCoverage, Half, Measured, PolicyCoverage, StatementCoverage, StatementState,
    ValueCoverage,
};
pub use people::{closing_line, marked_text, table_text};
pub use tally::Tally;
pub use thresholds::{Miss, Thresholds};
