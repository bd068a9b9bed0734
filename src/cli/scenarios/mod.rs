//! In: the paths, variables and filters that `test` and `mutants` take. Out: which scenario files and
//! cases are meant.

mod filter;
mod variable;

use std::path::PathBuf;

pub(super) use filter::{fits_id, fits_path};
use variable::Variable;

use super::environment::{EnvironmentArguments, tell};
use super::settings::Settings;
use crate::bundle::Trouble;
use crate::load::{Stated, environment};
use crate::scenario::Defaults;
use crate::text::quote;

/// Scenario files, and what their variables stand for.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Scenarios {
    /// Scenario files, folders or globs; `scenarios` if neither this nor `iamsim.toml` names any
    ///
    /// A folder stands for the scenario files below it; folders named `policies` and hidden ones
    /// are left out.
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<String>,
    /// Let a variable stand for this value, whatever the files say; may be given several times
    #[arg(long = "var", value_name = "NAME=VALUE")]
    vars: Vec<Variable>,
    #[command(flatten)]
    environment: EnvironmentArguments,
}

impl Scenarios {
    /// Whether paths are given.
    pub(super) fn names_paths(&self) -> bool {
        !self.paths.is_empty()
    }

    /// The paths given, else those that a team agreed on.
    pub(super) fn paths(&self, settings: &Settings) -> Vec<String> {
        settings.paths_or(&self.paths)
    }

    /// What every file is given: a team's variables below the files, those given above, and the
    /// environment for files that name none: that of the prompt, else the one agreed on.
    ///
    /// # Errors
    /// Every mistake that leaves a source of the environment without a meaning.
    pub(super) fn defaults(&self, settings: &Settings) -> Result<Defaults, Vec<Trouble>> {
        let agreed = settings.vars.iter().map(|(name, value)| (&**name, &**value));
        let given = self.vars.iter().map(|var| (&*var.name, &*var.value));
        let defaults = Defaults::of_vars(agreed).with_overrides(given);
        let (sources, stated) = if self.environment.is_given() {
            (self.environment.sources().to_vec(), self.environment.stated()?)
        } else {
            (settings.environment.iter().map(PathBuf::from).collect(), Stated::default())
        };
        if sources.is_empty() {
            return Ok(defaults);
        }
        let loaded = environment(&sources, &stated)?;
        tell(&loaded);
        Ok(defaults.with_environment(&sources, stated, loaded))
    }
}

/// Why nothing was found there.
pub(super) fn no_scenarios_in(paths: &[String]) -> String {
    let places: Vec<String> = paths.iter().map(|path| quote(path)).collect();
    format!("there are no scenarios in {}", places.join(", "))
}
