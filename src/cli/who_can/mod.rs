//! In: `iamsim who-can` and what is asked of it. Out: who can do it, as a table, JSON or CSV.

mod arguments;
mod matrix;

use std::process::ExitCode;

use super::console::print;
use super::query::{Bar, Known};
use crate::query::who_can::{self, Found, WhoCanAnswer, text};
pub(super) use arguments::{Format, WhoCan};

impl WhoCan {
    /// Finds out who can. 0: somebody can or may, 1: nobody, 2: no answer.
    pub(super) fn run(&self) -> ExitCode {
        let found = match self.found() {
            Ok(found) => found,
            Err(code) => return code,
        };
        let (text, has_anybody) = match (self.format, self.is_matrix()) {
            (Format::Csv, true) => (matrix::csv(&found), found.has_anybody()),
            (Format::Table, true) => (matrix::text(&found), found.has_anybody()),
            (format, _) => {
                let answer = WhoCanAnswer::new(&found, &self.question());
                let text = match format {
                    Format::Json => answer.to_json(),
                    Format::Csv => answer.to_csv(),
                    Format::Table => text(&answer),
                };
                (text, answer.has_anybody())
            }
        };
        print(&text, ExitCode::from(u8::from(!has_anybody)))
    }

    /// Asks everybody.
    fn found(&self) -> Result<Found, ExitCode> {
        let known = self.query.known()?;
        let mut reader = known.reader();
        let (bar, mut notes) = (Bar::over("questions"), Vec::new());
        let found = self.question().find(&known.around(), &mut reader, &bar, &mut notes);
        bar.end();
        Known::told(&mut reader, &notes, found)
    }

    fn question(&self) -> who_can::WhoCan {
        who_can::WhoCan {
            actions: self.all_actions().cloned().collect(),
            resources: self.all_resources().cloned().collect(),
            callers: self.callers.clone(),
            hops: self.through_roles.then_some(self.max_hops),
            explain: self.explain,
            everybody: self.matrix,
        }
    }
}
