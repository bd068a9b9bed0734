//! In: `iamsim impact`, accounts, and what is to change in them. Out: who gains and who loses what.

mod bars;
mod scenarios;
mod sides;

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::catalogue::CatalogueArguments;
use super::console::{COULD_NOT_ANSWER, print, refuse_mistaken, report};
use super::reports::folder_in_repository;
use crate::bundle::Trouble;
use crate::query::impact::{
    Impact as Found, Search, impact, impact_github, impact_json, impact_markdown, impact_text,
};
use bars::Bars;
use scenarios::add_scenarios;
use sides::SidesArguments;
pub(super) use sides::{Sides, before_and_after};

/// What the command does.
const ABOUT: &str = "\
Says who gains and who loses what by a change, before it is made.

Decides requests in the environment as it is, and as it will be: the requests at the edges of every \
policy that differs, as each caller would make them whom it touches, and the cases of scenarios that \
are named. What is decided differently is listed by caller, service and access level, with the \
reason on both sides. This is a search, not a proof: other requests may change too.";

/// Where to go from here.
const EXAMPLES: &str = "\
Examples:
  iamsim impact --env account.json --with plan.json
  iamsim impact --with plan.json                      the plan says what there is as well
  iamsim impact --env account.json --with plan.json --scenarios scenarios
  iamsim impact --env account.json --with plan.json --deny-new-access --format markdown

Exit codes: 0 whatever was found, 1 something is or may be gained and --deny-new-access is set, \
2 no answer.";

/// How many requests are decided if nobody says.
const MOST_REQUESTS: usize = 100_000;

/// `iamsim impact`
#[derive(Args, Clone, Debug)]
#[command(about = "Says who gains and who loses what by a change", long_about = ABOUT, after_help = EXAMPLES)]
pub(super) struct Impact {
    #[command(flatten)]
    sides: SidesArguments,
    /// Scenario files, folders or globs whose cases are decided on both sides as well
    #[arg(long, value_name = "PATH", num_args = 1..)]
    scenarios: Vec<String>,
    /// Exit with 1 if anything is or may be allowed that is not allowed now
    #[arg(long)]
    deny_new_access: bool,
    /// How many requests are decided at most; how many are left out is said
    #[arg(long, value_name = "COUNT", default_value_t = MOST_REQUESTS)]
    most_requests: usize,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    catalogue: CatalogueArguments,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
    /// Marks at the statements, for a workflow on GitHub
    Github,
    /// For a comment in a pull request
    Markdown,
}

impl Impact {
    /// Finds out what changes. 0: whatever was found; 1: there is new access, which is denied; 2: no
    /// answer, or not about all policies.
    pub(super) fn run(&self) -> ExitCode {
        match self.find() {
            Ok(found) => {
                report(&found.troubles);
                print(&self.told(&found), self.exit_code(&found))
            }
            Err(troubles) => refuse_mistaken(&troubles),
        }
    }

    fn find(&self) -> Result<Found, Vec<Trouble>> {
        let catalog = self.catalogue.catalog()?;
        let Sides { before, after } = self.sides.load()?;
        let files = self.scenario_files()?;
        let bars = Bars::default();
        let progress = |stage, _, total| bars.of(stage).advance_to(total);
        let search = Search { catalog, most: self.most_requests, progress: &progress };
        let mut found = impact(&before, &after, search);
        bars.end();
        add_scenarios(&mut found, &files, [&before, &after], catalog)?;
        Ok(found)
    }

    fn told(&self, found: &Found) -> String {
        match self.format {
            Format::Table => impact_text(found),
            Format::Json => impact_json(found),
            Format::Markdown => impact_markdown(found),
            Format::Github => impact_github(found, &folder_in_repository(), self.deny_new_access),
        }
    }

    fn exit_code(&self, found: &Found) -> ExitCode {
        match (found.troubles.is_empty(), self.deny_new_access && found.has_gains()) {
            (false, _) => ExitCode::from(COULD_NOT_ANSWER),
            (true, true) => ExitCode::from(1),
            (true, false) => ExitCode::SUCCESS,
        }
    }
}
