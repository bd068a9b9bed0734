//! In: policies and the cases that ask them. Out: mutants, which are the same policies changed by
//! one small step, and for each whether a case notices.

mod altered;
mod baseline;
mod change;
mod diff;
mod edits;
mod equivalent;
mod gathered;
mod grounds;
mod json;
mod judge;
mod keys;
mod listener;
mod mutant;
mod operator;
mod outcome;
mod people;
mod report;
mod same_conditions;
mod scalar;
mod steps;
mod suites;
mod under_test;

pub use baseline::{Baseline, MutantFilter};
pub use diff::Diff;
pub use json::MutantsJson;
#[cfg(test)]
pub(super) use json::MutantsReport;
pub use judge::{MutantName, judge, names};
pub use mutant::Mutant;
pub use operator::{Direction, Operator};
pub use outcome::{Judged, MutantRun, MutantSummary, Outcome};
pub use people::{MutantsForPeople, closing_line};
pub use report::{MutantReport, PoliciesAsSuites};
