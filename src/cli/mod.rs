//! In: arguments. Out: the answer on stdout, the rest on stderr, and an exit code.

mod bundle_stream;
mod eval;
mod ordered;

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
    Eval(eval::Eval),
}

/// Runs the program.
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Eval(eval) => eval.run(),
    }
}
