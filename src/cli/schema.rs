//! `iamsim schema`: the JSON Schemas of our formats.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::answer_schema::answer_schema;
use super::compare::compare_schema;
use super::console::print;
use super::env::overview_schema;
use super::explain::explain_schema;
use super::lookup_schema::lookup_schema;
use super::query_schema::query_schema;
use crate::lint::report::lint_schema;
use crate::query::impact::impact_schema;
use crate::scenario::report::report_schema;

/// A format, described for editors and programs.
#[derive(Args, Clone, Debug)]
pub(super) struct Schema {
    /// What to describe
    #[arg(value_enum)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Scenario files, as `iamsim test` reads them
    Scenario,
    /// Questions with their policies, as `iamsim eval` reads them
    Bundle,
    /// What `iamsim check --format json` writes
    Answer,
    /// Accounts, resources and an organization
    Environment,
    /// What `iamsim env show --format json` writes
    Overview,
    /// What `--report json` writes
    Report,
    /// What `actions`, `describe` and `policies` write with `--format json`
    Lookup,
    /// What `iamsim lint --format json` writes
    Lint,
    /// What `iamsim explain --format json` writes
    Explain,
    /// What `who-can` and `what-can` write with `--format json`
    Query,
    /// What `iamsim impact --format json` writes
    Impact,
    /// What `iamsim compare --format json` writes
    Compare,
}

const SCENARIO: &str = include_str!("../../docs/schemas/scenario.schema.json");
const BUNDLE: &str = include_str!("../../docs/schemas/bundle.schema.json");
const ENVIRONMENT: &str = include_str!("../../docs/schemas/environment.schema.json");

impl Schema {
    /// Prints the schema.
    pub(super) fn run(&self) -> ExitCode {
        let text = match self.format {
            Format::Scenario => SCENARIO.to_owned(),
            Format::Bundle => BUNDLE.to_owned(),
            Format::Answer => answer_schema(),
            Format::Environment => ENVIRONMENT.to_owned(),
            Format::Overview => overview_schema(),
            Format::Report => report_schema(),
            Format::Lookup => lookup_schema(),
            Format::Lint => lint_schema(),
            Format::Explain => explain_schema(),
            Format::Query => query_schema(),
            Format::Impact => impact_schema(),
            Format::Compare => compare_schema(),
        };
        print(&text, ExitCode::SUCCESS)
    }
}
