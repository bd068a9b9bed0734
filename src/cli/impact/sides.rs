//! What there is, and what there will be.

use std::path::PathBuf;

use crate::bundle::Trouble;
use crate::cli::environment::{StatedArguments, tell};
use crate::environment::Environment;
use crate::load::{LoadedEnvironment, environment, environment_before, environment_over_plans};

/// Where both sides of a change are described.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SidesArguments {
    /// A file or folder that describes accounts as they are, recognised by what it holds; may be
    /// given several times, a later one counts more
    #[arg(long = "env", value_name = "FILE", help_heading = "Environment")]
    environment: Vec<PathBuf>,
    /// What is laid over it: a plan, a template, or anything else that describes accounts; may be
    /// given several times
    #[arg(
        long = "with",
        value_name = "FILE",
        required = true,
        num_args = 1..,
        help_heading = "Environment"
    )]
    sources: Vec<PathBuf>,
    #[command(flatten)]
    stated: StatedArguments,
}

/// An environment before and after a change.
pub(super) struct Sides {
    pub(super) before: Environment,
    pub(super) after: Environment,
}

impl SidesArguments {
    /// Reads all sources, and tells on stderr what was not understood. What there is, plans say as
    /// well; where sources are named for it, those count more.
    ///
    /// # Errors
    /// Every mistake that leaves a source without a meaning.
    pub(super) fn load(&self) -> Result<Sides, Vec<Trouble>> {
        let stated = self.stated.stated()?;
        let before = if self.environment.is_empty() {
            environment_before(&self.sources, &stated)?
        } else {
            environment_over_plans(&self.environment, &self.sources, &stated)?
        };
        let mut after = before.environment.clone();
        let mut remarks = before.remarks.clone();
        for path in &self.sources {
            let later = environment(&[path], &stated.beside(&after))?;
            after.merge(later.environment);
            remarks.extend(later.remarks);
        }
        let differences = before.differences;
        tell(&LoadedEnvironment { remarks, differences, ..LoadedEnvironment::default() });
        Ok(Sides { before: before.environment, after })
    }
}
