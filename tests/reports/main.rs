//! Reports on a small readable run, and on one that tries to break out of each format.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod github;
mod hostile;
mod json;
mod junit;
mod markdown;
mod mutants;
mod people;
mod tap;

use std::path::Path;

use iamsim::evaluate::Silent;
use iamsim::load::Files;
use iamsim::scenario::report::{Ending, Report, Summary};
use iamsim::scenario::{FileReport, ScenarioFile, run_file};

const FOLDER: &str = "tests/fixtures/reports";

/// What came of a run, and how long it took.
struct Run {
    files: Vec<FileReport>,
    ending: Ending,
}

impl Run {
    fn new(files: Vec<FileReport>) -> Self {
        let mut summary = Summary::default();
        for file in &files {
            summary.add(file);
        }
        Self { files, ending: Ending { summary, seconds: 0.25, files_left_out: 0 } }
    }

    fn report(&self, mut report: impl Report) -> String {
        let files: String = self.files.iter().map(|file| report.file(file)).collect();
        files + &report.end(&self.ending)
    }
}

/// A failure of each kind, a case without an answer, a file that cannot be read, and some that pass.
fn readable() -> Run {
    let names = ["team.json", "broken.json", "passing.json"];
    Run::new(names.map(|name| run(&format!("{FOLDER}/{name}"))).into())
}

fn run(path: &str) -> FileReport {
    match ScenarioFile::read(Path::new(path)) {
        Ok(file) => run_file(&file, &Files::new(), &|_| true, &mut Silent),
        Err(troubles) => FileReport::unreadable(path.to_owned(), troubles),
    }
}
