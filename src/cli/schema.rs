//! `iamsim schema`: the JSON Schemas of our formats.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::report::print;

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
    /// Accounts, resources and an organization
    Environment,
}

impl Schema {
    /// Prints the schema.
    pub(super) fn run(&self) -> ExitCode {
        let text = match self.format {
            Format::Scenario => include_str!("../../docs/schemas/scenario.schema.json"),
            Format::Bundle => include_str!("../../docs/schemas/bundle.schema.json"),
            Format::Environment => include_str!("../../docs/schemas/environment.schema.json"),
        };
        print(text, ExitCode::SUCCESS)
    }
}
