//! In: `iamsim who-can` and what is asked of it. Out: who can do it, as a table, JSON or CSV.

mod answer;
mod arguments;
mod find;
mod matrix;
mod table;

use std::process::ExitCode;

use super::console::print;
pub(super) use answer::WhoCanAnswer;
pub(super) use answer::policies_not_said;
pub(super) use arguments::{Format, WhoCan};

impl WhoCan {
    /// Finds out who can. 0: somebody can or may, 1: nobody, 2: no answer.
    pub(super) fn run(&self) -> ExitCode {
        let found = match self.find() {
            Ok(found) => found,
            Err(code) => return code,
        };
        let (text, has_anybody) = match (self.format, self.is_matrix()) {
            (Format::Csv, true) => (matrix::csv(&found), found.has_anybody()),
            (Format::Table, true) => (matrix::text(&found), found.has_anybody()),
            (format, _) => {
                let answer = WhoCanAnswer::new(&found, self);
                let text = match format {
                    Format::Json => answer.to_json(),
                    Format::Csv => answer.to_csv(),
                    Format::Table => table::text(&answer),
                };
                (text, answer.has_anybody())
            }
        };
        print(&text, ExitCode::from(u8::from(!has_anybody)))
    }
}
