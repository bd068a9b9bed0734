//! In: files and folders that describe accounts. Out: an overview of them, one file that says the
//! same, or the commands that export an account: `iamsim env`.

mod commands;
mod export;
#[cfg(test)]
mod schema_tests;
mod show;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::environment::StatedArguments;
use crate::bundle::Trouble;
use crate::load::{LoadedEnvironment, environment};

/// Shows what accounts hold, copies it into one file, or prints how to export an account
#[derive(Args, Clone, Debug)]
pub(super) struct Env {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Clone, Debug, Subcommand)]
enum Verb {
    Show(show::Show),
    Export(export::Export),
    Commands(commands::Commands),
}

/// Where accounts are described.
#[derive(Args, Clone, Debug)]
struct Sources {
    /// Files and folders that describe accounts, recognised by what they hold; a later one counts
    /// more; - is the standard input
    #[arg(required = true, value_name = "FILE")]
    sources: Vec<PathBuf>,
    #[command(flatten)]
    stated: StatedArguments,
}

impl Sources {
    fn load(&self) -> Result<LoadedEnvironment, Vec<Trouble>> {
        environment(&self.sources, &self.stated.stated()?)
    }
}

impl Env {
    /// Runs the command.
    pub(super) fn run(&self) -> ExitCode {
        match &self.verb {
            Verb::Show(show) => show.run(),
            Verb::Export(export) => export.run(),
            Verb::Commands(commands) => commands.run(),
        }
    }
}
