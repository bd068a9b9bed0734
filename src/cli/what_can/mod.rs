//! In: `iamsim what-can` and what is asked of it. Out: what a caller can do, by service and access
//! level, or a policy that says the same.

mod as_policy;

use std::process::ExitCode;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::completions;
use super::console::print;
use super::query::{Bar, Known, QueryArguments};
use super::who_can::Format;
use crate::catalog::Catalog;
use crate::query::what_can::{self, WhatCanAnswer, overview_text, text};

/// What a user, role or other caller can do, by all policies of accounts and their organization
///
/// Asks about every action of the catalogue that some policy may allow, on the resources of the
/// environment that it acts on and on those that the caller's policies name; * stands for any
/// resource. Exits with 0 if there is something, with 1 if there is nothing.
#[derive(Args, Clone, Debug)]
pub(super) struct WhatCan {
    /// The name, ARN or unique id of a user or role; a service; anonymous
    #[arg(value_name = "PRINCIPAL")]
    principal: String,
    /// Only actions of this service; may be given several times
    #[arg(long, value_name = "PREFIX", add = ArgValueCompleter::new(completions::action_or_service))]
    service: Vec<String>,
    /// Only on these resources: an ARN, *, or the name, the address or a pattern of resources of the
    /// environment
    #[arg(long = "on", value_name = "RESOURCE", num_args = 1..)]
    resources: Vec<String>,
    /// Print an identity-based policy that allows what the caller surely can
    #[arg(long, conflicts_with = "format")]
    as_policy: bool,
    /// List all, however long it gets
    #[arg(long)]
    all: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    query: QueryArguments,
}

impl WhatCan {
    /// Finds out what the caller can do. 0: something, 1: nothing, 2: no answer.
    pub(super) fn run(&self) -> ExitCode {
        let (answer, catalog) = match self.found() {
            Ok(found) => found,
            Err(code) => return code,
        };
        let code = ExitCode::from(u8::from(answer.cells.is_empty()));
        let told = match self.format {
            _ if self.as_policy => as_policy::text(&answer),
            Format::Json => answer.to_json(),
            Format::Csv => answer.to_csv(),
            Format::Table if self.all || !self.service.is_empty() => text(&answer, catalog),
            Format::Table => {
                overview_text(&answer, catalog, "--service PREFIX lists them, --all lists all")
            }
        };
        print(&told, code)
    }

    /// Asks the caller everything.
    fn found(&self) -> Result<(WhatCanAnswer, &'static Catalog), ExitCode> {
        let known = self.query.known()?;
        let mut reader = known.reader();
        let question = what_can::WhatCan {
            principal: self.principal.clone(),
            services: self.service.clone(),
            resources: self.resources.clone(),
        };
        let bar = Bar::over("actions");
        let found = question.find(&known.around(), &mut reader, &bar);
        bar.end();
        Ok((Known::told(&mut reader, &[], found)?, known.catalog))
    }
}
