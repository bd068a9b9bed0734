//! In: `iamsim compare`, a question about all requests and policies. Out: that it holds, with what
//! the proof rests on, or the statements for which it does not, each with a request that shows it.

mod access;
mod arguments;
mod around;
mod assumptions;
mod format;
mod inquiry;
mod outcome;
mod public;
mod questions;
mod reading;
mod replay;
mod report;

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// What the command does.
const ABOUT: &str = "\
Compares policies for all requests: a proof, or a request that shows the difference.

Nothing is sampled. The answer is `proven` for every action, resource, caller and context that there \
can be; or a concrete request for each statement that breaks it, decided again by the evaluator on \
both sides, with file and line; or `unknown` where neither could be shown.";

/// Where to go from here.
const EXAMPLES: &str = "\
Examples:
  iamsim compare no-new-access --existing old.json --new new.json
  iamsim compare equivalent --existing long.json --new short.json
  iamsim compare access-not-granted --policy app.json --access actions=iam:PassRole,s3:Delete*
  iamsim compare no-public-access --policy bucket.json --resource-type AWS::S3::Bucket

Exit codes: 0 proven, 1 a request was found, 2 no answer: something could not be read, 3 unknown.";

/// `iamsim compare`
#[derive(Args, Clone, Debug)]
#[command(about = "Compares policies for all requests: a proof, or a request that shows the difference", long_about = ABOUT, after_help = EXAMPLES)]
pub(super) struct Compare {
    #[command(subcommand)]
    question: Question,
}

#[derive(Clone, Debug, Subcommand)]
enum Question {
    #[command(alias = "check-no-new-access")]
    NoNewAccess(Box<questions::NoNewAccess>),
    Equivalent(Box<questions::Equivalent>),
    #[command(alias = "check-access-not-granted")]
    AccessNotGranted(Box<questions::AccessNotGranted>),
    #[command(alias = "check-no-public-access")]
    NoPublicAccess(Box<public::NoPublicAccess>),
}

impl Compare {
    /// Answers the question. 0: proven, 1: a request was found, 2: no answer, 3: unknown.
    pub(super) fn run(&self) -> ExitCode {
        match &self.question {
            Question::NoNewAccess(question) => question.run(),
            Question::Equivalent(question) => question.run(),
            Question::AccessNotGranted(question) => question.run(),
            Question::NoPublicAccess(question) => question.run(),
        }
    }
}
