//! Environments that are compared.

#![expect(clippy::doc_markdown, reason = "the comments here are the program's help text")]

use std::path::PathBuf;

use clap::Args;

use crate::bundle::Trouble;
use crate::cli::compare::reading::mistaken;
use crate::cli::environment::StatedArguments;
use crate::cli::impact::{Sides, before_and_after};
use crate::environment::Environment;
use crate::load::{LoadedEnvironment, environment};

/// Where accounts are described, before and after.
#[derive(Args, Clone, Debug)]
#[group(id = "sources", multiple = true, args = ["existing_env", "new_env", "env", "with"])]
pub(in crate::cli::compare) struct AroundArguments {
    /// A file or folder that describes accounts as they are, recognised by what it holds; may be
    /// given several times, a later one counts more
    #[arg(long, value_name = "FILE", help_heading = "Environments", requires = "new_env")]
    existing_env: Vec<PathBuf>,
    /// The same as they will be
    #[arg(long, value_name = "FILE", help_heading = "Environments", requires = "existing_env")]
    new_env: Vec<PathBuf>,
    /// Accounts as they are, as `iamsim impact` takes them; with --as, what surrounds the caller
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "Environments",
        conflicts_with_all = ["existing_env", "new_env"]
    )]
    pub(super) env: Vec<PathBuf>,
    /// What is laid over them: a plan, a template, or anything else that describes accounts; a plan
    /// says what there is as well
    #[arg(
        long,
        value_name = "FILE",
        num_args = 1..,
        help_heading = "Environments",
        conflicts_with_all = ["existing_env", "new_env"]
    )]
    with: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) stated: StatedArguments,
    #[command(flatten)]
    pub(super) caller: CallerArguments,
}

/// Who has the policies, and further layers on both sides: files, ARNs of AWS's managed policies,
/// FullAWSAccess or RCPFullAWSAccess.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Caller and layers")]
pub(super) struct CallerArguments {
    /// Who has the policies of both sides; all layers decide then, as AWS decides
    #[arg(long = "as", value_name = "PRINCIPAL", conflicts_with_all = ["with", "existing_env"])]
    pub(super) principal: Option<String>,
    /// The caller's permissions boundary
    #[arg(long, value_name = "FILE", requires = "principal")]
    pub(super) permissions_boundary: Option<String>,
    /// A session policy; repeat for more
    #[arg(long, value_name = "FILE", requires = "principal")]
    pub(super) session_policy: Vec<String>,
    /// The service control policies of one level, comma-separated; repeat for the next level, root
    /// first
    #[arg(long, value_name = "FILE,..", requires = "principal")]
    pub(super) scp: Vec<String>,
    /// The resource control policies of one level, likewise
    #[arg(long, value_name = "FILE,..", requires = "principal")]
    pub(super) rcp: Vec<String>,
}

/// Two environments, and what people call them.
pub(super) struct Named {
    pub(super) sides: Sides,
    pub(super) existing: Vec<String>,
    pub(super) new: Vec<String>,
    /// The sources that a command takes for the first and for the second; none where there are none.
    pub(super) sources: [Vec<PathBuf>; 2],
}

impl AroundArguments {
    /// Whether environments are compared.
    pub(in crate::cli::compare) fn is_given(&self) -> bool {
        !self.existing_env.is_empty() || !self.with.is_empty()
    }

    /// Whether the caller of both sides is named.
    pub(in crate::cli::compare) fn names_caller(&self) -> bool {
        self.caller.principal.is_some()
    }

    /// Whether there is an environment that nothing is done with.
    pub(in crate::cli::compare) fn is_idle(&self) -> bool {
        !self.env.is_empty() && self.with.is_empty() && !self.names_caller()
    }

    /// Reads both environments, and tells on stderr what was not understood.
    ///
    /// # Errors
    /// Every mistake that leaves a source without a meaning.
    pub(super) fn load(&self) -> Result<Named, Vec<Trouble>> {
        let names = |paths: &[PathBuf]| -> Vec<String> {
            paths.iter().map(|path| path.display().to_string()).collect()
        };
        if self.existing_env.is_empty() {
            let sides = before_and_after(&self.env, &self.with, &self.stated)?;
            let new = [&self.env[..], &self.with].concat();
            let existing = if self.env.is_empty() {
                vec!["what there is".to_owned()]
            } else {
                names(&self.env)
            };
            let sources = [self.env.clone(), new.clone()];
            return Ok(Named { sides, existing, new: names(&new), sources });
        }
        if self.existing_env == self.new_env {
            let same = "--existing-env and --new-env name the same files";
            return Err(vec![mistaken(same)]);
        }
        let stated = self.stated.stated()?;
        let before = environment(&self.existing_env, &stated)?;
        let after = environment(&self.new_env, &stated)?;
        let whole = |loaded: LoadedEnvironment| -> Environment {
            crate::cli::environment::tell(&loaded);
            loaded.environment
        };
        let sides = Sides::of_both(whole(before), whole(after));
        let sources = [self.existing_env.clone(), self.new_env.clone()];
        Ok(Named { sides, existing: names(&self.existing_env), new: names(&self.new_env), sources })
    }
}
