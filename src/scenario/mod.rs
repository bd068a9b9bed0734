//! In: a scenario file. Out: its cases, each a question and what is expected of the answer; and
//! reports of what came of them.

mod axis;
mod because;
mod cases;
mod document;
mod expectation;
mod names;
mod report;
mod run;
mod source_ids;
mod vars;

pub use because::Because;
pub use cases::{Asked, Cell};
pub use document::{Case, Document, ScenarioFile};
pub use expectation::{Expectation, Wanted};
pub use report::{Summary, case_text, file_text, summary_text};
pub use run::{CaseReport, FileReport, Mismatch, Outcome, Place, run_file};
pub use source_ids::rule_ids;
