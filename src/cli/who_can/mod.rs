//! In: `iamsim who-can` and what is asked of it. Out: who can do it, as a table, JSON or CSV.

mod answer;
mod arguments;
mod find;
mod matrix;
mod table;

use std::process::ExitCode;

use super::console::print;
pub(super) use answer::WhoCanAnswer;
pub(super) use arguments::{Format, WhoCan};

impl WhoCan {
    /// Finds out who can. 0: somebody can or may, 1: nobody, 2: no answer.
    pub(super) fn run(&self) -> ExitCode {
        let found = match self.find() {
            Ok(found) => found,
            Err(code) => return code,
        };
        let answer = WhoCanAnswer::new(&found, self);
        let text = match (self.format, self.matrix) {
            (Format::Json, _) => answer.to_json(),
            (Format::Csv, true) => matrix::csv(&found),
            (Format::Csv, false) => answer.to_csv(),
            (Format::Table, true) => matrix::text(&found),
            (Format::Table, false) => table::text(&answer),
        };
        print(&text, ExitCode::from(u8::from(!answer.has_anybody())))
    }
}
