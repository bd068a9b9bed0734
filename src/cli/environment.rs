//! `--env`: accounts, resources and an organization that a question is about.

use std::path::PathBuf;

use super::console::{complain, report};
use crate::aws::is_account_id;
use crate::bundle::Trouble;
use crate::environment::Difference;
use crate::load::{LoadedEnvironment, Stated, environment, parameters};
use crate::text::{printable, quote};
use crate::whatif::Session;

/// Where accounts are described, and what the sources leave open.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct EnvironmentArguments {
    /// A file or folder that describes accounts, recognised by what it holds, or - for the standard
    /// input; may be given several times, a later one counts more
    #[arg(long = "env", value_name = "FILE", help_heading = "Environment")]
    sources: Vec<PathBuf>,
    #[command(flatten)]
    stated: StatedArguments,
}

/// What sources leave open.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct StatedArguments {
    /// The account that a plan or a template is for
    #[arg(long, value_name = "ID", value_parser = account, requires = "sources", help_heading = "Environment")]
    account: Option<String>,
    /// The region that a plan or a template is for
    #[arg(long, value_name = "REGION", requires = "sources", help_heading = "Environment")]
    region: Option<String>,
    /// A parameter of a template; may be given several times
    #[arg(
        long = "parameter",
        value_name = "NAME=VALUE",
        value_parser = parameter,
        requires = "sources",
        help_heading = "Environment"
    )]
    parameters: Vec<(String, String)>,
    /// A file with parameters of a template, as the AWS CLI takes them; may be given several times
    #[arg(
        long = "parameters",
        value_name = "FILE",
        requires = "sources",
        help_heading = "Environment"
    )]
    parameter_files: Vec<PathBuf>,
}

fn account(text: &str) -> Result<String, String> {
    let refused = || "an account is twelve digits".to_owned();
    is_account_id(text).then(|| text.to_owned()).ok_or_else(refused)
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}

impl StatedArguments {
    /// The same as words of another command.
    pub(super) fn words(&self) -> Vec<String> {
        let files = self.parameter_files.iter().map(|path| path.display().to_string());
        let parameters = self.parameters.iter().map(|(name, value)| format!("{name}={value}"));
        let account = self.account.iter().map(|account| ("--account", account.clone()));
        let region = self.region.iter().map(|region| ("--region", region.clone()));
        let all = account.chain(region).chain(parameters.map(|one| ("--parameter", one)));
        let all = all.chain(files.map(|one| ("--parameters", one)));
        all.flat_map(|(name, value)| [name.to_owned(), value]).collect()
    }

    /// What was said. A parameter by itself counts more than one of a file.
    ///
    /// # Errors
    /// What is wrong in a file of parameters.
    pub(super) fn stated(&self) -> Result<Stated, Vec<Trouble>> {
        let mut all = parameters(&self.parameter_files)?;
        for (name, value) in &self.parameters {
            all.retain(|(other, _)| **other != **name);
            all.push((name.as_str().into(), value.as_str().into()));
        }
        Ok(Stated {
            account: self.account.as_deref().map(Box::from),
            only_account: None,
            region: self.region.as_deref().map(Box::from),
            partition: self.region.as_deref().map(|region| partition_of(region).into()),
            parameters: all,
        })
    }
}

/// The partition of a region, by how its name starts.
fn partition_of(region: &str) -> &'static str {
    const STARTS: [(&str, &str); 5] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eusc-", "aws-eusc"),
    ];
    let known = STARTS.iter().find(|(start, _)| region.starts_with(start));
    known.map_or("aws", |(_, partition)| partition)
}

impl EnvironmentArguments {
    /// Whether any source is named.
    pub(super) fn is_given(&self) -> bool {
        !self.sources.is_empty()
    }

    /// The sources in the order given.
    pub(super) fn sources(&self) -> &[PathBuf] {
        &self.sources
    }

    /// What the sources leave open and was said beside them.
    ///
    /// # Errors
    /// What is wrong in a file of parameters.
    pub(super) fn stated(&self) -> Result<Stated, Vec<Trouble>> {
        self.stated.stated()
    }

    /// Reads the sources, and tells on stderr what was not understood and in what they differ.
    /// `None` if no source is named.
    ///
    /// # Errors
    /// Every mistake that leaves a source without a meaning.
    pub(super) fn load(&self) -> Result<Option<LoadedEnvironment>, Vec<Trouble>> {
        if !self.is_given() {
            return Ok(None);
        }
        let loaded = environment(&self.sources, &self.stated.stated()?)?;
        tell(&loaded);
        Ok(Some(loaded))
    }
}

impl EnvironmentArguments {
    /// Lets a session hold what the sources say.
    ///
    /// # Errors
    /// Every mistake that leaves a source without a meaning.
    pub(super) fn hold_in(&self, session: &mut Session<'_>) -> Result<(), Vec<Trouble>> {
        if let Some(loaded) = self.load()? {
            session.hold(&loaded, self.sources(), &self.stated()?);
        }
        Ok(())
    }
}

/// How many notes fit on a screen.
const TOLD: usize = 5;

/// Says on stderr what was not understood, and in what sources differ: a screenful, then a count.
pub(super) fn tell(loaded: &LoadedEnvironment) {
    let remarks = &loaded.remarks;
    report(&remarks[..remarks.len().min(TOLD)]);
    let left = TOLD.saturating_sub(remarks.len());
    let told = loaded.differences.len().min(left.max(2));
    for difference in &loaded.differences[..told] {
        complain(&difference_text(difference));
    }
    let untold = remarks.len().saturating_sub(TOLD) + (loaded.differences.len() - told);
    if untold > 0 {
        let files = "`iamsim env show` with the same sources lists all";
        complain(&format!("note: {untold} more like these; {files}\n"));
    }
}

/// A difference with both places.
pub(super) fn difference_text(difference: &Difference) -> String {
    let Difference { subject, facts, earlier, later } = difference;
    let (subject, facts) = (quote(subject), facts.join(", "));
    let (earlier, later) = (earlier.to_string(), later.to_string());
    format!(
        "warning[sources-differ]: two sources differ in {facts} of {subject}\n  \
         --> {}, which counts\n  ::: {}\n",
        printable(&later),
        printable(&earlier)
    )
}
