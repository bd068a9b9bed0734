//! The scenarios whose cases are decided on both sides.

use super::Impact;
use crate::bundle::Trouble;
use crate::catalog::Catalog;
use crate::cli::scenarios::no_scenarios_in;
use crate::environment::Environment;
use crate::load::{Files, find_all};
use crate::query::impact::Impact as Found;
use crate::scenario::{Defaults, ScenarioFile};

impl Impact {
    /// The files that are named.
    ///
    /// # Errors
    /// What cannot be read, or that nothing is there.
    pub(super) fn scenario_files(&self) -> Result<Vec<ScenarioFile>, Vec<Trouble>> {
        if self.scenarios.is_empty() {
            return Ok(Vec::new());
        }
        let search = find_all(&self.scenarios);
        let mut troubles: Vec<Trouble> =
            search.errors.into_iter().map(|why| Files::trouble("", why)).collect();
        let (mut files, defaults) = (Vec::new(), Defaults::default());
        for found in &search.found {
            match ScenarioFile::read_found(found, &defaults) {
                Ok(file) => files.extend(file),
                Err(mistakes) => troubles.extend(mistakes),
            }
        }
        if files.is_empty() && troubles.is_empty() {
            troubles.push(Files::trouble("", no_scenarios_in(&self.scenarios)));
        }
        if troubles.is_empty() { Ok(files) } else { Err(troubles) }
    }
}

/// Adds what becomes of the cases.
///
/// # Errors
/// Every mistake in a file, outside of its cases.
pub(super) fn add_scenarios(
    found: &mut Found,
    files: &[ScenarioFile],
    sides: [&Environment; 2],
    catalog: &'static Catalog,
) -> Result<(), Vec<Trouble>> {
    let documents = Files::with_catalog(catalog);
    for file in files {
        found.add_cases(file, sides, &documents)?;
    }
    Ok(())
}
