//! In: arguments. Out: the answer on stdout, the rest on stderr, and an exit code.

mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Decides AWS IAM requests on your own machine, and says why.
#[derive(Debug, Parser)]
#[command(name = "iamsim", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs scenario files and says which cases do not come out as expected.
    Test(test::Test),
}

/// Runs the program.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Test(test) => test.run(),
    }
}
