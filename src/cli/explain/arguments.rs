//! The arguments of `explain`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::catalogue::CatalogueArguments;
use crate::cli::check::{Context, Policies};
use crate::cli::environment::EnvironmentArguments;

/// What the command does.
const ABOUT: &str = "\
Explains why AWS refused a call: what was asked, what AWS said, and what the policies here say.

Takes an AccessDenied message as AWS or a tool around it words it, records of CloudTrail, a decoded \
authorization message, or a web identity token (or its claims) for a role. What it is, its content \
says. A token is decoded, not verified, and neither kept nor shown: only the claims that the trust \
policy asks for are.";

/// Where to go from here.
const EXAMPLES: &str = "\
Examples:
  iamsim explain error.txt --env account.json
  aws s3 cp s3://bucket/key . 2>&1 | iamsim explain - --env account.json
  iamsim explain events.json --scp root.json --scp unit.json --identity role.json
  iamsim explain token.jwt --role arn:aws:iam::111122223333:role/deploy --resource-policy trust.json

Exit codes: 0 explained, 1 the policies here do not say what AWS said, 2 no answer.";

/// `iamsim explain`
#[derive(Args, Clone, Debug)]
#[command(about = "Explains why AWS refused a call", long_about = ABOUT, after_help = EXAMPLES)]
pub(in crate::cli) struct Explain {
    /// A file with what AWS said, or `-` for the standard input.
    #[arg(value_hint = ValueHint::FilePath)]
    pub(super) file: PathBuf,
    /// Who asked, where the text does not tell or tells it otherwise.
    #[arg(long = "as", value_name = "PRINCIPAL", help_heading = "Request")]
    pub(super) principal: Option<String>,
    /// The action, where the text does not tell it.
    #[arg(long, value_name = "ACTION", help_heading = "Request")]
    pub(super) action: Option<String>,
    /// The resource, where the text does not tell it.
    #[arg(long, value_name = "ARN", help_heading = "Request")]
    pub(super) resource: Option<String>,
    /// The role that a token is for; of a session, the ARN of the role behind it with its path.
    #[arg(long, value_name = "ARN", help_heading = "Request")]
    pub(super) role: Option<String>,
    /// The account that owns the resource.
    #[arg(long, value_name = "ACCOUNT", help_heading = "Request")]
    pub(super) resource_account: Option<String>,
    /// The organization's id: o-...
    #[arg(long, value_name = "ID", help_heading = "Organization")]
    pub(super) org_id: Option<String>,
    /// The organization's management account.
    #[arg(long, value_name = "ACCOUNT", help_heading = "Organization")]
    pub(super) management_account: Option<String>,
    /// The time of the request, 2026-03-01T09:00:00Z; else what the text tells, else this machine's.
    #[arg(long, value_name = "TIME")]
    pub(super) now: Option<String>,
    /// Take policies that AWS would refuse to save today.
    #[arg(long)]
    pub(super) as_stored: bool,
    /// Write a scenario that expects what AWS said.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) write_scenario: Option<PathBuf>,
    /// What the scenario expects in place of what AWS said.
    #[arg(long, value_enum, requires = "write_scenario")]
    pub(super) expect: Option<Expect>,
    /// How to answer.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) policies: Policies,
    #[command(flatten)]
    pub(super) context: Context,
    #[command(flatten)]
    pub(super) environment: EnvironmentArguments,
    #[command(flatten)]
    pub(super) catalogue: CatalogueArguments,
}

/// What a scenario expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Expect {
    /// It should be allowed.
    Allowed,
    /// It should be denied, however.
    Denied,
}

impl Expect {
    /// As scenarios spell it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
        }
    }
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}
