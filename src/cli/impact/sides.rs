//! What there is, and what there will be.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::bundle::Trouble;
use crate::cli::console::complain;
use crate::cli::environment::{StatedArguments, tell};
use crate::environment::Environment;
use crate::load::{LoadedEnvironment, environment, environment_before, environment_over_plans};
use crate::text::printable;

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
pub(in crate::cli) struct Sides {
    pub(in crate::cli) before: Environment,
    pub(in crate::cli) after: Environment,
}

impl SidesArguments {
    /// Reads all sources, and tells on stderr what was not understood. What there is, plans say as
    /// well; where sources are named for it, those count more.
    ///
    /// # Errors
    /// Every mistake that leaves a source without a meaning.
    pub(super) fn load(&self) -> Result<Sides, Vec<Trouble>> {
        before_and_after(&self.environment, &self.sources, &self.stated)
    }
}

/// What there is, by `existing` or else by the plans among `sources`, and what there is with all
/// sources laid over it. What was not understood is told on stderr.
///
/// # Errors
/// Every mistake that leaves a source without a meaning.
pub(in crate::cli) fn before_and_after(
    existing: &[PathBuf],
    sources: &[PathBuf],
    stated: &StatedArguments,
) -> Result<Sides, Vec<Trouble>> {
    let stated = stated.stated()?;
    let before = if existing.is_empty() {
        environment_before(sources, &stated)?
    } else {
        environment_over_plans(existing, sources, &stated)?
    };
    let mut after = before.environment.clone();
    let mut remarks = before.remarks.clone();
    for path in sources {
        let later = environment(&[path], &stated.beside(&after))?;
        after.merge(later.environment);
        remarks.extend(later.remarks);
    }
    let differences = before.differences;
    tell(&LoadedEnvironment { remarks, differences, ..LoadedEnvironment::default() });
    Ok(Sides::of_both(before.environment, after))
}

impl Sides {
    /// Both environments. Whom they know only in part is taken to hold nothing else.
    pub(in crate::cli) fn of_both(mut before: Environment, mut after: Environment) -> Self {
        before.expect_partly_known(&after);
        let known_in_part: BTreeSet<String> =
            before.take_as_whole().into_iter().chain(after.take_as_whole()).collect();
        tell_known_in_part(&known_in_part);
        Self { before, after }
    }
}

/// An unknown rest would leave every answer open on both sides, and hide what is gained.
fn tell_known_in_part(names: &BTreeSet<String>) {
    let Some(first) = names.first() else { return };
    let others = match names.len() - 1 {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    complain(&format!(
        "note: of {}{others} only a part is known; what else they hold is taken to allow and deny \
         nothing, before and after",
        printable(first)
    ));
}
