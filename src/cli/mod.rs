//! In: arguments. Out: the answer on stdout, the rest on stderr, and an exit code.

mod actions;
mod bundle_stream;
mod catalogue;
mod check;
mod clock;
mod compare;
mod completions;
mod console;
mod describe;
mod env;
mod environment;
mod eval;
mod explain;
mod impact;
mod import;
mod init;
mod lint;
mod mutants;
mod ordered;
mod policies;
mod progress;
mod query;
mod repl;
mod reports;
mod rule;
mod scenarios;
mod schema;
#[cfg(test)]
mod schema_tests;
mod serve;
mod settings;
mod test;
mod what_can;
mod who_can;

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
    /// Answers one question and explains the answer.
    Check(Box<check::Check>),
    /// Runs scenario files and says which cases do not come out as expected.
    Test(Box<test::Test>),
    /// Changes policies one small step at a time and says which changes no scenario notices.
    Mutants(mutants::Mutants),
    /// Writes a first scenario file from policies.
    Init(Box<init::Init>),
    Import(import::Import),
    Lint(Box<lint::Lint>),
    Compare(compare::Compare),
    Eval(eval::Eval),
    Explain(Box<explain::Explain>),
    WhoCan(Box<who_can::WhoCan>),
    WhatCan(Box<what_can::WhatCan>),
    Impact(Box<impact::Impact>),
    Repl(Box<repl::Repl>),
    Actions(actions::Actions),
    Describe(describe::Describe),
    Policies(policies::Policies),
    Env(env::Env),
    Serve(Box<serve::Serve>),
    Completions(completions::Completions),
    /// Explains a rule that an answer names.
    Rule(rule::Rule),
    /// Prints the JSON Schema of a format, for editors and programs.
    Schema(schema::Schema),
}

/// Runs the program.
pub fn run() -> ExitCode {
    completions::answer_shell::<Arguments>();
    match Arguments::parse().command {
        Command::Check(check) => check.run(),
        Command::Test(test) => test.run(),
        Command::Mutants(mutants) => mutants.run(),
        Command::Init(init) => init.run(),
        Command::Import(import) => import.run(),
        Command::Lint(lint) => lint.run(),
        Command::Compare(compare) => compare.run(),
        Command::Eval(eval) => eval.run(),
        Command::Explain(explain) => explain.run(),
        Command::WhoCan(who_can) => who_can.run(),
        Command::WhatCan(what_can) => what_can.run(),
        Command::Impact(impact) => impact.run(),
        Command::Repl(repl) => repl.run(),
        Command::Actions(actions) => actions.run(),
        Command::Describe(describe) => describe.run(),
        Command::Policies(policies) => policies.run(),
        Command::Env(env) => env.run(),
        Command::Serve(serve) => serve.run(),
        Command::Completions(completions) => completions.run(),
        Command::Rule(rule) => rule.run(),
        Command::Schema(schema) => schema.run(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn no_two_arguments_have_one_name() {
        Arguments::command().debug_assert();
    }
}
