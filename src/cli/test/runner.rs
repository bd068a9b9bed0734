//! Runs files on several threads.

use std::sync::Arc;

use super::selection::Selection;
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::cli::ordered::ordered;
use crate::evaluate::Silent;
use crate::load::{Files, Found};
use crate::scenario::coverage::Coverage;
use crate::scenario::{CellListener, Defaults, FileReport, ScenarioFile, run_file};
use crate::text::{Diagnostic, Source, Span};

/// What all files of a run have in common.
pub(super) struct Runner {
    files: Files,
    selection: Selection,
    defaults: Defaults,
}

impl Runner {
    /// Runs what is selected.
    pub(super) fn new(selection: Selection, defaults: Defaults, catalog: &'static Catalog) -> Self {
        Self { files: Files::with_catalog(catalog), selection, defaults }
    }

    /// Which cases run.
    pub(super) fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The policies that were read.
    pub(super) fn files(&self) -> &Files {
        &self.files
    }

    /// What lies below every file.
    pub(super) fn defaults(&self) -> &Defaults {
        &self.defaults
    }

    /// A file; `None` if it is no scenario file and was not named.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn read(&self, found: &Found) -> Result<Option<ScenarioFile>, Vec<Trouble>> {
        ScenarioFile::read_found(found, &self.defaults)
    }

    /// What comes of a file, heard by somebody; `None` if it is no scenario file.
    fn run<L: CellListener>(&self, found: &Found, listener: &mut L) -> Option<FileReport> {
        let chosen = self.selection.of_file(&found.path);
        match self.read(found) {
            Ok(file) => {
                let file = file?;
                Some(run_file(&file, &self.files, &|id| chosen.selects(id), listener))
            }
            Err(troubles) => Some(unreadable(found, troubles)),
        }
    }
}

/// The report on a file that cannot be read.
pub(super) fn unreadable(found: &Found, troubles: Vec<Trouble>) -> FileReport {
    let name = found.path.display().to_string();
    FileReport::unreadable(name, troubles)
}

/// A file under which the program itself broke down.
pub(super) fn failed(found: &Found) -> FileReport {
    let message = "iamsim failed on this file, which is a fault of its own";
    let diagnostic = Diagnostic::error("internal-error", Span::default(), message);
    let source = Arc::new(Source::new(found.path.display().to_string(), ""));
    unreadable(found, vec![Trouble { diagnostic, source }])
}

/// What comes of a file, and what its cases show of the policies if that is measured.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) report: Option<FileReport>,
    pub(super) shown: Option<Coverage>,
}

impl Runner {
    fn run_one(&self, found: &Found, measures: bool) -> Ran {
        if !measures {
            return Ran { report: self.run(found, &mut Silent), shown: None };
        }
        let mut shown = Coverage::new();
        let report = self.run(found, &mut shown);
        shown.settle();
        Ran { report, shown: Some(shown) }
    }
}

/// What comes of all files, in their order; there is no report on one that is no scenario file.
pub(super) fn run_all(
    runner: &Arc<Runner>,
    found: &[Found],
    jobs: usize,
    measures: bool,
) -> impl Iterator<Item = Ran> {
    let worker = runner.clone();
    let all = found.to_vec();
    let ran = ordered(jobs, all.into_iter(), move |found| worker.run_one(&found, measures));
    let broken = |found| Ran { report: Some(failed(found)), shown: None };
    found.iter().zip(ran).map(move |(found, ran)| ran.unwrap_or_else(|| broken(found)))
}
