//! In: a scenario file. Out: its cases, each a question and what is expected of the answer; and
//! reports of what came of them.

mod askable;
mod axis;
mod because;
mod by_action;
mod cases;
mod claims;
pub mod coverage;
mod demand;
mod document;
mod environments;
mod escape;
mod expectation;
mod extends;
mod file;
mod fixtures;
mod import;
mod judge;
mod missing;
pub mod mutants;
mod names;
mod percent;
mod place;
pub mod report;
mod run;
#[cfg(test)]
mod schema_tests;
mod source_ids;
mod update;
mod vars;
mod write;

pub use askable::Askable;
pub use because::Because;
pub use cases::{Asked, Cell, Cells, Draft};
pub use claims::{
    ASSUMPTIONS, Assumption, Broken, Claim, ClaimKind, Counterexample, Unproven, Waiver,
};
pub use document::{Case, Document};
pub use expectation::{Expectation, Wanted};
pub use file::{ScenarioFile, is_scenario};
pub use import::{Imported, PolicyFile, Shelf, import};
pub use judge::{Mismatch, Outcome};
pub use missing::{Missing, what_is_missing};
pub use percent::Percent;
pub use place::Place;
pub use run::{CaseReport, CellListener, FileReport, Readers, run_file};
pub use source_ids::rule_ids;
pub use update::{Change, Update, update};
pub use vars::Defaults;
pub use write::{Written, WrittenCase};
