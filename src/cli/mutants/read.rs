//! The scenario files by which mutants are judged.

use crate::load::{Found, find_all};
use crate::scenario::{Defaults, FileReport, ScenarioFile};
use crate::text::in_parallel;

/// What stands at the paths.
pub(super) struct Read {
    pub(super) files: Vec<ScenarioFile>,
    /// The files that cannot be read.
    pub(super) unreadable: Vec<FileReport>,
    /// Why paths lead nowhere.
    pub(super) not_found: Vec<String>,
}

impl Read {
    /// Reads all of them at once.
    pub(super) fn all(paths: &[String], defaults: &Defaults) -> Self {
        let search = find_all(paths);
        let read = |found: &Found| ScenarioFile::read_found(found, defaults);
        let all = in_parallel(&search.found, read);
        let (mut files, mut unreadable) = (Vec::new(), Vec::new());
        for (found, one) in search.found.iter().zip(all) {
            match one {
                Ok(file) => files.extend(file),
                Err(troubles) => {
                    let name = found.path.display().to_string();
                    unreadable.push(FileReport::unreadable(name, troubles));
                }
            }
        }
        Self { files, unreadable, not_found: search.errors }
    }
}
