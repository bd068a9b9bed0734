//! `iamsim schema`: the JSON Schemas of our formats.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::compare::compare_schema;
use super::console::print;
use crate::lint::report::lint_schema;
use crate::query::impact::impact_schema;
use crate::scenario::report::report_schema;
use crate::text::{Packed, packed};

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

const SCENARIO: Packed = packed!("docs/schemas/scenario.schema.json");
const BUNDLE: Packed = packed!("docs/schemas/bundle.schema.json");
const ANSWER: Packed = packed!("docs/schemas/answer.schema.json");
const ENVIRONMENT: Packed = packed!("docs/schemas/environment.schema.json");
const OVERVIEW: Packed = packed!("docs/schemas/overview.schema.json");
const LOOKUP: Packed = packed!("docs/schemas/lookup.schema.json");
const EXPLAIN: Packed = packed!("docs/schemas/explain.schema.json");
const QUERY: Packed = packed!("docs/schemas/query.schema.json");

impl Schema {
    /// Prints the schema.
    pub(super) fn run(&self) -> ExitCode {
        let text = match self.format {
            Format::Scenario => SCENARIO.text(),
            Format::Bundle => BUNDLE.text(),
            Format::Answer => ANSWER.text(),
            Format::Environment => ENVIRONMENT.text(),
            Format::Overview => OVERVIEW.text(),
            Format::Report => report_schema(),
            Format::Lookup => LOOKUP.text(),
            Format::Lint => lint_schema(),
            Format::Explain => EXPLAIN.text(),
            Format::Query => QUERY.text(),
            Format::Impact => impact_schema(),
            Format::Compare => compare_schema(),
        };
        print(&text, ExitCode::SUCCESS)
    }
}
